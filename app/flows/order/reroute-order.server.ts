import { findOrdersToReroute } from '../../modules/orders/orders.repository.server.ts';
import type { OrderKey } from '../../modules/orders/order.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

const BATCH = 200;

/** Looks again for places for the units of an order that have none: a person's remedy, and the clock's. */
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
