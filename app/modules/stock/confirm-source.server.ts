import type { Instant } from '../../platform/clock.ts';
import type { DistributorId, StockContext, SupplierId } from './stock-level.ts';

export type SourceKey = { readonly distributorId: DistributorId; readonly supplierId: SupplierId };

/**
 * Notes that a supplier stands by all its figures as of a moment: nothing new since we last asked. Only where the
 * last such word is old enough that figures may have gone stale, its levels are looked through for those that count
 * in full again.
 */
export async function confirmSource(
  { tx, clock }: StockContext,
  { distributorId, supplierId }: SourceKey,
  confirmedAt: Instant,
): Promise<void> {
  const now = clock.now().toISOString();
  await tx.$executeRaw`
    select mark_units_changed(l.distributor_id, array_agg(l.variant_id), ${now}::timestamptz)
    from stock_level l
    join supplier s on s.distributor_id = l.distributor_id and s.id = l.supplier_id
    left join stock_source src on src.distributor_id = s.distributor_id and src.supplier_id = s.id
    where l.distributor_id = ${distributorId}::uuid and l.supplier_id = ${supplierId}::uuid
      and (src.confirmed_at is null or ${now}::timestamptz - src.confirmed_at >= make_interval(secs => s.stale_after_seconds))
      and ${now}::timestamptz - greatest(l.confirmed_at, src.confirmed_at) >= make_interval(secs => s.stale_after_seconds)
    group by l.distributor_id`;
  await tx.$executeRaw`
    insert into stock_source (distributor_id, supplier_id, confirmed_at, next_change_at, checked_at)
    select distributor_id, id, ${confirmedAt.toISOString()}::timestamptz,
      ${confirmedAt.toISOString()}::timestamptz + make_interval(secs => stale_after_seconds), ${now}::timestamptz
    from supplier where distributor_id = ${distributorId}::uuid and id = ${supplierId}::uuid
    on conflict (distributor_id, supplier_id) do update set
      confirmed_at = greatest(stock_source.confirmed_at, excluded.confirmed_at),
      next_change_at = coalesce(stock_source.next_change_at, excluded.next_change_at)`;
}
