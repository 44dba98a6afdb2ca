import { beforeEach, expect, test } from 'vitest';
import { gatherStockPush } from '../../../app/flows/supply/gather-stock-pushes.server.ts';
import { currencyCode } from '../../../app/platform/money.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db, empty } = database;
const clock = movableClock();
const context = makeFlowContext(database, clock);

beforeEach(async () => {
  await empty();
  clock.set(FACTORY_NOW);
});

async function arrange() {
  const distributor = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributor.id);
  const { variantId } = await makeStock(db, supplier, { supplierSku: 'A-1' });
  const key = { distributorId: distributor.id, supplierId: supplier.id };
  const push = (quantity: number, { supplierSku = 'A-1', costMinor = 500 } = {}) => {
    const level = {
      supplierSku,
      quantity,
      locationCode: undefined,
      asOf: undefined,
      cost: { minor: costMinor, currency: currencyCode('CHF') },
    };
    return gatherStockPush(context, { key, levels: [level] });
  };
  const onHand = async () =>
    (await db.stockLevel.findFirstOrThrow({ where: { variantId } })).onHand;
  return { ...supplier, push, onHand };
}

test('pushes that arrive together are one delivery, and the last of an article counts', async () => {
  const { push, onHand } = await arrange();
  clock.move(1_000);
  await Promise.all(Array.from({ length: 300 }, (_each, index) => push(index)));
  expect(await onHand()).toBe(299);
  expect(await db.feed.count()).toBeLessThan(5);
});

test('a supplier whose figures cannot be kept does not take another’s with it', async () => {
  const [good, bad] = [await arrange(), await arrange()];
  clock.move(1_000);
  const halfAMinorUnit = { costMinor: 0.5 }; // no schema lets it in; the database keeps none
  const [kept, failed] = await Promise.allSettled([good.push(7), bad.push(7, halfAMinorUnit)]);
  expect([kept.status, failed.status]).toEqual(['fulfilled', 'rejected']);
  expect(await good.onHand()).toBe(7);
});

test('a row with a NUL character is refused, and its neighbours are not', async () => {
  const { push, onHand } = await arrange();
  clock.move(1_000);
  await Promise.all([push(7), push(8, { supplierSku: 'A\u0000' })]);
  expect(await onHand()).toBe(7);
  const refused = await db.feedRow.findFirstOrThrow({ where: { outcome: 'refused' } });
  expect(refused).toMatchObject({ column: 'supplierSku', value: 'A\uFFFD' });
});
