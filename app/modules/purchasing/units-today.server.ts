import type { Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';

export type SupplierDay = {
  readonly supplierId: Id<'Supplier'>;
  /** IANA name; the day is local to it. */
  readonly timeZone: string;
};

/**
 * Units that suppliers were asked for today, by supplier id: those of purchase orders made since midnight in each
 * supplier's own time zone, less what was rejected or cancelled. Suppliers without any are left out.
 */
export async function readUnitsToday(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly suppliers: readonly SupplierDay[];
    readonly now: Instant;
  },
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.$queryRaw<{ supplierId: string; units: number }[]>`
    select p.supplier_id as "supplierId",
      sum(greatest(0, l.quantity - l.rejected_quantity - l.cancelled_quantity))::int as units
    from jsonb_to_recordset(${JSON.stringify(input.suppliers)}::jsonb) as s("supplierId" uuid, "timeZone" text)
    join purchase_order p on p.distributor_id = ${input.distributorId}::uuid and p.supplier_id = s."supplierId"
      and p.created_at >= date_trunc('day', ${input.now}::timestamptz at time zone s."timeZone") at time zone s."timeZone"
    join purchase_order_line l on l.distributor_id = p.distributor_id and l.purchase_order_id = p.id
    group by p.supplier_id`;
  return new Map(rows.map(({ supplierId, units }) => [supplierId, units]));
}
