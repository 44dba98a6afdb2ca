/** Several stores that list one variant, told and sold in parallel: no unit is ever shown twice. */
import { beforeEach, describe, expect, test } from 'vitest';
import { auditTold } from '../../../app/modules/listings/audit-told.server.ts';
import { lowerTold } from '../../../app/modules/listings/lower-told.server.ts';
import { markStockWrites } from '../../../app/modules/listings/mark-stock-writes.server.ts';
import {
  closeAttempt,
  recordStockOutcomes,
} from '../../../app/modules/listings/record-stock-outcomes.server.ts';
import {
  findOpenWrites,
  lookUpRest,
  settleReadings,
} from '../../../app/modules/listings/settle-readings.server.ts';
import { takeOverUnseenSales } from '../../../app/modules/listings/take-over-unseen-sales.server.ts';
import { auditStock } from '../../../app/modules/stock/audit-stock.server.ts';
import { reserveStock } from '../../../app/modules/stock/reserve-stock.server.ts';
import { applyLevels } from '../../../app/modules/stock/apply-levels.server.ts';
import type { StockContext } from '../../../app/modules/stock/stock-level.ts';
import type { OutsideStockId } from '../../../app/modules/stores/channel.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { seededRandom } from '../../bench/seeded-random.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeListing } from '../../factories/listings.ts';
import { makeStock } from '../../factories/stock.ts';
import type { MadeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, empty } = await cloneDatabase({ poolSize: 12 });
const clock = movableClock();
const act = <Value>(verb: (context: StockContext) => Promise<Value>) =>
  inTransaction(db, (tx) => verb({ tx, clock }), { attempts: 20 });

/** A store as its shopper sees it. Everything here happens at once, as in a store. */
type Shop = {
  readonly storeId: Id<'Store'>;
  readonly outsideVariantId: string;
  available: number;
  committed: number;
  imported: number;
  /** Sold, and the order is on its way to us. */
  underWay: number;
};

beforeEach(async () => {
  await empty();
  clock.set(FACTORY_NOW);
});

async function arrange(stores: number, onHand: number, weights: readonly number[] = []) {
  const { id: distributorId } = await makeDistributor(db);
  const stock = await makeStock(db, await makeSupplier(db, distributorId), { onHand });
  const shops: Shop[] = [];
  for (let index = 0; index < stores; index += 1) {
    const terms = { shareWeight: weights[index] ?? 1 };
    const connection = await makeConnection(db, distributorId, terms);
    const { outsideVariantId } = await makeListing(db, connection, stock, { toldQuantity: 0 });
    const none = { available: 0, committed: 0, imported: 0, underWay: 0 };
    shops.push({ storeId: connection.storeId, outsideVariantId, ...none });
  }
  return { stock, shops };
}

/** One call of a store's publisher, compared and swapped; what is found stale is read and settled. */
async function publish(
  shop: Shop,
  { variantId }: MadeStock,
  between: () => void = () => undefined,
) {
  const { storeId } = shop;
  const { attempt, writes } = await act((context) =>
    markStockWrites(context, storeId, { variantIds: [variantId], compare: true }),
  );
  const [write] = writes;
  if (!write) return false;
  between();
  const matches = shop.available === write.expected;
  if (matches) shop.available = write.quantity;
  const key = { storeId, attempt };
  await act(async (context) => {
    const kind = matches ? ('set' as const) : ('stale' as const);
    await recordStockOutcomes(context, key, [{ outsideStockId: write.outsideStockId, kind }]);
    await lookUpRest(context, key, 'stale');
    await closeAttempt(context, key);
  });
  if (!matches) await settle(shop);
  return true;
}

async function settle(shop: Shop): Promise<void> {
  const { storeId } = shop;
  for (;;) {
    const open = await findOpenWrites({ tx: db }, storeId, 10);
    if (open.length === 0) return;
    const { available, committed } = shop;
    await act(async (context) => {
      for (const write of open) {
        const key = { storeId, attempt: write.attempt };
        const outsideStockId: OutsideStockId = write.outsideStockId;
        await settleReadings(context, key, [write], [
          { outsideStockId, available, committed, onHand: undefined, active: true, knownCommitted: shop.imported },
        ]); // prettier-ignore
        await closeAttempt(context, key);
      }
    });
  }
}

const sell = (shop: Shop): void => {
  if (shop.available === 0) return;
  shop.available -= 1;
  shop.committed += 1;
  shop.underWay += 1;
};

/** The store's order arrives: true where its unit was there to be reserved. */
async function importOne(shop: Shop, stock: MadeStock): Promise<boolean | undefined> {
  if (shop.underWay === 0) return undefined;
  shop.underWay -= 1;
  const sold = {
    storeId: shop.storeId,
    sales: [{ outsideVariantId: shop.outsideVariantId, quantity: 1 }],
  };
  const reserved = await act(async (context) => {
    await takeOverUnseenSales(context, sold);
    const { variantId, locationId, supplierId, distributorId } = stock;
    const item = {
      variantId,
      locationId,
      supplierId,
      quantity: 1,
      orderLineId: newId<'OrderLine'>(),
    };
    const answer = await reserveStock(context, {
      distributorId,
      orderId: newId<'Order'>(),
      commitment: 'tentative',
      items: [item],
    });
    await lowerTold(context, sold);
    return answer.ok;
  });
  shop.imported += 1;
  return reserved;
}

/** What all stores were told or are being told, and what is there: read at one moment. */
async function books() {
  const rows = await db.$queryRaw<{ told: number; free: number }[]>`
    select (select coalesce(sum(greatest(told_quantity, in_flight_quantity, 0)), 0)::int from listing) as told,
      (select sum(on_hand - reserved)::int from stock_level) as free`;
  return rows[0] ?? { told: 0, free: 0 };
}

async function publishAll(shops: readonly Shop[], stock: MadeStock): Promise<void> {
  for (let more = true; more; ) {
    more = false;
    for (const shop of shops) more = (await publish(shop, stock)) || more;
  }
}

describe('stores that list one variant', () => {
  test('are together shown what there is, by weight', async () => {
    const { stock, shops } = await arrange(4, 10, [2, 1, 1, 1]);
    await publishAll(shops, stock);
    expect(shops.map(({ available }) => available).toSorted()).toEqual([2, 2, 2, 4]);
    expect(shops[0]?.available).toBe(4);
  });

  test('of one unit more or less hear in one of them only', async () => {
    const { stock, shops } = await arrange(5, 13);
    await publishAll(shops, stock);
    const before = shops.map(({ available }) => available);
    const source = { ...stock, reference: 'feed', epoch: 1, receivedAt: clock.now() };
    await act((context) =>
      applyLevels(context, source, [{ ...stock, quantity: 12, statedAsOf: undefined }]),
    );
    await publishAll(shops, stock);
    const steps = shops.map(({ available }, at) => available - (before[at] ?? 0));
    expect(steps.filter((step) => step !== 0)).toEqual([-1]);
  });

  test('give their units to the others when a connection ends', async () => {
    const { stock, shops } = await arrange(2, 9);
    await publishAll(shops, stock);
    const [ending, other] = shops;
    await db.connection.updateMany({
      where: { storeId: ending?.storeId ?? '' },
      data: { status: 'ended', endedAt: clock.now() },
    });
    await publishAll(shops, stock);
    expect([ending?.available, other?.available]).toEqual([0, 9]);
  });

  test('get a unit only after the store that had it has been told less', async () => {
    const { stock, shops } = await arrange(2, 8);
    await publishAll(shops, stock);
    const [from, to] = shops;
    if (!from || !to) throw new Error('Two stores expected');
    await db.connection.updateMany({ where: { storeId: to.storeId }, data: { shareWeight: 3 } });
    expect(await publish(to, stock)).toBe(false);
    expect(await db.listing.count({ where: { waitsForUnits: true } })).toBe(1);
    const heard = await db.stockChange.count();
    expect(await publish(from, stock)).toBe(true);
    expect(await db.stockChange.count()).toBe(heard + 1);
    expect(await publish(to, stock)).toBe(true);
    expect([from.available, to.available]).toEqual([2, 6]);
    expect(await db.listing.count({ where: { waitsForUnits: true } })).toBe(0);
  });

  test('lose a betrayed sale at once, before its order comes', async () => {
    const { stock, shops } = await arrange(2, 8);
    await publishAll(shops, stock);
    const [seller, other] = shops;
    if (!seller || !other) throw new Error('Two stores expected');
    for (let unit = 0; unit < 4; unit += 1) sell(seller);
    await db.connection.updateMany({ where: { storeId: other.storeId }, data: { shareWeight: 2 } });
    await publishAll(shops, stock);
    expect(await books()).toMatchObject({ free: 4 });
    expect(seller.available + other.available).toBeLessThanOrEqual(4);
    for (let unit = 0; unit < 4; unit += 1) expect(await importOne(seller, stock)).toBe(true);
    expect(await books()).toMatchObject({ free: 4 });
    expect(await auditStock({ tx: db })).toEqual([]);
  });
});

test.each([1, 2, 3])(
  'no unit is shown or sold twice while all is told, sold and taken in at once (seed %i)',
  async (seed) => {
    const { stock, shops } = await arrange(5, 30, [3, 1, 2, 1, 1]);
    const random = seededRandom(seed);
    const refused: string[] = [];
    const beyond: object[] = [];
    const publisher = async (shop: Shop) => {
      for (let round = 0; round < 14; round += 1) {
        await publish(shop, stock, () => random.chance(0.3) && sell(shop));
        if (random.chance(0.4)) sell(shop);
      }
    };
    const importer = async (shop: Shop) => {
      for (let round = 0; round < 14; round += 1) {
        if ((await importOne(shop, stock)) === false) refused.push(shop.storeId);
      }
    };
    const terms = async () => {
      for (let round = 0; round < 6; round += 1) {
        const { storeId } = shops[random.whole(0, 4)] ?? { storeId: '' };
        await act(({ tx }) =>
          tx.connection.updateMany({
            where: { storeId },
            data: { shareWeight: random.whole(1, 9) },
          }),
        );
      }
    };
    const auditor = async () => {
      for (let round = 0; round < 25; round += 1) {
        const now = await books();
        if (now.told > now.free) beyond.push(now);
      }
    };
    await Promise.all([...shops.map(publisher), ...shops.map(importer), terms(), auditor()]);
    for (const shop of shops) while ((await importOne(shop, stock)) !== undefined);
    await publishAll(shops, stock);
    expect(refused).toEqual([]);
    expect(beyond).toEqual([]);
    expect(await auditStock({ tx: db })).toEqual([]);
    expect(await auditTold({ tx: db })).toEqual([]);
    const { told, free } = await books();
    expect(shops.reduce((sum, { available }) => sum + available, 0)).toBe(told);
    expect(told).toBe(free);
  },
);
