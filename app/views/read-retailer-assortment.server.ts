import { facetQueryOf } from '../modules/catalog/product-query.ts';
import type { ProductQuery } from '../modules/catalog/product-query.ts';
import { Assortment } from '../modules/connections/connection.ts';
import { parseId } from '../platform/ids.ts';
import { Prisma } from '../platform/prisma/generated/client.ts';
import type { Instant } from '../platform/clock.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import { facetsOf, facetsSql, searchConditions } from './product-search.server.ts';
import type { FacetRow, Facets } from './product-search.server.ts';
import type { Reader } from './reader.server.ts';

/** A store's own connection; its assortment bounds everything that can be read here. */
export type AssortmentKey = {
  readonly storeId: string;
  readonly distributorId: string;
  readonly connectionId: string;
};

export type AssortmentFilter = {
  readonly search: string;
  readonly vendor: string | undefined;
  readonly productType: string | undefined;
  readonly inStock: boolean;
  readonly notInShop: boolean;
};

export type AssortmentProduct = {
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  readonly vendor: string;
  readonly productType: string;
  readonly imageUrl: string | null;
  readonly variants: number;
  readonly sellable: number;
  readonly currency: string | null;
  readonly wholesaleFrom: number | null;
  readonly wholesaleTo: number | null;
  readonly retailFrom: number | null;
  readonly retailTo: number | null;
  /** Basis points of the retail price that stay with the retailer, at the variant that leaves least. */
  readonly marginFrom: number | null;
  readonly marginTo: number | null;
  readonly quantity: number;
  readonly confirmedAt: Date | null;
  /** Why no variant can be sold; null when one can. */
  readonly withheld: string | null;
  /** picked, listed or refused; null when never picked. */
  readonly inShop: string | null;
  readonly failure: string | null;
};

/** One page of what the connection may see, by title. It is cut from the narrow search table; offers are made for its rows only. */
export async function readRetailerAssortment(
  database: Reader,
  key: AssortmentKey,
  filter: AssortmentFilter,
  page: PageRequest,
  now: Instant,
): Promise<Page<AssortmentProduct>> {
  const found = await matching(database, key, filter, now);
  const after = parseId(page.after);
  const beyond = after
    ? Prisma.sql`(s.title, s.product_id) > (select title, product_id from product_search
        where distributor_id = ${key.distributorId}::uuid and product_id = ${after}::uuid)`
    : Prisma.sql`true`;
  const rows = await database.$queryRaw<AssortmentProduct[]>(Prisma.sql`
    select p.id, p.handle, p.title, p.vendor, p.product_type as "productType", p.images -> 0 ->> 'url' as "imageUrl",
      offer.*, listed.status as "inShop", listed.failure
    from (
      select s.*, c.id as connection_id from ${found} and ${beyond}
      order by s.title, s.product_id limit ${page.size + 1}
    ) s
    join product p on p.distributor_id = s.distributor_id and p.id = s.product_id
    left join listed_product listed on listed.distributor_id = s.distributor_id
      and listed.connection_id = s.connection_id and listed.product_id = s.product_id
    cross join lateral (
      select count(*)::int as variants, count(*) filter (where o.withheld is null)::int as sellable,
        min(o.currency) as currency,
        min(o.wholesale_minor)::float8 as "wholesaleFrom", max(o.wholesale_minor)::float8 as "wholesaleTo",
        min(o.retail_minor)::float8 as "retailFrom", max(o.retail_minor)::float8 as "retailTo",
        min((o.retail_minor - o.wholesale_minor) * 10000 / nullif(o.retail_minor, 0))::float8 as "marginFrom",
        max((o.retail_minor - o.wholesale_minor) * 10000 / nullif(o.retail_minor, 0))::float8 as "marginTo",
        coalesce(sum(o.quantity), 0)::int as quantity,
        min(o.confirmed_at) filter (where o.withheld is null) as "confirmedAt",
        case when count(*) filter (where o.withheld is null) = 0 then coalesce(min(o.withheld), 'withdrawn') end as withheld
      from offers_of(s.distributor_id, s.connection_id, ${now.toISOString()}::timestamptz) o
      join variant v on v.distributor_id = p.distributor_id and v.id = o.variant_id and v.active
      where o.product_id = p.id
    ) offer
    order by s.title, s.product_id`);
  return toPage(rows, page.size, (row) => row.id);
}

/** The products behind "all of this filter", at most `limit` of them. */
export async function findAssortmentProductIds(
  database: Reader,
  key: AssortmentKey,
  filter: AssortmentFilter,
  limit: number,
  now: Instant,
): Promise<readonly string[]> {
  const rows = await database.$queryRaw<{ id: string }[]>(
    Prisma.sql`select s.product_id as id from ${await matching(database, key, filter, now)}
      order by s.title, s.product_id limit ${limit}`,
  );
  return rows.map((row) => row.id);
}

/**
 * What the products found divide into, of what this connection may see alone. With `inStock` they are counted by what
 * suppliers have, not by what this store may show of it: the offer of each would have to be made.
 */
export async function readAssortmentFacets(
  database: Reader,
  key: AssortmentKey,
  filter: AssortmentFilter,
  now: Instant,
): Promise<Facets> {
  const { tables, conditions } = await parts(database, key, filter, now, false);
  const rows = await database.$queryRaw<FacetRow[]>(
    facetsSql(conditions, undefined, Prisma.empty, tables),
  );
  return facetsOf(rows);
}

const TABLES = Prisma.sql`connection c join product_search s on s.distributor_id = c.distributor_id`;

/** `… where …` over the products (s) of an approved connection (c) of this store that pass the filter. */
async function matching(
  database: Reader,
  key: AssortmentKey,
  filter: AssortmentFilter,
  now: Instant,
): Promise<Prisma.Sql> {
  const { tables, conditions } = await parts(database, key, filter, now, true);
  return Prisma.sql`${tables} where ${conditions}`;
}

async function parts(
  database: Reader,
  key: AssortmentKey,
  filter: AssortmentFilter,
  now: Instant,
  byOffer: boolean,
): Promise<{ readonly tables: Prisma.Sql; readonly conditions: Prisma.Sql }> {
  const { search, vendor, productType } = filter;
  const facets = {
    ...(vendor ? { vendor: [vendor] } : {}),
    ...(productType ? { type: [productType] } : {}),
  };
  const rule = facetQueryOf(await readAssortmentRule(database, key));
  const conditions = [
    Prisma.sql`c.distributor_id = ${key.distributorId}::uuid and c.id = ${key.connectionId}::uuid
      and c.store_id = ${key.storeId}::uuid and c.status = 'approved' and s.status in ('active', 'unlisted')`,
    Prisma.sql`in_assortment(c.assortment, s.product_type, s.tags, s.vendor, c.assortment ->> 'kind' = 'by-hand'
      and exists (select from connection_product cp where cp.distributor_id = c.distributor_id
        and cp.connection_id = c.id and cp.product_id = s.product_id))`,
    await searchConditions(database, key.distributorId, { search, facets }),
  ];
  if (rule) conditions.push(Prisma.sql`s.words @@ ${rule}::tsquery`);
  if (filter.notInShop)
    conditions.push(Prisma.sql`not exists (select from listed_product l where l.distributor_id = c.distributor_id
      and l.connection_id = c.id and l.product_id = s.product_id and l.status in ('picked', 'listed'))`);
  if (filter.inStock) conditions.push(Prisma.sql`s.in_stock`);
  if (filter.inStock && byOffer)
    conditions.push(Prisma.sql`exists (
      select from offers_of(c.distributor_id, c.id, ${now.toISOString()}::timestamptz) o
      where o.product_id = s.product_id and o.quantity > 0)`);
  return { tables: TABLES, conditions: Prisma.join(conditions, ' and ') };
}

/**
 * The assortment's rule as facets, so that the text index finds what it opens. It only narrows the search: what may be
 * seen is decided by `in_assortment` in the same statement.
 */
async function readAssortmentRule(
  database: Reader,
  key: AssortmentKey,
): Promise<ProductQuery['facets']> {
  const [row] = await database.$queryRaw<{ assortment: unknown }[]>`
    select assortment from connection where distributor_id = ${key.distributorId}::uuid
      and id = ${key.connectionId}::uuid and store_id = ${key.storeId}::uuid`;
  const rule = Assortment.safeParse(row?.assortment);
  if (!rule.success || rule.data.kind !== 'rule') return {};
  const { types, tags, vendors } = rule.data;
  return { type: types, tag: tags, vendor: vendors };
}
