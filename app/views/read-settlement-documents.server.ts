import type { DocumentKind } from '../modules/settlement/settlement-document.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import { Prisma } from '../platform/prisma/generated/client.ts';
import { containing } from './contains.server.ts';
import type { Reader } from './reader.server.ts';

/** Who looks: a distributor at its documents, or a store at those that were issued to it. */
export type MoneyScope = { readonly distributorId: string } | { readonly storeId: string };

export const DOCUMENT_VIEWS = ['open', 'overdue', 'paid'] as const;

export type ShownDocument = {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly number: string;
  readonly partyId: string;
  readonly party: string;
  readonly distributor: string;
  readonly currency: string;
  readonly totalMinor: number;
  /** Null for a statement, which nobody pays. */
  readonly openMinor: number | null;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly overdue: boolean;
};

export type DocumentFilter = {
  readonly view: string;
  readonly kind: string;
  readonly search: string;
  readonly partyId?: string | undefined;
  readonly today: string;
};

const COLUMNS = Prisma.sql`
  d.id, d.kind, d.number, coalesce(d.connection_id, d.supplier_id) as "partyId", coalesce(s.name, p.name) as party,
  x.name as distributor, d.currency, d.total_minor::float8 as "totalMinor", i.open_minor::float8 as "openMinor",
  d.period_start as "periodStart", d.period_end as "periodEnd", d.issued_on::text as "issuedOn", d.due_on::text as "dueOn"`;

const JOINS = Prisma.sql`
  join distributor x on x.id = d.distributor_id
  left join connection k on k.distributor_id = d.distributor_id and k.id = d.connection_id
  left join store s on s.id = k.store_id
  left join supplier p on p.distributor_id = d.distributor_id and p.id = d.supplier_id
  left join open_item i on i.distributor_id = d.distributor_id and i.id = d.id and i.item_kind = 'document'`;

/** Documents, the newest first. */
export async function readDocuments(
  database: Reader,
  scope: MoneyScope,
  filter: DocumentFilter,
  page: PageRequest,
): Promise<Page<ShownDocument>> {
  const after = parseId(page.after) ?? null;
  const conditions = [
    inScope(scope),
    Prisma.sql`(${after}::uuid is null or d.id < ${after}::uuid)`,
  ];
  if (filter.kind) conditions.push(Prisma.sql`d.kind = ${filter.kind}`);
  if (filter.search) {
    const pattern = containing(filter.search);
    conditions.push(
      Prisma.sql`(d.number ilike ${pattern} or coalesce(s.name, p.name) ilike ${pattern})`,
    );
  }
  if (filter.partyId)
    conditions.push(Prisma.sql`coalesce(d.connection_id, d.supplier_id) = ${filter.partyId}::uuid`);
  if (filter.view === 'open') conditions.push(Prisma.sql`i.open_minor <> 0`);
  if (filter.view === 'overdue')
    conditions.push(Prisma.sql`i.open_minor > 0 and d.due_on < ${filter.today}::date`);
  if (filter.view === 'paid') conditions.push(Prisma.sql`i.open_minor = 0`);
  const rows = await database.$queryRaw<ShownDocument[]>(Prisma.sql`
    select ${COLUMNS}, coalesce(i.open_minor, 0) > 0 and d.due_on < ${filter.today}::date as overdue
    from settlement_document d ${JOINS}
    where ${Prisma.join(conditions, ' and ')} order by d.id desc limit ${page.size + 1}`);
  return toPage(rows, page.size, ({ id }) => id);
}

function inScope(scope: MoneyScope): Prisma.Sql {
  if ('distributorId' in scope) return Prisma.sql`d.distributor_id = ${scope.distributorId}::uuid`;
  // A store sees what was issued to it, whichever distributor; nothing of suppliers.
  return Prisma.sql`k.store_id = ${scope.storeId}::uuid`;
}

export type DocumentLine = {
  readonly number: number;
  readonly at: Date;
  readonly reason: string;
  readonly orderId: string | null;
  readonly text: string;
  readonly purpose: string;
  readonly quantity: number | null;
  /** Positive: owed by a retailer, or owed to a supplier. */
  readonly amountMinor: number;
};

export type DocumentDetail = ShownDocument & {
  readonly distributorId: string;
  readonly reason: string | null;
  readonly lineCount: number;
  readonly corrects: { readonly id: string; readonly number: string } | null;
  readonly corrections: readonly {
    readonly id: string;
    readonly number: string;
    readonly totalMinor: number;
  }[];
  readonly sums: readonly { readonly purpose: string; readonly amountMinor: number }[];
  readonly settledBy: readonly {
    readonly text: string;
    readonly day: string;
    readonly amountMinor: number;
  }[];
};

/** One document; undefined where it is not the viewer's, as for an id that does not exist. */
export async function readDocument(
  database: Reader,
  scope: MoneyScope,
  documentId: string,
  today: string,
): Promise<DocumentDetail | undefined> {
  const [head] = await database.$queryRaw<DocumentDetail[]>(Prisma.sql`
    select ${COLUMNS}, d.distributor_id as "distributorId", d.reason,
      (select count(*)::int from settlement_document_line l where l.distributor_id = d.distributor_id
        and l.document_id = d.id) as "lineCount",
      coalesce(i.open_minor, 0) > 0 and d.due_on < ${today}::date as overdue,
      (select jsonb_build_object('id', c.id, 'number', c.number) from settlement_document c
        where c.distributor_id = d.distributor_id and c.id = d.corrects_id) as corrects,
      (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'number', c.number, 'totalMinor', c.total_minor)
          order by c.number), '[]') from settlement_document c
        where c.distributor_id = d.distributor_id and c.corrects_id = d.id) as corrections,
      (select coalesce(jsonb_agg(jsonb_build_object('purpose', purpose, 'amountMinor', minor) order by purpose), '[]')
        from (select e.purpose, sum(e.amount_minor) * case when d.supplier_id is null then 1 else -1 end as minor
          from settlement_document_line l join ledger_entry e on e.distributor_id = l.distributor_id
            and e.posting_id = l.posting_id and e.number = l.entry_number
          where l.distributor_id = d.distributor_id and l.document_id = d.id group by 1) sums) as sums,
      (select coalesce(jsonb_agg(jsonb_build_object('text', coalesce(n.number, nullif(m.reference, ''), 'Payment'),
          'day', coalesce(m.paid_on, n.issued_on), 'amountMinor', a.amount_minor) order by a.at, a.id), '[]')
        from settlement_allocation a
        left join settlement_payment m on m.distributor_id = a.distributor_id and m.id = a.payment_id
        left join settlement_document n on n.distributor_id = a.distributor_id and n.id = a.credit_note_id
        where a.distributor_id = d.distributor_id and a.document_id = d.id) as "settledBy"
    from settlement_document d ${JOINS} where ${inScope(scope)} and d.id = ${documentId}::uuid`);
  return head;
}

/** Lines of a document that `readDocument` has shown to be the viewer's, in their order. */
export async function readDocumentLines(
  database: Reader,
  document: { readonly distributorId: string; readonly id: string },
  page: PageRequest,
): Promise<Page<DocumentLine>> {
  const after = Math.max(0, Math.trunc(Number(page.after ?? 0)) || 0);
  const rows = await database.$queryRaw<DocumentLine[]>`
    select l.number, e.occurred_at as at, g.reason, coalesce(e.memo, g.reason) as text, e.purpose, e.quantity,
      case when g.subject_kind = 'order' then g.subject_id end as "orderId",
      (e.amount_minor * case when e.account = 'payable' then -1 else 1 end)::float8 as "amountMinor"
    from settlement_document_line l
    join ledger_entry e on e.distributor_id = l.distributor_id and e.posting_id = l.posting_id and e.number = l.entry_number
    join ledger_posting g on g.distributor_id = l.distributor_id and g.id = l.posting_id
    where l.distributor_id = ${document.distributorId}::uuid and l.document_id = ${document.id}::uuid
      and l.number > ${after} order by l.number limit ${page.size + 1}`;
  return toPage(rows, page.size, ({ number }) => String(number));
}

const BATCH = 5_000;

/** All lines, read in batches: a document's length does not matter. */
export async function* eachDocumentLine(
  database: Reader,
  document: { readonly distributorId: string; readonly id: string },
): AsyncGenerator<DocumentLine> {
  let after: string | undefined;
  do {
    const { rows, next } = await readDocumentLines(database, document, { size: BATCH, after });
    yield* rows;
    after = next;
  } while (after);
}
