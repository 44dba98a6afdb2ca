/** What a shop's product page is told: the offer as it is now, when it was confirmed, and how soon it ships. */
import { expect, test } from 'vitest';
import { reserveStock } from '../../../app/modules/stock/reserve-stock.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { readStorefrontStock } from '../../../app/views/read-storefront-stock.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeListing } from '../../factories/listings.ts';
import { makeStock, makeStockLevel } from '../../factories/stock.ts';
import { makeStore } from '../../factories/stores.ts';
import { makeSupplier, makeSupply } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, pool } = await cloneDatabase();

async function makeShelf(onHand = 10) {
  const { id: distributorId } = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributorId);
  const stock = await makeStock(db, supplier, { onHand });
  const { id: storeId, domain } = await makeStore(db);
  const connection = await makeConnection(db, distributorId, { storeId });
  const { outsideVariantId } = await makeListing(db, connection, stock);
  const key = { channel: 'shopify', domain, outsideVariantId };
  return { distributorId, supplier, stock, connection, storeId, key };
}

const look = (...keys: { channel: string; domain: string; outsideVariantId: string }[]) =>
  readStorefrontStock(pool, keys, FACTORY_NOW);

test('each key is answered in its place, and one that the shop does not list with us not at all', async () => {
  const [one, other] = [await makeShelf(4), await makeShelf(7)];
  const answers = await look(
    other.key,
    { ...one.key, outsideVariantId: 'gid://shopify/ProductVariant/404' },
    { ...one.key, domain: other.key.domain, outsideVariantId: one.key.outsideVariantId },
    one.key,
  );
  expect(answers.map((answer) => answer?.available)).toEqual([7, undefined, undefined, 4]);
  expect(answers[0]?.confirmedAt).toEqual(FACTORY_NOW);
});

test('a unit that was promised a moment ago is not shown any more', async () => {
  const { key, distributorId, stock } = await makeShelf(4);
  const item = { ...stock, quantity: 3, orderLineId: newId<'OrderLine'>() };
  const order = { distributorId, orderId: newId<'Order'>(), commitment: 'firm' } as const;
  expectOk(await reserveStock({ tx: db, clock: movableClock() }, { ...order, items: [item] }));
  expect((await look(key))[0]?.available).toBe(1);
});

test('a listing whose offer is withheld shows nothing', async () => {
  const { key, distributorId, connection } = await makeShelf(4);
  await db.connection.update({
    where: { distributorId_id: { distributorId, id: connection.id } },
    data: { status: 'suspended' },
  });
  expect((await look(key))[0]?.available).toBe(0);
});

test('the lead time is that of who would ship a unit: one that has it, of the best tier, cheapest', async () => {
  const { key, distributorId, stock } = await makeShelf(0);
  const { variantId } = stock;
  const add = async (tier: string, onHand: number, costMinor: number, leadTimeDays: number) => {
    const { id: supplierId, locationId } = await makeSupplier(db, distributorId, { tier });
    await makeSupply(db, { distributorId, supplierId, variantId, costMinor, leadTimeDays });
    await makeStockLevel(db, { distributorId, supplierId, variantId, locationId, onHand });
  };
  await add('backup', 5, 100, 9);
  expect((await look(key))[0]?.leadTimeDays).toBe(9);
  await add('secondary', 5, 300, 4);
  await add('secondary', 5, 200, 3);
  await add('primary', 0, 100, 1);
  expect((await look(key))[0]?.leadTimeDays).toBe(3);
});

test('a shop that has left is told nothing', async () => {
  const { key, storeId } = await makeShelf(4);
  await db.store.update({ where: { id: storeId }, data: { uninstalledAt: FACTORY_NOW } });
  expect(await look(key)).toEqual([undefined]);
});
