import type { InvoiceLine } from '../../modules/settlement/match-invoice.ts';
import { dayFrom } from '../../modules/settlement/period.ts';
import type { Day } from '../../modules/settlement/period.ts';
import { findSupplier } from '../../modules/suppliers/suppliers.repository.server.ts';
import { readTable } from '../../platform/csv/read-table.ts';
import { currencyCode, parseMoney } from '../../platform/money.ts';
import type { CurrencyCode } from '../../platform/money.ts';
import { err, ok } from '../../platform/result.ts';
import type { Id } from '../../platform/ids.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enterSupplierInvoice } from './supplier-invoices.server.ts';

const COLUMNS = {
  invoice: ['invoice number', 'number', 'document'],
  date: ['invoice date', 'issued', 'issued on'],
  due: ['due date', 'due on', 'payable until'],
  kind: ['type', 'line type'],
  purchase_order: ['po', 'po number', 'order', 'our reference'],
  sku: ['supplier sku', 'article', 'item'],
  quantity: ['qty', 'units', 'pieces'],
  price: ['unit price', 'unit cost', 'amount'],
  currency: [],
};
type Cells = Readonly<Record<keyof typeof COLUMNS, string>>;

const MOST_ROWS = 20_000;
const MOST_PROBLEMS = 300;

export type InvoiceReport = {
  readonly rows: number;
  /** Rows of invoices that were taken in. */
  readonly saved: number;
  readonly refused: number;
  readonly approved: number;
  readonly waiting: number;
  readonly problems: readonly {
    readonly line: number;
    readonly sku: string;
    readonly why: string;
  }[];
};

type Draft = {
  readonly first: number;
  readonly number: string;
  readonly issuedOn: Day;
  readonly dueOn: Day | undefined;
  readonly currency: CurrencyCode;
  readonly lines: Omit<InvoiceLine, 'number'>[];
  rows: number;
};
type Row = { readonly line: Omit<InvoiceLine, 'number'> } & Pick<
  Draft,
  'number' | 'issuedOn' | 'dueOn' | 'currency'
>;

/**
 * Takes a file with a supplier's invoices, one line of an invoice in each row. An invoice of which a row cannot be read,
 * or that is known already, is left out whole and reported; the others are taken in, each in its own transaction. Throws
 * NotATable where the file is none.
 */
export async function importSupplierInvoices(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly supplierId: Id<'Supplier'>;
    readonly body: AsyncIterable<Uint8Array>;
    readonly by: string;
  },
): Promise<Result<InvoiceReport, { readonly kind: 'unknown-supplier' }>> {
  const supplier = await findSupplier(context.db, input);
  if (!supplier) return err({ kind: 'unknown-supplier' });
  const read = await readInvoices(input.body, supplier.currency);
  const problems = [...read.problems];
  const count = { saved: 0, approved: 0, waiting: 0 };
  for (const draft of read.drafts) {
    const { first, rows, ...invoice } = draft;
    const done = await enterSupplierInvoice(context, {
      ...invoice,
      distributorId: input.distributorId,
      supplierId: input.supplierId,
      totalMinor: undefined,
      source: 'csv',
      by: input.by,
    });
    if (done.ok) {
      count.saved += rows;
      count[done.value.approved ? 'approved' : 'waiting'] += 1;
    } else problems.push({ line: first, sku: '', why: REFUSED[done.error.kind](invoice.number) });
  }
  const sorted = problems.toSorted((a, b) => a.line - b.line).slice(0, MOST_PROBLEMS);
  return ok({ rows: read.rows, refused: read.rows - count.saved, ...count, problems: sorted });
}

const REFUSED = {
  'invoice-known': (number: string) => `Invoice ${number} is here already.`,
  'self-billed': () => 'We write the invoices for this supplier, so it sends none.',
  'total-differs': (number: string) => `The total of ${number} is not the sum of its lines.`,
};

type Problem = InvoiceReport['problems'][number];

async function readInvoices(body: AsyncIterable<Uint8Array>, supplierCurrency: string) {
  const drafts = new Map<string, Draft>();
  const broken = new Set<string>();
  const problems: Problem[] = [];
  let rows = 0;
  for await (const row of readTable<keyof typeof COLUMNS>(body, COLUMNS, [
    'invoice',
    'date',
    'quantity',
    'price',
  ])) {
    rows += 1;
    const told =
      'why' in row ? row.why : rows > MOST_ROWS ? TOO_MANY : readRow(row.cells, supplierCurrency);
    if (typeof told === 'string') {
      const cells = 'cells' in row ? row.cells : undefined;
      if (cells) broken.add(cells.invoice);
      problems.push({ line: row.line, sku: cells?.sku ?? '', why: told });
      continue;
    }
    const { line, ...head } = told;
    const draft = drafts.get(head.number) ?? { ...head, first: row.line, lines: [], rows: 0 };
    draft.lines.push(line);
    draft.rows += 1;
    drafts.set(head.number, draft);
  }
  for (const number of broken) {
    const draft = drafts.get(number);
    if (draft)
      problems.push({
        line: draft.first,
        sku: '',
        why: `Invoice ${number} has other rows that cannot be read.`,
      });
    drafts.delete(number);
  }
  return { drafts: [...drafts.values()], problems, rows };
}

const TOO_MANY = `A file holds up to ${MOST_ROWS} rows. Split it.`;
const KINDS: Readonly<Record<string, InvoiceLine['kind']>> = {
  '': 'goods',
  goods: 'goods',
  item: 'goods',
  shipping: 'shipping',
  freight: 'shipping',
  tax: 'tax',
  vat: 'tax',
};

/** A row in our words, or what is wrong with it. */
function readRow(cells: Cells, supplierCurrency: string): Row | string {
  const code = (cells.currency || supplierCurrency).toUpperCase();
  if (!/^[A-Z]{3}$/.test(code)) return `"${cells.currency}" is no currency (like CHF).`;
  const currency = currencyCode(code);
  const kind = KINDS[cells.kind.toLowerCase()];
  if (!kind) return `"${cells.kind}" is no kind of line: goods, shipping or tax.`;
  const issuedOn = dayFrom(cells.date);
  if (!issuedOn) return `"${cells.date}" is no day (like 2026-11-30).`;
  const dueOn = cells.due ? dayFrom(cells.due) : undefined;
  if (cells.due && !dueOn) return `"${cells.due}" is no day (like 2026-11-30).`;
  if (!cells.invoice || cells.invoice.length > 100)
    return 'The number of the invoice is missing or too long.';
  const quantity = cells.quantity === '' && kind !== 'goods' ? 1 : Number(cells.quantity);
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 1_000_000)
    return `"${cells.quantity}" is no number of units.`;
  const price = parseMoney(cells.price, currency);
  if (!price || price.minor < 0) return `"${cells.price}" is no price in ${currency} (like 4.50).`;
  if (kind === 'goods' && (!cells.sku || !cells.purchase_order))
    return 'Goods need the purchase order’s number and the supplier’s SKU.';
  return {
    number: cells.invoice,
    issuedOn,
    dueOn,
    currency,
    line: {
      kind,
      purchaseOrderNumber: cells.purchase_order || null,
      supplierSku: cells.sku || null,
      quantity,
      unitMinor: price.minor,
    },
  };
}
