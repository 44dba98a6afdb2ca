import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createShopifySessionStorage } from '../../../app/integrations/channels/shopify/shopify-sessions.server.ts';
import {
  createShopifyTokens,
  offlineSessionId,
} from '../../../app/integrations/channels/shopify/shopify-tokens.server.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { startShopifyHarness } from './shopify-harness.ts';
import type { ShopifyHarness } from './shopify-harness.ts';

const database = await cloneDatabase({ poolSize: 12 });
let harness: ShopifyHarness;
let shops = 0;
beforeAll(async () => {
  harness = await startShopifyHarness(database);
});
afterAll(() => harness.close());

const MINUTE = 60_000;

async function connectWith(minutesLeft: number): Promise<string> {
  shops += 1;
  const { shop } = await harness.connect(`tokens-${shops}`);
  const session = await harness.sessions.find(offlineSessionId(shop));
  if (!session) throw new Error('no session');
  const expiresAt = new Date(harness.clock.now().getTime() + minutesLeft * MINUTE);
  await harness.sessions.save({ ...session, expiresAt });
  await harness.sandbox.control.requests({ clear: true });
  return shop;
}

/** As another process has it: its own memory, the same database. */
function anotherProcess() {
  const { clientId: apiKey, clientSecret: apiSecret } = harness.sandbox.core.app;
  const { sessions, http, clock, sandbox } = harness;
  const onAccessLost = async (domain: string) => void harness.lost.push(domain);
  return createShopifyTokens({
    sessions,
    http,
    clock,
    apiKey,
    apiSecret,
    sandboxUrl: sandbox.origin,
    onAccessLost,
  });
}

async function refreshes(shop: string): Promise<number> {
  const requests = await harness.sandbox.control.requests({ shop });
  return requests.filter(({ operation }) => operation === 'oauth.token').length;
}

describe('access tokens', () => {
  it('are used as they are while they last', async () => {
    const shop = await connectWith(6);
    expectOk(await harness.tokens.accessToken(shop));
    expect(await refreshes(shop)).toBe(0);
  });

  it('are refreshed once, however many ask in however many processes', async () => {
    const shop = await connectWith(4);
    const processes = [harness.tokens, anotherProcess(), anotherProcess()];
    const asked = Array.from({ length: 8 }, () => processes).flat();
    const answers = await Promise.all(asked.map((process) => process.accessToken(shop)));
    const tokens = new Set(answers.map((answer) => (answer.ok ? answer.value : 'failed')));
    expect(tokens.size).toBe(1);
    expect(tokens).not.toContain('failed');
    expect(await refreshes(shop)).toBe(1);
  });

  it('are refreshed when the shop has refused them, but not again by those who come late', async () => {
    const shop = await connectWith(50);
    const old = expectOk(await harness.tokens.accessToken(shop));
    const [first, second] = await Promise.all([
      harness.tokens.accessToken(shop, old),
      anotherProcess().accessToken(shop, old),
    ]);
    expect(expectOk(first)).not.toBe(old);
    expect(expectOk(second)).toBe(expectOk(first));
    expect(await refreshes(shop)).toBe(1);
  });

  it('are nowhere to be read in the database', async () => {
    const shop = await connectWith(50);
    const session = await harness.sessions.find(offlineSessionId(shop));
    const row = await database.db.storeSession.findFirstOrThrow({ where: { domain: shop } });
    const text = JSON.stringify(row);
    for (const secret of [session?.accessToken, session?.refreshToken]) {
      expect(secret).toBeTruthy();
      expect(text).not.toContain(secret);
    }
  });

  it('stay in use until their end while Shopify does not answer', async () => {
    const shop = await connectWith(4);
    await harness.sandbox.control.setFault({ operation: 'oauth.token', shop, kind: 'http500' });
    expectOk(await harness.tokens.accessToken(shop));
    await harness.clock.waitUntil(new Date(harness.clock.now().getTime() + 5 * MINUTE));
    expect(await harness.tokens.accessToken(shop)).toMatchObject({
      ok: false,
      error: { kind: 'unavailable' },
    });
    await harness.sandbox.control.clearFaults();
    expectOk(await harness.tokens.accessToken(shop));
  });

  it('survive a lost answer to their refresh', async () => {
    const shop = await connectWith(4);
    const kind = 'timeout-after-effect';
    await harness.sandbox.control.setFault({
      operation: 'oauth.token',
      shop,
      kind,
      times: 1,
      ms: 10,
    });
    expectOk(await harness.tokens.accessToken(shop));
    expectOk(await harness.tokens.accessToken(shop));
    expect(harness.lost).not.toContain(shop);
  });

  it('end with the shop’s consent: it is told once, and the session is gone', async () => {
    const shop = await connectWith(4);
    await harness.sandbox.control.revokeTokens({ shop, kind: 'both' });
    const answers = await Promise.all([1, 2, 3].map(() => harness.tokens.accessToken(shop)));
    for (const answer of answers)
      expect(answer).toMatchObject({ ok: false, error: { kind: 'unauthorised' } });
    expect(harness.lost.filter((domain) => domain === shop)).toHaveLength(1);
    expect(await harness.sessions.find(offlineSessionId(shop))).toBeUndefined();
  });
});

describe('the session storage of the library', () => {
  const storage = () =>
    createShopifySessionStorage({ sessions: harness.sessions, tokens: harness.tokens });

  it('hands out a session that the library need not refresh itself', async () => {
    const shop = await connectWith(4);
    const loaded = await Promise.all(
      [1, 2, 3].map(() => storage().loadSession(offlineSessionId(shop))),
    );
    expect(new Set(loaded.map((session) => session?.accessToken)).size).toBe(1);
    const left = (loaded[0]?.expires?.getTime() ?? 0) - harness.clock.now().getTime();
    expect(left).toBeGreaterThan(5 * MINUTE);
    expect(await refreshes(shop)).toBe(1);
  });

  it('keeps all of a session', async () => {
    const shop = await connectWith(50);
    const session = await storage().loadSession(offlineSessionId(shop));
    if (!session) throw new Error('no session');
    session.state = 'some state';
    await storage().storeSession(session);
    const again = await storage().loadSession(session.id);
    expect(again?.toObject()).toEqual(session.toObject());
    expect((await storage().findSessionsByShop(shop)).map(({ id }) => id)).toEqual([session.id]);
  });

  it('does not lose the refresh token when the library throws a refused access token away', async () => {
    const shop = await connectWith(50);
    const session = await storage().loadSession(offlineSessionId(shop));
    if (!session) throw new Error('no session');
    delete session.accessToken;
    await storage().storeSession(session);
    expectOk(await harness.tokens.accessToken(shop));
    expect(await refreshes(shop)).toBe(1);
  });

  it('answers nothing where the consent is over, so that the library asks for it anew', async () => {
    const shop = await connectWith(4);
    await harness.sandbox.control.revokeTokens({ shop, kind: 'both' });
    expect(await storage().loadSession(offlineSessionId(shop))).toBeUndefined();
  });

  it('deletes sessions', async () => {
    const shop = await connectWith(50);
    await storage().deleteSessions([offlineSessionId(shop)]);
    expect(await storage().loadSession(offlineSessionId(shop))).toBeUndefined();
  });
});
