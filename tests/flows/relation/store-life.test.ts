import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createShopifyChannels } from '../../../app/integrations/channels/shopify/shopify-channel.server.ts';
import { offlineSessionId } from '../../../app/integrations/channels/shopify/shopify-tokens.server.ts';
import { askToReopen } from '../../../app/flows/relation/ask-to-reopen.server.ts';
import { connectStore } from '../../../app/flows/relation/connect-store.server.ts';
import type { ConnectStoreContext } from '../../../app/flows/relation/connect-store.server.ts';
import { installStore } from '../../../app/flows/relation/install-store.server.ts';
import { uninstallStore } from '../../../app/flows/relation/uninstall-store.server.ts';
import { readPublishState } from '../../../app/modules/listings/publish-state.repository.server.ts';
import { createStoreRate } from '../../../app/modules/stores/store-rate.repository.server.ts';
import { toChannelStore } from '../../../app/modules/stores/store.ts';
import { findStore } from '../../../app/modules/stores/stores.repository.server.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { startShopifyHarness } from '../../contracts/channel/shopify-harness.ts';
import type { ShopifyHarness } from '../../contracts/channel/shopify-harness.ts';

const { db, pool } = await cloneDatabase();
let harness: ShopifyHarness;
let context: ConnectStoreContext;
let shops = 0;
beforeAll(async () => {
  harness = await startShopifyHarness({ db, pool });
  const { clock, http, tokens, sandbox } = harness;
  const channels = createShopifyChannels({
    http,
    tokens,
    rateOf: (storeId) => createStoreRate({ db, clock }, storeId),
    clock,
    pause: clock.waitUntil,
    sandboxUrl: sandbox.origin,
  });
  const channelOf = async (storeId: string) => channels(toChannelStore(await storeOf(storeId)));
  context = { db, clock, random: () => 0, channelOf };
});
afterAll(() => harness.close());

async function storeOf(storeId: string) {
  const store = await findStore({ tx: db }, { storeId });
  if (!store) throw new Error('no store');
  return store;
}

async function aShop() {
  shops += 1;
  const domain = `life-${shops}.myshopify.com`;
  const { control } = harness.sandbox;
  await control.createStore({ shop: domain, name: 'Velo Bern', currencyCode: 'CHF' });
  return { channel: 'shopify', domain };
}

/** What signing in through Shopify leaves behind. */
async function signIn(domain: string) {
  const token = await harness.sandbox.control.issueToken({ shop: domain });
  await harness.sessions.save({
    id: offlineSessionId(domain),
    domain,
    isOnline: false,
    scope: token.scope,
    accessToken: token.accessToken,
    expiresAt: new Date(token.expiresAt),
    refreshToken: token.refreshToken,
    refreshExpiresAt: undefined,
    extra: {},
  });
}

async function connected() {
  const shop = await aShop();
  await signIn(shop.domain);
  const storeId = await installStore(context, shop);
  await connectStore(context, { storeId }, { attempt: 1 });
  return { shop, storeId };
}

const jobsOf = async (storeId: string) => {
  const jobs = await db.$queryRaw<{ task: string }[]>`
    select task_identifier as task from graphile_worker.jobs where key like ${`%${storeId}`} order by 1`;
  return jobs.map(({ task }) => task);
};
const openExceptions = (storeId: string) =>
  db.exceptionCase.findMany({ where: { storeId, resolvedAt: null } });
const minutesLater = (minutes: number) =>
  harness.clock.waitUntil(new Date(harness.clock.now().getTime() + minutes * 60_000));

describe('the life of a store', () => {
  it('begins with a retailer of its own and a job that sets it up', async () => {
    const storeId = await installStore(context, await aShop());
    expect(await storeOf(storeId)).toMatchObject({ status: 'connecting', currency: 'XXX' });
    expect(await jobsOf(storeId)).toEqual(['connect-store']);
  });

  it('is one store with one retailer, however many first visits come at once', async () => {
    const shop = await aShop();
    const before = await db.retailer.count();
    const ids = await Promise.all([1, 2, 3, 4, 5].map(() => installStore(context, shop)));
    expect(new Set(ids).size).toBe(1);
    expect(await db.retailer.count()).toBe(before + 1);
  });

  it('is active once it has told who it is and our place in it is set up', async () => {
    const { storeId } = await connected();
    const store = await storeOf(storeId);
    expect(store).toMatchObject({ status: 'active', name: 'Velo Bern', currency: 'CHF' });
    expect(store.places.outsideLocationId).toMatch(/^gid:\/\/shopify\/Location\//);
    expect(store.preparedAt).toBeDefined();
  });

  it('is set up once, even when the job runs again', async () => {
    const { storeId, shop } = await connected();
    const before = await storeOf(storeId);
    expect(await connectStore(context, { storeId }, { attempt: 1 })).toEqual({ kind: 'done' });
    expect((await storeOf(storeId)).places).toEqual(before.places);
    const locations = await harness.sandbox.control.locations({ shop: shop.domain });
    expect(locations.filter(({ fulfillmentServiceId }) => fulfillmentServiceId)).toHaveLength(1);
  });

  it('is not set up again by the hourly sign-in', async () => {
    const { storeId, shop } = await connected();
    await db.$executeRaw`delete from graphile_worker._private_jobs`;
    expect(await installStore(context, shop)).toBe(storeId);
    expect(await jobsOf(storeId)).toEqual([]);
    expect((await storeOf(storeId)).status).toBe('active');
  });

  it('tries again when the shop does not answer', async () => {
    const shop = await aShop();
    await signIn(shop.domain);
    const storeId = await installStore(context, shop);
    const kind = 'http500';
    await harness.sandbox.control.setFault({ operation: '*', shop: shop.domain, kind, times: 1 });
    expect(await connectStore(context, { storeId }, { attempt: 1 })).toMatchObject({
      kind: 'retry',
    });
    expect(await connectStore(context, { storeId }, { attempt: 2 })).toEqual({ kind: 'done' });
    expect((await storeOf(storeId)).status).toBe('active');
  });

  it('shows a person why it could not be set up', async () => {
    const storeId = await installStore(context, await aShop());
    expect(await connectStore(context, { storeId }, { attempt: 1 })).toMatchObject({
      kind: 'park',
    });
    expect(await openExceptions(storeId)).toMatchObject([{ kind: 'store-not-set-up' }]);
  });

  it('tells its retailer when our location is out of use, and catches up once it is in use again', async () => {
    const { storeId, shop } = await connected();
    const { places } = await storeOf(storeId);
    const id = places.outsideLocationId ?? '';
    await harness.sandbox.control.deactivateLocation({ shop: shop.domain, id });
    await connectStore(context, { storeId }, { attempt: 1 });
    expect(await openExceptions(storeId)).toMatchObject([
      { kind: 'store-location-inactive', remedies: ['activate-location', 'connect-store'] },
    ]);
    await harness.sandbox.control.activateLocation({ shop: shop.domain, id });
    await db.$executeRaw`delete from graphile_worker._private_jobs`;
    await connectStore(context, { storeId }, { attempt: 1 });
    expect(await openExceptions(storeId)).toEqual([]);
    expect(await jobsOf(storeId)).toEqual([
      'audit-listings',
      'publish-listings',
      'reconcile-store',
    ]);
  });

  it('is not written to while it waits to be opened', async () => {
    const { storeId, shop } = await connected();
    expect(await readPublishState({ tx: db }, storeId)).toBeDefined();
    await askToReopen(context, shop);
    expect(await readPublishState({ tx: db }, storeId)).toBeUndefined();
  });

  it('asks to be opened again when its consent has run out, and is well once it was', async () => {
    const { storeId, shop } = await connected();
    await askToReopen(context, shop);
    await askToReopen(context, shop);
    expect((await storeOf(storeId)).status).toBe('needs-reopen');
    expect(await openExceptions(storeId)).toMatchObject([
      { kind: 'store-needs-reopen', occurrences: 1 },
    ]);
    await signIn(shop.domain);
    await installStore(context, shop);
    await connectStore(context, { storeId }, { attempt: 1 });
    expect((await storeOf(storeId)).status).toBe('active');
    expect(await openExceptions(storeId)).toEqual([]);
  });

  it('ends at once when the shop removes the app: no session is left', async () => {
    const { storeId, shop } = await connected();
    await minutesLater(1);
    const triggeredAt = harness.clock.now();
    expect(await uninstallStore(context, { ...shop, triggeredAt })).toBe('uninstalled');
    expect(await uninstallStore(context, { ...shop, triggeredAt })).toBe('already');
    expect((await storeOf(storeId)).status).toBe('uninstalled');
    expect(await harness.sessions.findByDomain(shop.domain)).toEqual([]);
    expect(await connectStore(context, { storeId }, { attempt: 1 })).toEqual({ kind: 'done' });
    expect((await storeOf(storeId)).status).toBe('uninstalled');
  });

  it('comes back as the same store, and catches up', async () => {
    const { storeId, shop } = await connected();
    await minutesLater(1);
    await uninstallStore(context, { ...shop, triggeredAt: harness.clock.now() });
    await minutesLater(1);
    await signIn(shop.domain);
    expect(await installStore(context, shop)).toBe(storeId);
    await connectStore(context, { storeId }, { attempt: 1 });
    const store = await storeOf(storeId);
    expect(store).toMatchObject({ status: 'active', uninstalledAt: undefined });
    expect(await jobsOf(storeId)).toEqual(
      expect.arrayContaining(['audit-listings', 'publish-listings', 'reconcile-store']),
    );
  });

  it('is not ended by a late word of an uninstallation before it came back', async () => {
    const { storeId, shop } = await connected();
    await minutesLater(1);
    const triggeredAt = harness.clock.now();
    await uninstallStore(context, { ...shop, triggeredAt });
    await minutesLater(1);
    await signIn(shop.domain);
    await installStore(context, shop);
    await connectStore(context, { storeId }, { attempt: 1 });
    expect(await uninstallStore(context, { ...shop, triggeredAt })).toBe('outdated');
    expect((await storeOf(storeId)).status).toBe('active');
    expect(await harness.sessions.findByDomain(shop.domain)).toHaveLength(1);
  });

  it('says so when a shop that we never had removes the app', async () => {
    const shop = await aShop();
    expect(await uninstallStore(context, { ...shop, triggeredAt: undefined })).toBe(
      'unknown-store',
    );
  });
});
