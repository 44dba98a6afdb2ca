/** Fan-out world: a database of its own with one supplier, 50 stores and so many listings, ten stores to each variant. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type pg from 'pg';
import { openDatabase } from '../../app/db.server.ts';
import { systemClock } from '../../app/platform/clock.ts';
import type { Database } from '../../app/platform/database.server.ts';
import { openPool } from '../../app/platform/database.server.ts';
import { startEmbeddedPostgres } from '../../app/platform/embedded-postgres.server.ts';
import type { Id } from '../../app/platform/ids.ts';
import { migrate } from '../../app/platform/migrate.server.ts';
import { makeDistributor } from '../factories/accounts.ts';
import { makeConnection } from '../factories/connections.ts';
import { makePriceList } from '../factories/pricing.ts';
import { makeSupplier } from '../factories/suppliers.ts';
import type { MadeSupplier } from '../factories/suppliers.ts';
import { insertGoods } from './bench-goods.ts';

export type FanoutWorld = {
  readonly db: Database;
  readonly pool: pg.Pool;
  readonly databaseUrl: string;
  readonly distributorId: Id<'Distributor'>;
  readonly supplier: MadeSupplier;
  readonly variants: number;
};

export const STORES = 50;
export const STORES_OF_VARIANT = 10;

/** A database on a server of its own with its usual durability, lent to `act` and removed afterwards. */
export async function withBenchDatabase<Value>(
  act: (database: { db: Database; pool: pg.Pool; databaseUrl: string }) => Promise<Value>,
): Promise<Value> {
  mkdirSync('.data', { recursive: true });
  const folder = resolve(mkdtempSync('.data/bench-'));
  const server = await startEmbeddedPostgres({ folder });
  try {
    await migrate(server.url, { clock: systemClock });
    const db = openDatabase(server.url, { size: 8, name: 'bench' });
    const pool = openPool(server.url, { size: 8, name: 'bench' });
    try {
      return await act({ db, pool, databaseUrl: server.url });
    } finally {
      await db.$disconnect();
      await pool.end();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** With so many listings, and every store told its share of what there is. */
export async function withFanoutWorld<Value>(
  listings: number,
  act: (world: FanoutWorld) => Promise<Value>,
): Promise<Value> {
  return withBenchDatabase(async ({ db, pool, databaseUrl }) => {
    const variants = listings / STORES_OF_VARIANT;
    const { id: distributorId } = await makeDistributor(db);
    const supplier = await makeSupplier(db, distributorId);
    const key = { distributorId, supplierId: supplier.id, locationId: supplier.locationId };
    await insertGoods(pool, { ...key, count: variants });
    const priceListId = await makePriceList(db, distributorId);
    for (let store = 0; store < STORES; store += 1) {
      await makeConnection(db, distributorId, { priceListId });
    }
    await insertListings(pool, distributorId);
    await pool.query('vacuum analyze');
    return act({ db, pool, databaseUrl, distributorId, supplier, variants });
  });
}

/** The n-th variant stands in ten stores in a row, from the n-th on; every listing is told its tenth. */
async function insertListings(pool: pg.Pool, distributorId: string): Promise<void> {
  await pool.query(
    `insert into listed_product (distributor_id, connection_id, product_id, store_id, status, outside_product_id, picked_at, listed_at)
     select $1, c.id, p.id, c.store_id, 'listed', 'gid://shopify/Product/' || p.content_hash, now(), now()
     from product p join (select id, store_id, row_number() over (order by id) - 1 as n from connection where distributor_id = $1) c
       on (c.n - p.content_hash::int % ${STORES} + ${STORES}) % ${STORES} < ${STORES_OF_VARIANT}
     where p.distributor_id = $1`,
    [distributorId],
  );
  await pool.query(
    `insert into listing (distributor_id, connection_id, variant_id, product_id, store_id, outside_variant_id, outside_stock_id,
       status, told_quantity, told_price_minor, told_at, confirmed_at)
     select l.distributor_id, l.connection_id, v.id, v.product_id, l.store_id, 'gid://shopify/ProductVariant/' || substr(v.sku, 7),
       'gid://shopify/InventoryItem/' || substr(v.sku, 7), 'live', s.on_hand / ${STORES_OF_VARIANT}, v.list_price_minor, now(), now()
     from listed_product l join variant v on v.distributor_id = l.distributor_id and v.product_id = l.product_id
     join stock_level s on s.distributor_id = v.distributor_id and s.variant_id = v.id
     where l.distributor_id = $1`,
    [distributorId],
  );
}
