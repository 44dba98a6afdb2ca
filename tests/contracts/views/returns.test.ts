import { beforeEach, expect, test } from 'vitest';
import {
  findReturnFile,
  findReturnOfStore,
  readHubReturn,
  readRetailerReturn,
} from '../../../app/views/read-return.server.ts';
import {
  readHubReturns,
  readRetailerReturns,
  readReturnable,
} from '../../../app/views/read-returns.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeStore } from '../../factories/stores.ts';
import { makeReturnWorld, PHOTO } from '../../flows/returns/return-world.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;
beforeEach(database.empty);

const ALL = { search: '', view: '', reason: '' };
const PAGE = { size: 50 };

async function arrange() {
  const way = await makeReturnWorld(database, {
    units: 6,
    policy: { restockingFeeBasisPoints: 1_000 },
  });
  const returnId = await way.open(1, { photos: [PHOTO] });
  return {
    way,
    returnId,
    stranger: await makeDistributor(db),
    elsewhere: (await makeStore(db)).id,
  };
}

test('a list is paged newest first, and narrowed by view, reason and words', async () => {
  const { way } = await arrange();
  const other = await way.open(1, { reason: 'other' });
  const of = (filter: Partial<typeof ALL>, page = PAGE) =>
    readHubReturns(db, way.distributorId, { ...ALL, ...filter }, page);
  const { rows, next } = await of({}, { size: 1 });
  expect(rows.map(({ id }) => id)).toEqual([other]);
  const rest = await readHubReturns(db, way.distributorId, ALL, { size: 1, after: next });
  expect(rest).toMatchObject({ rows: [{ number: expect.stringMatching(/-1$/) }], next: undefined });
  expect((await of({ view: 'decide' })).rows.map(({ id }) => id)).toEqual([other]);
  expect((await of({ reason: 'changed-mind' })).rows).toHaveLength(1);
  expect((await of({ search: '#1' })).rows).toHaveLength(2);
  expect((await of({ search: 'RMA-none' })).rows).toEqual([]);
});

test('another distributor gets what it would get for an id that does not exist', async () => {
  const { way, returnId, stranger } = await arrange();
  const file = await db.returnFile.findFirstOrThrow();
  const distributorId = stranger.id;
  expect(await readHubReturn(db, { distributorId, returnId })).toBeUndefined();
  expect(
    await readHubReturn(db, { distributorId: way.distributorId, returnId: newId() }),
  ).toBeUndefined();
  expect(await findReturnFile(db, { distributorId, returnId, fileId: file.id })).toBeUndefined();
  expect(await readReturnable(db, { distributorId, orderId: way.orderId })).toBeUndefined();
  expect((await readHubReturns(db, distributorId, ALL, PAGE)).rows).toEqual([]);
});

test('another store gets what it would get for an id that does not exist', async () => {
  const { returnId, elsewhere } = await arrange();
  expect(await findReturnOfStore(db, { storeId: elsewhere, returnId })).toBeUndefined();
  expect((await readRetailerReturns(db, elsewhere, ALL, PAGE)).rows).toEqual([]);
});

test('a retailer reads no supplier and no cost, and only the credits that are its own', async () => {
  const { way, returnId } = await arrange();
  await way.inspect(returnId, 1);
  await way.supplierCredits(returnId, 777);
  const key = await findReturnOfStore(db, { storeId: way.connection.storeId, returnId });
  if (!key) throw new Error('The store has the return');
  const found = await readRetailerReturn(db, key);
  expect(found?.credits.map(({ kind }) => kind)).toEqual(['restocking-fee', 'wholesale']);
  const told = JSON.stringify(found);
  for (const secret of ['North Warehouse', way.supplier.id, 'unitCost', '777'])
    expect(told).not.toContain(secret);
  const { rows } = await readRetailerReturns(db, way.connection.storeId, ALL, PAGE);
  expect(JSON.stringify(rows)).not.toContain('North Warehouse');
});

test('what can still come back counts what is coming already', async () => {
  const { way } = await arrange();
  const order = await readReturnable(db, {
    distributorId: way.distributorId,
    orderId: way.orderId,
  });
  expect(order?.lines).toMatchObject([{ shipped: 6, returnable: 5 }]);
});
