import type { Actor } from '../../modules/activity/activity.ts';
import type { ReturnKey } from '../../modules/returns/return.ts';
import { insertCredits, saveReturn } from '../../modules/returns/returns.repository.server.ts';
import type { Money } from '../../platform/money.ts';
import { err, ok } from '../../platform/result.ts';
import { actOnReturn } from './act-on-return.server.ts';
import type { ReturnContext, ReturnDone } from './act-on-return.server.ts';
import { supplierCreditEntries } from './return-postings.ts';
import { postReturn, recordReturnAct, settleReturn } from './settle-return.server.ts';

/**
 * The supplier's credit for a return, at any time in its life: an amount, or that it gives nothing. Once; a credit that
 * comes after it was given up still counts.
 */
export function recordSupplierCredit(
  context: ReturnContext,
  input: ReturnKey & { readonly amount: Money | undefined; readonly actor: Actor },
): ReturnDone {
  return actOnReturn(context, input, async (step, record) => {
    const { amount, actor, distributorId, returnId } = input;
    if (record.supplierCredit === 'received') return err({ kind: 'already-credited' });
    if (amount && amount.minor <= 0) return err({ kind: 'amount-out-of-range' });
    if (amount) {
      await postReturn(step, record, 'supplier-credit', supplierCreditEntries(record, amount));
      const row = { reference: 'supplier', currency: amount.currency, amountMinor: amount.minor };
      await insertCredits(step, { distributorId, returnId }, [{ ...row, kind: 'supplier-credit' }]);
    }
    const saved = await saveReturn(step, record, {
      supplierCredit: amount ? 'received' : 'none',
      ...(amount ? { supplierCreditedAt: step.clock.now() } : {}),
    });
    const act = amount ? 'return-supplier-credited' : 'return-supplier-credits-nothing';
    await recordReturnAct(step, record, actor, act, amount ? { amount } : {});
    await settleReturn(step, saved);
    return ok();
  });
}
