import type { Instant } from '../../platform/clock.ts';
import { currencyCode, money } from '../../platform/money.ts';
import type { DistributorId, StockContext, SupplyOption, VariantId } from './stock-level.ts';

type Row = Omit<SupplyOption, 'cost' | 'costTiers' | 'leadTimeDays'> & {
  readonly costTiers: SupplyOption['costTiers'] | null;
  readonly costMinor: number;
  readonly currency: string;
  readonly leadTimeDays: number | null;
  readonly asOf: Instant;
};

/**
 * Where each variant could come from for an order of this connection: every location of an active supplier with
 * what it can still promise. One keyed look-up for each variant.
 */
export async function readSupplyOptions(
  { tx, clock }: StockContext,
  input: {
    readonly distributorId: DistributorId;
    readonly connectionId: string;
    readonly variantIds: readonly VariantId[];
  },
): Promise<readonly SupplyOption[]> {
  const rows = await tx.$queryRaw<Row[]>`
    /* planned once */ select l.variant_id as "variantId", l.supplier_id as "supplierId", l.location_id as "locationId",
      supply.supplier_sku as "supplierSku", l.on_hand as "onHand", l.reserved,
      counted_units(l.on_hand - l.reserved, greatest(l.confirmed_at, source.confirmed_at), supplier.stale_after_seconds,
        supplier.gone_after_seconds, ${clock.now().toISOString()}::timestamptz) as allocatable,
      supply.cost_minor::float8 as "costMinor", supply.currency, supply.lead_time_days as "leadTimeDays",
      (select jsonb_agg(jsonb_build_object('minQuantity', c.min_quantity, 'costMinor', c.cost_minor) order by c.min_quantity)
        from supply_cost c where c.distributor_id = supply.distributor_id and c.supplier_id = supply.supplier_id
          and c.variant_id = supply.variant_id and c.min_quantity > 1 and c.starts_at <= ${clock.now().toISOString()}::timestamptz
          and (c.ends_at is null or c.ends_at > ${clock.now().toISOString()}::timestamptz)) as "costTiers",
      supplier.tier, location.country, l.as_of as "asOf", greatest(l.confirmed_at, source.confirmed_at) as "confirmedAt"
    from connection
    join stock_level l on l.distributor_id = connection.distributor_id
    join supplier on supplier.distributor_id = l.distributor_id and supplier.id = l.supplier_id and supplier.status = 'active'
    join supply on supply.distributor_id = l.distributor_id and supply.supplier_id = l.supplier_id
      and supply.variant_id = l.variant_id and supply.active
    join supplier_location location on location.distributor_id = l.distributor_id and location.id = l.location_id
    left join stock_source source on source.distributor_id = l.distributor_id and source.supplier_id = l.supplier_id
    where connection.distributor_id = ${input.distributorId}::uuid and connection.id = ${input.connectionId}::uuid
      and l.variant_id = any(${[...input.variantIds]}::uuid[])
    order by l.variant_id, l.location_id`;
  return rows.map(({ costMinor, currency, costTiers, leadTimeDays, ...row }) => ({
    ...row,
    cost: money(costMinor, currencyCode(currency)),
    ...(costTiers ? { costTiers } : {}),
    leadTimeDays: leadTimeDays ?? undefined,
  }));
}
