import { Prisma } from '../platform/prisma/generated/client.ts';
import type { Instant } from '../platform/clock.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
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

type AssortmentProduct = {
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

/** One page of what the connection may see, by handle: that order has an index of its own. */
export async function readRetailerAssortment(
  database: Reader,
  key: AssortmentKey,
  filter: AssortmentFilter,
  page: PageRequest,
  now: Instant,
): Promise<Page<AssortmentProduct>> {
  const rows = await database.$queryRaw<AssortmentProduct[]>(Prisma.sql`
    select p.id, p.handle, p.title, p.vendor, p.product_type as "productType", p.images -> 0 ->> 'url' as "imageUrl",
      offer.*, listed.status as "inShop", listed.failure
    from (
      select p.*, c.id as connection_id ${matching(key, filter, now)}
        and (${page.after ?? null}::text is null or p.handle > ${page.after ?? null}::text)
      order by p.handle limit ${page.size + 1}
    ) p
    left join listed_product listed on listed.distributor_id = p.distributor_id
      and listed.connection_id = p.connection_id and listed.product_id = p.id
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
      from offers_of(p.distributor_id, p.connection_id, ${now.toISOString()}::timestamptz) o
      join variant v on v.distributor_id = p.distributor_id and v.id = o.variant_id and v.active
      where o.product_id = p.id
    ) offer
    order by p.handle`);
  return toPage(rows, page.size, (row) => row.handle);
}

/** How many products match. Not asked with `inStock`, for which every variant's stock would have to be summed. */
export async function countRetailerAssortment(
  database: Reader,
  key: AssortmentKey,
  filter: AssortmentFilter,
  now: Instant,
): Promise<number | undefined> {
  if (filter.inStock) return undefined;
  const rows = await database.$queryRaw<{ count: number }[]>(
    Prisma.sql`select count(*)::int as count ${matching(key, filter, now)}`,
  );
  return rows[0]?.count;
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
    Prisma.sql`select p.id ${matching(key, filter, now)} order by p.handle limit ${limit}`,
  );
  return rows.map((row) => row.id);
}

type AssortmentChoices = {
  readonly vendors: readonly string[];
  readonly productTypes: readonly string[];
};

const MOST_CHOICES = 100;

/** What the filters offer: only words that occur in what this connection may see. */
export async function readAssortmentChoices(
  database: Reader,
  key: AssortmentKey,
  now: Instant,
): Promise<AssortmentChoices> {
  const everything = matching(key, NO_FILTER, now);
  const choices = (column: Prisma.Sql) =>
    database.$queryRaw<{ value: string }[]>(Prisma.sql`
      select distinct ${column} as value ${everything} and ${column} <> '' order by 1 limit ${MOST_CHOICES}`);
  const [vendors, productTypes] = await Promise.all([
    choices(Prisma.sql`p.vendor`),
    choices(Prisma.sql`p.product_type`),
  ]);
  const plain = (rows: readonly { value: string }[]) => rows.map(({ value }) => value);
  return { vendors: plain(vendors), productTypes: plain(productTypes) };
}

const NO_FILTER: AssortmentFilter = {
  search: '',
  vendor: undefined,
  productType: undefined,
  inStock: false,
  notInShop: false,
};

/** `from … where …` over the products (p) of an approved connection (c) of this store that pass the filter. */
function matching(key: AssortmentKey, filter: AssortmentFilter, now: Instant): Prisma.Sql {
  const { search, vendor, productType } = filter;
  const conditions = [
    Prisma.sql`c.distributor_id = ${key.distributorId}::uuid and c.id = ${key.connectionId}::uuid
      and c.store_id = ${key.storeId}::uuid and c.status = 'approved' and p.status in ('active', 'unlisted')`,
    Prisma.sql`in_assortment(c.assortment, p.product_type, p.tags, p.vendor, c.assortment ->> 'kind' = 'by-hand'
      and exists (select from connection_product cp where cp.distributor_id = c.distributor_id
        and cp.connection_id = c.id and cp.product_id = p.id))`,
  ];
  if (search) conditions.push(found(key.distributorId, search));
  if (vendor) conditions.push(Prisma.sql`p.vendor = ${vendor}`);
  if (productType) conditions.push(Prisma.sql`p.product_type = ${productType}`);
  if (filter.notInShop)
    conditions.push(Prisma.sql`not exists (select from listed_product l where l.distributor_id = c.distributor_id
      and l.connection_id = c.id and l.product_id = p.id and l.status in ('picked', 'listed'))`);
  if (filter.inStock)
    conditions.push(Prisma.sql`exists (
      select from offers_of(c.distributor_id, c.id, ${now.toISOString()}::timestamptz) o
      where o.product_id = p.id and o.quantity > 0)`);
  return Prisma.sql`from connection c join product p on p.distributor_id = c.distributor_id
    where ${Prisma.join(conditions, ' and ')}`;
}

function found(distributorId: string, search: string): Prisma.Sql {
  return Prisma.sql`(strpos(lower(p.title), lower(${search})) > 0 or strpos(lower(p.vendor), lower(${search})) > 0
    or p.id in (select v.product_id from variant v where v.distributor_id = ${distributorId}::uuid
      and (strpos(lower(v.sku), lower(${search})) > 0 or v.gtin = ${search})))`;
}
