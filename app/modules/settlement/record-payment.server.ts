import type { Money } from '../../platform/money.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import { entriesOf } from './booking-rules.ts';
import type { SettlementContext } from './ledger.ts';
import { columnsOf, lockParty } from './parties.repository.server.ts';
import type { PartyKey } from './parties.repository.server.ts';
import { dayText } from './period.ts';
import type { Day } from './period.ts';
import { postEntries } from './post-entries.server.ts';
import { readOpenSum, settleOpenItems } from './settle-open-items.server.ts';
import type { MoreThanOwed } from './settlement-errors.ts';

export type Payment = PartyKey & {
  /** Made where the form was opened: the same id again records nothing. */
  readonly paymentId: string;
  readonly amount: Money;
  readonly paidOn: Day;
  readonly reference: string;
  /** The open item that it is for; without it the one due first. */
  readonly itemId?: string | undefined;
  readonly by: string;
};

/**
 * Records that a retailer has paid or that a supplier was paid, and closes open items with it; parts are fine. What a
 * retailer pays beyond stays on its account for the next invoice; a supplier is not paid beyond what was approved.
 */
export async function recordPayment(
  context: SettlementContext,
  payment: Payment,
): Promise<Result<{ readonly closedMinor: number }, MoreThanOwed>> {
  const { distributorId, party, amount } = payment;
  const account = { distributorId, party, currency: amount.currency };
  await lockParty(context.tx, payment);
  if (await isRecorded(context, payment)) return ok({ closedMinor: 0 });
  if (party.kind === 'supplier') {
    const mostMinor = await readOpenSum(context.tx, { ...account, itemId: payment.itemId });
    if (amount.minor > mostMinor) {
      return err({ kind: 'more-than-owed', mostMinor, currency: amount.currency });
    }
  }
  await insertPayment(context, payment);
  await postEntries(context, {
    distributorId,
    key: `payment:${payment.paymentId}`,
    occurredAt: new Date(
      Date.UTC(payment.paidOn.year, payment.paidOn.month - 1, payment.paidOn.day),
    ),
    reason: payment.reference ? `Payment ${payment.reference}` : 'Payment',
    subject: { kind: 'settlement-payment', id: payment.paymentId },
    entries: entriesOf(
      party.kind === 'connection'
        ? { kind: 'retailer-paid', retailer: party, amount }
        : { kind: 'supplier-paid', supplier: party, amount },
    ),
  });
  let closedMinor = 0;
  if (payment.itemId) {
    closedMinor += await settleOpenItems(context, { ...account, itemId: payment.itemId });
  }
  closedMinor += await settleOpenItems(context, account);
  return ok({ closedMinor });
}

async function isRecorded({ tx }: SettlementContext, payment: Payment): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 from settlement_payment where distributor_id = ${payment.distributorId}::uuid
      and id = ${payment.paymentId}::uuid`;
  return rows.length > 0;
}

async function insertPayment({ tx, clock }: SettlementContext, payment: Payment): Promise<void> {
  const { connectionId, supplierId } = columnsOf(payment.party);
  await tx.$executeRaw`
    insert into settlement_payment (distributor_id, id, connection_id, supplier_id, currency, amount_minor, paid_on,
      reference, recorded_by, recorded_at)
    values (${payment.distributorId}::uuid, ${payment.paymentId}::uuid, ${connectionId}::uuid, ${supplierId}::uuid,
      ${payment.amount.currency}, ${payment.amount.minor}, ${dayText(payment.paidOn)}::date, ${payment.reference},
      ${payment.by}, ${clock.now()})`;
}
