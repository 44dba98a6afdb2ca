import { findWaitingOrders } from '../../modules/orders/find-waiting-orders.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { unitsAtSuppliers } from '../../modules/orders/order-units.ts';
import type { OrderKey } from '../../modules/orders/order.ts';
import { readPlacedUnits } from '../../modules/orders/read-placed-units.server.ts';
import { lockOrderState } from '../../modules/shipments/order-state.server.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import type { OrderStep } from './order-step.ts';
import { rebalance } from './rebalance-order.server.ts';

/** Orders that one look sets going; who is left out is looked at by the clock. */
const MOST = 500;

/**
 * Makes the follower of the change log that a worker runs at each notice on `stock_change`: short orders are routed again
 * as soon as what they wait for has come in, one job for each distributor, which serves them in turn: side by side, the
 * order in which they are to be served would be left to chance. An order that only tries in vain changes no stock and so wakes
 * nobody. Where the follower has been is only in memory: losing it costs one look at everything kept.
 */
export function createShortOrderFollower(
  context: FlowContext,
): () => Promise<{ readonly more: boolean }> {
  let since: string | undefined;
  return async () => {
    const { orders, snapshot } = await findWaitingOrders(context.db, { since, limit: MOST });
    const distributors = new Set(orders.map(({ distributorId }) => distributorId));
    const name = 'serve-waiting-orders' as const;
    const jobs = [...distributors].map((distributorId) => ({ name, payload: { distributorId } }));
    if (jobs.length > 0) await inTransaction(context.db, (tx) => enqueue(tx, ...jobs));
    since = snapshot;
    return { more: false };
  };
}

/**
 * Gives what has come in to the orders that wait for it: rush orders first, then those of VIP retailers, then by age. Each
 * is routed in a transaction of its own, and who got something has it on record with the reason. Returns how many did.
 */
export async function serveWaitingOrders(
  { db, clock }: Pick<FlowContext, 'db' | 'clock'>,
  distributorId: Id<'Distributor'>,
): Promise<number> {
  const { orders } = await findWaitingOrders(db, { since: undefined, limit: MOST, distributorId });
  let served = 0;
  for (const key of orders) {
    const given = await inTransaction(db, (tx) => serve({ tx, clock }, key, orders.length));
    if (given > 0) served += 1;
  }
  return served;
}

async function serve(step: OrderStep, key: OrderKey, waiting: number): Promise<number> {
  const before = await lockOrderState(step.tx, key);
  if (!before) return 0;
  await rebalance(step, before);
  const after = await readPlacedUnits(step.tx, key);
  const given = after.units - placedUnits(before);
  if (given <= 0) return 0;
  const { order } = before;
  await recordAct(step, {
    distributorId: key.distributorId,
    storeId: order.storeId,
    actor: { kind: 'system' },
    act: 'scarce-units-given',
    subject: { kind: 'order', id: order.id },
    detail: { units: given, waiting, why: after.rush ? 'rush' : after.vip ? 'vip' : 'age' },
  });
  return given;
}

function placedUnits({ order, reservations }: OrderState): number {
  const free = reservations.filter(({ purchaseOrderId }) => purchaseOrderId === undefined);
  const reserved = free.reduce((sum, { quantity }) => sum + quantity, 0);
  return order.lines.reduce((sum, line) => sum + unitsAtSuppliers(line), reserved);
}
