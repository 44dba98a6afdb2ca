import { findOrdersToReroute } from '../../modules/orders/orders.repository.server.ts';
import type { OrderKey } from '../../modules/orders/order.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

const BATCH = 200;

/**
 * Looks at an order again: for places for units that have none, or because the moment of its release has come. All of
 * it is looked at anew under the order's lock, so it may be asked at any time and any number of times.
 */
export async function rerouteOrder(context: FlowContext, key: OrderKey): Promise<void> {
  const { db, clock } = context;
  await inTransaction(db, (tx) => rebalanceOrder({ tx, clock }, key));
}

/** For the clock: orders that are short and due, rush orders and the longest waiting first. */
export async function rerouteShortOrders(context: FlowContext): Promise<number> {
  const orders = await findOrdersToReroute(context.db, { now: context.clock.now(), limit: BATCH });
  for (const key of orders) await rerouteOrder(context, key);
  return orders.length;
}
