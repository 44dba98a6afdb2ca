import { Prisma } from '../platform/prisma/generated/client.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import { containing } from './contains.server.ts';
import type { Reader } from './reader.server.ts';

type Key = { readonly distributorId: string; readonly priceListId: string };

export type HubPriceList = {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly percentOffBasisPoints: number;
  readonly currency: string;
  readonly marginFloorBasisPoints: number;
  readonly entries: number;
  readonly retailers: number;
  /** Active variants that have a price by it, of all active ones. */
  readonly hubCurrency: string;
};

export async function readHubPriceLists(
  database: Reader,
  distributorId: string,
  only: string | null = null,
): Promise<HubPriceList[]> {
  return database.$queryRaw<HubPriceList[]>`
    select l.id, l.name, l.kind, l.percent_off_basis_points as "percentOffBasisPoints", l.currency,
      l.margin_floor_basis_points as "marginFloorBasisPoints", d.currency as "hubCurrency",
      (select count(*)::int from price_list_entry e where e.distributor_id = l.distributor_id and e.price_list_id = l.id) as entries,
      (select count(*)::int from connection k where k.distributor_id = l.distributor_id and k.price_list_id = l.id
        and k.status in ('approved', 'suspended')) as retailers
    from price_list l join distributor d on d.id = l.distributor_id
    where l.distributor_id = ${distributorId}::uuid and (${only}::uuid is null or l.id = ${only}::uuid)
    order by l.name, l.id limit 250`;
}

export type HubPriceRow = {
  readonly variantId: string;
  readonly productId: string;
  readonly title: string;
  readonly optionValues: readonly string[];
  readonly sku: string | null;
  readonly listPriceMinor: number | null;
  readonly entryMinor: number | null;
  readonly wholesaleMinor: number | null;
  readonly leastCostMinor: number | null;
};

/** Variants with what they cost on the list: only its own entries, or everything that the search finds. */
export async function readPriceRows(
  database: Reader,
  key: Key,
  filter: { readonly search: string; readonly view: string },
  page: PageRequest,
): Promise<Page<HubPriceRow>> {
  const after = parseId(page.after) ?? null;
  const search = filter.search ? containing(filter.search) : null;
  const views: Readonly<Record<string, Prisma.Sql>> = {
    fixed: Prisma.sql`e.variant_id is not null`,
    none: Prisma.sql`wholesale_price(l.kind, l.percent_off_basis_points, e.wholesale_minor, v.list_price_minor) is null`,
  };
  const rows = await database.$queryRaw<HubPriceRow[]>(Prisma.sql`
    select v.id as "variantId", p.id as "productId", p.title, v.option_values as "optionValues", v.sku,
      v.list_price_minor::float8 as "listPriceMinor", e.wholesale_minor::float8 as "entryMinor",
      wholesale_price(l.kind, l.percent_off_basis_points, e.wholesale_minor, v.list_price_minor)::float8 as "wholesaleMinor",
      (select min(cost_minor)::float8 from supply y where y.distributor_id = v.distributor_id and y.variant_id = v.id
        and y.active and y.currency = l.currency) as "leastCostMinor"
    from price_list l
    join product p on p.distributor_id = l.distributor_id
    join variant v on v.distributor_id = p.distributor_id and v.product_id = p.id and v.active
    left join price_list_entry e on e.distributor_id = l.distributor_id and e.price_list_id = l.id and e.variant_id = v.id
    where l.distributor_id = ${key.distributorId}::uuid and l.id = ${key.priceListId}::uuid
      and ${views[filter.view] ?? Prisma.sql`true`}
      and (${search}::text is null or p.title ilike ${search} or v.sku ilike ${search})
      and (${after}::uuid is null or (p.title, v.id) > (select p2.title, v2.id from variant v2
        join product p2 on p2.distributor_id = v2.distributor_id and p2.id = v2.product_id
        where v2.distributor_id = ${key.distributorId}::uuid and v2.id = ${after}::uuid))
    order by p.title, v.id limit ${page.size + 1}`);
  return toPage(rows, page.size, (row) => row.variantId);
}
