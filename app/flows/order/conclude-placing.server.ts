/** What becomes of a purchase order after the call to its supplier. */
import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { readAnswer, refusalOf } from '../../modules/purchasing/answer-lines.ts';
import { purchaseOrderMachine } from '../../modules/purchasing/purchase-order-status.ts';
import type { PurchaseOrderEvent } from '../../modules/purchasing/purchase-order-status.ts';
import type { PurchaseOrder, PurchaseOrderKey } from '../../modules/purchasing/purchase-order.ts';
import type { PurchaseTerms } from '../../modules/purchasing/purchase-terms.server.ts';
import { savePurchaseOrder } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { markDeducted } from '../../modules/stock/mark-deducted.server.ts';
import type { PlacedPurchaseOrder } from '../../modules/suppliers/supplier-connector.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { describeFailure, remedyFor } from '../../platform/retry-policy.ts';
import { advance } from '../../platform/state-machine.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { tellOfPurchaseOrder } from '../messages/tell-of-purchase-order.server.ts';
import { costTermsOf } from './answer-costs.server.ts';
import { applyAnswer } from './apply-answer.server.ts';
import { reservationsBehind } from './give-back-units.server.ts';
import { lockPurchaseOrder } from './lock-purchase-order.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import {
  parkedPurchaseOrderException,
  parkedPurchaseOrderKey,
  unknownOutcomeException,
  unknownOutcomeKey,
} from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

const DONE: JobVerdict = { kind: 'done' };

/** The supplier has it: from now on it must answer within its time. */
export async function confirmPlaced(
  context: FlowContext,
  key: PurchaseOrderKey,
  placed: PlacedPurchaseOrder,
): Promise<JobVerdict> {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const locked = await lockPurchaseOrder(step, key);
    if (locked) await confirm(step, locked, placed);
    return DONE;
  });
}

async function confirm(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  placed: PlacedPurchaseOrder,
): Promise<void> {
  const { order, purchaseOrder, key } = locked;
  const next = advance(purchaseOrderMachine, purchaseOrder.status, 'confirm');
  if (!next.ok) {
    // Its messages were faster and have ended it; what it calls the order is worth keeping all the same.
    const { outsideReference } = placed;
    return savePurchaseOrder(step, purchaseOrder, { outsideReference });
  }
  const now = step.clock.now();
  const { terms } = purchaseOrder;
  const sent = {
    status: next.value,
    outsideReference: placed.outsideReference,
    sentAt: purchaseOrder.sentAt ?? now,
    acknowledgeBy:
      purchaseOrder.acknowledgeBy ??
      new Date(now.getTime() + terms.acknowledgeWithinMinutes * 60_000),
  };
  await savePurchaseOrder(step, purchaseOrder, sent);
  await deductAtReceipt(step, locked, terms, sent.sentAt);
  await recordAct(step, {
    distributorId: order.distributorId,
    storeId: order.storeId,
    actor: { kind: 'system' },
    act: 'purchase-order-sent',
    subject: { kind: 'order', id: order.id },
    detail: {
      number: purchaseOrder.number,
      supplier: terms.supplierName,
      reference: placed.outsideReference,
    },
  });
  const reference = placed.outsideReference ?? null;
  await tellOfPurchaseOrder(step, purchaseOrder, { kind: 'purchase-order.sent', reference });
  await resolveDoubts(step, purchaseOrder);
  if (placed.answers) {
    // By the supplier's clock, as its messages: by ours, one that comes later could look older and be passed over.
    const at = placed.answeredAt ?? now;
    const { effects } = readAnswer(
      purchaseOrder.lines,
      placed.answers,
      at,
      costTermsOf(purchaseOrder),
    );
    await applyAnswer(
      step,
      { ...locked, purchaseOrder: { ...purchaseOrder, ...sent } },
      { effects, at },
    );
  }
  if (purchaseOrder.cancellation === 'requested') {
    const payload = { distributorId: key.distributorId, purchaseOrderId: purchaseOrder.id };
    await enqueue(step.tx, { name: 'cancel-purchase-order', payload });
  }
}

/** One that went out at the first try has left none. */
async function resolveDoubts(step: OrderStep, { id, status, attempts }: PurchaseOrder) {
  if (status === 'sending' && attempts <= 1) return;
  for (const dedupeKey of [unknownOutcomeKey(id), parkedPurchaseOrderKey(id)]) {
    const resolution = 'The supplier has the order.';
    await resolveExceptions(step, { dedupeKey, by: 'system', resolution });
  }
}

async function deductAtReceipt(
  step: OrderStep,
  { key, purchaseOrder, state }: LockedPurchaseOrder,
  { deductsAt }: PurchaseTerms,
  deductedAt: Date,
): Promise<void> {
  if (deductsAt !== 'receipt') return;
  const units = purchaseOrder.lines.map((line) => ({
    line,
    quantity: line.quantity - line.cancelledQuantity,
  }));
  const reservations = reservationsBehind(state.reservations, purchaseOrder, {
    units,
    states: ['held'],
  });
  await markDeducted(step, { distributorId: key.distributorId, reservations, deductedAt });
}

type Circumstances = {
  /** The failure is of looking, or an earlier try may have got through. */
  readonly wasSent: boolean;
  readonly canLook: boolean;
};

/** The call failed: whether the supplier may have the order decides what happens next. */
export async function recordNotPlaced(
  context: FlowContext,
  key: PurchaseOrderKey,
  failure: AdapterFailure,
  { wasSent, canLook }: Circumstances,
): Promise<JobVerdict> {
  const { clock, random } = context;
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock };
    const locked = await lockPurchaseOrder(step, key);
    if (!locked || locked.purchaseOrder.status !== 'sending') return DONE;
    if (failure.kind === 'refused' && !wasSent) return refuse(step, locked, failure.why);
    const { attempts } = locked.purchaseOrder;
    const mayHaveIt = wasSent || isUnknown(failure);
    const remedy = remedyFor(failure, { attempt: attempts, now: clock.now(), random });
    const why = describeFailure(failure);
    if (mayHaveIt && (!canLook || remedy.kind !== 'delay')) return loseSight(step, locked, why);
    if (!mayHaveIt) await move(step, locked, 'give-back', why);
    if (remedy.kind === 'delay') return { kind: 'retry', at: remedy.at, why, counts: false };
    await openException(step, parkedPurchaseOrderException(locked.purchaseOrder, why));
    return DONE;
  });
}

/** An answer that we cannot read may well be a yes. */
function isUnknown(failure: AdapterFailure): boolean {
  return (
    failure.kind === 'unreadable' ||
    (failure.kind === 'unavailable' && failure.outcome === 'unknown')
  );
}

async function refuse(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  why: string,
): Promise<JobVerdict> {
  const effects = refusalOf(locked.purchaseOrder.lines);
  await applyAnswer(step, locked, { effects, at: step.clock.now(), why });
  return DONE;
}

async function loseSight(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  why: string,
): Promise<JobVerdict> {
  await move(step, locked, 'lose-sight', why);
  await openException(step, unknownOutcomeException(locked.purchaseOrder, why));
  return DONE;
}

async function move(
  step: OrderStep,
  { purchaseOrder, key, order }: LockedPurchaseOrder,
  event: PurchaseOrderEvent,
  failure: string,
): Promise<void> {
  const next = advance(purchaseOrderMachine, purchaseOrder.status, event);
  if (!next.ok) throw new Error(`A purchase order that is ${purchaseOrder.status} cannot ${event}`);
  await savePurchaseOrder(step, purchaseOrder, { status: next.value, failure });
  if (event === 'give-back' && order.cancelledAt) await rebalanceOrder(step, key);
}
