import { beforeEach, describe, expect, test } from 'vitest';
import { auditListings } from '../../../app/flows/supply/audit-listings.server.ts';
import { pausePublishing } from '../../../app/flows/supply/pause-publishing.server.ts';
import { publishListings } from '../../../app/flows/supply/publish-listings.server.ts';
import { receiveStockPush } from '../../../app/flows/supply/receive-stock-push.server.ts';
import {
  createStockChangeFollower,
  wakeLaggingStores,
} from '../../../app/flows/supply/wake-publishers.server.ts';
import { lowerTold } from '../../../app/modules/listings/lower-told.server.ts';
import { takeOverUnseenSales } from '../../../app/modules/listings/take-over-unseen-sales.server.ts';
import { requestSweep } from '../../../app/modules/listings/publish-state.repository.server.ts';
import { reserveStock } from '../../../app/modules/stock/reserve-stock.server.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeListing } from '../../factories/listings.ts';
import type { MadeListing } from '../../factories/listings.ts';
import { makeStock } from '../../factories/stock.ts';
import type { MadeStock } from '../../factories/stock.ts';
import { makeStoreShelf } from '../../factories/store-shelf.ts';
import type { StoreShelf } from '../../factories/store-shelf.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase({ poolSize: 16 });
const { db, empty } = database;
const clock = movableClock();
let shelf: StoreShelf;
const context = makeFlowContext(database, clock, { channelOf: () => shelf.channel });

type Article = MadeStock & { readonly listing: MadeListing };
type Shop = Awaited<ReturnType<typeof arrange>>;

beforeEach(async () => {
  await empty();
  clock.set(FACTORY_NOW);
  shelf = makeStoreShelf();
});

/** A shop that shows its articles as they are on offer: 10 of each at 20.00. */
async function arrange(count = 1) {
  const distributor = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributor.id);
  const connection = await makeConnection(db, distributor.id);
  const articles: Article[] = [];
  for (let index = 0; index < count; index += 1) {
    const stock = await makeStock(db, supplier, { supplierSku: `A-${index}` });
    const listing = await makeListing(db, connection, stock);
    shelf.stock(listing, 10);
    articles.push({ ...stock, listing });
  }
  const [first] = articles;
  if (!first) throw new Error('An empty shop');
  const shop = { distributor, supplier, connection, articles, first, storeId: connection.storeId };
  expect(await publish(shop)).toEqual({ kind: 'done' });
  shelf.calls.length = 0;
  return shop;
}

function publish({ storeId }: { storeId: string }) {
  return publishListings(context, { storeId });
}

async function tell({ distributor, supplier }: Shop, quantities: Record<string, number>) {
  clock.move(1_000);
  const levels = Object.entries(quantities).map(([supplierSku, quantity]) => ({
    supplierSku,
    quantity,
    locationCode: undefined,
    asOf: undefined,
  }));
  const key = { distributorId: distributor.id, supplierId: supplier.id };
  expectOk(await receiveStockPush(context, key, levels));
}

/** What the import of the shop's order does: reserve, and lower what the shop was told. */
async function importOrder({ storeId }: Shop, article: Article, quantity: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { variantId, locationId, supplierId, distributorId } = article;
    const orderLineId = newId<'OrderLine'>();
    const { outsideVariantId } = article.listing;
    const sold = { storeId, sales: [{ outsideVariantId, quantity }] };
    await takeOverUnseenSales({ tx, clock }, sold);
    expectOk(
      await reserveStock(
        { tx, clock },
        {
          distributorId,
          orderId: newId<'Order'>(),
          commitment: 'firm',
          items: [{ variantId, locationId, supplierId, quantity, orderLineId }],
        },
      ),
    );
    await lowerTold({ tx, clock }, sold);
  });
}

const shown = ({ listing }: Article) => shelf.shown(listing)?.available;
const listingOf = ({ variantId }: Article) => db.listing.findFirstOrThrow({ where: { variantId } });
const kinds = () => shelf.calls.map(({ kind }) => kind);

describe('a change of stock', () => {
  test('is told to the store, and nothing else is', async () => {
    const shop = await arrange(3);
    await tell(shop, { 'A-0': 4 });
    expect(await publish(shop)).toEqual({ kind: 'done' });
    expect(shelf.calls).toEqual([{ kind: 'set', rows: 1 }]);
    expect(shown(shop.first)).toBe(4);
    expect(await listingOf(shop.first)).toMatchObject({ toldQuantity: 4, inFlight: null });
    await publish(shop);
    expect(shelf.calls).toHaveLength(1);
  });

  test('ten times in a burst costs one call', async () => {
    const shop = await arrange();
    for (let quantity = 11; quantity <= 20; quantity += 1) await tell(shop, { 'A-0': quantity });
    await publish(shop);
    expect(shelf.calls).toEqual([{ kind: 'set', rows: 1 }]);
    expect(shown(shop.first)).toBe(20);
  });

  test('goes out in calls of the channel’s size, to zero first and then the largest decreases', async () => {
    shelf = makeStoreShelf(2);
    const shop = await arrange(5);
    const order: number[] = [];
    const { setStock } = shelf.channel;
    shelf.channel.setStock = (writes, attempt) => {
      order.push(...writes.map(({ quantity }) => quantity).sort((a, b) => a - b));
      return setStock(writes, attempt);
    };
    await tell(shop, { 'A-0': 30, 'A-1': 8, 'A-2': 0, 'A-3': 2, 'A-4': 0 });
    await publish(shop);
    expect(order).toEqual([0, 0, 2, 8, 30]);
    expect(shelf.calls.map(({ rows }) => rows)).toEqual([2, 2, 1]);
  });

  test('is told first of what the shop sells fastest, by as much as it shows too many', async () => {
    shelf = makeStoreShelf(1);
    const shop = await arrange(4);
    const [, fast] = shop.articles;
    if (!fast) throw new Error('No second article');
    shelf.sell(fast.listing, 4);
    await importOrder(shop, fast, 4);
    const order: number[] = [];
    const { setStock } = shelf.channel;
    shelf.channel.setStock = (writes, attempt) => {
      order.push(...writes.map(({ quantity }) => quantity));
      return setStock(writes, attempt);
    };
    // Of the fast one the shop shows 6: a gap of 2 in place of 7 and of 5. What is ordered is still promised.
    await tell(shop, { 'A-0': 3, 'A-1': 8, 'A-2': 5, 'A-3': 0 });
    await publish(shop);
    expect(order).toEqual([0, 4, 3, 5]);
  });

  test('by a transaction that was still open during a drain is followed at the next', async () => {
    const shop = await arrange(2);
    const late = await database.pool.connect();
    await late.query('begin');
    await late.query(`update stock_level set on_hand = 3 where variant_id = $1`, [shop.first.id]);
    await late.query(`select mark_stock_changed($1, array[$2::uuid], $3)`, [
      shop.distributor.id,
      shop.first.id,
      clock.now(),
    ]);
    await tell(shop, { 'A-1': 7 });
    await publish(shop);
    expect(shown(shop.first)).toBe(10);
    await late.query('commit');
    late.release();
    await publish(shop);
    expect(shown(shop.first)).toBe(3);
  });
});

describe('a sale in the store', () => {
  test('whose order is imported needs no call at all', async () => {
    const shop = await arrange();
    shelf.sell(shop.first.listing, 2);
    await importOrder(shop, shop.first, 2);
    await publish(shop);
    expect(shelf.calls).toEqual([]);
    expect(await listingOf(shop.first)).toMatchObject({ toldQuantity: 8 });
  });

  test('that a write betrays is not overwritten: its units stay off until the order comes', async () => {
    const shop = await arrange();
    shelf.sell(shop.first.listing, 2);
    await tell(shop, { 'A-0': 9 });
    await publish(shop);
    expect(shown(shop.first)).toBe(7);
    expect(kinds()).toEqual(['set', 'read', 'set']);
    await importOrder(shop, shop.first, 2);
    await publish(shop);
    expect(shown(shop.first)).toBe(7);
    expect(await listingOf(shop.first)).toMatchObject({ toldQuantity: 7, unseenSold: 0 });
    expect(kinds()).toEqual(['set', 'read', 'set']);
  });

  test('that was called off before its order came is forgotten when the store is looked at again', async () => {
    const shop = await arrange();
    shelf.sell(shop.first.listing, 2);
    await tell(shop, { 'A-0': 9 });
    await publish(shop);
    shelf.sell(shop.first.listing, -2);
    clock.move(20_001);
    await wakeLaggingStores(context);
    await publish(shop);
    expect(shown(shop.first)).toBe(9);
    expect(await listingOf(shop.first)).toMatchObject({ toldQuantity: 9, unseenSold: 0 });
    expect(await db.stockLevel.findFirstOrThrow()).toMatchObject({ onHand: 9, reserved: 0 });
  });

  test('whose order is long in coming is kept off when the store is looked at again', async () => {
    const shop = await arrange();
    shelf.sell(shop.first.listing, 2);
    await tell(shop, { 'A-0': 9 });
    await publish(shop);
    clock.move(20_001);
    await wakeLaggingStores(context);
    await publish(shop);
    expect(kinds()).toEqual(['set', 'read', 'set', 'read']);
    expect(shown(shop.first)).toBe(7);
    expect(await listingOf(shop.first)).toMatchObject({ toldQuantity: 7, unseenSold: 2 });
    expect(await db.stockLevel.findFirstOrThrow()).toMatchObject({ onHand: 9, reserved: 2 });
  });

  test('whose order never comes is written over after a while', async () => {
    const shop = await arrange();
    shelf.sell(shop.first.listing, 2);
    await tell(shop, { 'A-0': 9 });
    await publish(shop);
    clock.move(15 * 60_000 + 1);
    await wakeLaggingStores(context);
    await publish(shop);
    expect(shown(shop.first)).toBe(9);
  });

  test('between reading and noting it is not taken off twice', async () => {
    const shop = await arrange();
    shelf.sell(shop.first.listing, 2);
    await tell(shop, { 'A-0': 9 });
    let imported = false;
    shelf.before = async ({ kind }) => {
      if (kind !== 'read' || imported) return;
      imported = true;
      await importOrder(shop, shop.first, 2);
    };
    await publish(shop);
    expect(shown(shop.first)).toBe(7);
    expect(await listingOf(shop.first)).toMatchObject({ toldQuantity: 7, unseenSold: 0 });
  });

  test('while a write is on its way is counted once, whichever came first', async () => {
    const shop = await arrange();
    await tell(shop, { 'A-0': 8 });
    shelf.before = async ({ kind }) => {
      if (kind !== 'set') return;
      shelf.before = () => Promise.resolve();
      shelf.sell(shop.first.listing, 3);
      await importOrder(shop, shop.first, 3);
    };
    await publish(shop);
    expect(shown(shop.first)).toBe(5);
    expect(await listingOf(shop.first)).toMatchObject({ toldQuantity: 5, unseenSold: 0 });
  });
});

test('an edit by somebody else is noticed and the offer written over what was read', async () => {
  const shop = await arrange();
  shelf.edit(shop.first.listing, 50);
  await tell(shop, { 'A-0': 6 });
  await publish(shop);
  expect(kinds()).toEqual(['set', 'read', 'set']);
  expect(shown(shop.first)).toBe(6);
});

describe('a store that does not answer', () => {
  const unknown = { kind: 'unavailable', why: 'time-out', outcome: 'unknown' } as const;

  test.each([true, false])(
    'is asked again under the same key (took effect: %s)',
    async (takesEffect) => {
      const shop = await arrange();
      shelf.faults.push({ failure: unknown, takesEffect });
      await tell(shop, { 'A-0': 4 });
      const verdict = await publish(shop);
      expect(verdict).toMatchObject({ kind: 'retry', counts: false });
      expect(await listingOf(shop.first)).toMatchObject({ toldQuantity: 10, inFlightQuantity: 4 });
      clock.move(60_000);
      expect(await publish(shop)).toEqual({ kind: 'done' });
      expect(shown(shop.first)).toBe(4);
      expect(kinds()).toEqual(['set', 'set']);
      expect(await db.publishAttempt.count()).toBe(0);
    },
  );

  test('rests as long as it asked, for every worker', async () => {
    const shop = await arrange();
    const until = new Date(clock.now().getTime() + 31_000);
    shelf.faults.push({ failure: { kind: 'throttled', until }, takesEffect: false });
    await tell(shop, { 'A-0': 4 });
    expect(await publish(shop)).toMatchObject({ kind: 'retry' });
    expect(await publish(shop)).toMatchObject({ kind: 'retry', counts: false });
    expect(shelf.calls).toHaveLength(1);
    clock.move(60_000);
    await publish(shop);
    expect(shown(shop.first)).toBe(4);
  });

  test('for want of access is told to its retailer once, until it answers again', async () => {
    const shop = await arrange();
    shelf.faults.push({
      failure: { kind: 'unauthorised', why: 'Token revoked.' },
      takesEffect: false,
    });
    await tell(shop, { 'A-0': 4 });
    await publish(shop);
    const open = () => db.exceptionCase.findMany({ where: { resolvedAt: null } });
    expect(await open()).toMatchObject([{ kind: 'store-unwritable', owner: 'retailer' }]);
    clock.move(3_600_000);
    await publish(shop);
    expect(shown(shop.first)).toBe(4);
    expect(await open()).toEqual([]);
  });

  test('and a worker that dies after the call leaves nothing undone', async () => {
    const shop = await arrange(2);
    await tell(shop, { 'A-0': 4, 'A-1': 5 });
    const { setStock } = shelf.channel;
    shelf.channel.setStock = async (writes, attempt) => {
      await setStock(writes, attempt);
      throw new Error('killed');
    };
    await expect(publish(shop)).rejects.toThrow('killed');
    shelf.channel.setStock = setStock;
    shelf.sell(shop.first.listing, 1);
    await publish(shop);
    expect(shop.articles.map(shown)).toEqual([3, 5]);
    expect(kinds()).toEqual(['set', 'set']);
    await importOrder(shop, shop.first, 1);
    await publish(shop);
    expect(shop.articles.map(shown)).toEqual([3, 5]);
    expect(await db.publishAttempt.count()).toBe(0);
  });
});

test('a call too old to be repeated is looked up, with the sale that came after it', async () => {
  const shop = await arrange();
  const lost = { kind: 'unavailable', why: 'time-out', outcome: 'unknown' } as const;
  shelf.faults.push({ failure: lost, takesEffect: true });
  await tell(shop, { 'A-0': 4 });
  await publish(shop);
  shelf.sell(shop.first.listing, 1);
  clock.move(2 * 3_600_000);
  await publish(shop);
  expect(kinds()).toEqual(['set', 'read']);
  expect(await listingOf(shop.first)).toMatchObject({ toldQuantity: 3, unseenSold: 1 });
  await importOrder(shop, shop.first, 1);
  await publish(shop);
  expect(shown(shop.first)).toBe(3);
});

test('a sale that by chance leaves what was to be written is still seen as a sale', async () => {
  const shop = await arrange();
  shelf.sell(shop.first.listing, 2);
  await tell(shop, { 'A-0': 8 });
  await publish(shop);
  expect(shown(shop.first)).toBe(6);
  await importOrder(shop, shop.first, 2);
  await publish(shop);
  expect(shown(shop.first)).toBe(6);
});

describe('a listing that the store no longer takes', () => {
  test('is broken, its retailer is told, and the others go on', async () => {
    const shop = await arrange(3);
    const [gone, refused, fine] = shop.articles;
    if (!gone || !refused || !fine) throw new Error('Three articles expected');
    shelf.remove(gone.listing);
    shelf.refuse(refused.listing, 'Not tracked.');
    await tell(shop, { 'A-0': 1, 'A-1': 2, 'A-2': 3 });
    expect(await publish(shop)).toEqual({ kind: 'done' });
    expect(await listingOf(gone)).toMatchObject({ status: 'broken', inFlight: null });
    expect(await listingOf(refused)).toMatchObject({ status: 'broken', failure: 'Not tracked.' });
    expect(shown(fine)).toBe(3);
    const open = await db.exceptionCase.findMany({ where: { kind: 'listing-broken' } });
    expect(open.map(({ storeId, owner }) => [storeId, owner])).toEqual([
      [shop.storeId, 'retailer'],
      [shop.storeId, 'retailer'],
    ]);
  });
});

describe('terms', () => {
  async function sweep(shop: Shop): Promise<void> {
    await inTransaction(db, (tx) => requestSweep({ tx, clock }, shop.storeId));
    expect(await publish(shop)).toEqual({ kind: 'done' });
  }

  test('at the end of a connection the store shows nothing more, and keeps its prices', async () => {
    const shop = await arrange(2);
    await db.connection.updateMany({ data: { status: 'ended' } });
    await sweep(shop);
    expect(shop.articles.map(shown)).toEqual([0, 0]);
    expect(kinds()).not.toContain('price');
  });

  test('a product that leaves the assortment falls to zero', async () => {
    const shop = await arrange(2);
    await db.connectionProduct.create({
      data: {
        distributorId: shop.distributor.id,
        connectionId: shop.connection.id,
        productId: shop.first.productId,
      },
    });
    await db.connection.updateMany({ data: { assortment: { kind: 'by-hand' } } });
    await sweep(shop);
    expect(shop.articles.map(shown)).toEqual([10, 0]);
  });

  test('a new price goes out after the stock', async () => {
    const shop = await arrange(2);
    await db.connection.updateMany({
      data: { buffer: 1, retailRule: { kind: 'markup', basisPoints: 10_000, rounding: '95' } },
    });
    await sweep(shop);
    expect(kinds()).toEqual(['set', 'price']);
    expect(shelf.shown(shop.first.listing)?.price).toBe(2_495);
    expect(await listingOf(shop.first)).toMatchObject({
      toldPriceMinor: 2_495n,
      priceUnknown: false,
    });
  });

  test('a price whose answer is lost is written again', async () => {
    const shop = await arrange();
    await db.connection.updateMany({
      data: { retailRule: { kind: 'markup', basisPoints: 10_000, rounding: 'none' } },
    });
    const lost = { kind: 'unavailable', why: 'time-out', outcome: 'unknown' } as const;
    shelf.faults.push({ failure: lost, takesEffect: false, on: 'price' });
    await inTransaction(db, (tx) => requestSweep({ tx, clock }, shop.storeId));
    expect(await publish(shop)).toMatchObject({ kind: 'retry' });
    clock.move(60_000);
    await publish(shop);
    expect(shelf.shown(shop.first.listing)?.price).toBe(2_400);
  });

  test('while publishing is paused nothing is written; resumed, everything follows', async () => {
    const shop = await arrange();
    await pausePublishing(context, { storeId: shop.storeId, paused: true });
    await tell(shop, { 'A-0': 4 });
    expect(await publish(shop)).toEqual({ kind: 'done' });
    expect(shelf.calls).toEqual([]);
    await pausePublishing(context, { storeId: shop.storeId, paused: false });
    await publish(shop);
    expect(shown(shop.first)).toBe(4);
  });
});

describe('one drain at a time', () => {
  test('however many workers start one; what came in between is told before the last ends', async () => {
    const shop = await arrange(2);
    await tell(shop, { 'A-0': 4 });
    let running = 0;
    let most = 0;
    shelf.before = async ({ kind }) => {
      running += 1;
      most = Math.max(most, running);
      if (kind === 'set' && shown(shop.first) === 10) await tell(shop, { 'A-1': 5 });
      running -= 1;
    };
    await Promise.all(Array.from({ length: 6 }, () => publish(shop)));
    expect(most).toBe(1);
    expect(shop.articles.map(shown)).toEqual([4, 5]);
  });
});

describe('the follower of the change log', () => {
  const jobs = async () => {
    const rows = await db.$queryRaw<{ key: string }[]>`
      delete from graphile_worker._private_jobs returning key`;
    return rows.map(({ key }) => key).sort();
  };

  test('starts a publish for the stores that list what changed, and for no other', async () => {
    const follow = createStockChangeFollower(context);
    const shop = await arrange();
    await arrange();
    await follow();
    await jobs();
    await tell(shop, { 'A-0': 4 });
    await follow();
    expect(await jobs()).toEqual([`publish-listings:${shop.storeId}`]);
    await follow();
    expect(await jobs()).toEqual([]);
  });

  test('leaves alone a store whose own sale the change was, as long as it shows its offer', async () => {
    const follow = createStockChangeFollower(context);
    const shop = await arrange();
    await follow();
    await jobs();
    shelf.sell(shop.first.listing, 2);
    await importOrder(shop, shop.first, 2);
    await follow();
    expect(await jobs()).toEqual([]);
    await db.connection.updateMany({ where: { storeId: shop.storeId }, data: { buffer: 1 } });
    await importOrder(shop, shop.first, 1);
    await follow();
    expect(await jobs()).toEqual([`publish-listings:${shop.storeId}`]);
  });

  test('has a net that finds stores with work left, whatever became of the notices', async () => {
    const shop = await arrange();
    await wakeLaggingStores(context);
    expect(await jobs()).toEqual([]);
    await tell(shop, { 'A-0': 4 });
    await wakeLaggingStores(context);
    expect(await jobs()).toEqual([`publish-listings:${shop.storeId}`]);
  });
});

describe('the nightly audit', () => {
  test('mends quantities and prices that differ, and finds what is gone and what is back', async () => {
    const shop = await arrange(4);
    const [edited, priced, gone, back] = shop.articles;
    if (!edited || !priced || !gone || !back) throw new Error('Four articles expected');
    shelf.edit(edited.listing, 99);
    shelf.stock(priced.listing, 10, 1);
    shelf.remove(gone.listing);
    await db.listing.updateMany({ where: { variantId: back.id }, data: { status: 'broken' } });
    clock.move(24 * 3_600_000 - 1);
    clock.set(new Date(FACTORY_NOW.getTime() + 3_600_000));
    expect(await auditListings(context, shop, { attempt: 1 })).toEqual({ kind: 'done' });
    expect(await publish(shop)).toEqual({ kind: 'done' });
    expect(shown(edited)).toBe(10);
    expect(shelf.shown(priced.listing)?.price).toBe(2_000);
    expect(await listingOf(gone)).toMatchObject({ status: 'broken' });
    expect(await listingOf(back)).toMatchObject({ status: 'live', toldQuantity: 10 });
    expect(await db.exceptionCase.count({ where: { kind: 'listing-broken' } })).toBe(1);
  });

  test('leaves a sale alone whose order has not come yet', async () => {
    const shop = await arrange();
    shelf.sell(shop.first.listing, 3);
    await auditListings(context, shop, { attempt: 1 });
    await publish(shop);
    expect(shown(shop.first)).toBe(7);
    await importOrder(shop, shop.first, 3);
    await publish(shop);
    expect(shown(shop.first)).toBe(7);
  });
});
