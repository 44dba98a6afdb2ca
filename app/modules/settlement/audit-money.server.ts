import type { Tx } from '../../platform/database.server.ts';
import { Prisma } from '../../platform/prisma/generated/client.ts';

/** A difference between the books and what they are made of: of which tenant, and about what. */
export type MoneyFinding = {
  readonly finding: string;
  readonly distributorId: string;
  readonly subjectId: string;
};

/** Each query returns the rows that should not be. Read-only; whole tables, so not for every minute. */
const CHECKS: readonly { readonly finding: string; readonly rows: Prisma.Sql }[] = [
  {
    finding: 'A posting does not sum to zero in a currency',
    rows: Prisma.sql`
      select distributor_id, posting_id::text from ledger_entry
      group by distributor_id, posting_id, currency having sum(amount_minor) <> 0`,
  },
  {
    finding: 'A parcel with something to pay is not booked',
    rows: Prisma.sql`
      select s.distributor_id, s.id::text from shipment s
      where exists (select from shipment_line l join order_line o on o.distributor_id = l.distributor_id
          and o.id = l.order_line_id join purchase_order_line p on p.distributor_id = l.distributor_id
          and p.id = l.purchase_order_line_id
        where l.distributor_id = s.distributor_id and l.shipment_id = s.id
          and (p.unit_cost_minor > 0 or (o.unit_wholesale_minor > 0 and o.replaced_quantity = 0)))
        and not exists (select from ledger_posting g where g.distributor_id = s.distributor_id
          and g.key = 'shipment:' || s.id)`,
  },
  {
    // Units times the price of their line; where units were replaced, those are free, whichever parcel they left in.
    finding: 'What was sold by an order is not what its parcels held',
    rows: Prisma.sql`
      select l.distributor_id, l.order_id::text from (
        select distributor_id, order_id, wholesale_currency as currency,
          sum((shipped_quantity - greatest(0, least(replaced_quantity, shipped_quantity - quantity + removed_quantity)))
            * unit_wholesale_minor) as minor
        from order_line where shipped_quantity > 0 group by 1, 2, 3) l
      left join (${bookedByOrder('sales')}) b on b.distributor_id = l.distributor_id and b.order_id = l.order_id
        and b.currency = l.currency
      where l.minor <> -coalesce(b.minor, 0)`,
  },
  {
    finding: 'What the goods of an order cost is not what its parcels held',
    rows: Prisma.sql`
      select c.distributor_id, c.order_id::text from (
        select p.distributor_id, p.order_id, p.currency, sum(l.shipped_quantity * l.unit_cost_minor) as minor
        from purchase_order p join purchase_order_line l on l.distributor_id = p.distributor_id
          and l.purchase_order_id = p.id
        where l.shipped_quantity > 0 group by 1, 2, 3) c
      left join (${bookedByOrder('goods-cost')}) b on b.distributor_id = c.distributor_id and b.order_id = c.order_id
        and b.currency = c.currency
      where c.minor <> coalesce(b.minor, 0)`,
  },
  {
    finding: 'A document does not say the sum of its lines',
    rows: Prisma.sql`
      select d.distributor_id, d.id::text from settlement_document d
      left join settlement_document_line l on l.distributor_id = d.distributor_id and l.document_id = d.id
      left join ledger_entry e on e.distributor_id = l.distributor_id and e.posting_id = l.posting_id
        and e.number = l.entry_number
      group by d.distributor_id, d.id
      having d.total_minor <> coalesce(sum(e.amount_minor), 0) * case when d.supplier_id is null then 1 else -1 end`,
  },
  {
    finding: 'The numbers of documents have a gap',
    rows: Prisma.sql`
      select distributor_id, kind || ' ' || year from settlement_document
      group by distributor_id, kind, year having max(sequence) <> count(*)`,
  },
  {
    finding: 'A payment is not in the books',
    rows: Prisma.sql`
      select p.distributor_id, p.id::text from settlement_payment p
      left join ledger_posting g on g.distributor_id = p.distributor_id and g.key = 'payment:' || p.id
      left join ledger_entry e on e.distributor_id = g.distributor_id and e.posting_id = g.id and e.account = 'cash'
      where abs(coalesce(e.amount_minor, 0)) <> p.amount_minor`,
  },
  {
    finding: 'More of an article was approved for payment than was shipped',
    rows: Prisma.sql`
      select i.distributor_id, l.purchase_order_id::text
      from supplier_invoice i join supplier_invoice_line l on l.distributor_id = i.distributor_id and l.invoice_id = i.id
      where i.status = 'approved' and l.kind = 'goods' and l.payable_quantity > 0
      group by i.distributor_id, l.purchase_order_id, l.supplier_sku
      having sum(l.payable_quantity) > coalesce((select sum(p.shipped_quantity) from purchase_order_line p
        where p.distributor_id = i.distributor_id and p.purchase_order_id = l.purchase_order_id
          and p.supplier_sku = l.supplier_sku), 0)`,
  },
];

/** What the order journey booked, by order: other postings (returns, credits) have other subjects. */
function bookedByOrder(account: string): Prisma.Sql {
  return Prisma.sql`
    select g.distributor_id, g.subject_id::uuid as order_id, e.currency, sum(e.amount_minor) as minor
    from ledger_posting g join ledger_entry e on e.distributor_id = g.distributor_id and e.posting_id = g.id
    where g.subject_kind = 'order' and e.account = ${account} and (g.key like 'shipment:%' or g.key like 'cost:%')
    group by 1, 2, 3`;
}

/** Recomputes the books from parcels, documents and payments; empty when they agree. */
export async function auditMoney({ tx }: { readonly tx: Tx }): Promise<readonly MoneyFinding[]> {
  const findings: MoneyFinding[] = [];
  for (const { finding, rows } of CHECKS) {
    const found = await tx.$queryRaw<{ distributorId: string; subjectId: string }[]>`
      select distributor_id as "distributorId", id as "subjectId" from (${rows}) as broken(distributor_id, id) limit 100`;
    findings.push(...found.map((row) => ({ finding, ...row })));
  }
  return findings;
}
