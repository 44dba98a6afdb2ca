import type { Id } from '../../platform/ids.ts';
import type { DistributorId, StockContext } from './stock-level.ts';

/** Turns the tentative reservations of an order firm, at its release: they expire no more. */
export async function firmReservations(
  { tx }: StockContext,
  { distributorId, orderId }: { distributorId: DistributorId; orderId: Id<'Order'> },
): Promise<void> {
  await tx.$executeRaw`
    update reservation set commitment = 'firm', expires_at = null
    where distributor_id = ${distributorId}::uuid and order_id = ${orderId}::uuid
      and commitment = 'tentative' and state <> 'released'`;
}
