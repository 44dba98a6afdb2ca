import type { Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import { insertDocument, sumUnbilled } from './documents.repository.server.ts';
import type { SettlementContext } from './ledger.ts';
import { lockParty, readSettlementTerms } from './parties.repository.server.ts';
import type { PartyKey } from './parties.repository.server.ts';
import type { Period } from './period.ts';
import { settleOpenItems } from './settle-open-items.server.ts';
import type { Closing, DocumentKind, IssuedDocument } from './settlement-document.ts';
import type { SettlementTerms } from './settlement-terms.ts';

/**
 * Puts all that stands on no document yet, and happened before a moment, on one document for each currency, and closes
 * it with what the party has on account. Again with the same moment, or twice at once, issues nothing more. An entry that
 * is written late, for a moment that is closed, comes on the next document.
 */
export async function closeAccount(
  context: SettlementContext,
  key: PartyKey,
  { until, by }: Closing,
): Promise<readonly IssuedDocument[]> {
  const { tx } = context;
  await lockParty(tx, key);
  const terms = await readSettlementTerms(tx, key);
  const timeZone = await readTimeZone(tx, key);
  const issued: IssuedDocument[] = [];
  for (const { currency, sumMinor, firstAt } of await sumUnbilled(tx, key, { before: until })) {
    const document = await insertDocument(context, {
      ...key,
      kind: kindOf(key, terms, sumMinor),
      currency,
      entries: { before: until },
      period: await periodOf(tx, key, currency, firstAt, until),
      timeZone,
      dueDays: terms.dueDays,
      by,
      key: `close:${key.party.id}:${currency}:${until.toISOString()}`,
    });
    if (document) issued.push(document);
    await settleOpenItems(context, { ...key, currency });
  }
  return issued;
}

function kindOf(
  { party }: PartyKey,
  { selfBilling }: SettlementTerms,
  sumMinor: number,
): DocumentKind {
  if (party.kind === 'connection') return sumMinor < 0 ? 'credit-note' : 'invoice';
  return selfBilling ? 'self-bill' : 'statement';
}

export async function readTimeZone(tx: Tx, { distributorId }: PartyKey): Promise<string> {
  const [row] = await tx.$queryRaw<{ timeZone: string }[]>`
    select time_zone as "timeZone" from distributor where id = ${distributorId}::uuid`;
  if (!row) throw new Error(`No distributor ${distributorId}`);
  return row.timeZone;
}

/** From the end of the document before to the moment of closing; the first begins with its first entry. */
async function periodOf(
  tx: Tx,
  { distributorId, party }: PartyKey,
  currency: string,
  firstAt: Instant,
  end: Instant,
): Promise<Period> {
  const [row] = await tx.$queryRaw<{ end: Date | null }[]>`
    select max(period_end) as end from settlement_document where distributor_id = ${distributorId}::uuid
      and coalesce(connection_id, supplier_id) = ${party.id}::uuid and currency = ${currency} and corrects_id is null`;
  return { start: row?.end && row.end < end ? row.end : firstAt, end };
}
