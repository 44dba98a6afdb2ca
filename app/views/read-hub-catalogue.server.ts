import { Prisma } from '../platform/prisma/generated/client.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import { containing } from './contains.server.ts';
import type { Reader } from './reader.server.ts';

export const PRODUCT_VIEWS = ['active', 'draft', 'archived'] as const;

export type HubProduct = {
  readonly id: string;
  readonly title: string;
  readonly vendor: string;
  readonly productType: string;
  readonly status: string;
  readonly imageUrl: string | null;
  readonly variants: number;
  readonly sku: string | null;
  readonly fromMinor: number | null;
  readonly toMinor: number | null;
  readonly allocatable: number;
  readonly suppliers: number;
  readonly stores: number;
};

export type ProductFilter = {
  readonly search: string;
  readonly view: string;
  readonly type: string;
  readonly vendor: string;
  /** 'none': nothing to allocate; 'unsupplied': no supplier at all; 'unpriced': no list price. */
  readonly lack: string;
};

/** The catalogue by title. The page is cut first; figures are looked up for its rows only. */
export async function readHubProducts(
  database: Reader,
  distributorId: string,
  filter: ProductFilter,
  page: PageRequest,
): Promise<Page<HubProduct>> {
  const after = parseId(page.after) ?? null;
  const rows = await database.$queryRaw<HubProduct[]>(Prisma.sql`
    select p.id, p.title, p.vendor, p.product_type as "productType", p.status, p.images -> 0 ->> 'url' as "imageUrl",
      v.*, stock.*,
      (select count(*)::int from listed_product l where l.distributor_id = p.distributor_id and l.product_id = p.id
        and l.status = 'listed') as stores
    from (
      select * from product p
      where p.distributor_id = ${distributorId}::uuid and ${Prisma.join(conditionsOf(filter), ' and ')}
        and (${after}::uuid is null or (p.title, p.id) > (
          select title, id from product where distributor_id = ${distributorId}::uuid and id = ${after}::uuid))
      order by p.title, p.id limit ${page.size + 1}
    ) p
    cross join lateral (
      select count(*)::int as variants, min(sku) as sku, min(list_price_minor)::float8 as "fromMinor",
        max(list_price_minor)::float8 as "toMinor"
      from variant v where v.distributor_id = p.distributor_id and v.product_id = p.id and v.active
    ) v
    cross join lateral (
      select coalesce(sum(greatest(l.on_hand - l.reserved, 0)), 0)::int as allocatable,
        count(distinct l.supplier_id)::int as suppliers
      from variant v join stock_level l on l.distributor_id = v.distributor_id and l.variant_id = v.id
      where v.distributor_id = p.distributor_id and v.product_id = p.id and v.active
    ) stock
    order by p.title, p.id`);
  return toPage(rows, page.size, (row) => row.id);
}

const LACKS: Readonly<Record<string, Prisma.Sql>> = {
  stock: Prisma.sql`not exists (${levelsOf()} and l.on_hand > l.reserved)`,
  supplier: Prisma.sql`not exists (select from variant v join supply s on s.distributor_id = v.distributor_id
    and s.variant_id = v.id and s.active where v.distributor_id = p.distributor_id and v.product_id = p.id)`,
  price: Prisma.sql`exists (select from variant v where v.distributor_id = p.distributor_id and v.product_id = p.id
    and v.active and coalesce(v.list_price_minor, 0) = 0)`,
};

function levelsOf(): Prisma.Sql {
  return Prisma.sql`select from variant v join stock_level l on l.distributor_id = v.distributor_id
    and l.variant_id = v.id where v.distributor_id = p.distributor_id and v.product_id = p.id`;
}

function conditionsOf(filter: ProductFilter): Prisma.Sql[] {
  const { search, view, type, vendor, lack } = filter;
  const conditions = [Prisma.sql`true`];
  if (view) conditions.push(Prisma.sql`p.status = ${view}`);
  if (type) conditions.push(Prisma.sql`p.product_type = ${type}`);
  if (vendor) conditions.push(Prisma.sql`p.vendor = ${vendor}`);
  const missing = LACKS[lack];
  if (missing) conditions.push(missing);
  if (search) {
    const pattern = containing(search);
    conditions.push(Prisma.sql`(p.title ilike ${pattern} or p.vendor ilike ${pattern} or exists (
      select from variant v where v.distributor_id = p.distributor_id and v.product_id = p.id
        and (v.sku ilike ${pattern} or v.gtin = ${search})))`);
  }
  return conditions;
}

export async function readCatalogueChoices(database: Reader, distributorId: string) {
  const [types, vendors, [total], imports] = await Promise.all([
    database.$queryRaw<{ value: string }[]>`
      select product_type as value from product where distributor_id = ${distributorId}::uuid and product_type <> ''
      group by 1 order by count(*) desc limit 40`,
    database.$queryRaw<{ value: string }[]>`
      select vendor as value from product where distributor_id = ${distributorId}::uuid and vendor <> ''
      group by 1 order by count(*) desc limit 40`,
    database.$queryRaw<{ products: number; currency: string }[]>`
      select (select count(*)::int from product where distributor_id = d.id) as products, d.currency
      from distributor d where d.id = ${distributorId}::uuid`,
    database.$queryRaw<{ id: string; fileName: string; status: string }[]>`
      select id, file_name as "fileName", status from catalog_import
      where distributor_id = ${distributorId}::uuid order by started_at desc limit 1`,
  ]);
  return {
    types: types.map(({ value }) => value),
    vendors: vendors.map(({ value }) => value),
    products: total?.products ?? 0,
    currency: total?.currency ?? 'USD',
    lastImport: imports[0],
  };
}
