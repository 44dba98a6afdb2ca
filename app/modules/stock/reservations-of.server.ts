import type { Instant } from '../../platform/clock.ts';
import type { Id } from '../../platform/ids.ts';
import type { Reservation } from './reservation.ts';
import type { DistributorId, StockContext } from './stock-level.ts';

type Row = Omit<Reservation, 'purchaseOrderId' | 'deductedAt'> & {
  readonly purchaseOrderId: Id<'PurchaseOrder'> | null;
  readonly deductedAt: Instant | null;
};

/** The reservations of an order that have not been given back, oldest first. */
export async function reservationsOf(
  { tx }: Pick<StockContext, 'tx'>,
  { distributorId, orderId }: { distributorId: DistributorId; orderId: Id<'Order'> },
): Promise<readonly Reservation[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select id as "reservationId", order_line_id as "orderLineId", variant_id as "variantId", location_id as "locationId",
      supplier_id as "supplierId", quantity, commitment, state, purchase_order_id as "purchaseOrderId", deducted_at as "deductedAt"
    from reservation
    where distributor_id = ${distributorId}::uuid and order_id = ${orderId}::uuid and state <> 'released'
    order by created_at, id`;
  return rows.map((row) => ({
    ...row,
    purchaseOrderId: row.purchaseOrderId ?? undefined,
    deductedAt: row.deductedAt ?? undefined,
  }));
}
