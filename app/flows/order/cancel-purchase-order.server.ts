import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { numberAtSupplier } from '../../modules/purchasing/batches.repository.server.ts';
import { cancellationId } from '../../modules/purchasing/change-request.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import type {
  PurchaseOrder,
  PurchaseOrderKey,
  PurchaseOrderLine,
} from '../../modules/purchasing/purchase-order.ts';
import { isOver } from '../../modules/purchasing/purchase-order-status.ts';
import {
  readPurchaseOrder,
  savePurchaseOrder,
} from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { PurchaseOrderWithLines } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { SupplierConnector } from '../../modules/suppliers/supplier-connector.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import { verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { tellOfPurchaseOrder } from '../messages/tell-of-purchase-order.server.ts';
import { cancelLines } from './cancel-lines.server.ts';
import { settleGivenUp } from './give-up-purchase-order.server.ts';
import { noteCancellation } from './note-cancellation.server.ts';
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
  if (!purchaseOrder || purchaseOrder.cancellation !== 'requested') return DONE;
  // One that was given up is over for us, but perhaps not for its supplier.
  if (isOver(purchaseOrder.status) && purchaseOrder.givenUpAt === null) return DONE;
  if (purchaseOrder.status === 'draft') return takeOut(context, key);
  if (purchaseOrder.status === 'sending') {
    const at = new Date(now.getTime() + ON_ITS_WAY_MS);
    return { kind: 'retry', at, why: 'It is being sent', counts: false };
  }
  const connector = await context.connectorOf(key.distributorId, purchaseOrder.supplierId);
  const answer = await askFor(context, connector, purchaseOrder);
  if (!answer) return concludeCancellation(context, key, 'unsupported');
  if (answer.ok) return concludeCancellation(context, key, answer.value);
  const verdict = verdictFor(answer.error, { attempt, now, random });
  return verdict.kind === 'retry' ? verdict : concludeCancellation(context, key, 'unsupported');
}

/** A purchase order in a document of several is taken back by its lines; undefined where the link cannot. */
async function askFor(
  { db }: FlowContext,
  connector: SupplierConnector,
  purchaseOrder: PurchaseOrderWithLines,
): Promise<Result<'cancelled' | 'requested' | 'too-late', AdapterFailure> | undefined> {
  if (purchaseOrder.batchId === null) {
    if (!connector.capabilities.requestsCancellation) return undefined;
    return connector.requestCancellation(purchaseOrder.number);
  }
  if (!connector.requestChange) return undefined;
  const lines = purchaseOrder.lines
    .map((line) => ({ lineId: line.id, quantity: unitsAskedBack(purchaseOrder, line) }))
    .filter(({ quantity }) => quantity > 0);
  const number = await numberAtSupplier(db, purchaseOrder);
  const change = { kind: 'lines', lines } as const;
  const answer = await connector.requestChange(number, change, cancellationId(purchaseOrder.id));
  return answer.ok ? ok(OUTCOMES[answer.value.status]) : answer;
}

const OUTCOMES = { accepted: 'cancelled', requested: 'requested', refused: 'too-late' } as const;

/** Of one that was given up, what had been open then. */
function unitsAskedBack({ givenUpAt }: PurchaseOrder, line: PurchaseOrderLine): number {
  const open = unitsOpen(line);
  return givenUpAt === null ? open : open + line.cancelledQuantity;
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
  await noteCancellation(step, locked, answer);
  if (purchaseOrder.givenUpAt !== null) return settleGivenUp(step, locked, answer);
  if (answer === 'requested')
    return savePurchaseOrder(step, purchaseOrder, { cancellation: 'sent' });
  if (answer === 'cancelled') {
    const units = purchaseOrder.lines
      .map((line) => ({ line, quantity: unitsOpen(line) }))
      .filter(({ quantity }) => quantity > 0);
    if (units.length > 0) await cancelLines(step, order, purchaseOrder, units);
    await tellOfPurchaseOrder(step, purchaseOrder, { kind: 'purchase-order.cancelled' });
    if (purchaseOrder.lines.some(({ proposedCostMinor }) => proposedCostMinor !== null)) {
      const resolution = 'The supplier has given the order back.';
      const dedupeKey = costKey(purchaseOrder.id);
      await resolveExceptions(step, { dedupeKey, by: 'system', resolution });
    }
  } else {
    // An answer to this is an answer: silence does not go on.
    const rerouteAt = answer === 'too-late' ? null : purchaseOrder.rerouteAt;
    await savePurchaseOrder(step, purchaseOrder, { cancellation: answer, rerouteAt });
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
