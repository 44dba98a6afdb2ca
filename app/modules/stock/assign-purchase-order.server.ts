import type { Id } from '../../platform/ids.ts';
import type { ReservationId } from './reservation.ts';
import type { DistributorId, StockContext } from './stock-level.ts';

/** Notes which purchase order asks the supplier for the reserved units. */
export async function assignPurchaseOrder(
  { tx }: StockContext,
  input: {
    readonly distributorId: DistributorId;
    readonly reservationIds: readonly ReservationId[];
    readonly purchaseOrderId: Id<'PurchaseOrder'>;
  },
): Promise<void> {
  await tx.$executeRaw`
    update reservation set purchase_order_id = ${input.purchaseOrderId}::uuid
    where distributor_id = ${input.distributorId}::uuid and id = any(${[...input.reservationIds]}::uuid[])`;
}
