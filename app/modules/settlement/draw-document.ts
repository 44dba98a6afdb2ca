/** How a settlement document looks on paper. Drawn from facts alone, so that the same document is the same file for ever. */
import { currencyCode, formatDecimal, money } from '../../platform/money.ts';
import type { PdfPage } from '../../platform/pdf-document.server.ts';
import type { DocumentKind } from './settlement-document.ts';

export type PaperLine = {
  readonly at: Date;
  readonly reason: string;
  readonly text: string;
  readonly purpose: string;
  readonly quantity: number | null;
  readonly amountMinor: number;
};

export type Paper = {
  readonly kind: DocumentKind;
  readonly number: string;
  readonly distributor: string;
  readonly party: string;
  readonly currency: string;
  readonly totalMinor: number;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly reason: string | null;
  readonly correctsNumber: string | null;
  readonly lines: readonly PaperLine[];
  /** Lines that the file leaves out, where there are too many for paper. */
  readonly more: number;
};

const TITLES: Readonly<Record<DocumentKind, string>> = {
  invoice: 'Invoice',
  'credit-note': 'Credit note',
  statement: 'Statement of goods received',
  'self-bill': 'Invoice issued by the customer (self-billing)',
};

const PURPOSES: Readonly<Record<string, string>> = {
  sales: 'Goods',
  'goods-cost': 'Goods',
  'shipping-charged': 'Shipping',
  'shipping-cost': 'Shipping',
  fees: 'Fees',
  tax: 'Tax',
  'credits-given': 'Credits',
  'credits-received': 'Credits',
};

export function titleOf({ kind, number }: Pick<Paper, 'kind' | 'number'>): string {
  return `${TITLES[kind]} ${number}`;
}

export function drawDocument(page: PdfPage, paper: Paper): void {
  const isSuppliers = paper.kind === 'statement' || paper.kind === 'self-bill';
  page.brand(paper.distributor, TITLES[paper.kind]);
  page.heading(titleOf(paper));
  page.columns([
    {
      title: isSuppliers ? 'Supplier' : 'From',
      lines: [isSuppliers ? paper.party : paper.distributor],
    },
    { title: isSuppliers ? 'For' : 'To', lines: [isSuppliers ? paper.distributor : paper.party] },
  ]);
  page.keyValues(factsOf(paper));
  page.table({
    columns: [
      { title: 'Part', share: 3 },
      { title: `Amount in ${paper.currency}`, share: 1, align: 'right' },
    ],
    rows: sumsOf(paper).map(([name, minor]) => [name, decimal(minor, paper)]),
    totals: [['Total', decimal(paper.totalMinor, paper)]],
  });
  page.heading('Lines', 2);
  page.table({
    columns: [
      { title: 'Date', share: 1.1 },
      { title: 'For', share: 2.6 },
      { title: 'What', share: 3 },
      { title: 'Units', share: 0.7, align: 'right' },
      { title: paper.currency, share: 1.2, align: 'right' },
    ],
    rows: paper.lines.map((line) => [
      line.at.toISOString().slice(0, 10),
      line.reason,
      line.text,
      line.quantity === null ? '' : String(line.quantity),
      decimal(line.amountMinor, paper),
    ]),
  });
  if (paper.more > 0) {
    page.paragraph(`${paper.more} more lines are in the CSV file of this document.`, {
      muted: true,
    });
  }
}

function factsOf(paper: Paper): (readonly [string, string])[] {
  const facts: (readonly [string, string])[] = [
    ['Number', paper.number],
    ['Date', paper.issuedOn],
  ];
  if (paper.correctsNumber) facts.push(['Corrects', paper.correctsNumber]);
  else facts.push(['Period', `${day(paper.periodStart)} to ${day(paper.periodEnd)}`]);
  if (paper.kind === 'invoice' || paper.kind === 'self-bill') facts.push(['Due on', paper.dueOn]);
  if (paper.reason) facts.push(['Reason', paper.reason]);
  return facts;
}

const day = (at: Date): string => at.toISOString().slice(0, 10);

function decimal(minor: number, { currency }: Paper): string {
  return formatDecimal(money(minor, currencyCode(currency)));
}

/** Only what is on the page is summed here; a cut document says its total anyway. */
function sumsOf({ lines, totalMinor, more }: Paper): readonly (readonly [string, number])[] {
  if (more > 0) return [['All lines', totalMinor]];
  const sums = new Map<string, number>();
  for (const { purpose, amountMinor } of lines) {
    const name = PURPOSES[purpose] ?? 'Other';
    sums.set(name, (sums.get(name) ?? 0) + amountMinor);
  }
  return [...sums];
}
