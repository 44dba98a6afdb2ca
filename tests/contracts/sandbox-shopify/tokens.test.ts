import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callAdminApi } from '../../sandbox/shopify/app-caller.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import { sessionClaims, signSessionToken } from '../../sandbox/shopify/session-token.ts';

const shop = 'tokens.myshopify.com';
const clientId = 'the-app';
const clientSecret = 'the-secret';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
let sandbox: ShopifySandbox;

beforeAll(async () => {
  sandbox = await startShopifySandbox({
    app: { clientId, clientSecret },
    stores: [{ shop }, { shop: 'other.myshopify.com' }],
    webhooks: 'manual',
  });
});
afterAll(() => sandbox.close());

type TokenAnswer = {
  access_token?: string;
  refresh_token?: string;
  error?: string;
  expires_in?: number;
  refresh_token_expires_in?: number;
  scope?: string;
  associated_user?: unknown;
};
async function ask(
  body: Record<string, unknown>,
  of = shop,
): Promise<{ status: number; body: TokenAnswer }> {
  const response = await fetch(`${sandbox.origin}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-emulated-host': of },
    body: JSON.stringify({ client_id: clientId, client_secret: clientSecret, ...body }),
  });
  return { status: response.status, body: (await response.json()) as TokenAnswer };
}
async function exchange(more: Record<string, unknown> = {}, of = shop) {
  return ask(
    {
      grant_type: EXCHANGE,
      subject_token: await sandbox.control.sessionToken({ shop }),
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
      expiring: '1',
      ...more,
    },
    of,
  );
}
const refresh = (refreshToken: string | undefined) =>
  ask({ grant_type: 'refresh_token', refresh_token: refreshToken });
const callWith = (token: string | undefined, of = shop) =>
  callAdminApi(sandbox.origin, of, token ?? '', '{ shop { id } }');

describe('token exchange', () => {
  it('gives an expiring offline token with a refresh token and the scopes of the TOML', async () => {
    const { status, body } = await exchange();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      expires_in: 3600,
      refresh_token_expires_in: 90 * 24 * 3600,
      scope: sandbox.core.app.scopes.join(','),
    });
    expect((await callWith(body.access_token)).status).toBe(200);
  });

  it('gives a token that does not expire when expiring was not asked for', async () => {
    const { body } = await exchange({ expiring: undefined });
    expect(body.refresh_token).toBeUndefined();
  });

  it('gives an online token with the user', async () => {
    const { body } = await exchange({
      requested_token_type: 'urn:shopify:params:oauth:token-type:online-access-token',
    });
    expect(body.associated_user).toMatchObject({ account_owner: true });
  });

  it.each([
    ['signed with another secret', { secret: 'not-the-secret' }],
    ['of another app', { clientId: 'not-the-app' }],
    ['of another shop', { shop: 'other.myshopify.com' }],
    ['that expired', { age: 3600 }],
  ])(
    'refuses a session token %s with 400 invalid_subject_token',
    async (_what, wrong: { secret?: string; clientId?: string; shop?: string; age?: number }) => {
      const now = new Date(Date.now() - (wrong.age ?? 0) * 1000);
      const claims = sessionClaims({
        shop: wrong.shop ?? shop,
        clientId: wrong.clientId ?? clientId,
        sub: '1',
        now,
        expiresInSeconds: 60,
        id: 'x',
      });
      const { status, body } = await exchange({
        subject_token: signSessionToken(claims, wrong.secret ?? clientSecret),
      });
      expect([status, body.error]).toEqual([400, 'invalid_subject_token']);
    },
  );

  it('refuses a wrong client secret', async () => {
    expect((await exchange({ client_secret: 'x' })).body.error).toBe('invalid_client');
  });
});

describe('refresh', () => {
  it('gives a new pair; the old refresh token stays good until the new one is first used', async () => {
    const first = (await exchange()).body;
    const second = (await refresh(first.refresh_token)).body;
    expect((await refresh(first.refresh_token)).status).toBe(200);
    expect((await refresh(second.refresh_token)).status).toBe(200);
    expect(await refresh(first.refresh_token)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  it('answers 400 invalid_grant for an unknown or foreign refresh token', async () => {
    expect(await refresh('shprt_unknown')).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });
});

describe('the Admin API', () => {
  it('answers 401 to an unknown token and to a token of another shop', async () => {
    const { accessToken } = await sandbox.control.issueToken({ shop });
    expect((await callWith('nonsense')).status).toBe(401);
    expect((await callWith(accessToken, 'other.myshopify.com')).status).toBe(401);
  });

  it('answers ACCESS_DENIED for what the scopes do not cover, and takes a write scope for the read', async () => {
    const { accessToken } = await sandbox.control.issueToken({ shop, scopes: ['write_products'] });
    const denied = await callAdminApi(
      sandbox.origin,
      shop,
      accessToken,
      '{ orders(first: 1) { nodes { id } } }',
    );
    expect(denied.status).toBe(200);
    expect(denied.errors[0]?.extensions?.code).toBe('ACCESS_DENIED');
    const read = await callAdminApi(
      sandbox.origin,
      shop,
      accessToken,
      '{ products(first: 1) { nodes { id } } }',
    );
    expect(read.errors).toEqual([]);
  });

  it('answers 401 after the access token expired by the sandbox clock, 90 days later also for the refresh', async () => {
    const { accessToken, refreshToken } = await sandbox.control.issueToken({ shop });
    await sandbox.control.advance({ ms: 3600 * 1000 });
    expect((await callWith(accessToken)).status).toBe(401);
    expect((await refresh(refreshToken)).status).toBe(200);
    await sandbox.control.advance({ ms: 90 * 24 * 3600 * 1000 });
    expect((await refresh(refreshToken)).body.error).toBe('invalid_grant');
  });

  it('answers 401 after the app was uninstalled; a new token exchange installs it again', async () => {
    const { accessToken, refreshToken } = await sandbox.control.issueToken({ shop });
    await sandbox.control.uninstall({ shop });
    expect((await callWith(accessToken)).status).toBe(401);
    expect((await refresh(refreshToken)).body.error).toBe('invalid_grant');
    expect((await exchange()).status).toBe(200);
  });

  it('answers 404 for a shop that does not exist', async () => {
    expect((await callWith('x', 'nobody.myshopify.com')).status).toBe(404);
  });
});
