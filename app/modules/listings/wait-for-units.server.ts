import type { Id } from '../../platform/ids.ts';
import type { ListingsContext } from './listing.ts';

type VariantIds = readonly Id<'Variant'>[];

/**
 * Holds the division of each variant of a store until the commit, in key order: who is told more and who has been told
 * less must see each other, or two stores could be given the same unit, or one wait for units that are free already.
 */
export async function lockDivisions(
  { tx }: Pick<ListingsContext, 'tx'>,
  storeId: string,
  variantIds: VariantIds,
): Promise<void> {
  await tx.$executeRaw`
    select from listing l
    join division d on d.distributor_id = l.distributor_id and d.variant_id = l.variant_id and cardinality(d.cycle) > 1
    where l.store_id = ${storeId}::uuid and l.variant_id = any(${[...variantIds]}::uuid[])
    order by d.distributor_id, d.variant_id for update of d`;
}

/** After a store has been told less: wakes the stores that wait for units of these variants. Call it under `lockDivisions`. */
export async function wakeWaiting(
  { tx, clock }: ListingsContext,
  storeId: string,
  variantIds: VariantIds,
): Promise<void> {
  if (variantIds.length === 0) return;
  await tx.$executeRaw`
    select mark_units_changed(distributor_id, array_agg(variant_id), ${clock.now().toISOString()}::timestamptz) from (
      select l.distributor_id, l.variant_id from listing l
      where l.store_id = ${storeId}::uuid and l.variant_id = any(${[...variantIds]}::uuid[]) and exists (
        select from listing o where o.distributor_id = l.distributor_id and o.variant_id = l.variant_id
          and o.status = 'live' and o.waits_for_units and o.store_id <> l.store_id)
    ) given group by distributor_id`;
}
