/**
 * A catalogue to search in, written by a few statements: titles of words that are used as unevenly as in life (few
 * everywhere, most hardly ever), vendors, types, tags and categories likewise. The same for the same count.
 */
import type pg from 'pg';
import { seededRandom } from './seeded-random.ts';

export type SearchGoods = {
  readonly distributorId: string;
  readonly supplierId: string;
  readonly locationId: string;
  readonly products: number;
  readonly variantsEach: number;
};

const WORDS = 4_000;
const CONSONANTS = [
  'b',
  'br',
  'd',
  'f',
  'g',
  'k',
  'l',
  'm',
  'n',
  'p',
  'r',
  's',
  'st',
  't',
  'v',
  'w',
];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'au', 'ei'];

/** Made words, the most used first. */
export function vocabulary(): readonly string[] {
  const random = seededRandom(7);
  const one = (from: readonly string[]) => from[random.whole(0, from.length - 1)] ?? '';
  const words = new Set<string>();
  while (words.size < WORDS) {
    const syllables = random.whole(2, 3);
    words.add(
      Array.from({ length: syllables }, () => one(CONSONANTS) + one(VOWELS)).join('') +
        one(['', 'n', 'r', 's']),
    );
  }
  return [...words];
}

/** 0 ≤ x < 1 from a row's number: the same row is the same everywhere. `power` > 1 prefers small values. */
const share = (salt: number, power: number) =>
  `power((hashint8extended(n, ${salt}) & 1048575) / 1048576.0, ${power})`;
const place = (salt: number, power: number, count: number) =>
  `(1 + floor(${share(salt, power)} * ${count}))::int`;
const word = (salt: number) => `initcap(($2::text[])[${place(salt, 3, WORDS)}])`;

const PRODUCTS_SQL = `
  insert into product (distributor_id, id, handle, title, body_html, vendor, product_type, category, tags, status, option_names,
    images, content_hash, created_at, updated_at)
  select $1::uuid, md5($1::uuid::text || 'product' || n)::uuid, 'goods-' || n,
    concat_ws(' ', ${word(1)}, ${word(2)}, ${word(3)}, case when n % 3 = 0 then ${word(4)} end), '<p>An article.</p>',
    'Vendor ' || ${place(5, 2, 400)}, 'Type ' || ${place(6, 2, 150)},
    'Branch ' || ${place(7, 2, 20)} || ' > Group ' || ${place(8, 2, 12)} || ' > Kind ' || ${place(9, 1, 8)},
    array(select distinct unnest(array['tag ' || ${place(10, 3, 600)}, 'tag ' || ${place(11, 3, 600)}])),
    case when n % 12 = 0 then 'draft' else 'active' end, '{Size}', '[]', n::text, now(), now()
  from generate_series($3::bigint, $4::bigint) as n`;

const VARIANTS_SQL = `
  insert into variant (distributor_id, id, product_id, position, option_values, sku, gtin, mpn, weight_grams, requires_shipping,
    taxable, list_price_minor, active, created_at, updated_at)
  select $1::uuid, md5($1::uuid::text || 'variant' || n || '.' || v)::uuid, md5($1::uuid::text || 'product' || n)::uuid, v, array['Size ' || v],
    'SKU-' || n || '-' || v, lpad((n * 10 + v)::text, 13, '0'), 'M' || n || v, 200, true, true,
    500 + (hashint8extended(n, 12) & 65535), true, now(), now()
  from generate_series($2::bigint, $3::bigint) as n, generate_series(1, $4::int) as v`;

/** Three of four variants are supplied, and two of three of those are in stock. */
const SUPPLIES_SQL = `
  with item as (
    select id, row_number() over () as n from variant where distributor_id = $1
  ), supplied as (
    insert into supply (distributor_id, supplier_id, variant_id, supplier_sku, cost_minor, currency, updated_at)
    select $1::uuid, $2, id, 'S-' || n, 300, 'CHF', now() from item where n % 4 > 0
  )
  insert into stock_level (distributor_id, variant_id, location_id, supplier_id, on_hand, as_of, epoch, confirmed_at)
  select $1::uuid, id, $3, $2, case when n % 3 = 0 then 0 else 25 end, now(), 1, now() from item where n % 4 > 0`;

const AT_ONCE = 25_000;

export async function insertSearchGoods(pool: pg.Pool, goods: SearchGoods): Promise<void> {
  const { distributorId, supplierId, locationId, products, variantsEach } = goods;
  const words = vocabulary();
  for (let first = 1; first <= products; first += AT_ONCE) {
    const last = Math.min(products, first + AT_ONCE - 1);
    await pool.query(PRODUCTS_SQL, [distributorId, words, first, last]);
    await pool.query(VARIANTS_SQL, [distributorId, first, last, variantsEach]);
    await pool.query(
      `select refresh_product_search($1::uuid, array(select md5($1::uuid::text || 'product' || n)::uuid
         from generate_series($2::bigint, $3::bigint) as n))`,
      [distributorId, first, last],
    );
  }
  await pool.query('analyze product, variant, product_search');
  await pool.query(SUPPLIES_SQL, [distributorId, supplierId, locationId]);
  await pool.query('analyze supply, stock_level');
  // In pieces, as the follower of the change log does it.
  await pool.query(
    `select refresh_search_supply($1, ids) from (
       select array_agg(id) as ids from (
         select id, row_number() over (order by product_id) / 2000 as piece from variant where distributor_id = $1
       ) v group by piece
     ) pieces`,
    [distributorId],
  );
  await pool.query('vacuum analyze product, variant, product_search, supply, stock_level');
}
