import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { Actor } from '../../modules/activity/activity.ts';
import { askToCallOff } from '../../modules/orders/call-off-units.server.ts';
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

/** 'asked': suppliers have it and are asked to take it back; what comes of it stands in the timeline. */
export type CalledOff = 'called-off' | 'asked';

/**
 * A person calls off an order. What no supplier has been asked for is free at once and the store is told; otherwise the
 * suppliers are asked, each with its window, and the store is told when all of them have agreed.
 */
export async function cancelOrder(
  context: FlowContext,
  input: CancelOrder,
): Promise<Result<CalledOff, OrderRefusal>> {
  const key = { distributorId: input.distributorId, orderId: input.orderId };
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const order = (await lockOrderState(tx, key))?.order;
    if (!order) return err({ kind: 'unknown-order' });
    if (isOver(order.status)) return err({ kind: 'already-over' });
    if (!isBeforeForwarding(order.lines)) return askSuppliers(step, order, input);
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
    return ok('called-off');
  });
}

/** What is on its way cannot be stopped any more: only an order of which something is open can be asked for. */
async function askSuppliers(
  step: OrderStep,
  order: OrderWithLines,
  { actor, inStore }: CancelOrder,
): Promise<Result<CalledOff, OrderRefusal>> {
  const { distributorId, id: orderId, storeId } = order;
  if (order.lines.every((line) => unitsAtSuppliers(line) <= line.shippedQuantity))
    return err({ kind: 'nothing-to-call-off' });
  if (order.cancellation !== 'requested') {
    await askToCallOff(step, { distributorId, orderId }, inStore);
    await recordAct(step, {
      distributorId,
      storeId,
      actor,
      act: 'cancellation-requested',
      subject: { kind: 'order', id: orderId },
      detail: { inStore },
    });
  }
  await enqueue(step.tx, {
    name: 'answer-store-cancellation',
    payload: { distributorId, orderId },
  });
  return ok('asked');
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
