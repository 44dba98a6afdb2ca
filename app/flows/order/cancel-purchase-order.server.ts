import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import type { PurchaseOrderKey } from '../../modules/purchasing/purchase-order.ts';
import { isOver } from '../../modules/purchasing/purchase-order-status.ts';
import {
  readPurchaseOrder,
  savePurchaseOrder,
} from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { cancelLines } from './cancel-lines.server.ts';
import { lockPurchaseOrder } from './lock-purchase-order.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import { costKey, tooLateException } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

const DONE: JobVerdict = { kind: 'done' };
/** How long to leave a purchase order alone that is on its way to the supplier. */
const ON_ITS_WAY_MS = 5_000;

/** Asks a supplier to take a whole purchase order back, as far as the connector can; else a person must. */
export async function cancelPurchaseOrder(
  context: FlowContext,
  key: PurchaseOrderKey,
  attempt = 1,
): Promise<JobVerdict> {
  const { clock, random } = context;
  const now = clock.now();
  const purchaseOrder = await readPurchaseOrder(context.db, key);
  if (!purchaseOrder || purchaseOrder.cancellation !== 'requested' || isOver(purchaseOrder.status))
    return DONE;
  if (purchaseOrder.status === 'draft') return takeOut(context, key);
  if (purchaseOrder.status === 'sending') {
    const at = new Date(now.getTime() + ON_ITS_WAY_MS);
    return { kind: 'retry', at, why: 'It is being sent', counts: false };
  }
  const connector = await context.connectorOf(key.distributorId, purchaseOrder.supplierId);
  if (!connector.capabilities.requestsCancellation)
    return concludeCancellation(context, key, 'unsupported');
  const answer = await connector.requestCancellation(purchaseOrder.number);
  if (answer.ok) return concludeCancellation(context, key, answer.value);
  const verdict = verdictFor(answer.error, { attempt, now, random });
  return verdict.kind === 'retry' ? verdict : concludeCancellation(context, key, 'unsupported');
}

/** A draft has not left: the order's balance takes it back without asking anybody. */
async function takeOut(context: FlowContext, key: PurchaseOrderKey): Promise<JobVerdict> {
  await inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const locked = await lockPurchaseOrder(step, key);
    if (locked) await rebalanceOrder(step, locked.key);
  });
  return DONE;
}

export type CancellationAnswer = 'cancelled' | 'requested' | 'too-late' | 'unsupported';

/** Takes in how a supplier answered, at once or later by a message. Repeating it changes nothing. */
export async function concludeCancellation(
  context: FlowContext,
  key: PurchaseOrderKey,
  answer: CancellationAnswer,
): Promise<JobVerdict> {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const locked = await lockPurchaseOrder(step, key);
    if (locked) await settleCancellation(step, locked, answer);
    return DONE;
  });
}

export async function settleCancellation(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  answer: CancellationAnswer,
): Promise<void> {
  const { purchaseOrder, order, key } = locked;
  if (answer === 'requested')
    return savePurchaseOrder(step, purchaseOrder, { cancellation: 'sent' });
  if (answer === 'cancelled') {
    const units = purchaseOrder.lines
      .map((line) => ({ line, quantity: unitsOpen(line) }))
      .filter(({ quantity }) => quantity > 0);
    if (units.length > 0) await cancelLines(step, order, purchaseOrder, units);
    if (purchaseOrder.lines.some(({ proposedCostMinor }) => proposedCostMinor !== null)) {
      const resolution = 'The supplier has given the order back.';
      const dedupeKey = costKey(purchaseOrder.id);
      await resolveExceptions(step, { dedupeKey, by: 'system', resolution });
    }
  } else {
    await savePurchaseOrder(step, purchaseOrder, { cancellation: answer });
    const why =
      answer === 'too-late'
        ? 'The supplier says it is too late.'
        : 'The supplier cannot be asked by its link.';
    await openException(step, tooLateException(order, `${purchaseOrder.number}: ${why}`));
  }
  await rebalanceOrder(step, key);
  if (order.cancellation === 'requested') {
    await enqueue(step.tx, { name: 'answer-store-cancellation', payload: key });
  }
}
