import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import { Prisma } from '../platform/prisma/generated/client.ts';
import { containing } from './contains.server.ts';
import type { Reader } from './reader.server.ts';

export const SUPPLIER_INVOICE_VIEWS = ['differs', 'disputed', 'to-pay', 'paid'] as const;

export type ShownSupplierInvoice = {
  readonly id: string;
  readonly number: string;
  readonly supplierId: string;
  readonly supplier: string;
  readonly currency: string;
  readonly totalMinor: number;
  readonly payableMinor: number;
  readonly openMinor: number;
  readonly status: string;
  readonly decision: string | null;
  readonly differences: number;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly overdue: boolean;
};

const COLUMNS = Prisma.sql`
  i.id, i.number, i.supplier_id as "supplierId", s.name as supplier, i.currency, i.total_minor::float8 as "totalMinor",
  i.payable_minor::float8 as "payableMinor", coalesce(o.open_minor, 0)::float8 as "openMinor", i.status, i.decision,
  (select count(*)::int from supplier_invoice_line l where l.distributor_id = i.distributor_id and l.invoice_id = i.id
    and l.difference is not null) as differences, i.issued_on::text as "issuedOn", i.due_on::text as "dueOn"`;

const JOINS = Prisma.sql`
  join supplier s on s.distributor_id = i.distributor_id and s.id = i.supplier_id
  left join open_item o on o.distributor_id = i.distributor_id and o.id = i.id and o.item_kind = 'supplier-invoice'`;

const VIEWS: Readonly<Record<string, Prisma.Sql>> = {
  differs: Prisma.sql`i.status = 'differs'`,
  disputed: Prisma.sql`i.status = 'disputed'`,
  'to-pay': Prisma.sql`i.status = 'approved' and o.open_minor > 0`,
  paid: Prisma.sql`i.status = 'approved' and o.open_minor = 0`,
};

/** Suppliers' invoices, the newest first. */
export async function readSupplierInvoices(
  database: Reader,
  distributorId: string,
  filter: {
    readonly view: string;
    readonly search: string;
    readonly supplierId: string | undefined;
    readonly today: string;
  },
  page: PageRequest,
): Promise<Page<ShownSupplierInvoice>> {
  const after = parseId(page.after) ?? null;
  const viewed = VIEWS[filter.view];
  const conditions = [
    Prisma.sql`i.distributor_id = ${distributorId}::uuid`,
    Prisma.sql`(${after}::uuid is null or i.id < ${after}::uuid)`,
    ...(viewed ? [viewed] : []),
    ...(filter.supplierId ? [Prisma.sql`i.supplier_id = ${filter.supplierId}::uuid`] : []),
  ];
  if (filter.search) {
    const pattern = containing(filter.search);
    conditions.push(Prisma.sql`(i.number ilike ${pattern} or s.name ilike ${pattern} or exists (
      select from supplier_invoice_line l where l.distributor_id = i.distributor_id and l.invoice_id = i.id
        and l.purchase_order_number ilike ${pattern}))`);
  }
  const rows = await database.$queryRaw<ShownSupplierInvoice[]>(Prisma.sql`
    select ${COLUMNS}, coalesce(o.open_minor, 0) > 0 and i.due_on < ${filter.today}::date as overdue
    from supplier_invoice i ${JOINS} where ${Prisma.join(conditions, ' and ')}
    order by i.id desc limit ${page.size + 1}`);
  return toPage(rows, page.size, ({ id }) => id);
}

export type MatchedInvoiceLine = {
  readonly number: number;
  readonly kind: string;
  readonly purchaseOrder: string | null;
  readonly orderId: string | null;
  readonly supplierSku: string | null;
  readonly title: string | null;
  readonly quantity: number;
  readonly unitMinor: number;
  readonly ordered: number | null;
  readonly shipped: number | null;
  readonly expectedQuantity: number | null;
  readonly expectedUnitMinor: number | null;
  readonly difference: string | null;
  readonly payableQuantity: number;
  readonly payableUnitMinor: number;
};

export type SupplierInvoiceDetail = ShownSupplierInvoice & {
  readonly reason: string | null;
  readonly source: string;
  readonly createdAt: Date;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly lines: readonly MatchedInvoiceLine[];
  readonly payments: readonly {
    readonly text: string;
    readonly day: string;
    readonly amountMinor: number;
  }[];
};

/** One invoice with its match, line by line: as invoiced beside what was ordered, shipped and agreed. */
export async function readSupplierInvoice(
  database: Reader,
  {
    distributorId,
    invoiceId,
    today,
  }: { readonly distributorId: string; readonly invoiceId: string; readonly today: string },
): Promise<SupplierInvoiceDetail | undefined> {
  const [head] = await database.$queryRaw<Omit<SupplierInvoiceDetail, 'lines'>[]>(Prisma.sql`
    select ${COLUMNS}, i.reason, i.source, i.created_at as "createdAt", i.decided_at as "decidedAt",
      coalesce(u.name, case when i.decided_by = 'system' then 'Stockbridge' end) as "decidedBy",
      coalesce(o.open_minor, 0) > 0 and i.due_on < ${today}::date as overdue,
      (select coalesce(jsonb_agg(jsonb_build_object('text', coalesce(nullif(m.reference, ''), 'Payment'),
          'day', m.paid_on, 'amountMinor', a.amount_minor) order by a.at, a.id), '[]')
        from settlement_allocation a join settlement_payment m on m.distributor_id = a.distributor_id and m.id = a.payment_id
        where a.distributor_id = i.distributor_id and a.supplier_invoice_id = i.id) as payments
    from supplier_invoice i ${JOINS} left join "user" u on u.id = i.decided_by
    where i.distributor_id = ${distributorId}::uuid and i.id = ${invoiceId}::uuid`);
  if (!head) return undefined;
  const lines = await database.$queryRaw<MatchedInvoiceLine[]>`
    select l.number, l.kind, coalesce(p.number, l.purchase_order_number) as "purchaseOrder", p.order_id as "orderId",
      l.supplier_sku as "supplierSku", x.title, l.quantity, l.unit_minor::float8 as "unitMinor", x.ordered, x.shipped,
      l.expected_quantity as "expectedQuantity", l.expected_unit_minor::float8 as "expectedUnitMinor", l.difference,
      l.payable_quantity as "payableQuantity", l.payable_unit_minor::float8 as "payableUnitMinor"
    from supplier_invoice_line l
    left join purchase_order p on p.distributor_id = l.distributor_id and p.id = l.purchase_order_id
    left join lateral (
      select min(o.title) as title, sum(q.quantity)::int as ordered, sum(q.shipped_quantity)::int as shipped
      from purchase_order_line q join order_line o on o.distributor_id = q.distributor_id and o.id = q.order_line_id
      where q.distributor_id = l.distributor_id and q.purchase_order_id = l.purchase_order_id
        and q.supplier_sku = l.supplier_sku and l.kind = 'goods'
    ) x on true
    where l.distributor_id = ${distributorId}::uuid and l.invoice_id = ${invoiceId}::uuid order by l.number limit 500`;
  return { ...head, lines };
}

/** The suppliers that an invoice can be of. */
export async function readInvoicingSuppliers(database: Reader, distributorId: string) {
  return database.$queryRaw<{ id: string; name: string; currency: string }[]>`
    select id, name, currency from supplier where distributor_id = ${distributorId}::uuid order by name, id limit 500`;
}
