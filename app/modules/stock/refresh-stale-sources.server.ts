import type { DistributorId, StockContext, SupplierId } from './stock-level.ts';

type DueSource = { readonly distributorId: DistributorId; readonly supplierId: SupplierId };

/** Sources of which some figure goes stale, or from stale to gone, at or before now; oldest first. */
export async function findDueSources(
  { tx, clock }: StockContext,
  limit: number,
): Promise<readonly DueSource[]> {
  return tx.$queryRaw<DueSource[]>`
    select distributor_id as "distributorId", supplier_id as "supplierId" from stock_source
    where next_change_at <= ${clock.now().toISOString()}::timestamptz order by next_change_at limit ${limit}::integer`;
}

/**
 * Tells the publishers of every level of one source whose age has crossed the stale or the gone line since the last
 * look, and notes when the next one will. One scan of the supplier's levels, only when a crossing is due; no index
 * on times, which would cost every feed its cheap updates.
 */
export async function refreshSource(
  { tx, clock }: StockContext,
  { distributorId, supplierId }: DueSource,
): Promise<void> {
  const now = clock.now().toISOString();
  await tx.$executeRaw`
    with source as (
      select src.*, s.stale_after_seconds, s.gone_after_seconds
      from stock_source src join supplier s on s.distributor_id = src.distributor_id and s.id = src.supplier_id
      where src.distributor_id = ${distributorId}::uuid and src.supplier_id = ${supplierId}::uuid
      for update of src
    ), crossing as (
      select l.variant_id, c.at, c.at > coalesce(source.checked_at, '-infinity') and c.at <= ${now}::timestamptz as crossed
      from source
      join stock_level l on l.distributor_id = source.distributor_id and l.supplier_id = source.supplier_id
      cross join lateral (values
        (greatest(l.confirmed_at, source.confirmed_at) + make_interval(secs => source.stale_after_seconds)),
        (greatest(l.confirmed_at, source.confirmed_at) + make_interval(secs => source.gone_after_seconds))) as c(at)
    ), told as (
      select mark_units_changed(${distributorId}::uuid, array_agg(variant_id), ${now}::timestamptz) from crossing where crossed
      having count(*) > 0
    )
    update stock_source src set checked_at = ${now}::timestamptz,
      next_change_at = (select min(at) from crossing where at > ${now}::timestamptz)
    where src.distributor_id = ${distributorId}::uuid and src.supplier_id = ${supplierId}::uuid
      and (select count(*) from told) >= 0`;
}
