import { Prisma } from '../platform/prisma/generated/client.ts';
import type { Instant } from '../platform/clock.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import { containing } from './contains.server.ts';
import type { Reader } from './reader.server.ts';

type Key = { readonly distributorId: string; readonly supplierId: string };

export type HubSupplier = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly connector: string;
  readonly tier: string;
  readonly status: string;
  readonly currency: string;
  readonly confirmedAt: Date | null;
  readonly feedDueAt: Date | null;
  readonly age: string;
  readonly supplies: number;
  readonly levels: number;
  readonly onHand: number;
  readonly reserved: number;
  readonly openPurchaseOrders: number;
  readonly heldFeeds: number;
};

/** A distributor's suppliers with what they have and how fresh it is. */
export async function readHubSuppliers(
  database: Reader,
  distributorId: string,
  now: Instant,
  only: string | null = null,
): Promise<HubSupplier[]> {
  return database.$queryRaw<HubSupplier[]>`
    select s.id, s.code, s.name, s.connector, s.tier, s.status, s.currency, s.feed_due_at as "feedDueAt",
      f.confirmed_at as "confirmedAt", stock.levels, stock.on_hand as "onHand", stock.reserved,
      case when f.confirmed_at is null then 'none'
        when extract(epoch from ${now} - f.confirmed_at) >= s.gone_after_seconds then 'gone'
        when extract(epoch from ${now} - f.confirmed_at) >= s.stale_after_seconds then 'stale' else 'fresh' end as age,
      (select count(*)::int from supply y where y.distributor_id = s.distributor_id and y.supplier_id = s.id and y.active) as supplies,
      (select count(*)::int from purchase_order p where p.distributor_id = s.distributor_id and p.supplier_id = s.id
        and p.status not in ('shipped', 'refused', 'cancelled')) as "openPurchaseOrders",
      (select count(*)::int from feed where feed.distributor_id = s.distributor_id and feed.supplier_id = s.id
        and feed.status = 'held') as "heldFeeds"
    from supplier s
    left join stock_source src on src.distributor_id = s.distributor_id and src.supplier_id = s.id
    cross join lateral (
      select count(*)::int as levels, coalesce(sum(l.on_hand), 0)::float8 as on_hand,
        coalesce(sum(l.reserved), 0)::float8 as reserved, max(l.confirmed_at) as confirmed_at
      from supplier_location p join stock_level l on l.distributor_id = p.distributor_id and l.location_id = p.id
      where p.distributor_id = s.distributor_id and p.supplier_id = s.id
    ) stock
    cross join lateral (select greatest(src.confirmed_at, stock.confirmed_at) as confirmed_at) f
    where s.distributor_id = ${distributorId}::uuid and (${only}::uuid is null or s.id = ${only}::uuid)
    order by s.status, s.name, s.id limit 250`;
}

type SupplierSettings = {
  readonly settings: Record<string, unknown>;
  readonly hasCredentials: boolean;
  readonly deductsAt: string;
  readonly feedIntervalSeconds: number;
  readonly staleAfterSeconds: number;
  readonly goneAfterSeconds: number;
  readonly acknowledgeWithinMinutes: number;
  readonly costToleranceBasisPoints: number;
  readonly dailyCapacity: number | null;
  readonly shippingTerms: unknown;
};

/** One supplier with its settings (never its credentials); undefined for another distributor's as for none. */
export async function readHubSupplier(database: Reader, key: Key, now: Instant) {
  const [supplier] = await readHubSuppliers(database, key.distributorId, now, key.supplierId);
  if (!supplier) return undefined;
  const [[settings], locations] = await Promise.all([
    database.$queryRaw<SupplierSettings[]>`
      select settings, sealed_credentials is not null as "hasCredentials", deducts_at as "deductsAt",
        feed_interval_seconds as "feedIntervalSeconds", stale_after_seconds as "staleAfterSeconds",
        gone_after_seconds as "goneAfterSeconds", acknowledge_within_minutes as "acknowledgeWithinMinutes",
        cost_tolerance_basis_points as "costToleranceBasisPoints", daily_capacity as "dailyCapacity",
        shipping_terms as "shippingTerms"
      from supplier where distributor_id = ${key.distributorId}::uuid and id = ${key.supplierId}::uuid`,
    database.$queryRaw<{ id: string; code: string; name: string; country: string }[]>`
      select id, code, name, country from supplier_location
      where distributor_id = ${key.distributorId}::uuid and supplier_id = ${key.supplierId}::uuid order by code limit 250`,
  ]);
  return settings && { supplier, settings, locations };
}

export type HubStockRow = {
  readonly key: string;
  readonly variantId: string;
  readonly productId: string;
  readonly title: string;
  readonly optionValues: readonly string[];
  readonly supplierSku: string | null;
  readonly location: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly counted: number;
  readonly costMinor: number | null;
  readonly currency: string | null;
  readonly asOf: Date;
  readonly confirmedAt: Date;
};

/** A supplier's stock by location, in order of key; search by its SKU or the product's title. */
export async function readSupplierStock(
  database: Reader,
  key: Key,
  filter: {
    readonly search: string;
    readonly locationId: string | undefined;
    readonly view: string;
  },
  page: PageRequest,
  now: Instant,
): Promise<Page<HubStockRow>> {
  const [variant, location] = (page.after ?? '').split('_');
  const after = { variant: parseId(variant) ?? null, location: parseId(location) ?? null };
  const search = filter.search ? containing(filter.search) : null;
  const rows = await database.$queryRaw<HubStockRow[]>(Prisma.sql`
    select l.variant_id || '_' || l.location_id as key, l.variant_id as "variantId", v.product_id as "productId", p.title,
      v.option_values as "optionValues", y.supplier_sku as "supplierSku", place.code as location, l.on_hand as "onHand",
      l.reserved, y.cost_minor::float8 as "costMinor", y.currency, l.as_of as "asOf",
      greatest(l.confirmed_at, src.confirmed_at) as "confirmedAt",
      counted_units(l.on_hand - l.reserved, greatest(l.confirmed_at, src.confirmed_at), s.stale_after_seconds,
        s.gone_after_seconds, ${now}) as counted
    from supplier_location place
    join supplier s on s.distributor_id = place.distributor_id and s.id = place.supplier_id
    join stock_level l on l.distributor_id = place.distributor_id and l.location_id = place.id
    join variant v on v.distributor_id = l.distributor_id and v.id = l.variant_id
    join product p on p.distributor_id = v.distributor_id and p.id = v.product_id
    left join supply y on y.distributor_id = l.distributor_id and y.supplier_id = l.supplier_id and y.variant_id = l.variant_id
    left join stock_source src on src.distributor_id = s.distributor_id and src.supplier_id = s.id
    where place.distributor_id = ${key.distributorId}::uuid and place.supplier_id = ${key.supplierId}::uuid
      and (${filter.locationId ?? null}::uuid is null or place.id = ${filter.locationId ?? null}::uuid)
      and (${search}::text is null or y.supplier_sku ilike ${search} or p.title ilike ${search})
      and (${filter.view} <> 'out' or l.on_hand <= l.reserved) and (${filter.view} <> 'reserved' or l.reserved > 0)
      and (${filter.view} <> 'short' or l.reserved > l.on_hand)
      and (${after.variant}::uuid is null or (l.variant_id, l.location_id) > (${after.variant}::uuid, ${after.location}::uuid))
    order by l.variant_id, l.location_id limit ${page.size + 1}`);
  return toPage(rows, page.size, (row) => row.key);
}
