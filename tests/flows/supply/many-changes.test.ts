import { expect, test } from 'vitest';
import { findDifferences } from '../../../app/modules/listings/find-differences.server.ts';
import { readPublishState } from '../../../app/modules/listings/publish-state.repository.server.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { insertGoods, insertListings } from '../../bench/bench-goods.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { systemClock } from '../../../app/platform/clock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, pool } = await cloneDatabase();
const COUNT = 2_600;

test('very many changes of units are found as few are: the urgent first, prices and empty shelves included', async () => {
  const { id: distributorId } = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributorId);
  const goods = { distributorId, supplierId: supplier.id, locationId: supplier.locationId };
  await insertGoods(pool, { ...goods, count: COUNT });
  const connection = await makeConnection(db, distributorId);
  const { storeId, id: connectionId } = connection;
  await insertListings(pool, distributorId, [{ connectionId, storeId }]);
  await pool.query(
    `update listing l set told_price_minor = v.list_price_minor from variant v where v.id = l.variant_id`,
  );
  await readPublishState({ tx: db }, storeId);
  await pool.query(
    'update publish_state set cursor = pg_current_snapshot(), sweeps_done = sweeps_wanted',
  );
  const numbered = (number: number) => `(select id from variant where sku = 'BENCH-${number}')`;
  await pool.query('update stock_level set on_hand = on_hand - 1');
  await pool.query(`update stock_level set on_hand = 0 where variant_id = ${numbered(7)}`);
  await pool.query(`update listing set told_quantity = 0 where variant_id = ${numbered(8)}`);
  await pool.query(
    `update stock_level set on_hand = on_hand + 1 where variant_id = ${numbered(9)}`,
  );
  await pool.query(`update variant set list_price_minor = 1 where sku = 'BENCH-9'`);
  await pool.query(`select mark_units_changed($1, (select array_agg(id) from variant), now())`, [
    distributorId,
  ]);
  await pool.query(`select mark_stock_changed($1, array[${numbered(9)}], now())`, [distributorId]);
  const state = await readPublishState({ tx: db }, storeId);
  if (!state) throw new Error('No state');
  const found = await inTransaction(db, (tx) =>
    findDifferences({ tx, clock: systemClock }, storeId, state, 5_000),
  );
  const skus = await db.variant.findMany({ select: { id: true, sku: true } });
  const skuOf = new Map(skus.map(({ id, sku }) => [id, sku]));
  expect(found).toHaveLength(COUNT);
  expect(skuOf.get(found[0]?.variantId ?? '')).toBe('BENCH-7');
  const priced = found.filter(({ priceDiffers }) => priceDiffers);
  expect(priced.map(({ variantId }) => skuOf.get(variantId))).toEqual(['BENCH-9']);
  expect(found.some(({ variantId }) => skuOf.get(variantId) === 'BENCH-8')).toBe(true);
});
