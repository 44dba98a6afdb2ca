import type { Instant } from '../platform/clock.ts';
import type { Reader } from './reader.server.ts';

export type VariantLevel = {
  readonly supplierId: string;
  readonly supplier: string;
  readonly locationId: string;
  readonly location: string;
  readonly supplierSku: string | null;
  readonly onHand: number;
  readonly reserved: number;
  readonly safety: number;
  readonly safetyIsOwn: boolean;
  /** Of what is free, what its age and the supplier's state let count. */
  readonly counted: number;
  readonly active: boolean;
  readonly age: 'fresh' | 'stale' | 'gone';
  readonly asOf: Date;
  readonly confirmedAt: Date;
};
export type VariantReservation = {
  readonly id: string;
  readonly quantity: number;
  readonly state: string;
  readonly commitment: string;
  readonly location: string;
  readonly orderId: string | null;
  readonly order: string | null;
  readonly store: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
};
export type VariantEntry = {
  readonly id: string;
  readonly kind: string;
  readonly location: string;
  readonly onHandDelta: number;
  readonly reservedDelta: number;
  readonly reference: string;
  readonly at: Date;
};
export type VariantShare = {
  readonly connectionId: string;
  readonly store: string;
  readonly share: number;
  readonly quantity: number;
  readonly toldQuantity: number | null;
  readonly waits: boolean;
  readonly withheld: string | null;
  readonly cap: number | null;
  readonly buffer: number;
  readonly ownBuffer: number;
  /** Places in the division's cycle, of all places. */
  readonly places: number;
  readonly allPlaces: number;
  readonly minimum: number;
  readonly weight: number;
  readonly demandFactor: number;
  readonly unitsPerDay: number;
  readonly exposureSeconds: number | null;
  readonly fallShare: number | null;
};

export type VariantStock = {
  readonly variant: {
    readonly id: string;
    readonly productId: string;
    readonly title: string;
    readonly options: readonly string[];
    readonly sku: string | null;
  };
  readonly levels: readonly VariantLevel[];
  readonly reservations: readonly VariantReservation[];
  readonly entries: readonly VariantEntry[];
  readonly shares: readonly VariantShare[];
};

const LATEST = 25;

/** Everything that makes what stores are shown of one variant; undefined for one that the distributor does not have. */
export async function readVariantStock(
  database: Reader,
  key: { readonly distributorId: string; readonly variantId: string },
  now: Instant,
): Promise<VariantStock | undefined> {
  const [variant] = await database.$queryRaw<VariantStock['variant'][]>`
    select v.id, v.product_id as "productId", p.title, v.option_values as options, v.sku
    from variant v join product p on p.distributor_id = v.distributor_id and p.id = v.product_id
    where v.distributor_id = ${key.distributorId}::uuid and v.id = ${key.variantId}::uuid`;
  if (!variant) return undefined;
  const [levels, reservations, entries, shares] = await Promise.all([
    readLevels(database, key, now),
    readReservations(database, key),
    readEntries(database, key),
    readShares(database, key, now),
  ]);
  return { variant, levels, reservations, entries, shares };
}

type Key = { readonly distributorId: string; readonly variantId: string };

function readLevels(database: Reader, { distributorId, variantId }: Key, now: Instant) {
  const at = now.toISOString();
  return database.$queryRaw<VariantLevel[]>`
    select l.supplier_id as "supplierId", s.name as supplier, l.location_id as "locationId", place.name as location,
      supply.supplier_sku as "supplierSku", l.on_hand as "onHand", l.reserved, l.safety_units as safety,
      l.safety_own as "safetyIsOwn", s.status = 'active' and coalesce(supply.active, false) as active,
      counted_units(l.on_hand - l.reserved, c.at, s.stale_after_seconds, s.gone_after_seconds, ${at}::timestamptz) as counted,
      case when ${at}::timestamptz - c.at >= make_interval(secs => s.gone_after_seconds) then 'gone'
        when ${at}::timestamptz - c.at >= make_interval(secs => s.stale_after_seconds) then 'stale' else 'fresh' end as age,
      l.as_of as "asOf", c.at as "confirmedAt"
    from stock_level l
    join supplier s on s.distributor_id = l.distributor_id and s.id = l.supplier_id
    join supplier_location place on place.distributor_id = l.distributor_id and place.id = l.location_id
    left join supply on supply.distributor_id = l.distributor_id and supply.supplier_id = l.supplier_id and supply.variant_id = l.variant_id
    left join stock_source src on src.distributor_id = l.distributor_id and src.supplier_id = l.supplier_id
    cross join lateral (select greatest(l.confirmed_at, src.confirmed_at) as at) c
    where l.distributor_id = ${distributorId}::uuid and l.variant_id = ${variantId}::uuid
    order by s.name, place.name`;
}

function readReservations(database: Reader, { distributorId, variantId }: Key) {
  return database.$queryRaw<VariantReservation[]>`
    select r.id, r.quantity, r.state, r.commitment, place.name as location, r.order_id as "orderId", o.name as order,
      coalesce(s.name, sold.name) as store, r.created_at as "createdAt", r.expires_at as "expiresAt"
    from reservation r
    join supplier_location place on place.distributor_id = r.distributor_id and place.id = r.location_id
    left join orders o on o.distributor_id = r.distributor_id and o.id = r.order_id
    left join store s on s.id = o.store_id
    left join connection k on k.distributor_id = r.distributor_id and k.id = r.connection_id
    left join store sold on sold.id = k.store_id
    where r.distributor_id = ${distributorId}::uuid and r.variant_id = ${variantId}::uuid and r.state in ('held', 'deducted')
    order by r.created_at desc, r.id limit ${LATEST}`;
}

function readEntries(database: Reader, { distributorId, variantId }: Key) {
  return database.$queryRaw<VariantEntry[]>`
    select e.id::text as id, e.kind, place.name as location, e.on_hand_delta as "onHandDelta", e.reserved_delta as "reservedDelta",
      e.reference, e.at
    from stock_level l
    cross join lateral (select * from stock_entry e where e.distributor_id = l.distributor_id and e.variant_id = l.variant_id
      and e.location_id = l.location_id order by e.id desc limit ${LATEST}) e
    join supplier_location place on place.distributor_id = l.distributor_id and place.id = l.location_id
    where l.distributor_id = ${distributorId}::uuid and l.variant_id = ${variantId}::uuid
    order by e.id desc limit ${LATEST}`;
}

function readShares(database: Reader, { distributorId, variantId }: Key, now: Instant) {
  return database.$queryRaw<VariantShare[]>`
    select k.id as "connectionId", s.name as store, o.share, o.quantity, l.told_quantity as "toldQuantity", l.waits_for_units as waits,
      o.withheld, k.cap, o.buffer, k.buffer as "ownBuffer", coalesce(cardinality(array_positions(d.cycle, k.share_number)), 0) as places,
      coalesce(cardinality(d.cycle), 0) as "allPlaces", k.share_minimum as minimum, k.share_weight as weight,
      coalesce(pace.demand_factor, 1) as "demandFactor",
      coalesce(faded_pace(pace.units_per_day, pace.at, ${now.toISOString()}::timestamptz), 0) as "unitsPerDay",
      b.exposure_seconds as "exposureSeconds", b.fall_share as "fallShare"
    from listing l
    join connection k on k.distributor_id = l.distributor_id and k.id = l.connection_id
    join store s on s.id = k.store_id
    cross join lateral (select * from offers_of(l.distributor_id, l.connection_id, ${now.toISOString()}::timestamptz) offer
      where offer.variant_id = l.variant_id offset 0) o
    left join division d on d.distributor_id = l.distributor_id and d.variant_id = l.variant_id
    left join sales_pace pace on pace.distributor_id = l.distributor_id and pace.variant_id = l.variant_id and pace.connection_id = l.connection_id
    left join tuned_buffer b on b.distributor_id = l.distributor_id and b.variant_id = l.variant_id and b.connection_id = l.connection_id
    where l.distributor_id = ${distributorId}::uuid and l.variant_id = ${variantId}::uuid and l.status = 'live'
    order by o.share desc, s.name, k.id limit 200`;
}
