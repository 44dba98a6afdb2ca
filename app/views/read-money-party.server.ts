import { DEFAULT_TERMS, SettlementTerms } from '../modules/settlement/settlement-terms.ts';
import { parseId } from '../platform/ids.ts';
import type { PageRequest } from '../platform/page.ts';
import { Prisma } from '../platform/prisma/generated/client.ts';
import type { Reader } from './reader.server.ts';

export type MoneyParty = {
  readonly id: string;
  readonly kind: 'connection' | 'supplier';
  readonly name: string;
  /** What new amounts are in unless said otherwise. */
  readonly currency: string;
  readonly hubCurrency: string;
  readonly terms: SettlementTerms;
  readonly closedUntil: Date | null;
  readonly balances: readonly { readonly currency: string; readonly balanceMinor: number }[];
  readonly openItems: readonly OpenItem[];
};

export type OpenItem = {
  readonly id: string;
  readonly itemKind: 'document' | 'supplier-invoice';
  readonly kind: string;
  readonly number: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly openMinor: number;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly overdue: boolean;
};

type Key = { readonly distributorId: string; readonly partyId: string };

/** A retailer's store or a supplier of this distributor, with what is open; undefined for any other id. */
export async function readMoneyParty(
  database: Reader,
  { distributorId, partyId, today }: Key & { readonly today: string },
): Promise<MoneyParty | undefined> {
  const [party] = await database.$queryRaw<(Omit<MoneyParty, 'terms'> & { terms: unknown })[]>`
    select p.id, p.kind, p.name, p.currency, d.currency as "hubCurrency", t.terms, t.closed_until as "closedUntil",
      (select coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'balanceMinor', minor) order by currency), '[]')
        from (select currency, sum(amount_minor) as minor from ledger_entry e where e.distributor_id = d.id
          and ((p.kind = 'connection' and e.account = 'receivable' and e.connection_id = p.id)
            or (p.kind = 'supplier' and e.account = 'payable' and e.supplier_id = p.id)) group by 1) b) as balances,
      (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'itemKind', i.item_kind, 'kind', i.kind, 'number', i.number,
          'currency', i.currency, 'amountMinor', i.amount_minor, 'openMinor', i.open_minor, 'issuedOn', i.issued_on,
          'dueOn', i.due_on, 'overdue', i.open_minor > 0 and i.due_on < ${today}::date) order by i.due_on, i.number), '[]')
        from (select * from open_item i where i.distributor_id = d.id and coalesce(i.connection_id, i.supplier_id) = p.id
          and i.open_minor <> 0 order by i.due_on limit 200) i) as "openItems"
    from (
      select k.id, 'connection' as kind, s.name, k.distributor_id, x.currency from connection k
        join store s on s.id = k.store_id join distributor x on x.id = k.distributor_id
      union all select id, 'supplier', name, distributor_id, currency from supplier
    ) p
    join distributor d on d.id = p.distributor_id
    left join settlement_party t on t.distributor_id = d.id and t.id = p.id
    where d.id = ${distributorId}::uuid and p.id = ${partyId}::uuid`;
  if (!party) return undefined;
  return {
    ...party,
    terms: party.terms === null ? DEFAULT_TERMS : SettlementTerms.parse(party.terms),
  };
}

export type Movement = {
  readonly key: string;
  readonly at: Date;
  readonly reason: string;
  readonly text: string;
  readonly purpose: string;
  readonly currency: string;
  /** Positive: the party owes more, or we owe it less. */
  readonly amountMinor: number;
  /** Of the account in this currency, after the movement. */
  readonly balanceMinor: number;
  readonly orderId: string | null;
  readonly document: string | null;
};

/** A party's statement in one currency: what moved its account, the newest first, with the balance after each. */
export async function readMovements(
  database: Reader,
  {
    distributorId,
    party,
    currency,
  }: {
    readonly distributorId: string;
    readonly party: Pick<MoneyParty, 'id' | 'kind'>;
    readonly currency: string;
  },
  page: PageRequest,
): Promise<{ readonly rows: readonly Movement[]; readonly next: string | undefined }> {
  const [millis, postingId, number] = (page.after ?? '').split('_');
  const posting = parseId(postingId);
  const before = posting
    ? Prisma.sql`and (e.occurred_at, e.posting_id, e.number) < (${new Date(Number(millis) || 0)}, ${posting}::uuid,
        ${Math.trunc(Number(number)) || 0})`
    : Prisma.empty;
  const mine =
    party.kind === 'connection'
      ? Prisma.sql`e.account = 'receivable' and e.connection_id = ${party.id}::uuid`
      : Prisma.sql`e.account = 'payable' and e.supplier_id = ${party.id}::uuid`;
  const scope = Prisma.sql`e.distributor_id = ${distributorId}::uuid and ${mine} and e.currency = ${currency} ${before}`;
  const found = await database.$queryRaw<
    (Omit<Movement, 'balanceMinor' | 'key'> & { postingId: string; number: number })[]
  >`
    select e.occurred_at as at, e.posting_id as "postingId", e.number, g.reason, coalesce(e.memo, g.reason) as text,
      e.purpose, e.currency, e.amount_minor::float8 as "amountMinor",
      case when g.subject_kind = 'order' then g.subject_id end as "orderId",
      (select d.number from settlement_document_line l join settlement_document d on d.distributor_id = l.distributor_id
        and d.id = l.document_id where l.distributor_id = e.distributor_id and l.posting_id = e.posting_id
        and l.entry_number = e.number) as document
    from ledger_entry e join ledger_posting g on g.distributor_id = e.distributor_id and g.id = e.posting_id
    where ${scope} order by e.occurred_at desc, e.posting_id desc, e.number desc limit ${page.size + 1}`;
  const [total] = await database.$queryRaw<{ minor: number }[]>`
    select coalesce(sum(e.amount_minor), 0)::float8 as minor from ledger_entry e where ${scope}`;
  let balanceMinor = total?.minor ?? 0;
  const rows = found.slice(0, page.size).map(({ postingId: id, number: entry, ...row }) => {
    const shown = { ...row, key: `${row.at.getTime()}_${id}_${entry}`, balanceMinor };
    balanceMinor -= row.amountMinor;
    return shown;
  });
  return { rows, next: found.length > page.size ? rows.at(-1)?.key : undefined };
}

/** The whole statement, oldest last, for a file. */
export async function* eachMovement(
  database: Reader,
  input: Parameters<typeof readMovements>[1],
): AsyncGenerator<Movement> {
  let after: string | undefined;
  do {
    const { rows, next } = await readMovements(database, input, { size: 2_000, after });
    yield* rows;
    after = next;
  } while (after);
}
