import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { retailerCredits } from '../../modules/returns/return-policy.ts';
import { hasArrived, isReturnOver, returnMachine } from '../../modules/returns/return-status.ts';
import type { ReturnStatus } from '../../modules/returns/return-status.ts';
import type { ReturnCase, ReturnWithLines } from '../../modules/returns/return.ts';
import { insertCredits, saveReturn } from '../../modules/returns/returns.repository.server.ts';
import type { CreditKind } from '../../modules/returns/returns.repository.server.ts';
import type { Entry } from '../../modules/settlement/ledger.ts';
import { postEntries } from '../../modules/settlement/post-entries.server.ts';
import { currencyCode, money } from '../../platform/money.ts';
import { advance } from '../../platform/state-machine.ts';
import { enqueue } from '../job-catalog.ts';
import { tellOfReturn } from '../messages/tell-of-return.server.ts';
import type { OrderStep } from './order-step.ts';
import { decideKey, lateKey, lateException, photoKey } from './return-exceptions.ts';
import { retailerCreditEntries } from './return-postings.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Days in which a return is expected to move on from where it stands. */
const PATIENCE_DAYS: Readonly<Partial<Record<ReturnStatus, number>>> = {
  authorised: 30,
  'in-transit': 21,
  received: 5,
  inspected: 30,
};
const REMIND_AGAIN_DAYS = 7;

/**
 * What follows from where a return stands, whichever event came last: the retailer's credit, the store's refund, its
 * end, and when somebody is reminded. Every act on a return ends with it, in the same transaction and under the
 * return's lock; repeating it changes nothing.
 */
export async function settleReturn(
  step: OrderStep,
  before: ReturnWithLines,
): Promise<ReturnWithLines> {
  const credited = await giveCredit(step, before);
  await askForRefund(step, credited);
  const settled = await closeIfDone(step, credited);
  return remind(step, settled);
}

/** Due once it is decided and inspected, in whichever order. */
async function giveCredit(step: OrderStep, record: ReturnWithLines): Promise<ReturnWithLines> {
  const isDue = record.decision === 'authorised' && record.status === 'inspected';
  if (!isDue || record.creditedAt) return record;
  const credits = retailerCredits(record.policy, record.reason, creditedUnits(record));
  await postReturn(step, record, 'credit', retailerCreditEntries(record, credits));
  await insertCredits(
    step,
    { distributorId: record.distributorId, returnId: record.id },
    credits.flatMap(({ currency, wholesaleMinor, feeMinor }) => [
      creditRow('wholesale', currency, wholesaleMinor),
      creditRow('restocking-fee', currency, feeMinor),
    ]),
  );
  await recordReturnAct(step, record, { kind: 'system' }, 'return-credited', { credits });
  return saveReturn(step, record, { creditedAt: step.clock.now() });
}

function creditedUnits({ lines, grades }: ReturnWithLines) {
  return grades.flatMap(({ returnLineId, quantity, credited }) => {
    const line = lines.find(({ id }) => id === returnLineId);
    if (!line || !credited) return [];
    const unitWholesale = money(line.unitWholesaleMinor, currencyCode(line.wholesaleCurrency));
    return [{ quantity, unitWholesale }];
  });
}

function creditRow(kind: CreditKind, currency: string, amountMinor: number) {
  return { kind, reference: 'inspection', currency, amountMinor };
}

async function askForRefund(step: OrderStep, record: ReturnCase): Promise<void> {
  if (record.refund !== 'wanted' || !isRefundDue(record)) return;
  const { distributorId, id: returnId } = record;
  await enqueue(step.tx, { name: 'refund-return', payload: { distributorId, returnId } });
}

/** A rejected return is nothing that we refund; the retailer may by itself. */
export function isRefundDue({ decision, refundWhen, status }: ReturnCase): boolean {
  if (decision !== 'authorised' || status === 'cancelled') return false;
  if (refundWhen === 'authorised') return true;
  return refundWhen === 'received'
    ? hasArrived(status)
    : status === 'inspected' || status === 'closed';
}

async function closeIfDone(step: OrderStep, record: ReturnWithLines): Promise<ReturnWithLines> {
  const isPaid = record.creditedAt !== null && record.supplierCredit !== 'awaited';
  const isRefunded = record.refund === 'done' || record.refund === 'by-hand';
  if (record.status !== 'inspected' || !isPaid || !isRefunded) return record;
  const next = advance(returnMachine, record.status, 'settle');
  if (!next.ok) return record;
  await recordReturnAct(step, record, { kind: 'system' }, 'return-closed', {});
  return saveReturn(step, record, { status: next.value, closedAt: step.clock.now() });
}

/** A return that has moved is late no more; the new place has a time of its own. */
async function remind(step: OrderStep, record: ReturnWithLines): Promise<ReturnWithLines> {
  const isOver = isReturnOver(record.status);
  const isDecided = record.decision !== 'open' || isOver;
  const done = [lateKey(record.id), ...(isDecided ? [decideKey(record.id), photoKey(record.id)] : [])];
  for (const dedupeKey of done)
    await resolveExceptions(step, { dedupeKey, by: 'system', resolution: 'The return has moved on.' });
  return saveReturn(step, record, { dueAt: isOver ? null : dueAt(step, record) });
} // prettier-ignore

function dueAt({ clock }: OrderStep, { status, policy }: ReturnCase): Date {
  const days = PATIENCE_DAYS[status];
  const wait = days === undefined ? policy.decideWithinHours * HOUR_MS : days * DAY_MS;
  return new Date(clock.now().getTime() + wait);
}

/** The time of a return has passed: somebody is told, and again a week later if it still stands there. */
export async function remindOfReturn(step: OrderStep, record: ReturnCase): Promise<void> {
  const exception = lateException(record);
  if (exception) await openException(step, exception);
  const again = new Date(step.clock.now().getTime() + REMIND_AGAIN_DAYS * DAY_MS);
  await saveReturn(step, record, { dueAt: exception ? again : null });
}

/** Posts to the ledger of money under a key that names the return and what it is about: once, whoever repeats it. */
export function postReturn(
  step: OrderStep,
  record: ReturnCase,
  about: string,
  entries: readonly Entry[],
): Promise<void> {
  const { distributorId, id, number } = record;
  return postEntries(step, {
    distributorId,
    key: `return:${id}:${about}`,
    occurredAt: step.clock.now(),
    reason: `${REASONS[about] ?? 'Return'} ${number}`,
    subject: { kind: 'return', id },
    entries,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  credit: 'Credit for',
  'supplier-credit': 'Supplier’s credit for',
  'label-cost': 'Label of',
  'label-charge': 'Label of',
};

/** The audit line of an act on a return; it stands in the return's and in the order's timeline. */
export async function recordReturnAct(
  step: OrderStep,
  record: Pick<ReturnCase, 'distributorId' | 'storeId' | 'id' | 'orderId' | 'number'>,
  actor: Actor,
  act: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { distributorId, storeId, id, orderId, number } = record;
  const line = { distributorId, storeId, actor, act, detail: { number, ...detail } };
  await recordAct(step, { ...line, subject: { kind: 'return', id } });
  await recordAct(step, { ...line, subject: { kind: 'order', id: orderId } });
  await tellOfReturn(step, record, act, detail);
}
