/** Writes settlement documents; the only one that gives out their numbers. */
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import { columnsOf } from './parties.repository.server.ts';
import type { PartyKey } from './parties.repository.server.ts';
import { addDays, dayInZone, dayText } from './period.ts';
import type { Period } from './period.ts';
import { NUMBER_PREFIX } from './settlement-document.ts';
import type { DocumentKind, IssuedDocument } from './settlement-document.ts';
import type { SettlementContext } from './ledger.ts';

/** Entries of a party that stand on no document, payments left out: those of before a moment, or of one posting. */
export type Unbilled = { readonly before: Instant } | { readonly postingKey: string };

export type DocumentDraft = PartyKey & {
  readonly kind: DocumentKind;
  readonly currency: string;
  readonly entries: Unbilled;
  readonly period: Period;
  readonly timeZone: string;
  readonly dueDays: number;
  readonly correctsId?: string | undefined;
  readonly reason?: string | undefined;
  readonly by: string;
  readonly key: string;
};

/** What is unbilled, by currency, in minor units: positive where the party owes us (supplier: we owe it). */
export async function sumUnbilled(
  tx: Tx,
  key: PartyKey,
  entries: Unbilled,
): Promise<readonly { currency: string; sumMinor: number; firstAt: Date }[]> {
  return tx.$queryRaw<{ currency: string; sumMinor: number; firstAt: Date }[]>`
    select e.currency, (sum(e.amount_minor) * ${signOf(key)})::float8 as "sumMinor", min(e.occurred_at) as "firstAt"
    from ledger_entry e where ${unbilled(key, entries)} group by e.currency order by e.currency`;
}

/**
 * Issues a document over all unbilled entries of a currency: its number, head and lines in one statement, so that the
 * lines are exactly what was summed, and a number is taken only with a document. Undefined where nothing is unbilled.
 */
export async function insertDocument(
  { tx, clock }: SettlementContext,
  draft: DocumentDraft,
): Promise<IssuedDocument | undefined> {
  const now = clock.now();
  const today = dayInZone(now, draft.timeZone);
  const { distributorId, kind, currency } = draft;
  const { connectionId, supplierId } = columnsOf(draft.party);
  const id = newId<'SettlementDocument'>();
  const [issued] = await tx.$queryRaw<IssuedDocument[]>`
    with picked as materialized (
      select e.posting_id, e.number, e.amount_minor, e.occurred_at from ledger_entry e
      where ${unbilled(draft, draft.entries)} and e.currency = ${currency}
    ), counted as (
      insert into settlement_counter (distributor_id, series, year, last)
      select ${distributorId}::uuid, ${kind}, ${today.year}, 1 where exists (select from picked)
      on conflict (distributor_id, series, year) do update set last = settlement_counter.last + 1
      returning last
    ), document as (
      insert into settlement_document (distributor_id, id, kind, connection_id, supplier_id, year, sequence, number,
        currency, total_minor, period_start, period_end, issued_at, issued_on, due_on, corrects_id, reason, issued_by, key)
      select ${distributorId}::uuid, ${id}::uuid, ${kind}, ${connectionId}::uuid, ${supplierId}::uuid, ${today.year}, last,
        ${`${NUMBER_PREFIX[kind]}-${today.year}-`} || lpad(last::text, 5, '0'), ${currency},
        (select sum(amount_minor) * ${signOf(draft)} from picked), ${draft.period.start}, ${draft.period.end}, ${now},
        ${dayText(today)}::date, ${dayText(addDays(today, draft.dueDays))}::date, ${draft.correctsId ?? null}::uuid,
        ${draft.reason ?? null}, ${draft.by}, ${draft.key}
      from counted
      returning id, kind, number, currency, total_minor::float8 as "totalMinor"
    ), lines as (
      insert into settlement_document_line (distributor_id, document_id, number, posting_id, entry_number)
      select ${distributorId}::uuid, d.id, row_number() over (order by p.occurred_at, p.posting_id, p.number), p.posting_id,
        p.number
      from picked p, document d
    )
    select * from document`;
  return issued;
}

function unbilled({ distributorId, party }: PartyKey, entries: Unbilled): Prisma.Sql {
  const { connectionId, supplierId } = columnsOf(party);
  const mine = connectionId
    ? Prisma.sql`e.account = 'receivable' and e.connection_id = ${connectionId}::uuid`
    : Prisma.sql`e.account = 'payable' and e.supplier_id = ${supplierId}::uuid`;
  const which =
    'before' in entries
      ? Prisma.sql`e.occurred_at < ${entries.before}`
      : Prisma.sql`e.posting_id = (select p.id from ledger_posting p where p.distributor_id = e.distributor_id
          and p.key = ${entries.postingKey})`;
  return Prisma.sql`e.distributor_id = ${distributorId}::uuid and ${mine} and e.purpose <> 'cash' and ${which}
    and not exists (select from settlement_document_line l where l.distributor_id = e.distributor_id
      and l.posting_id = e.posting_id and l.entry_number = e.number)`;
}

/** A payable is negative where we owe. */
function signOf({ party }: PartyKey): Prisma.Sql {
  return party.kind === 'connection' ? Prisma.sql`1` : Prisma.sql`-1`;
}

export type DocumentHead = IssuedDocument & {
  readonly distributorId: Id<'Distributor'>;
  readonly connectionId: string | null;
  readonly supplierId: string | null;
  /** Credited so far by notes that correct it, minor units. */
  readonly creditedMinor: number;
};

/** Undefined for another distributor's document as for none. */
export async function findDocument(
  tx: Tx,
  { distributorId, documentId }: { readonly distributorId: string; readonly documentId: string },
): Promise<DocumentHead | undefined> {
  const [head] = await tx.$queryRaw<DocumentHead[]>`
    select distributor_id as "distributorId", id, kind, number, currency, total_minor::float8 as "totalMinor",
      connection_id as "connectionId", supplier_id as "supplierId",
      (select coalesce(-sum(c.total_minor), 0)::float8 from settlement_document c
        where c.distributor_id = d.distributor_id and c.corrects_id = d.id) as "creditedMinor"
    from settlement_document d where distributor_id = ${distributorId}::uuid and id = ${documentId}::uuid`;
  return head;
}
