import type { Actor } from '../../modules/activity/activity.ts';
import { isReturnOver, returnMachine } from '../../modules/returns/return-status.ts';
import type { ReturnCase, ReturnKey } from '../../modules/returns/return.ts';
import { saveReturn } from '../../modules/returns/returns.repository.server.ts';
import { err, ok } from '../../platform/result.ts';
import { advance } from '../../platform/state-machine.ts';
import { actOnReturn } from './act-on-return.server.ts';
import type { ReturnContext, ReturnDone } from './act-on-return.server.ts';
import { decideLocked } from './judge-return.server.ts';
import { recordReturnAct, settleReturn } from './settle-return.server.ts';

export type DecideReturn = ReturnKey & {
  readonly decision: 'authorised' | 'rejected';
  /** Said to the other side. */
  readonly why: string;
  readonly actor: Actor;
};

/** A person decides what the contract has left open. The same decision again changes nothing. */
export function decideReturn(context: ReturnContext, input: DecideReturn): ReturnDone {
  return actOnReturn(context, input, async (step, record) => {
    if (record.decision === input.decision) return ok();
    if (record.decision !== 'open' || isReturnOver(record.status))
      return err({ kind: 'return-not-now' });
    const isRejected = input.decision === 'rejected';
    if (isRejected && hasMovedMoney(record)) return err({ kind: 'money-moved' });
    await decideLocked(step, record, input);
    return ok();
  });
}

/** Nothing comes back after all. Goods that have arrived, and money that has moved, cannot be called off. */
export function cancelReturn(
  context: ReturnContext,
  input: ReturnKey & { readonly actor: Actor },
): ReturnDone {
  return actOnReturn(context, input, async (step, record) => {
    const next = advance(returnMachine, record.status, 'cancel');
    if (!next.ok) return err({ kind: 'return-not-now' });
    if (hasMovedMoney(record)) return err({ kind: 'money-moved' });
    const { refund } = record;
    const saved = await saveReturn(step, record, {
      status: next.value,
      refund: refund === 'wanted' || refund === 'parked' ? 'by-hand' : refund,
      supplierCredit: 'none',
    });
    await recordReturnAct(step, record, input.actor, 'return-cancelled', {});
    await settleReturn(step, saved);
    return ok();
  });
}

/** The store's own refund by hand is the retailer's affair; what we have moved is not undone by a word. */
function hasMovedMoney({ creditedAt, refund, supplierCredit }: ReturnCase): boolean {
  return creditedAt !== null || refund === 'sending' || supplierCredit === 'received';
}
