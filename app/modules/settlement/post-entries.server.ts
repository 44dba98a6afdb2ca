import { newId } from '../../platform/ids.ts';
import { faultOfEntries, purposeOf } from './ledger.ts';
import type { Entry, Posting, SettlementContext } from './ledger.ts';

/**
 * Writes one event into the ledger, in the transaction of the event itself. The same (distributor, key) again writes
 * nothing, whatever it holds. Throws where the entries of a currency do not sum to zero or lack their party: that is a
 * bug of the caller. The database refuses the same (prisma/migrations, settlement), whoever writes. Entries of zero
 * are left out; a posting that has no others is not written.
 */
export async function postEntries(
  { tx, clock }: SettlementContext,
  posting: Posting,
): Promise<void> {
  const fault = faultOfEntries(posting.entries);
  if (fault) throw new Error(`Posting ${posting.key} is refused: ${fault}`);
  const entries = posting.entries.filter(({ amount }) => amount.minor !== 0);
  if (entries.length === 0) return;
  const { distributorId, key, occurredAt, reason, subject } = posting;
  await tx.$executeRaw`
    with posting as (
      insert into ledger_posting (distributor_id, id, key, occurred_at, posted_at, reason, subject_kind, subject_id)
      values (${distributorId}::uuid, ${newId<'Posting'>()}::uuid, ${key}, ${occurredAt}, ${clock.now()}, ${reason},
        ${subject.kind}, ${subject.id})
      on conflict (distributor_id, key) do nothing
      returning distributor_id, id, occurred_at
    )
    insert into ledger_entry (distributor_id, posting_id, number, account, connection_id, supplier_id, currency,
      amount_minor, purpose, memo, quantity, occurred_at)
    select p.distributor_id, p.id, e.number, e.account, e."connectionId", e."supplierId", e.currency,
      e."amountMinor", e.purpose, e.memo, e.quantity, p.occurred_at
    from posting p, jsonb_to_recordset(${JSON.stringify(entries.map(toRow))}::jsonb) as e(number integer, account text,
      "connectionId" uuid, "supplierId" uuid, currency text, "amountMinor" bigint, purpose text, memo text,
      quantity integer)
    order by e.number`;
}

function toRow(entry: Entry, index: number, entries: readonly Entry[]) {
  const { account, party, amount, memo, quantity } = entry;
  return {
    number: index + 1,
    account,
    connectionId: party?.kind === 'connection' ? party.id : null,
    supplierId: party?.kind === 'supplier' ? party.id : null,
    currency: amount.currency,
    amountMinor: amount.minor,
    purpose: purposeOf(entry, entries) ?? null,
    memo: memo ?? null,
    quantity: quantity ?? null,
  };
}
