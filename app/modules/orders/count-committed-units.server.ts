import type { Tx } from '../../platform/database.server.ts';

/**
 * Units of some variants that stand in orders of a store which we have taken in and not shipped: what the store should
 * show as committed, if it has sold nothing that we do not know of. Reads the store's open orders.
 */
export async function countCommittedUnits(
  tx: Tx,
  { storeId, variantIds }: { readonly storeId: string; readonly variantIds: readonly string[] },
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.$queryRaw<{ variantId: string; units: number }[]>`
    select line.variant_id as "variantId", sum(greatest(line.quantity - line.removed_quantity - line.shipped_quantity, 0))::integer as units
    from orders o
    join order_line line on line.distributor_id = o.distributor_id and line.order_id = o.id
    where o.store_id = ${storeId}::uuid and o.status not in ('shipped', 'completed', 'cancelled')
      and line.variant_id = any(${[...variantIds]}::uuid[])
    group by line.variant_id`;
  return new Map(rows.map(({ variantId, units }) => [variantId, units]));
}
