import { expect, test } from 'vitest';
import { setSafetyStock } from '../../../app/modules/stock/set-safety-stock.server.ts';
import { reserveStock } from '../../../app/modules/stock/reserve-stock.server.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { readHubStock } from '../../../app/views/read-hub-stock.server.ts';
import { readVariantStock } from '../../../app/views/read-variant-stock.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeListing } from '../../factories/listings.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db } = await cloneDatabase();
const clock = movableClock();
const now = FACTORY_NOW;
const own = await makeDistributor(db);
const stranger = await makeDistributor(db);
const supplier = await makeSupplier(db, own.id);
const stock = await makeStock(db, supplier, { onHand: 10, variant: { sku: 'CAP-1' } });
const plain = await makeStock(db, supplier, { onHand: 3, variant: { sku: 'MUG-1' } });
for (const shareWeight of [3, 1]) {
  await makeListing(db, await makeConnection(db, own.id, { shareWeight }), stock);
}
const { distributorId, variantId, supplierId, locationId } = stock;
await inTransaction(db, async (tx) => {
  const items = [{ ...stock, quantity: 2, orderLineId: newId<'OrderLine'>() }];
  const order = {
    distributorId,
    orderId: newId<'Order'>(),
    commitment: 'tentative' as const,
    items,
  };
  await reserveStock({ tx, clock }, order);
});
const page = { page: { size: 50 }, now };

test('the list shows what there is, what is promised and what stores are shown', async () => {
  const { rows } = await readHubStock(db, own.id, { search: '', view: '' }, page);
  expect(
    rows.map(({ sku, onHand, reserved, showable, stores }) => [
      sku,
      onHand,
      reserved,
      showable,
      stores,
    ]),
  ).toEqual(
    expect.arrayContaining([['CAP-1', 10, 2, 8, 2], ['MUG-1', 3, 0, 3, 0]]), // prettier-ignore
  );
});

test.each([
  [{ search: 'cap', view: '' }, ['CAP-1']],
  [{ search: '', view: 'reserved' }, ['CAP-1']],
  [{ search: '', view: 'short' }, []],
  [{ search: '', view: 'stale' }, []],
])('the list is narrowed by %j', async (filter, skus) => {
  const { rows } = await readHubStock(db, own.id, filter, page);
  expect(rows.map(({ sku }) => sku)).toEqual(skus);
});

test('old figures are found under stale', async () => {
  const later = { ...page, now: new Date(now.getTime() + 7 * 3_600_000) };
  const { rows } = await readHubStock(db, own.id, { search: '', view: 'stale' }, later);
  expect(rows).toHaveLength(2);
});

test('the stock of a variant says where it is, for whom, and who is shown how much', async () => {
  const shown = await readVariantStock(db, { distributorId, variantId }, now);
  expect(shown?.levels).toMatchObject([{ onHand: 10, reserved: 2, counted: 8, age: 'fresh' }]);
  expect(shown?.reservations).toMatchObject([{ quantity: 2, commitment: 'tentative' }]);
  expect(shown?.entries.map(({ kind }) => kind)).toEqual(['reserve', 'feed']);
  expect(shown?.shares.map(({ share, places, allPlaces }) => [share, places, allPlaces])).toEqual([
    [6, 3, 4],
    [2, 1, 4],
  ]);
});

test('safety stock is kept from stores, per level, location and supplier, the narrower rule first', async () => {
  const set = (scope: object, units: number | undefined) =>
    inTransaction(db, (tx) =>
      setSafetyStock({ tx, clock }, { distributorId, scope: { supplierId, ...scope }, units }),
    );
  const shares = async () =>
    (await readVariantStock(db, { distributorId, variantId }, now))?.shares.map(
      ({ share }) => share,
    );
  await set({}, 1);
  expect(await shares()).toEqual([5, 2]);
  await set({ locationId }, 4);
  expect(await shares()).toEqual([3, 1]);
  await set({ locationId, variantId }, 0);
  expect(await shares()).toEqual([6, 2]);
  await set({ locationId, variantId }, undefined);
  expect(await shares()).toEqual([3, 1]);
  expect(
    (await db.stockLevel.findFirstOrThrow({ where: { variantId: plain.variantId } })).safetyUnits,
  ).toBe(4);
});

test('another distributor’s variant is an unknown one', async () => {
  expect(
    await readVariantStock(db, { distributorId: stranger.id, variantId }, now),
  ).toBeUndefined();
  expect((await readHubStock(db, stranger.id, { search: '', view: '' }, page)).rows).toEqual([]);
});
