import { beforeEach, expect, test } from 'vitest';
import {
  changePriceList,
  importFixedPrices,
  setFixedPrice,
} from '../../../app/flows/supply/save-price-list.server.ts';
import { importSupplies } from '../../../app/flows/supply/import-supplies.server.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeVariant } from '../../factories/catalog.ts';
import { makeConnection } from '../../factories/connections.ts';
import { movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makePriceList } from '../../factories/pricing.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;
const context = makeFlowContext(database, movableClock());
const actor = { kind: 'user', id: 'hanna' } as const;
beforeEach(database.empty);

async function* file(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function makeList() {
  const { id: distributorId } = await makeDistributor(db);
  const priceListId = await makePriceList(db, distributorId);
  const connection = await makeConnection(db, distributorId, { priceListId });
  return { distributorId, priceListId, storeId: connection.storeId };
}

test('each row of a price file is saved or refused with its line and reason', async () => {
  const { distributorId, priceListId } = await makeList();
  const sock = await makeVariant(db, distributorId, { sku: 'SOCK' });
  await makeVariant(db, distributorId, { sku: 'TWICE' });
  await makeVariant(db, distributorId, { sku: 'TWICE' });
  const body = file('SKU;Price\nSOCK;12.50\nNOBODY;1\nTWICE;3\nSOCK;cheap\n;4\n');

  const report = expectOk(
    await importFixedPrices(context, { distributorId, priceListId, body, name: 'p.csv', actor }),
  );

  expect(report).toMatchObject({ rows: 5, saved: 1, refused: 4 });
  expect(report.problems.map(({ line, sku }) => [line, sku])).toEqual([
    [3, 'NOBODY'],
    [4, 'TWICE'],
    [5, 'SOCK'],
    [6, ''],
  ]);
  const entries = await db.priceListEntry.findMany({ where: { priceListId } });
  expect(entries.map((entry) => [entry.variantId, entry.wholesaleMinor])).toEqual([
    [sock.id, 1_250n],
  ]);
});

test('a changed list has the stores that pay by it compared, and no others', async () => {
  const { distributorId, priceListId, storeId } = await makeList();
  const elsewhere = await makeConnection(db, distributorId);
  const { id: variantId } = await makeVariant(db, distributorId);

  const entry = { variantId, wholesaleMinor: 900, actor };
  expectOk(await setFixedPrice(context, { distributorId, priceListId, ...entry }));

  const stores = await db.publishState.findMany();
  expect(stores.map((state) => state.storeId)).toEqual([storeId]);
  expect(stores.map((state) => state.storeId)).not.toContain(elsewhere.storeId);
});

test('a fixed price can be taken off again', async () => {
  const { distributorId, priceListId } = await makeList();
  const { id: variantId } = await makeVariant(db, distributorId);
  const key = { distributorId, priceListId, variantId, actor };
  expectOk(await setFixedPrice(context, { ...key, wholesaleMinor: 900 }));
  expectOk(await setFixedPrice(context, { ...key, wholesaleMinor: null }));
  expect(await db.priceListEntry.count()).toBe(0);
});

test('the currency of a list with fixed prices stays', async () => {
  const { distributorId, priceListId } = await makeList();
  const { id: variantId } = await makeVariant(db, distributorId);
  const key = { distributorId, priceListId, actor };
  expectOk(await setFixedPrice(context, { ...key, variantId, wholesaleMinor: 900 }));
  const terms = {
    name: 'Standard',
    kind: 'fixed',
    percentOffBasisPoints: 0,
    currency: 'EUR',
    marginFloorBasisPoints: 0,
  } as const;
  const refused = await changePriceList(context, { ...key, terms });
  expect(refused).toEqual({ ok: false, error: { kind: 'currency-in-use' } });
});

test('another distributor’s list and variants cannot be priced', async () => {
  const { priceListId } = await makeList();
  const other = await makeList();
  const { id: variantId } = await makeVariant(db, other.distributorId);
  const entry = { variantId, wholesaleMinor: 100, actor };
  const refused = await setFixedPrice(context, {
    distributorId: other.distributorId,
    priceListId,
    ...entry,
  });
  expect(refused).toEqual({ ok: false, error: { kind: 'unknown-price-list' } });
  expect(await db.priceListEntry.count()).toBe(0);
});

test('a list of articles says what a supplier supplies and tells the publishers', async () => {
  const { distributorId } = await makeList();
  const supplier = await makeSupplier(db, distributorId);
  const sock = await makeVariant(db, distributorId, { sku: 'SOCK' });
  const body = file('sku,supplier_sku,cost,lead time days\nSOCK,N-1,4.20,3\nSOCK2,N-2,1\n');

  const report = expectOk(
    await importSupplies(context, {
      distributorId,
      supplierId: supplier.id,
      body,
      name: 's.csv',
      actor,
    }),
  );

  expect(report).toMatchObject({ rows: 2, saved: 1, refused: 1 });
  expect(await db.supply.findMany()).toMatchObject([
    { variantId: sock.id, supplierSku: 'N-1', costMinor: 420n, leadTimeDays: 3 },
  ]);
  const changes = await db.stockChange.findMany();
  expect(changes.map(({ variantId }) => variantId)).toEqual([sock.id]);
});
