import type { Instant } from '../../platform/clock.ts';
import type { OrderKey, OrdersContext } from './order.ts';

/** Keeps until when an order should be at the door. What was promised before stays. The caller holds the order's lock. */
export async function promiseDelivery(
  { tx }: Pick<OrdersContext, 'tx'>,
  { distributorId, orderId }: OrderKey,
  promisedBy: Instant,
): Promise<void> {
  await tx.$executeRaw`
    update orders set promised_by = ${promisedBy}
    where distributor_id = ${distributorId}::uuid and id = ${orderId}::uuid and promised_by is null`;
}
