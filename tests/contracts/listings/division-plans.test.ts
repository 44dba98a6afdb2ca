/** The statements of division and tuning, as they are really run inside their functions: each touches only what it is about. */
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { insertGoods, insertListings } from '../../bench/bench-goods.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { makePriceList } from '../../factories/pricing.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, pool } = await cloneDatabase();
const STORES = 6;
const GOODS = 2_000;
const ASKED = 3;
let own = '';
let stores: readonly string[] = [];
let connections: readonly string[] = [];
let variants: readonly string[] = [];

beforeAll(async () => {
  // Two tenants in the same tables: what one asks must not cost what the other has.
  for (const distributor of [await makeDistributor(db), await makeDistributor(db)]) {
    const supplier = await makeSupplier(db, distributor.id);
    const { locationId, id: supplierId } = supplier;
    const priceListId = await makePriceList(db, distributor.id);
    const goods = { distributorId: distributor.id, supplierId, locationId, count: GOODS };
    await insertGoods(pool, goods);
    const shelves = [];
    for (let index = 0; index < STORES; index += 1) {
      const { id, storeId } = await makeConnection(db, distributor.id, { priceListId });
      shelves.push({ connectionId: id, storeId });
    }
    await insertListings(pool, distributor.id, shelves);
    own = distributor.id;
    stores = shelves.map(({ storeId }) => storeId);
    connections = shelves.map(({ connectionId }) => connectionId);
  }
  await pool.query('analyze');
  const found = await pool.query<{ id: string }>(
    'select id from variant where distributor_id = $1 order by id limit $2',
    [own, ASKED],
  );
  variants = found.rows.map(({ id }) => id);
}, 60_000);

type Node = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string | undefined;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number | undefined;
  readonly Plans?: readonly Node[] | undefined;
};
const Node: z.ZodType<Node> = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().optional(),
  get Plans() {
    return z.array(Node).optional();
  },
});
const Explained = z.object({ Plan: Node });

/** Rows that were looked at, by table, in everything that a statement ran, within functions too. */
async function rowsRead(statement: string, values: readonly unknown[]) {
  const client = await pool.connect();
  const plans: Node[] = [];
  client.on('notice', ({ message }) => {
    const text = /plan:\s*(\{[\s\S]*\})\s*$/.exec(message ?? '')?.[1];
    if (text) plans.push(Explained.parse(JSON.parse(text)).Plan);
  });
  try {
    await client.query(`begin; load 'auto_explain'; set local client_min_messages = notice;
      set local auto_explain.log_min_duration = 0; set local auto_explain.log_analyze = on;
      set local auto_explain.log_nested_statements = on; set local auto_explain.log_level = notice;
      set local auto_explain.log_format = json`);
    await client.query(statement, [...values]);
  } finally {
    await client.query('rollback');
    client.release(true);
  }
  const read = new Map<string, number>();
  const look = (node: Node): void => {
    const { 'Relation Name': table, 'Actual Rows': rows, 'Actual Loops': loops } = node;
    const looked = (rows + (node['Rows Removed by Filter'] ?? 0)) * loops;
    if (table) read.set(table, (read.get(table) ?? 0) + looked);
    node.Plans?.forEach(look);
  };
  plans.forEach(look);
  expect(plans.length).toBeGreaterThan(0);
  return (table: string) => read.get(table) ?? 0;
}

test('dividing some variants reads their listings once, whatever else the tables hold', async () => {
  await pool.query('update connection set share_minimum = 1 where distributor_id = $1 and id = $2', [own, connections[0]]); // prettier-ignore
  const read = await rowsRead('select divide_stock($1, $2, now())', [own, variants]);
  expect(read('listing')).toBe(ASKED * STORES);
  expect(read('division')).toBeLessThanOrEqual(6 * ASKED);
});

test('dividing what was listed in bulk reads each listing once, though nothing is known of the tables’ sizes', async () => {
  await pool.query(
    `delete from pg_statistic where starelid in ('listing'::regclass, 'division'::regclass)`,
  );
  await pool.query(
    `update pg_class set reltuples = -1, relpages = 0 where relname in ('listing', 'division')`,
  );
  const all = await pool.query<{ id: string }>('select id from variant where distributor_id = $1', [own]); // prettier-ignore
  await pool.query(`update division set cycle = '{}' where distributor_id = $1`, [own]);
  const read = await rowsRead('select divide_stock($1, $2, now())', [
    own,
    all.rows.map(({ id }) => id),
  ]);
  // The other tenant's may be passed over in one reading of the table.
  expect(read('listing')).toBeLessThanOrEqual(2 * GOODS * STORES);
  expect(read('division')).toBeLessThanOrEqual(6 * 2 * GOODS);
  await pool.query('select divide_stock($1, $2, now())', [own, all.rows.map(({ id }) => id)]);
  await pool.query('analyze');
});

test('what other stores were told of a variant is looked up by the variant', async () => {
  const read = await rowsRead(
    'select units_untold($1, v, $2, 100) from unnest($3::uuid[]) as v',
    [own, connections[0], variants],
  ); // prettier-ignore
  expect(read('listing')).toBe(ASKED * STORES);
});

test('differences in units of some variants are found through their levels and listings', async () => {
  await pool.query('update stock_level set on_hand = on_hand - 7 where distributor_id = $1 and variant_id = any($2)', [own, variants]); // prettier-ignore
  const read = await rowsRead('select * from unit_differences($1, $2, now(), $3)', [
    own,
    stores[0],
    variants,
  ]);
  expect(read('stock_level')).toBeLessThanOrEqual(ASKED);
  expect(read('listing')).toBeLessThanOrEqual(ASKED * STORES);
});

test('tuning looks at what was sold and what has changed, not at everything listed', async () => {
  await pool.query('select tune_offers($1, now())', [own]);
  await pool.query('select note_sales($1, $2, $3, array[4, 2, 1], now())', [own, connections[0], variants]); // prettier-ignore
  const read = await rowsRead(`select tune_offers($1, now() + interval '1 minute')`, [own]);
  expect(read('listing')).toBeLessThanOrEqual(10 * ASKED * STORES);
  expect(read('stock_level')).toBeLessThanOrEqual(20 * ASKED);
  expect(read('stock_entry')).toBeLessThanOrEqual(20 * ASKED);
});
