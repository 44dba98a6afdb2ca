/** Asks suppliers for changes of purchase orders that they have, and takes in what they answer. */
import { readContact } from '../../modules/orders/order-contact.server.ts';
import { isUnanswered } from '../../modules/purchasing/change-request.ts';
import type { ChangeRequest } from '../../modules/purchasing/change-request.ts';
import {
  findUnansweredChanges,
  readChangeRequest,
} from '../../modules/purchasing/change-requests.repository.server.ts';
import type { ChangeRequestKey } from '../../modules/purchasing/change-requests.repository.server.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import { isOver } from '../../modules/purchasing/purchase-order-status.ts';
import { numberAtSupplier } from '../../modules/purchasing/batches.repository.server.ts';
import { readPurchaseOrder } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { PurchaseOrderWithLines } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { RequestedChange } from '../../modules/suppliers/supplier-connector.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { describeFailure, verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { lockPurchaseOrder } from './lock-purchase-order.server.ts';
import { settleChange } from './settle-change.server.ts';
import type { ChangeOutcome } from './settle-change.server.ts';

const DONE: JobVerdict = { kind: 'done' };
/** How long to leave a purchase order alone that is on its way to the supplier. */
const ON_ITS_WAY_MS = 5_000;
const BATCH = 200;

/** Asks once: the request's id is the key. What the link cannot carry, a person must ask. */
export async function requestChange(
  context: FlowContext,
  key: ChangeRequestKey,
  attempt = 1,
): Promise<JobVerdict> {
  const { clock, random } = context;
  const request = await readChangeRequest(context.db, key);
  if (request?.status !== 'asked') return DONE;
  const purchaseOrder = await readPurchaseOrder(context.db, request);
  if (!purchaseOrder || !isToBeAsked(request, purchaseOrder))
    return conclude(context, key, { status: 'overtaken' });
  if (purchaseOrder.status === 'sending' || purchaseOrder.status === 'unknown') {
    const at = new Date(clock.now().getTime() + ON_ITS_WAY_MS);
    const isLate = at > request.deadlineAt;
    if (isLate) return conclude(context, key, { status: 'silent' });
    return { kind: 'retry', at, why: 'It is being sent', counts: false };
  }
  const connector = await context.connectorOf(key.distributorId, purchaseOrder.supplierId);
  if (!connector.requestChange) return conclude(context, key, { status: 'unsupported' });
  const change = await toChange(context, request, purchaseOrder);
  if (!change) return conclude(context, key, { status: 'overtaken' });
  const number = await numberAtSupplier(context.db, purchaseOrder);
  const answer = await connector.requestChange(number, change, request.id);
  if (answer.ok) {
    const { status, why } = answer.value;
    return conclude(context, key, { status: status === 'requested' ? 'sent' : status, why });
  }
  const verdict = verdictFor(answer.error, { attempt, now: clock.now(), random });
  if (verdict.kind === 'retry') return verdict;
  return conclude(context, key, { status: 'unsupported', why: describeFailure(answer.error) });
}

/** A supplier is told what is decided of its offer even where nothing of the order is left with it. */
function isToBeAsked({ detail }: ChangeRequest, { status }: PurchaseOrderWithLines): boolean {
  return status !== 'draft' && (detail.kind === 'substitute' || !isOver(status));
}

/** In the words of the port; undefined where it has lost its meaning, for example an address that was erased. */
async function toChange(
  context: FlowContext,
  request: ChangeRequest,
  { lines }: PurchaseOrderWithLines,
): Promise<RequestedChange | undefined> {
  const { detail } = request;
  if (detail.kind === 'cancel') return undefined;
  if (detail.kind === 'lines') {
    const asked = detail.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
    return { kind: 'lines', lines: asked };
  }
  if (detail.kind === 'substitute') return detail;
  const open = lines.filter((line) => unitsOpen(line) > 0);
  const contact = await readContact(context.db, context.secrets, request);
  if (!contact?.destination || open.length === 0) return undefined;
  return {
    kind: 'address',
    shipTo: contact.destination,
    lineIds: open.map(({ id }) => id),
  };
}

async function conclude(
  context: FlowContext,
  key: ChangeRequestKey,
  outcome: ChangeOutcome,
): Promise<JobVerdict> {
  await inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const request = await readChangeRequest(tx, key);
    const locked = request && (await lockPurchaseOrder(step, request));
    // Read again under the lock: an answer may have come meanwhile.
    const current = locked && (await readChangeRequest(tx, key));
    if (locked && current && isUnanswered(current)) {
      await settleChange(step, locked, current, outcome);
    }
  });
  return DONE;
}

/** For the clock: changes that nobody answered within their window count as refused. Returns how many. */
export async function refuseSilentChanges(context: FlowContext): Promise<number> {
  const now = context.clock.now();
  const silent = await findUnansweredChanges(context.db, { now, limit: BATCH });
  for (const key of silent) await conclude(context, key, { status: 'silent' });
  return silent.length;
}
