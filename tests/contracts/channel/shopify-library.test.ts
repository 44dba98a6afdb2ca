/** Shopify's own library over our sessions and the sandbox, as the embedded screens use it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createShopify } from '../../../app/shopify.server.ts';
import type { ShopifyLibrary } from '../../../app/shopify.server.ts';
import { createShopifySessionStorage } from '../../../app/integrations/channels/shopify/shopify-sessions.server.ts';
import { offlineSessionId } from '../../../app/integrations/channels/shopify/shopify-tokens.server.ts';
import { silentLog } from '../../../app/platform/log.server.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { startShopifyHarness } from './shopify-harness.ts';
import type { ShopifyHarness } from './shopify-harness.ts';
import { createTestClock } from './test-clock.ts';

const database = await cloneDatabase();
const APP_URL = 'https://app.example.ch';
let harness: ShopifyHarness;
let library: ShopifyLibrary;
const signedIn: string[] = [];
let shops = 0;

beforeAll(async () => {
  // The library has no clock but the machine's, so the sandbox starts from it.
  harness = await startShopifyHarness(database, {}, createTestClock(new Date()));
  const { sandbox, sessions, tokens } = harness;
  library = createShopify({
    apiKey: sandbox.core.app.clientId,
    apiSecret: sandbox.core.app.clientSecret,
    appUrl: APP_URL,
    scopes: undefined,
    sandboxUrl: sandbox.origin,
    sessionStorage: createShopifySessionStorage({ sessions, tokens }),
    onAuthenticated: async ({ domain }) => void signedIn.push(domain),
    log: silentLog,
  });
});
afterAll(() => harness.close());

async function aShop(): Promise<string> {
  shops += 1;
  const shop = `library-${shops}.myshopify.com`;
  await harness.sandbox.control.createStore({ shop });
  return shop;
}

async function open(shop: string) {
  const token = await harness.sandbox.control.sessionToken({ shop });
  const headers = { authorization: `Bearer ${token}`, 'user-agent': 'Mozilla/5.0 Firefox/140.0' };
  return library.authenticate.admin(new Request(`${APP_URL}/app`, { headers }));
}

const exchanges = async (shop: string) =>
  (await harness.sandbox.control.requests({ shop })).filter(
    ({ operation }) => operation === 'oauth.token',
  ).length;

describe('signing in through Shopify', () => {
  it('exchanges the visitor’s token for the shop’s own and tells it once', async () => {
    const shop = await aShop();
    const { session } = await open(shop);
    expect(session.shop).toBe(shop);
    expect(signedIn.filter((domain) => domain === shop)).toHaveLength(1);
    const kept = await harness.sessions.find(offlineSessionId(shop));
    expect(kept).toMatchObject({ domain: shop, isOnline: false });
    expect(kept?.refreshToken).toBeTruthy();
    expect(kept?.expiresAt).toBeInstanceOf(Date);
  });

  it('gives background work a token that the shop takes', async () => {
    const shop = await aShop();
    await open(shop);
    const token = expectOk(await harness.tokens.accessToken(shop));
    expect(token).toBe((await open(shop)).session.accessToken);
  });

  it('does not exchange again while the token lasts', async () => {
    const shop = await aShop();
    await open(shop);
    await open(shop);
    expect(await exchanges(shop)).toBe(1);
  });

  it('asks for the consent anew after it was taken away', async () => {
    const shop = await aShop();
    await open(shop);
    await harness.sandbox.control.revokeTokens({ shop, kind: 'both' });
    await harness.tokens.accessToken(shop, expectOk(await harness.tokens.accessToken(shop)));
    expect(harness.lost).toContain(shop);
    const { session } = await open(shop);
    expect(session.accessToken).toBeTruthy();
    expect(expectOk(await harness.tokens.accessToken(shop))).toBe(session.accessToken);
  });

  it('turns a forged visitor away', async () => {
    const shop = await aShop();
    const token = await harness.sandbox.control.sessionToken({ shop });
    const headers = {
      authorization: `Bearer ${token.slice(0, -4)}AAAA`,
      'user-agent': 'Mozilla/5.0 Firefox/140.0',
    };
    const answer = await library.authenticate
      .admin(new Request(`${APP_URL}/app`, { headers }))
      .catch((thrown: unknown) => thrown);
    expect(answer).toMatchObject({ status: 401 });
    expect(await harness.sessions.find(offlineSessionId(shop))).toBeUndefined();
  });
});
