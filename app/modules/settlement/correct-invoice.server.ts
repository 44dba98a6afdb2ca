import { currencyCode, money } from '../../platform/money.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import { entriesOf } from './booking-rules.ts';
import { readTimeZone } from './close-account.server.ts';
import { insertDocument, findDocument } from './documents.repository.server.ts';
import type { SettlementContext } from './ledger.ts';
import { lockParty } from './parties.repository.server.ts';
import { postEntries } from './post-entries.server.ts';
import { settleOpenItems } from './settle-open-items.server.ts';
import type { DocumentKey, IssuedDocument } from './settlement-document.ts';
import type { NoSuchDocument, NotAnInvoice, TooMuch } from './settlement-errors.ts';

/**
 * Corrects an issued invoice by a credit note: the retailer owes so much less. Never more than the invoice, all credit
 * notes together. `attempt` names the wish, so that sending a form twice credits once.
 */
export async function correctInvoice(
  context: SettlementContext,
  input: DocumentKey & {
    readonly amountMinor: number;
    readonly reason: string;
    readonly by: string;
    readonly attempt: string;
  },
): Promise<Result<IssuedDocument | undefined, NoSuchDocument | NotAnInvoice | TooMuch>> {
  const { distributorId, reason, by } = input;
  const found = await findDocument(context.tx, input);
  if (!found) return err({ kind: 'no-such-document' });
  if (found.kind !== 'invoice' || !found.connectionId) return err({ kind: 'not-an-invoice' });
  const key = { distributorId, party: { kind: 'connection', id: found.connectionId } } as const;
  await lockParty(context.tx, key);
  // Read under the lock: another credit note may have been written while we waited for it.
  const head = (await findDocument(context.tx, input)) ?? found;
  const postingKey = `credit:${input.attempt}`;
  if (await isPosted(context, distributorId, postingKey)) return ok(undefined);
  const mostMinor = head.totalMinor - head.creditedMinor;
  if (input.amountMinor > mostMinor)
    return err({ kind: 'too-much', mostMinor, currency: head.currency });
  const now = context.clock.now();
  const amount = money(input.amountMinor, currencyCode(head.currency));
  await postEntries(context, {
    distributorId,
    key: postingKey,
    occurredAt: now,
    reason,
    subject: { kind: 'settlement-document', id: head.id },
    entries: entriesOf({ kind: 'credit-given', retailer: key.party, amount, reason }),
  });
  const timeZone = await readTimeZone(context.tx, key);
  const note = await insertDocument(context, {
    ...key,
    kind: 'credit-note',
    currency: head.currency,
    entries: { postingKey },
    period: { start: now, end: now },
    timeZone,
    dueDays: 0,
    correctsId: head.id,
    reason,
    by,
    key: postingKey,
  });
  await settleOpenItems(context, { ...key, currency: head.currency, itemId: head.id });
  return ok(note);
}

async function isPosted({ tx }: SettlementContext, distributorId: string, key: string) {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 from ledger_posting where distributor_id = ${distributorId}::uuid and key = ${key}`;
  return rows.length > 0;
}
