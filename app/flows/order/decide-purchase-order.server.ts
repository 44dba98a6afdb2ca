/** What a person decides about a purchase order that we cannot go on with by ourselves. */
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { leaveBatch } from '../../modules/purchasing/batches.repository.server.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import type { PurchaseOrderKey } from '../../modules/purchasing/purchase-order.ts';
import { purchaseOrderMachine } from '../../modules/purchasing/purchase-order-status.ts';
import {
  acceptProposedCosts,
  savePurchaseOrder,
} from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import { advance } from '../../platform/state-machine.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { bookCostChange } from '../settlement/book-cost-change.server.ts';
import { confirmPlaced } from './conclude-placing.server.ts';
import { lockPurchaseOrder } from './lock-purchase-order.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import { settleCancellation } from './cancel-purchase-order.server.ts';
import { settleStopped } from './give-up-purchase-order.server.ts';
import { canTake, declineSubstitute, takeSubstitute } from './take-substitute.server.ts';
import {
  costKey,
  parkedPurchaseOrderKey,
  tooLateKey,
  unknownOutcomeKey,
} from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';

export type PurchaseOrderRefusal =
  | { readonly kind: 'unknown-purchase-order' }
  | { readonly kind: 'not-now'; readonly status: string };

type Decision = PurchaseOrderKey & { readonly userId: string };
type Decided = Promise<Result<undefined, PurchaseOrderRefusal>>;

/** The supplier says that it has the order. */
export async function markSent(
  context: FlowContext,
  input: Decision & { readonly outsideReference: string },
): Decided {
  const allowed = await decide(
    context,
    input,
    'marked-sent',
    async (_step, { purchaseOrder }) => purchaseOrder.status === 'unknown',
  );
  if (allowed.ok)
    await confirmPlaced(context, input, {
      outsideReference: input.outsideReference,
      answers: undefined,
    });
  return allowed;
}

/** The supplier says that it does not have the order, or its link was repaired: it goes out again with the same key. */
export function sendAgain(context: FlowContext, input: Decision): Decided {
  return decide(context, input, 'sent-again', async (step, { purchaseOrder }) => {
    const next = advance(purchaseOrderMachine, purchaseOrder.status, 'give-back');
    if (purchaseOrder.status !== 'draft' && !(purchaseOrder.status === 'unknown' && next.ok))
      return false;
    await savePurchaseOrder(step, purchaseOrder, { status: 'draft' });
    if (purchaseOrder.batchId !== null) await leaveBatch(step.tx, purchaseOrder);
    for (const dedupeKey of [
      unknownOutcomeKey(purchaseOrder.id),
      parkedPurchaseOrderKey(purchaseOrder.id),
    ]) {
      await resolveExceptions(step, { dedupeKey, by: input.userId, resolution: 'Sent again.' });
    }
    const payload = { distributorId: input.distributorId, purchaseOrderId: input.purchaseOrderId };
    await enqueue(step.tx, { name: 'place-purchase-order', payload });
    return true;
  });
}

/** Asks the supplier to take back what it has not shipped; what comes back is routed again. */
export function askPurchaseOrderBack(context: FlowContext, input: Decision): Decided {
  return decide(context, input, 'asked-back', async (step, { purchaseOrder }) => {
    const isOpen = purchaseOrder.lines.some((line) => unitsOpen(line) > 0);
    if (!isOpen || purchaseOrder.cancellation === 'requested') return false;
    await savePurchaseOrder(step, purchaseOrder, { cancellation: 'requested' });
    const payload = { distributorId: input.distributorId, purchaseOrderId: input.purchaseOrderId };
    await enqueue(step.tx, { name: 'cancel-purchase-order', payload });
    return true;
  });
}

/** The supplier may charge what it wants for this purchase order, though it is beyond its tolerance. */
export function acceptCosts(context: FlowContext, input: Decision): Decided {
  return decide(context, input, 'cost-accepted', async (step, { purchaseOrder }) => {
    if (purchaseOrder.lines.every(({ proposedCostMinor }) => proposedCostMinor === null))
      return false;
    await acceptProposedCosts(step, purchaseOrder);
    const changes = purchaseOrder.lines.flatMap((line) =>
      line.proposedCostMinor === null ? [] : [{ line, afterMinor: line.proposedCostMinor }],
    );
    await bookCostChange(step, purchaseOrder, changes);
    const resolution = 'The costs were accepted.';
    const dedupeKey = costKey(purchaseOrder.id);
    await resolveExceptions(step, { dedupeKey, by: input.userId, resolution });
    return true;
  });
}

/** The supplier has agreed by another way not to ship what is open. */
export function markCancelled(context: FlowContext, input: Decision): Decided {
  return decide(context, input, 'marked-cancelled', async (step, locked) => {
    const next = advance(purchaseOrderMachine, locked.purchaseOrder.status, 'cancel');
    if (!next.ok) return false;
    await settleCancellation(step, locked, 'cancelled');
    const resolution = 'The supplier does not ship it.';
    await resolveExceptions(step, {
      dedupeKey: tooLateKey(locked.order.id),
      by: input.userId,
      resolution,
    });
    return true;
  });
}

/** Another article that was offered for a line is taken, or declined; without a line: for all of them. */
export function decideSubstitute(
  context: FlowContext,
  input: Decision & { readonly accept: boolean; readonly lineId?: string | undefined },
): Decided {
  const act = input.accept ? 'substitute-taken' : 'substitute-refused';
  return decide(context, input, act, async (step, locked) => {
    const offered = locked.purchaseOrder.lines.filter(
      ({ id, substitute }) =>
        substitute?.state === 'offered' && (!input.lineId || input.lineId === id),
    );
    if (offered.length === 0 || (input.accept && !offered.every(canTake))) return false;
    const act = input.accept ? takeSubstitute : declineSubstitute;
    for (const line of offered) {
      const { substitute } = line;
      if (substitute) await act(step, locked, { line, substitute, by: input.userId });
    }
    return true;
  });
}

/** The supplier of a purchase order that was given up has said that it does not ship it. */
export function markNotShipping(context: FlowContext, input: Decision): Decided {
  return decide(context, input, 'marked-not-shipping', async (step, { purchaseOrder }) => {
    if (purchaseOrder.givenUpAt === null) return false;
    await settleStopped(step, purchaseOrder, input.userId);
    return true;
  });
}

async function decide(
  context: FlowContext,
  input: Decision,
  act: string,
  change: (step: OrderStep, locked: LockedPurchaseOrder) => Promise<boolean>,
): Decided {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const locked = await lockPurchaseOrder(step, input);
    if (!locked) return err({ kind: 'unknown-purchase-order' });
    const { order, purchaseOrder } = locked;
    if (!(await change(step, locked)))
      return err({ kind: 'not-now', status: purchaseOrder.status });
    await recordAct(step, {
      distributorId: order.distributorId,
      storeId: order.storeId,
      actor: { kind: 'user', id: input.userId },
      act: `purchase-order-${act}`,
      subject: { kind: 'order', id: order.id },
      detail: { number: purchaseOrder.number },
    });
    return ok();
  });
}
