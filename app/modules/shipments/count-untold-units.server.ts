import type { Tx } from '../../platform/database.server.ts';

/**
 * Units of some variants that have left a supplier and of which the store surely does not know yet: it still shows them as
 * committed to their orders. A parcel that is just being told of is not among them, nor one whose telling was tried once.
 */
export async function countUntoldUnits(
  tx: Tx,
  { storeId, variantIds }: { readonly storeId: string; readonly variantIds: readonly string[] },
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.$queryRaw<{ variantId: string; units: number }[]>`
    select line.variant_id as "variantId", sum(part.quantity)::integer as units
    from orders o
    join shipment s on s.distributor_id = o.distributor_id and s.order_id = o.id and s.report_status = 'pending' and s.reported_at is null
    join shipment_line part on part.distributor_id = s.distributor_id and part.shipment_id = s.id
    join order_line line on line.distributor_id = part.distributor_id and line.id = part.order_line_id
    where o.store_id = ${storeId}::uuid and line.variant_id = any(${[...variantIds]}::uuid[])
    group by line.variant_id`;
  return new Map(rows.map(({ variantId, units }) => [variantId, units]));
}
