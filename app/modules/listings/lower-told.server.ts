import type { ListingsContext } from './listing.ts';

export type StoreSale = { readonly outsideVariantId: string; readonly quantity: number };

/**
 * Notes that the store's own sale has lowered what it shows. Call it in the transaction that imports the order, or
 * every sale would end in a stale compare-and-swap. Units that a reading of the store had already betrayed are
 * not taken off twice. A write in flight is lowered too: if it took effect, the sale came after it. The pace at which
 * the connection sells goes up with it.
 */
export async function lowerTold(
  { tx, clock }: ListingsContext,
  { storeId, sales }: { readonly storeId: string; readonly sales: readonly StoreSale[] },
): Promise<void> {
  if (sales.length === 0) return;
  await tx.$executeRaw`
    /* planned once */ with lowered as (
    update listing l set unseen_sold = l.unseen_sold - least(l.unseen_sold, s.quantity),
      told_quantity = l.told_quantity - (s.quantity - least(l.unseen_sold, s.quantity)),
      in_flight_quantity = l.in_flight_quantity - (s.quantity - least(l.unseen_sold, s.quantity))
    from (
      select variant, sum(quantity)::integer as quantity
      from unnest(${sales.map(({ outsideVariantId }) => outsideVariantId)}::text[], ${sales.map(({ quantity }) => quantity)}::integer[]) as t(variant, quantity)
      group by variant order by variant
    ) s
    where l.store_id = ${storeId}::uuid and l.outside_variant_id = s.variant
    returning l.distributor_id, l.connection_id, l.variant_id, s.quantity
    )
    select note_sales(distributor_id, connection_id, array_agg(variant_id order by variant_id), array_agg(quantity order by variant_id),
      ${clock.now().toISOString()}::timestamptz)
    from lowered group by distributor_id, connection_id`;
}
