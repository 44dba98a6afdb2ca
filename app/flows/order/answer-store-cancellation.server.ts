import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { writeLedger } from '../../modules/orders/order-ledger.server.ts';
import { unitsToForward } from '../../modules/orders/order-units.ts';
import type { OrderKey } from '../../modules/orders/order.ts';
import { saveProgress } from '../../modules/orders/orders.repository.server.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import type { PurchaseOrderWithLines } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { savePurchaseOrder } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { lockOrderState } from '../../modules/shipments/order-state.server.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import type { OutsideOrderId } from '../../modules/stores/channel.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { describeFailure, verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { cancelLines } from './cancel-lines.server.ts';
import { acceptException } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

type Decision = 'wait' | 'accept' | 'refuse';

/**
 * The merchant asks us not to ship after all. What no supplier has is taken off at once; suppliers are asked
 * for the rest; the store is answered when all of them have answered: yes if nothing will ship, else no.
 */
export async function answerStoreCancellation(
  context: FlowContext,
  key: OrderKey,
  attempt = 1,
): Promise<JobVerdict> {
  const { clock, random } = context;
  const decided = await inTransaction(context.db, (tx) => decide({ tx, clock }, key));
  if (!decided || decided.decision === 'wait') return { kind: 'done' };
  const { order, decision } = decided;
  const channel = await context.channelOf(order.storeId);
  const accept = decision === 'accept';
  const message = accept ? 'Nothing of it will be shipped.' : 'The supplier has begun to ship it.';
  const told = channel.capabilities.fulfilmentOrders
    ? await channel.answerCancellation(order.outsideOrderId as OutsideOrderId, accept, message)
    : undefined;
  if (!told || told.ok) return { kind: 'done' };
  const verdict = verdictFor(told.error, { attempt, now: clock.now(), random });
  if (verdict.kind !== 'park') return verdict;
  await inTransaction(context.db, (tx) =>
    openException({ tx, clock }, acceptException(order, describeFailure(told.error))),
  );
  return { kind: 'done' };
}

async function decide(
  step: OrderStep,
  key: OrderKey,
): Promise<{ readonly order: OrderWithLines; readonly decision: Decision } | undefined> {
  const state = await lockOrderState(step.tx, key);
  const order = state?.order;
  if (!order || order.cancellation === null) return undefined;
  if (order.cancellation !== 'requested') {
    return { order, decision: order.cancellation === 'accepted' ? 'accept' : 'refuse' };
  }
  await removeUnforwarded(step, order);
  const decision = await askSuppliers(step, state);
  await rebalanceOrder(step, key);
  if (decision !== 'wait') await conclude(step, key, decision);
  return { order, decision };
}

async function removeUnforwarded(step: OrderStep, order: OrderWithLines): Promise<void> {
  await writeLedger(
    step,
    { distributorId: order.distributorId, orderId: order.id },
    order.lines.map((line) => ({
      orderLineId: line.id,
      kind: 'remove',
      quantity: Math.min(unitsToForward(line), line.quantity - line.removedQuantity),
      reference: `cancellation:${line.removedQuantity + unitsToForward(line)}`,
    })),
  );
}

/** Everything that is open is asked back. One supplier that ships makes it a no; one that has not answered, a wait. */
async function askSuppliers(
  step: OrderStep,
  { key, order, purchaseOrders }: OrderState,
): Promise<Decision> {
  let decision: Decision = order.lines.some((line) => line.shippedQuantity > 0)
    ? 'refuse'
    : 'accept';
  for (const purchaseOrder of purchaseOrders) {
    const units = openUnits(purchaseOrder);
    if (units.length === 0) continue;
    if (purchaseOrder.status === 'draft') await cancelLines(step, order, purchaseOrder, units);
    else if (purchaseOrder.cancellation === null) {
      await savePurchaseOrder(step, purchaseOrder, { cancellation: 'requested' });
      const payload = { distributorId: key.distributorId, purchaseOrderId: purchaseOrder.id };
      await enqueue(step.tx, { name: 'cancel-purchase-order', payload });
      decision = decision === 'refuse' ? 'refuse' : 'wait';
    } else if (
      purchaseOrder.cancellation === 'requested' ||
      purchaseOrder.cancellation === 'sent'
    ) {
      decision = decision === 'refuse' ? 'refuse' : 'wait';
    } else decision = 'refuse';
  }
  return decision;
}

function openUnits(purchaseOrder: PurchaseOrderWithLines) {
  return purchaseOrder.lines
    .map((line) => ({ line, quantity: unitsOpen(line) }))
    .filter(({ quantity }) => quantity > 0);
}

async function conclude(
  step: OrderStep,
  key: OrderKey,
  decision: 'accept' | 'refuse',
): Promise<void> {
  const order = (await lockOrderState(step.tx, key))?.order;
  if (!order) return;
  const cancellation = decision === 'accept' ? 'accepted' : 'refused';
  await saveProgress(step, order, { cancellation });
  if (decision === 'accept' && order.cancelInStore) {
    const payload = { ...key, inStore: order.cancelInStore };
    await enqueue(step.tx, { name: 'call-off-in-store', payload });
  }
  await recordAct(step, {
    distributorId: order.distributorId,
    storeId: order.storeId,
    actor: { kind: 'system' },
    act: `cancellation-${cancellation}`,
    subject: { kind: 'order', id: order.id },
    detail: {},
  });
}
