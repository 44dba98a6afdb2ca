/** Goods and shelves of a bench, written by a few statements: what is measured begins afterwards. */
import type pg from 'pg';

type Goods = {
  readonly distributorId: string;
  readonly supplierId: string;
  readonly locationId: string;
  readonly count: number;
};

export const skuOf = (number: number) => `BENCH-${number}`;
const ON_HAND = 100_000;

/** Products of one variant each, numbered from 1, which the supplier has in plenty. */
export async function insertGoods(pool: pg.Pool, goods: Goods): Promise<void> {
  const { distributorId, supplierId, locationId, count } = goods;
  await pool.query(
    `with item as materialized (
       select n, uuidv7() as product_id, uuidv7() as variant_id from generate_series(1, $4::int) as n
     ), product as (
       insert into product (distributor_id, id, handle, title, body_html, vendor, product_type, tags, status, option_names,
         images, content_hash, created_at, updated_at)
       select $1, product_id, 'bench-' || n, 'Bench article ' || n, '<p>An article.</p>', 'Bench', 'Articles', '{}', 'active', '{}',
         '[]', n::text, now(), now() from item
     ), variant as (
       insert into variant (distributor_id, id, product_id, position, option_values, sku, weight_grams, requires_shipping,
         taxable, list_price_minor, active, created_at, updated_at)
       select $1, variant_id, product_id, 1, '{}', 'BENCH-' || n, 200, true, true, 2000 + n % 500, true, now(), now() from item
     ), supply as (
       insert into supply (distributor_id, supplier_id, variant_id, supplier_sku, cost_minor, currency, lead_time_days, updated_at)
       select $1, $2, variant_id, 'BENCH-' || n, 500, 'CHF', 2, now() from item
     ), level as (
       insert into stock_level (distributor_id, variant_id, location_id, supplier_id, on_hand, as_of, epoch, confirmed_at)
       select $1, variant_id, $3, $2, $5::int, now(), 1, now() from item
     )
     insert into stock_entry (distributor_id, variant_id, location_id, kind, on_hand_delta, reserved_delta, reference, at)
     select $1, variant_id, $3, 'feed', $5::int, 0, 'bench', now() from item`,
    [distributorId, supplierId, locationId, count, ON_HAND],
  );
  await pool.query(
    'select refresh_product_search($1, array(select id from product where distributor_id = $1))',
    [distributorId],
  );
  await pool.query('analyze');
}

/** One store's connection that is to list all goods. */
export type Shelf = { readonly connectionId: string; readonly storeId: string };

/**
 * Says that stores list all goods, without stores behind them: for benches that ask only us. All in one statement, so
 * that the goods are divided among the stores once.
 */
export async function insertListings(
  pool: pg.Pool,
  distributorId: string,
  shelves: readonly Shelf[],
): Promise<void> {
  const keys = [
    distributorId,
    shelves.map(({ connectionId }) => connectionId),
    shelves.map(({ storeId }) => storeId),
  ];
  await pool.query(
    `insert into listed_product (distributor_id, connection_id, product_id, store_id, status, outside_product_id, picked_at, listed_at)
     select $1, shelf.connection, id, shelf.store, 'listed', 'gid://shopify/Product/' || content_hash, now(), now()
     from product cross join unnest($2::uuid[], $3::uuid[]) as shelf(connection, store) where distributor_id = $1`,
    keys,
  );
  await pool.query(
    `insert into listing (distributor_id, connection_id, variant_id, product_id, store_id, outside_variant_id, outside_stock_id,
       status, told_quantity, told_at, confirmed_at)
     select $1, shelf.connection, v.id, v.product_id, shelf.store, 'gid://shopify/ProductVariant/' || substr(v.sku, 7),
       'gid://shopify/InventoryItem/' || substr(v.sku, 7), 'live', ${ON_HAND}, now(), now()
     from variant v cross join unnest($2::uuid[], $3::uuid[]) as shelf(connection, store) where v.distributor_id = $1`,
    keys,
  );
}
