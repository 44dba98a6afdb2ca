/** What shoppers and systems outside are told of an order: that it came, went out to suppliers, or was cancelled. */
import { announce } from '../../modules/notifications/announce.server.ts';
import type { NotificationsContext } from '../../modules/notifications/message.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { tellShopper } from './tell-shopper.server.ts';

export async function tellOrderCreated(
  step: NotificationsContext,
  order: OrderWithLines,
): Promise<void> {
  const { currency, lines } = order;
  const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  await announce(step, { ...about(order), kind: 'order.created', data: { ...named(order), currency, units } }); // prettier-ignore
}

/** `purchaseOrders`: the numbers of those that were made of it now. */
export async function tellOrderReleased(
  step: NotificationsContext,
  order: OrderWithLines,
  purchaseOrders: readonly string[],
): Promise<void> {
  const data = { ...named(order), purchaseOrders: [...purchaseOrders] };
  await announce(step, { ...about(order), kind: 'order.released', data });
}

export async function tellOrderCancelled(
  step: NotificationsContext,
  order: OrderWithLines,
): Promise<void> {
  await announce(step, { ...about(order), kind: 'order.cancelled', data: named(order) });
  const { distributorId, id: orderId } = order;
  const lines = order.lines.map(({ title, quantity }) => ({ title, quantity }));
  await tellShopper(step, { distributorId, orderId, milestone: 'cancelled', facts: { lines } });
}

function about({ distributorId, id }: OrderWithLines) {
  return { distributorId, subject: { kind: 'order', id } };
}

function named({ id: orderId, name, storeId }: OrderWithLines) {
  return { orderId, name, storeId };
}
