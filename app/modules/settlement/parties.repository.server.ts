/** Reads and writes what was agreed with parties about money. A party without a row has the default terms. */
import type { Instant } from '../../platform/clock.ts';
import { advisoryXactLock } from '../../platform/database.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { Party, SettlementContext } from './ledger.ts';
import { DEFAULT_TERMS, SettlementTerms } from './settlement-terms.ts';

export type PartyKey = { readonly distributorId: Id<'Distributor'>; readonly party: Party };

export async function readSettlementTerms(
  tx: Tx,
  { distributorId, party }: PartyKey,
): Promise<SettlementTerms> {
  const [row] = await tx.$queryRaw<{ terms: unknown }[]>`
    select terms from settlement_party where distributor_id = ${distributorId}::uuid and id = ${party.id}::uuid`;
  return row ? SettlementTerms.parse(row.terms) : DEFAULT_TERMS;
}

/** The caller has checked that the party is the distributor's; a foreign one is refused by the database. */
export async function saveSettlementTerms(
  { tx, clock }: SettlementContext,
  key: PartyKey,
  terms: SettlementTerms,
): Promise<void> {
  const { connectionId, supplierId } = columnsOf(key.party);
  await tx.$executeRaw`
    insert into settlement_party (distributor_id, id, connection_id, supplier_id, terms, updated_at)
    values (${key.distributorId}::uuid, ${key.party.id}::uuid, ${connectionId}::uuid, ${supplierId}::uuid,
      ${JSON.stringify(terms)}::jsonb, ${clock.now()})
    on conflict (distributor_id, id) do update set terms = excluded.terms, updated_at = excluded.updated_at`;
}

/** Remembers until when the clock has closed a party's account. Never goes back. */
export async function markClosed(
  { tx, clock }: SettlementContext,
  key: PartyKey,
  until: Instant,
): Promise<void> {
  const { connectionId, supplierId } = columnsOf(key.party);
  await tx.$executeRaw`
    insert into settlement_party (distributor_id, id, connection_id, supplier_id, terms, closed_until, updated_at)
    values (${key.distributorId}::uuid, ${key.party.id}::uuid, ${connectionId}::uuid, ${supplierId}::uuid,
      ${JSON.stringify(DEFAULT_TERMS)}::jsonb, ${until}, ${clock.now()})
    on conflict (distributor_id, id) do update set
      closed_until = greatest(settlement_party.closed_until, excluded.closed_until)`;
}

export type PartyOfClock = PartyKey & {
  readonly timeZone: string;
  readonly terms: SettlementTerms;
  readonly closedUntil: Instant | null;
};

type PartyRow = {
  readonly distributorId: Id<'Distributor'>;
  readonly kind: Party['kind'];
  readonly id: string;
  readonly timeZone: string;
  readonly terms: unknown;
  readonly closedUntil: Instant | null;
};

/** Every party of every distributor with when it was closed last: as many as there are relations, not entries. */
export async function readPartiesOfClock(tx: Tx): Promise<readonly PartyOfClock[]> {
  const rows = await tx.$queryRaw<PartyRow[]>`
    select p.distributor_id as "distributorId", p.kind, p.id, d.time_zone as "timeZone", s.terms,
      s.closed_until as "closedUntil"
    from (select distributor_id, 'connection' as kind, id from connection
      union all select distributor_id, 'supplier', id from supplier) p
    join distributor d on d.id = p.distributor_id
    left join settlement_party s on s.distributor_id = p.distributor_id and s.id = p.id`;
  return rows.map(({ kind, id, terms, ...row }) => ({
    ...row,
    party: { kind, id },
    terms: terms === null ? DEFAULT_TERMS : SettlementTerms.parse(terms),
  }));
}

/** One after another: closing, matching and paying of one party. */
export async function lockParty(tx: Tx, { distributorId, party }: PartyKey): Promise<void> {
  await advisoryXactLock(tx, `settlement:${distributorId}:${party.id}`);
}

export function columnsOf({ kind, id }: Party): {
  readonly connectionId: string | null;
  readonly supplierId: string | null;
} {
  return {
    connectionId: kind === 'connection' ? id : null,
    supplierId: kind === 'supplier' ? id : null,
  };
}
