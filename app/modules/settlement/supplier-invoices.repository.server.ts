/** Reads and writes suppliers' invoices and what may be billed of purchase orders. Writers hold the supplier's lock. */
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import { currencyCode } from '../../platform/money.ts';
import type { CurrencyCode } from '../../platform/money.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { SettlementContext } from './ledger.ts';
import type { BillableOrder, InvoiceLine, MatchedLine } from './match-invoice.ts';
import { dayText } from './period.ts';
import type { Day } from './period.ts';
import { numberKey } from './supplier-invoice.ts';
import type {
  InvoiceDecision,
  InvoiceStatus,
  NewSupplierInvoice,
  SupplierInvoiceId,
  SupplierInvoiceKey,
} from './supplier-invoice.ts';

export type StoredInvoice = {
  readonly id: SupplierInvoiceId;
  readonly distributorId: Id<'Distributor'>;
  readonly supplierId: Id<'Supplier'>;
  readonly number: string;
  readonly currency: CurrencyCode;
  readonly totalMinor: number;
  readonly status: InvoiceStatus;
  readonly lines: readonly InvoiceLine[];
};

/** Undefined where the supplier has an invoice of this number already. */
export async function insertSupplierInvoice(
  { tx, clock }: SettlementContext,
  invoice: NewSupplierInvoice & { readonly dueOn: Day; readonly totalMinor: number },
): Promise<StoredInvoice | undefined> {
  const id = newId<'SupplierInvoice'>();
  const { distributorId, supplierId, number, currency, totalMinor } = invoice;
  const added = await tx.$executeRaw`
    insert into supplier_invoice (distributor_id, id, supplier_id, number, number_key, issued_on, due_on, currency,
      total_minor, status, source, created_at)
    values (${distributorId}::uuid, ${id}::uuid, ${supplierId}::uuid, ${number}, ${numberKey(number)},
      ${dayText(invoice.issuedOn)}::date, ${dayText(invoice.dueOn)}::date, ${currency}, ${totalMinor}, 'differs',
      ${invoice.source}, ${clock.now()})
    on conflict (distributor_id, supplier_id, number_key) do nothing`;
  if (added === 0) return undefined;
  const lines = invoice.lines.map((line, index) => ({ ...line, number: index + 1 }));
  await tx.$executeRaw`
    insert into supplier_invoice_line (distributor_id, invoice_id, number, kind, purchase_order_number, supplier_sku,
      quantity, unit_minor)
    select ${distributorId}::uuid, ${id}::uuid, l.number, l.kind, l."purchaseOrderNumber", l."supplierSku", l.quantity,
      l."unitMinor"
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l(number integer, kind text, "purchaseOrderNumber" text,
      "supplierSku" text, quantity integer, "unitMinor" bigint)`;
  return { id, distributorId, supplierId, number, currency, totalMinor, status: 'differs', lines };
}

export async function findSupplierInvoice(
  tx: Tx,
  { distributorId, invoiceId }: SupplierInvoiceKey,
): Promise<StoredInvoice | undefined> {
  const [head] = await tx.$queryRaw<
    (Omit<StoredInvoice, 'lines' | 'currency'> & { currency: string })[]
  >`
    select id, distributor_id as "distributorId", supplier_id as "supplierId", number, currency,
      total_minor::float8 as "totalMinor", status
    from supplier_invoice where distributor_id = ${distributorId}::uuid and id = ${invoiceId}::uuid`;
  if (!head) return undefined;
  const lines = await tx.$queryRaw<InvoiceLine[]>`
    select number, kind, purchase_order_number as "purchaseOrderNumber", supplier_sku as "supplierSku", quantity,
      unit_minor::float8 as "unitMinor"
    from supplier_invoice_line where distributor_id = ${distributorId}::uuid and invoice_id = ${invoiceId}::uuid
    order by number`;
  return { ...head, currency: currencyCode(head.currency), lines };
}

/** Keeps what was found for each line. */
export async function saveMatch(
  tx: Tx,
  { distributorId, id }: StoredInvoice,
  lines: readonly MatchedLine[],
): Promise<void> {
  await tx.$executeRaw`
    update supplier_invoice_line as l set purchase_order_id = m."purchaseOrderId",
      supplier_sku = coalesce(m."supplierSku", l.supplier_sku), expected_unit_minor = m."expectedUnitMinor",
      expected_quantity = m."expectedQuantity", difference = m.difference, payable_quantity = m."payableQuantity",
      payable_unit_minor = m."payableUnitMinor"
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as m(number integer, "purchaseOrderId" uuid, "supplierSku" text,
      "expectedUnitMinor" bigint, "expectedQuantity" integer, difference text, "payableQuantity" integer,
      "payableUnitMinor" bigint)
    where l.distributor_id = ${distributorId}::uuid and l.invoice_id = ${id}::uuid and l.number = m.number`;
}

export type Decided = {
  readonly status: InvoiceStatus;
  readonly decision: InvoiceDecision | null;
  readonly payableMinor: number;
  readonly reason?: string | undefined;
  readonly by: string;
};

export async function saveDecision(
  { tx, clock }: SettlementContext,
  { distributorId, id }: StoredInvoice,
  { status, decision, payableMinor, reason, by }: Decided,
): Promise<void> {
  await tx.$executeRaw`
    update supplier_invoice set status = ${status}, decision = ${decision}, payable_minor = ${payableMinor},
      reason = ${reason ?? null}, decided_by = ${by}, decided_at = ${clock.now()}
    where distributor_id = ${distributorId}::uuid and id = ${id}::uuid`;
}

/**
 * The purchase orders of a supplier that an invoice names, with what of them is shipped and on no approved invoice. Of
 * one article at several costs the mean by units counts.
 */
export async function readBillableOrders(
  tx: Tx,
  input: {
    readonly distributorId: string;
    readonly supplierId: string;
    readonly numbers: readonly string[];
  },
): Promise<readonly BillableOrder[]> {
  const wanted = [...new Set(input.numbers.map((number) => number.trim().toLowerCase()))];
  return tx.$queryRaw<BillableOrder[]>`
    select p.id, p.number, p.currency,
      (select coalesce(jsonb_agg(jsonb_build_object('supplierSku', a.sku, 'unitCostMinor', a.cost,
          'billableQuantity', greatest(0, a.shipped - coalesce(b.billed, 0)))), '[]')
        from (select l.supplier_sku as sku, sum(l.shipped_quantity) as shipped,
            round(sum(l.unit_cost_minor * greatest(l.shipped_quantity, 0.001)) / sum(greatest(l.shipped_quantity, 0.001))) as cost
          from purchase_order_line l where l.distributor_id = p.distributor_id and l.purchase_order_id = p.id
          group by 1) a
        left join (select l.supplier_sku as sku, sum(l.payable_quantity) as billed from supplier_invoice_line l
            join supplier_invoice i on i.distributor_id = l.distributor_id and i.id = l.invoice_id and i.status = 'approved'
          where l.distributor_id = p.distributor_id and l.purchase_order_id = p.id and l.kind = 'goods' group by 1) b
          on b.sku = a.sku) as articles,
      greatest(0, coalesce((select sum(e.amount_minor) from shipment s
          join ledger_posting g on g.distributor_id = s.distributor_id and g.key = 'shipment:' || s.id
          join ledger_entry e on e.distributor_id = g.distributor_id and e.posting_id = g.id
          where s.distributor_id = p.distributor_id and s.purchase_order_id = p.id and e.account = 'shipping-cost'
            and e.currency = p.currency), 0)
        - coalesce((select sum(l.payable_quantity * l.payable_unit_minor) from supplier_invoice_line l
            join supplier_invoice i on i.distributor_id = l.distributor_id and i.id = l.invoice_id and i.status = 'approved'
          where l.distributor_id = p.distributor_id and l.purchase_order_id = p.id and l.kind = 'shipping'), 0))::float8
        as "billableShippingMinor"
    from purchase_order p
    where p.distributor_id = ${input.distributorId}::uuid and p.supplier_id = ${input.supplierId}::uuid
      and lower(p.number) = any(${wanted}::text[])`;
}
