/**
 * Product search: conditions over `product_search` (s), one narrow row a product. Text and facets are one condition
 * that one index answers; a code is looked up by its beginning first, in its own index. Counts are exact up to
 * `COUNTED` products; beyond that they are of a sample.
 */
import { codeOf, facetQueryOf, textQueryOf } from '../modules/catalog/product-query.ts';
import type { ProductQuery } from '../modules/catalog/product-query.ts';
import { Prisma } from '../platform/prisma/generated/client.ts';
import type { Reader } from './reader.server.ts';

/** Products that are looked at for counts; enough for a choice, few enough to be counted at once. */
export const COUNTED = 1_000;
/** Variants whose code begins as the search does; who types so little of a code does not look for one. */
const MOST_CODES = 2_000;
/** After every other character, for the end of a range in code point order. */
const LAST = '\u{10FFFF}';

/** What all lists of products know to look for. */
export async function searchConditions(
  database: Reader,
  distributorId: string,
  query: ProductQuery,
): Promise<Prisma.Sql> {
  const conditions = [Prisma.sql`s.distributor_id = ${distributorId}::uuid`];
  const facets = facetQueryOf(query.facets);
  if (facets) conditions.push(Prisma.sql`s.words @@ ${facets}::tsquery`);
  if (query.search.trim() !== '')
    conditions.push(await textCondition(database, distributorId, query.search));
  return Prisma.join(conditions, ' and ');
}

async function textCondition(
  database: Reader,
  distributorId: string,
  search: string,
): Promise<Prisma.Sql> {
  const code = codeOf(search);
  const coded = code ? await findProductsByCode(database, distributorId, code) : [];
  const text = textQueryOf(search);
  const byCode = Prisma.sql`s.product_id = any(${[...coded]}::uuid[])`;
  if (!text) return byCode;
  const byText = Prisma.sql`s.words @@ ${text}::tsquery`;
  return coded.length === 0 ? byText : Prisma.sql`(${byText} or ${byCode})`;
}

/**
 * Products with a variant whose SKU or manufacturer's number begins so (in lower case), or whose GTIN does. Each is a
 * range of an index that ends at the limit.
 */
async function findProductsByCode(
  database: Reader,
  distributorId: string,
  code: string,
): Promise<readonly string[]> {
  const tenant = Prisma.sql`distributor_id = ${distributorId}::uuid`;
  const end = `${code}${LAST}`;
  const gtin = /^\d{4,14}$/.test(code)
    ? Prisma.sql`union all (select product_id from variant where ${tenant} and gtin >= ${code}
        and gtin <= ${code.padEnd(14, '9')} limit ${MOST_CODES})`
    : Prisma.empty;
  const rows = await database.$queryRaw<{ id: string }[]>(Prisma.sql`
    select distinct product_id as id from (
      (select product_id from variant where ${tenant} and sku is not null
        and lower(sku) collate "C" >= ${code} and lower(sku) collate "C" < ${end} limit ${MOST_CODES})
      union all (select product_id from variant where ${tenant} and mpn is not null
        and lower(mpn) collate "C" >= ${code} and lower(mpn) collate "C" < ${end} limit ${MOST_CODES})
      ${gtin}
    ) found limit ${COUNTED + 1}`);
  return rows.map(({ id }) => id);
}

export type FacetCount = { readonly value: string; readonly label: string; readonly count: number };

/** What the products found divide into. `isWhole`: every one was counted; else they are counts of a sample. */
export type Facets = {
  readonly found: number;
  readonly isWhole: boolean;
  readonly status: readonly FacetCount[];
  readonly vendor: readonly FacetCount[];
  readonly type: readonly FacetCount[];
  readonly tag: readonly FacetCount[];
  readonly category: readonly FacetCount[];
};

const MOST_VALUES = 40;

/**
 * Facets of what `conditions` find, from at most `COUNTED` products in the order of their ids. Ids of imported
 * products are hashes, so that order is a fair sample where there are more.
 */
export function facetsSql(
  conditions: Prisma.Sql,
  category: string | undefined,
  more: Prisma.Sql,
  tables = Prisma.sql`product_search s`,
): Prisma.Sql {
  const depth = category ? category.split(' > ').length + 1 : 1;
  return Prisma.sql`
    with hit as materialized (
      select s.distributor_id, s.product_id, s.status, s.vendor, s.product_type, s.category, s.tags,
        s.in_stock, s.supplier_ids
      from ${tables} where ${conditions} order by s.product_id limit ${COUNTED + 1}
    ), counted as materialized (select * from hit limit ${COUNTED}), facet as (
      select 'total' as facet, '' as value, '' as label, (select count(*) from hit) as count
      union all select 'status', status, status, count(*) from counted group by status
      union all select 'vendor', vendor, vendor, count(*) from counted where vendor <> '' group by vendor
      union all select 'type', product_type, product_type, count(*) from counted where product_type <> '' group by product_type
      union all select 'tag', tag, tag, count(*) from counted, unnest(tags) as tag group by tag
      union all select 'category', level, level, count(*) from (
          select array_to_string((string_to_array(category, ' > '))[1:${depth}::int], ' > ') as level from counted where category <> ''
        ) c group by level
      ${more}
    )
    select facet, value, label, count::int as count from (
      select facet.*, row_number() over (partition by facet order by count desc, value) as place from facet
    ) ranked where place <= ${MOST_VALUES} order by facet, place`;
}

export type FacetRow = FacetCount & { readonly facet: string };

export function facetsOf(rows: readonly FacetRow[]): Facets {
  const of = (facet: string) =>
    rows.flatMap((row) =>
      row.facet === facet ? [{ value: row.value, label: row.label, count: row.count }] : [],
    );
  const found = of('total')[0]?.count ?? 0;
  return {
    found: Math.min(found, COUNTED),
    isWhole: found <= COUNTED,
    status: of('status'),
    vendor: of('vendor'),
    type: of('type'),
    tag: of('tag'),
    category: of('category'),
  };
}
