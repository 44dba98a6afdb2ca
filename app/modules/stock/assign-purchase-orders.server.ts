import type { Id } from '../../platform/ids.ts';
import type { ReservationId } from './reservation.ts';
import type { DistributorId, StockContext } from './stock-level.ts';

/** Notes which purchase order asks the supplier for the reserved units: from now on they are firm and expire no more. */
export async function assignPurchaseOrders(
  { tx }: StockContext,
  input: {
    readonly distributorId: DistributorId;
    readonly assignments: readonly {
      readonly reservationId: ReservationId;
      readonly purchaseOrderId: Id<'PurchaseOrder'>;
    }[];
  },
): Promise<void> {
  const { distributorId, assignments } = input;
  await tx.$executeRaw`
    /* planned once */ update reservation r set purchase_order_id = a.purchase_order_id, commitment = 'firm', expires_at = null
    from unnest(${assignments.map(({ reservationId }) => reservationId)}::uuid[],
      ${assignments.map(({ purchaseOrderId }) => purchaseOrderId)}::uuid[]) as a(id, purchase_order_id)
    where r.distributor_id = ${distributorId}::uuid and r.id = a.id`;
}
