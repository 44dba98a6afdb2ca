import '@shopify/shopify-api/adapters/web-api';
import {
  ApiVersion,
  GraphqlQueryError,
  RequestedTokenType,
  shopifyApi,
} from '@shopify/shopify-api';
import type { Session } from '@shopify/shopify-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redirectToSandbox } from '../../sandbox/shopify/redirect.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';

const shop = 'library.myshopify.com';
const clientId = 'library-client';
const clientSecret = 'library-secret-of-some-length';
let sandbox: ShopifySandbox;
let undo: () => Promise<void>;
const api = shopifyApi({
  apiKey: clientId,
  apiSecretKey: clientSecret,
  apiVersion: ApiVersion.October26,
  hostName: 'app.example.com',
  isEmbeddedApp: true,
  logger: { level: 0 },
});

beforeAll(async () => {
  sandbox = await startShopifySandbox({
    app: { clientId, clientSecret },
    stores: [{ shop }],
    webhooks: 'manual',
  });
  undo = redirectToSandbox(sandbox.origin);
});
afterAll(async () => {
  await undo();
  await sandbox.close();
});

const text = (pattern: RegExp): unknown => expect.stringMatching(pattern);

async function exchange(): Promise<Session> {
  const sessionToken = await sandbox.control.sessionToken({ shop });
  const { session } = await api.auth.tokenExchange({
    shop,
    sessionToken,
    requestedTokenType: RequestedTokenType.OfflineAccessToken,
    expiring: true,
  });
  return session;
}

describe("Shopify's own library against the sandbox", () => {
  it('reads the session token, exchanges it and gets an expiring session', async () => {
    const sessionToken = await sandbox.control.sessionToken({ shop });
    expect(await api.session.decodeSessionToken(sessionToken)).toMatchObject({
      aud: clientId,
      dest: `https://${shop}`,
    });
    const session = await exchange();
    expect(session).toMatchObject({
      id: `offline_${shop}`,
      accessToken: text(/^shpat_/),
      refreshToken: text(/^shprt_/),
    });
  });

  it('refreshes an expiring token', async () => {
    const session = await exchange();
    const refreshed = await api.auth.refreshToken({
      shop,
      refreshToken: session.refreshToken ?? '',
    });
    expect(refreshed.session.accessToken).not.toBe(session.accessToken);
  });

  it('reads data with its GraphQL client', async () => {
    const client = new api.clients.Graphql({ session: await exchange() });
    const answer: { data?: unknown } = await client.request('{ shop { myshopifyDomain } }');
    expect(answer.data).toEqual({ shop: { myshopifyDomain: shop } });
  });

  it('throws GraphqlQueryError with cost when it is throttled', async () => {
    const client = new api.clients.Graphql({ session: await exchange() });
    await sandbox.control.setFault({ operation: 'shop', kind: 'throttled', times: 1 });
    const error: unknown = await client
      .request('{ shop { id } }')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GraphqlQueryError);
    expect(JSON.stringify(error instanceof GraphqlQueryError ? error.body : null)).toContain(
      'THROTTLED',
    );
  });

  it('finds the webhook signature right', async () => {
    await sandbox.control.install({ shop });
    await sandbox.control.sendWebhook({ shop, topic: 'shop/update', payload: { id: 1 } });
    const { webhookHeaders } = await import('../../sandbox/shopify/webhook-attempt.ts');
    const [delivery] = await sandbox.control.deliveries({ shop, topic: 'shop/update' });
    if (!delivery) throw new Error('no delivery');
    const validate = (headers: Record<string, string>) =>
      api.webhooks.validate({
        rawBody: delivery.payload,
        rawRequest: new Request('https://app.example.com/webhooks', {
          method: 'POST',
          headers,
          body: delivery.payload,
        }),
      });
    expect(await validate(webhookHeaders(sandbox.core.app, delivery))).toMatchObject({
      valid: true,
      topic: 'SHOP_UPDATE',
      eventId: delivery.eventId,
    });
    expect(
      await validate(webhookHeaders(sandbox.core.app, { ...delivery, wrongSignature: true })),
    ).toMatchObject({ valid: false });
  });
});
