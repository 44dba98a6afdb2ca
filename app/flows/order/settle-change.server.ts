/** What a supplier's answer to a change means: for the lines, the order, the store and whoever asked. */
import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { unitsLeft } from '../../modules/purchasing/change-request.ts';
import type { ChangeRequest, ChangeStatus } from '../../modules/purchasing/change-request.ts';
import { saveChangeStatus } from '../../modules/purchasing/change-requests.repository.server.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import { enqueue } from '../job-catalog.ts';
import { unitsIn } from './ask-for-change.server.ts';
import { cancelLines } from './cancel-lines.server.ts';
import { settleCancellation } from './cancel-purchase-order.server.ts';
import type { UnitsOfLine } from './give-back-units.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import {
  addressRefusedException,
  addressRefusedKey,
  backorderStaysException,
  substituteUntoldException,
  tooLateException,
} from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

export type ChangeOutcome = {
  readonly status: Exclude<ChangeStatus, 'asked'>;
  readonly why?: string | undefined;
};

/** Takes in what became of a request that is not answered yet. The caller holds the order's lock. */
export async function settleChange(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  request: ChangeRequest,
  outcome: ChangeOutcome,
): Promise<void> {
  await saveChangeStatus(step, request, outcome);
  if (outcome.status === 'sent' || outcome.status === 'overtaken') return;
  if (request.detail.kind === 'cancel') return settleWhole(step, locked, outcome);
  await record(step, locked, request, outcome);
  if (outcome.status === 'accepted') await carryOut(step, locked, request);
  else await tellRefused(step, locked, request, reasonOf(outcome));
  if (request.detail.kind === 'address') return;
  await rebalanceOrder(step, locked.key);
  if (locked.order.cancellation === 'requested') {
    await enqueue(step.tx, { name: 'answer-store-cancellation', payload: locked.key });
  }
}

/** What was given up has been asked of others: its supplier's silence is no news. */
async function settleWhole(
  step: OrderStep,
  locked: LockedPurchaseOrder,
  { status }: ChangeOutcome,
): Promise<void> {
  if (status === 'silent' && locked.purchaseOrder.givenUpAt !== null) return;
  await settleCancellation(step, locked, status === 'accepted' ? 'cancelled' : 'too-late');
}

const REASONS: Readonly<Record<string, string>> = {
  refused: 'The supplier says no.',
  silent: 'The supplier has not answered in time, which counts as a no.',
  unsupported: 'The supplier cannot be asked by its link.',
};

function reasonOf({ status, why }: ChangeOutcome): string {
  const reason = REASONS[status] ?? '';
  return why ? `${reason} (${why})` : reason;
}

async function carryOut(
  step: OrderStep,
  { order, purchaseOrder }: LockedPurchaseOrder,
  { detail, id }: ChangeRequest,
): Promise<void> {
  if (detail.kind === 'address') {
    const resolution = 'The supplier sends it to the new address.';
    const dedupeKey = addressRefusedKey(purchaseOrder.id);
    await resolveExceptions(step, { dedupeKey, by: 'system', resolution });
  }
  if (detail.kind !== 'lines') return;
  const units = detail.lines.flatMap((asked): UnitsOfLine[] => {
    const line = purchaseOrder.lines.find((each) => each.id === asked.lineId);
    const quantity = line ? Math.min(unitsLeft(asked, line), unitsOpen(line)) : 0;
    return line && quantity > 0 ? [{ line, quantity }] : [];
  });
  if (units.length > 0) await cancelLines(step, order, purchaseOrder, units, `change:${id}`);
}

async function tellRefused(
  step: OrderStep,
  { order, purchaseOrder }: LockedPurchaseOrder,
  { detail }: ChangeRequest,
  why: string,
): Promise<void> {
  const about = `${purchaseOrder.number}: ${why}`;
  if (detail.kind === 'address')
    await openException(step, addressRefusedException(purchaseOrder, order, why));
  else if (detail.kind === 'substitute')
    await openException(step, substituteUntoldException(purchaseOrder, detail, why));
  else if (detail.kind === 'lines' && detail.because === 'backorder')
    await openException(step, backorderStaysException(purchaseOrder, why));
  else if (detail.kind === 'lines') await openException(step, tooLateException(order, about));
}

async function record(
  step: OrderStep,
  { order, purchaseOrder }: LockedPurchaseOrder,
  { detail }: ChangeRequest,
  { status, why }: ChangeOutcome,
): Promise<void> {
  await recordAct(step, {
    distributorId: order.distributorId,
    storeId: order.storeId,
    actor: { kind: 'supplier', id: purchaseOrder.supplierId },
    act: status === 'accepted' ? 'change-accepted' : 'change-refused',
    subject: { kind: 'order', id: order.id },
    detail: {
      number: purchaseOrder.number,
      kind: detail.kind,
      units: unitsIn(detail),
      status,
      why,
    },
  });
}
