/** Stores of a bench: shops of the sandbox with our app in them, connected to the distributor. */
import { setTimeout as delay } from 'node:timers/promises';
import { installStore } from '../../app/flows/relation/install-store.server.ts';
import { startProductImport } from '../../app/flows/relation/start-product-import.server.ts';
import { createStoreSessions } from '../../app/modules/stores/store-sessions.repository.server.ts';
import type { Id } from '../../app/platform/ids.ts';
import { expectOk } from '../../app/platform/result.ts';
import { makeConnection } from '../factories/connections.ts';
import { makePriceList } from '../factories/pricing.ts';
import type { BenchWorld } from './bench-world.ts';

export type BenchStore = {
  readonly shop: string;
  readonly storeId: Id<'Store'>;
  readonly connectionId: Id<'Connection'>;
  readonly accessToken: string;
};

type Plan = 'basic' | 'enterprise';
type Shops = {
  readonly count: number;
  readonly prefix: string;
  /** Of the largest the limit is twenty times that of the smallest: for where it is not what is measured. */
  readonly plan?: Plan;
};

const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 10 * 60_000;
/** Installs the app in new shops as Shopify would, and connects them: paid orders go out at once. */
export async function connectStores(
  world: BenchWorld,
  { count, prefix, plan = 'basic' }: Shops,
): Promise<BenchStore[]> {
  const { db } = world.runtime.door;
  const priceListId = await makePriceList(db, world.distributorId);
  const stores: BenchStore[] = [];
  for (let index = 1; index <= count; index += 1) {
    const shop = `${prefix}-${index}.myshopify.com`;
    const { storeId, accessToken } = await install(world, shop, plan);
    const connection = { storeId, priceListId, releaseDelaySeconds: 0 };
    const { id: connectionId } = await makeConnection(db, world.distributorId, connection);
    stores.push({ shop, storeId, connectionId, accessToken });
  }
  const ids = stores.map(({ storeId }) => storeId);
  await until('the stores are set up', async () => {
    return (await db.store.count({ where: { id: { in: ids }, status: 'active' } })) === count;
  });
  return stores;
}

async function install({ stack, runtime, pool }: BenchWorld, shop: string, plan: Plan) {
  const { db, secrets, clock } = runtime.door;
  await stack.shopify.createStore({ shop, plan, currencyCode: 'CHF', countryCode: 'CH' });
  const token = await stack.shopify.issueToken({ shop });
  await createStoreSessions({ db, lockPool: pool, secrets, clock }).save({
    id: `offline_${shop}`,
    domain: shop,
    isOnline: false,
    scope: token.scope,
    accessToken: token.accessToken,
    expiresAt: new Date(token.expiresAt),
    refreshToken: token.refreshToken,
    refreshExpiresAt: undefined,
    extra: {},
  });
  const storeId = (await installStore(
    { db, clock },
    { channel: 'shopify', domain: shop },
  )) as Id<'Store'>;
  return { storeId, accessToken: token.accessToken };
}

/**
 * Puts goods into the stores, as retailers who pick them do, and waits until their stock is shown there: all of them,
 * or for the n-th store its own few (`ofEach`), so that stores do not compete for the same articles.
 */
export async function fillShelves(
  world: BenchWorld,
  stores: readonly BenchStore[],
  ofEach?: number,
): Promise<void> {
  const { runtime, distributorId } = world;
  const { db } = runtime.door;
  const products = await db.product.findMany({
    where: { distributorId },
    select: { id: true, contentHash: true },
  });
  products.sort((one, other) => Number(one.contentHash) - Number(other.contentHash));
  const ids = products.map(({ id }) => id);
  for (const [index, { storeId, connectionId }] of stores.entries()) {
    const productIds = ofEach ? ids.slice(index * ofEach, (index + 1) * ofEach) : ids;
    const picked = { distributorId, connectionId, storeId, productIds };
    expectOk(await startProductImport(runtime.door, picked));
  }
  const storeId = { in: stores.map((store) => store.storeId) };
  await until('the goods are in the stores', async () => {
    const shown = await db.listing.count({
      where: { storeId, status: 'live', toldQuantity: { gt: 0 } },
    });
    return shown === stores.length * (ofEach ?? ids.length);
  });
}

export async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await look())) {
    if (performance.now() > deadline) throw new Error(`Still not: ${what}`);
    await delay(LOOK_EVERY_MS);
  }
}
