import { Prisma } from '../platform/prisma/generated/client.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import type { ProductQuery } from '../modules/catalog/product-query.ts';
import { facetsOf, facetsSql, searchConditions } from './product-search.server.ts';
import type { FacetCount, FacetRow, Facets } from './product-search.server.ts';
import type { Reader } from './reader.server.ts';

export const PRODUCT_VIEWS = ['active', 'draft', 'archived', 'unlisted'] as const;

export type HubProduct = {
  readonly id: string;
  readonly title: string;
  readonly vendor: string;
  readonly productType: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly status: string;
  readonly imageUrl: string | null;
  readonly variants: number;
  readonly sku: string | null;
  readonly fromMinor: number | null;
  readonly toMinor: number | null;
  readonly allocatable: number;
  readonly suppliers: number;
  readonly stores: number;
  readonly updatedAt: Date;
};

export type ProductFilter = ProductQuery & {
  readonly view: string;
  readonly stock: '' | 'in' | 'out';
  readonly supplierId: string | undefined;
  /** Minor units of the distributor's currency; a product is in range when one of its variants may be. */
  readonly fromMinor: number | undefined;
  readonly toMinor: number | undefined;
  /** What it lacks: a supplier or a price. */
  readonly lack: string;
};

export const NO_FILTER: ProductFilter = {
  search: '',
  facets: {},
  view: '',
  stock: '',
  supplierId: undefined,
  fromMinor: undefined,
  toMinor: undefined,
  lack: '',
};

const MOST_MINOR = 1e12;

/** The filter that an address asks for; what it does not understand, it leaves out. */
export function productFilterOf(params: URLSearchParams): ProductFilter {
  const text = (name: string, longest = 400) => (params.get(name) ?? '').trim().slice(0, longest);
  const values = (name: string) => (text(name) === '' ? [] : [text(name, 1_000)]);
  const price = /^(\d{1,12})-(\d{0,12})$/.exec(text('price'));
  const stock = text('stock');
  return {
    search: text('q', 200),
    facets: {
      vendor: values('vendor'),
      type: values('type'),
      tag: values('tag'),
      category: values('category'),
    },
    view: PRODUCT_VIEWS.find((view) => view === text('view')) ?? '',
    stock: stock === 'in' || stock === 'out' ? stock : '',
    supplierId: parseId(text('supplier')),
    fromMinor: price ? Math.min(Number(price[1]), MOST_MINOR) : undefined,
    toMinor: price?.[2] ? Math.min(Number(price[2]), MOST_MINOR) : undefined,
    lack: text('lack'),
  };
}

/** The catalogue by title. The page is cut from the narrow search table first; figures are looked up for its rows only. */
export async function readHubProducts(
  database: Reader,
  distributorId: string,
  filter: ProductFilter,
  page: PageRequest,
): Promise<Page<HubProduct>> {
  const conditions = await productConditions(database, distributorId, filter);
  const rows = await database.$queryRaw<HubProduct[]>(pageSql(distributorId, conditions, page));
  return toPage(rows, page.size, (row) => row.id);
}

export function pageSql(distributorId: string, conditions: Prisma.Sql, page: PageRequest) {
  const after = parseId(page.after);
  const beyond = after
    ? Prisma.sql`(s.title, s.product_id) > (select title, product_id from product_search
        where distributor_id = ${distributorId}::uuid and product_id = ${after}::uuid)`
    : Prisma.sql`true`;
  return Prisma.sql`
    select p.id, p.title, p.vendor, p.product_type as "productType", coalesce(p.category, '') as category, p.tags, p.status,
      p.images -> 0 ->> 'url' as "imageUrl", p.updated_at as "updatedAt",
      s.from_minor::float8 as "fromMinor", s.to_minor::float8 as "toMinor", v.*, stock.*,
      (select count(*)::int from listed_product l where l.distributor_id = p.distributor_id and l.product_id = p.id
        and l.status = 'listed') as stores
    from (
      select * from product_search s where ${conditions} and ${beyond} order by s.title, s.product_id limit ${page.size + 1}
    ) s
    join product p on p.distributor_id = s.distributor_id and p.id = s.product_id
    cross join lateral (
      select count(*)::int as variants, min(sku) as sku
      from variant v where v.distributor_id = p.distributor_id and v.product_id = p.id and v.active
    ) v
    cross join lateral (
      select coalesce(sum(greatest(l.on_hand - l.reserved, 0)), 0)::int as allocatable,
        count(distinct l.supplier_id)::int as suppliers
      from variant v join stock_level l on l.distributor_id = v.distributor_id and l.variant_id = v.id
      where v.distributor_id = p.distributor_id and v.product_id = p.id and v.active
    ) stock
    order by s.title, s.product_id`;
}

const LACKS: Readonly<Record<string, Prisma.Sql>> = {
  supplier: Prisma.sql`s.supplier_ids = '{}'`,
  price: Prisma.sql`exists (select from variant v where v.distributor_id = s.distributor_id and v.product_id = s.product_id
    and v.active and coalesce(v.list_price_minor, 0) = 0)`,
};

export async function productConditions(
  database: Reader,
  distributorId: string,
  filter: ProductFilter,
): Promise<Prisma.Sql> {
  const { view, facets, stock, supplierId, fromMinor, toMinor } = filter;
  const query = view ? { ...filter, facets: { ...facets, status: [view] } } : filter;
  const conditions = [await searchConditions(database, distributorId, query)];
  if (fromMinor !== undefined) conditions.push(Prisma.sql`s.to_minor >= ${fromMinor}`);
  if (toMinor !== undefined) conditions.push(Prisma.sql`s.from_minor <= ${toMinor}`);
  if (stock) conditions.push(stock === 'in' ? Prisma.sql`s.in_stock` : Prisma.sql`not s.in_stock`);
  if (supplierId) conditions.push(Prisma.sql`s.supplier_ids @> array[${supplierId}::uuid]`);
  const lacking = LACKS[filter.lack];
  if (lacking) conditions.push(lacking);
  return Prisma.join(conditions, ' and ');
}

export type HubFacets = Facets & {
  readonly stock: readonly FacetCount[];
  readonly supplier: readonly FacetCount[];
};

/** What the products found divide into; see `facetsSql` for what is counted. */
export async function readHubFacets(
  database: Reader,
  distributorId: string,
  filter: ProductFilter,
): Promise<HubFacets> {
  const conditions = await productConditions(database, distributorId, filter);
  const rows = await database.$queryRaw<FacetRow[]>(hubFacetsSql(conditions, filter));
  const of = (facet: string) => rows.filter((row) => row.facet === facet);
  return { ...facetsOf(rows), stock: of('stock'), supplier: of('supplier') };
}

export function hubFacetsSql(conditions: Prisma.Sql, { facets }: ProductQuery): Prisma.Sql {
  return facetsSql(
    conditions,
    facets.category?.[0],
    Prisma.sql`
      union all select 'stock', case when in_stock then 'in' else 'out' end, '', count(*) from counted group by in_stock
      union all select 'supplier', u.id::text, u.name, k.count from (
          select supplier_id, count(*) as count from counted, unnest(supplier_ids) as supplier_id group by 1
        ) k join supplier u on u.distributor_id = (select distributor_id from counted limit 1) and u.id = k.supplier_id`,
  );
}

/** The products behind "all that match", in the order of the list, at most `limit` of them. */
export async function findHubProductIds(
  database: Reader,
  distributorId: string,
  filter: ProductFilter,
  limit: number,
): Promise<readonly string[]> {
  const conditions = await productConditions(database, distributorId, filter);
  const rows = await database.$queryRaw<{ id: string }[]>`
    select s.product_id as id from product_search s where ${conditions} order by s.title, s.product_id limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** What the whole catalogue is: how many products, in which currency, and the newest import. */
export async function readCatalogueSummary(database: Reader, distributorId: string) {
  const [summary] = await database.$queryRaw<
    { products: number; currency: string; openItems: number }[]
  >`
    select d.currency,
      (select count(*)::int from product_search s where s.distributor_id = d.id) as products,
      (select count(*)::int from (select from supplier_item i where i.distributor_id = d.id and i.status = 'open' limit 1000) i) as "openItems"
    from distributor d where d.id = ${distributorId}::uuid`;
  return summary ?? { products: 0, currency: 'USD', openItems: 0 };
}
