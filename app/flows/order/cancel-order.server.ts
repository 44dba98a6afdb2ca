import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { Actor } from '../../modules/activity/activity.ts';
import type { OrderRefusal } from '../../modules/orders/order-errors.ts';
import { writeLedger } from '../../modules/orders/order-ledger.server.ts';
import { isBeforeForwarding, isOver } from '../../modules/orders/order-status.ts';
import { unitsAtSuppliers } from '../../modules/orders/order-units.ts';
import type { OrderKey } from '../../modules/orders/order.ts';
import { readOrder, saveProgress } from '../../modules/orders/orders.repository.server.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { lockOrderState } from '../../modules/shipments/order-state.server.ts';
import type { OutsideOrderId } from '../../modules/stores/channel.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import { verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import type { OrderStep } from './order-step.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

export type CancelOrder = OrderKey & {
  readonly actor: Actor;
  /** Cancel the shop's order too (`refund`: giving the money back), or only tell the store that we do not ship it. */
  readonly inStore: 'reject' | 'cancel' | 'refund';
};

/**
 * A person calls off an order that no supplier has been asked for yet; its reservations are free at once and the
 * store is told. What suppliers have already is asked back through the merchant's or the store's own cancellation.
 */
export async function cancelOrder(
  context: FlowContext,
  input: CancelOrder,
): Promise<Result<undefined, OrderRefusal>> {
  const key = { distributorId: input.distributorId, orderId: input.orderId };
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const order = (await lockOrderState(tx, key))?.order;
    if (!order) return err({ kind: 'unknown-order' });
    if (isOver(order.status)) return err({ kind: 'already-over' });
    if (!isBeforeForwarding(order.lines)) return err({ kind: 'already-forwarded' });
    await removeAll(step, order);
    await saveProgress(step, order, { cancellation: 'accepted' });
    await recordAct(step, {
      distributorId: order.distributorId,
      storeId: order.storeId,
      actor: input.actor,
      act: 'order-called-off',
      subject: { kind: 'order', id: order.id },
      detail: { inStore: input.inStore },
    });
    await rebalanceOrder(step, key);
    await enqueue(tx, { name: 'call-off-in-store', payload: { ...key, inStore: input.inStore } });
    return ok();
  });
}

async function removeAll(step: OrderStep, order: OrderWithLines): Promise<void> {
  await writeLedger(
    step,
    { distributorId: order.distributorId, orderId: order.id },
    order.lines.map((line) => ({
      orderLineId: line.id,
      kind: 'remove',
      quantity: line.quantity - line.removedQuantity - unitsAtSuppliers(line),
      reference: 'called-off',
    })),
  );
}

/** Tells the store that its order was called off here. Each of the calls may be repeated. */
export async function callOffInStore(
  context: FlowContext,
  input: OrderKey & Pick<CancelOrder, 'inStore'>,
  attempt = 1,
): Promise<JobVerdict> {
  const order = await readOrder(context.db, input);
  if (!order || order.cancelledAt) return { kind: 'done' };
  const channel = await context.channelOf(order.storeId);
  const outsideOrderId = order.outsideOrderId as OutsideOrderId;
  const message = 'The distributor cannot ship this order.';
  const told =
    input.inStore === 'reject'
      ? await channel.rejectFulfilment(outsideOrderId, 'other', message)
      : await channel.cancelOrder(outsideOrderId, input.inStore === 'refund', message);
  if (told.ok) return { kind: 'done' };
  return verdictFor(told.error, { attempt, now: context.clock.now(), random: context.random });
}
