/** Costs and lead times that feeds tell, and taking them back with the feed. */
import { beforeEach, describe, expect, test } from 'vitest';
import { applyFeed } from '../../../app/flows/supply/apply-feed.server.ts';
import { receiveStockUpload } from '../../../app/flows/supply/receive-stock-upload.server.ts';
import { rollBackFeed } from '../../../app/flows/supply/roll-back-feed.server.ts';
import { createUploadConnector } from '../../../app/integrations/suppliers/csv/csv-connector.server.ts';
import type { FeedId } from '../../../app/modules/feeds/feed.ts';
import { applyDatedCosts } from '../../../app/modules/suppliers/supply-costs.repository.server.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;
const clock = movableClock();
const context = makeFlowContext(database, clock, {
  connectorOf: (_distributorId, supplierId) =>
    createUploadConnector({ supplierId, code: 'S', currency: 'CHF', settings: {}, credentials: undefined }), // prettier-ignore
});
const actor = { kind: 'user', id: 'ada' } as const;

beforeEach(async () => {
  await database.empty();
  clock.set(new Date(FACTORY_NOW.getTime() + 60_000));
});

async function arrange() {
  const distributor = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributor.id, { connector: 'none' });
  const stock = await Promise.all(['A', 'B'].map((supplierSku) => makeStock(db, supplier, { supplierSku, costMinor: 500 }))); // prettier-ignore
  return { distributorId: distributor.id, supplierId: supplier.id, stock };
}
type Arranged = Awaited<ReturnType<typeof arrange>>;

async function deliver({ distributorId, supplierId }: Arranged, rows: string): Promise<FeedId> {
  clock.move(60_000);
  const body = (async function* () {
    yield await Promise.resolve(Buffer.from(`sku,quantity,cost,lead time\n${rows}\n`));
  })();
  const file = { body, name: 'stock.csv', mediaType: 'text/csv', asOf: undefined };
  const feedId = expectOk(await receiveStockUpload(context, { distributorId, supplierId }, { ...file, kind: 'delta', source: 'upload' })); // prettier-ignore
  await applyFeed(context, { distributorId, feedId });
  expect(await db.feed.findFirst({ where: { id: feedId } })).toMatchObject({ status: 'applied' });
  return feedId;
}

async function rollBack({ distributorId }: Arranged, feedId: FeedId): Promise<void> {
  expectOk(await rollBackFeed(context, { distributorId, feedId }, actor));
  await applyFeed(context, { distributorId, feedId });
}

/** By SKU: cost of a unit in minor units, and days. */
async function costs(): Promise<Record<string, readonly (number | null)[]>> {
  const supplies = await db.supply.findMany({ orderBy: { supplierSku: 'asc' } });
  return Object.fromEntries(
    supplies.map(({ supplierSku, costMinor, leadTimeDays }) => [supplierSku, [Number(costMinor), leadTimeDays]]), // prettier-ignore
  );
}

describe('rolling a feed back', () => {
  test('gives back the costs and lead times that it changed, and tells the shops’ offers of it', async () => {
    const arranged = await arrange();
    const feedId = await deliver(arranged, 'A,4,5.40,3\nB,4,,');
    expect(await costs()).toEqual({ A: [540, 3], B: [500, null] });
    const told = await db.stockChange.count();
    await rollBack(arranged, feedId);
    expect(await costs()).toEqual({ A: [500, null], B: [500, null] });
    expect(await db.stockChange.count()).toBeGreaterThan(told);
  });

  test('leaves the cost of an article of which a later feed has told another one', async () => {
    const arranged = await arrange();
    const bad = await deliver(arranged, 'A,4,5.40,\nB,4,5.10,');
    await deliver(arranged, 'A,4,5.20,');
    await rollBack(arranged, bad);
    expect(await costs()).toEqual({ A: [520, null], B: [500, null] });
  });

  test('of two feeds in turn ends where both began', async () => {
    const arranged = await arrange();
    const first = await deliver(arranged, 'A,4,5.40,');
    const second = await deliver(arranged, 'A,4,5.20,7');
    await rollBack(arranged, second);
    expect(await costs()).toEqual({ A: [540, null], B: [500, null] });
    await rollBack(arranged, first);
    expect(await costs()).toEqual({ A: [500, null], B: [500, null] });
  });

  test('while a dated cost is in force gives back the one that stands beneath it', async () => {
    const arranged = await arrange();
    const { distributorId, supplierId } = arranged;
    const variantId = arranged.stock[0]?.id ?? '';
    const endsAt = new Date(clock.now().getTime() + 3_600_000);
    await db.supplyCost.create({
      data: { distributorId, supplierId, variantId, minQuantity: 1, startsAt: FACTORY_NOW, endsAt, costMinor: 450n }, // prettier-ignore
    });
    const bringToDate = () =>
      inTransaction(db, (tx) => applyDatedCosts({ tx, clock }, distributorId));
    await bringToDate();
    const leadTimeOnly = await deliver(arranged, 'A,4,,9');
    const feedId = await deliver(arranged, 'A,4,5.40,9');
    expect(await costs()).toMatchObject({ A: [450, 9] });
    await rollBack(arranged, feedId);
    await rollBack(arranged, leadTimeOnly);
    clock.set(endsAt);
    await bringToDate();
    expect(await costs()).toMatchObject({ A: [500, null] });
  });
});
