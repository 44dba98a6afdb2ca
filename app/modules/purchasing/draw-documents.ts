/**
 * Documents of a purchase order. The purchase order itself is for the supplier: what it is asked for, at what cost. The
 * packing slip goes into the parcel, in the name of the retailer: the shopper reads it, so it knows no prices and neither
 * the distributor nor the supplier.
 */
import type { PdfPage } from '../../platform/pdf-document.server.ts';
import type { Instant } from '../../platform/clock.ts';
import { currencyCode, formatDecimal, money } from '../../platform/money.ts';
import type { PostalAddress } from '../stores/channel.ts';
import type { DocumentWords } from './document-words.ts';

export type DocumentLine = {
  readonly title: string;
  readonly sku: string | null;
  readonly supplierSku: string;
  readonly units: number;
  readonly unitCostMinor: number;
};

export type DocumentFacts = {
  readonly number: string;
  /** The document that it went with others in. */
  readonly batchNumber: string | null;
  readonly createdAt: Instant;
  readonly currency: string;
  readonly distributor: string;
  readonly supplier: string;
  readonly location: string;
  readonly brand: string;
  readonly orderName: string;
  readonly orderedAt: Instant;
  /** Undefined once the shopper's data were erased. */
  readonly shipTo: PostalAddress | undefined;
  readonly lines: readonly DocumentLine[];
};

type Drawn = {
  readonly facts: DocumentFacts;
  readonly words: DocumentWords;
  readonly locale: string;
};

export function drawPurchaseOrder(page: PdfPage, { facts, words, locale }: Drawn): void {
  const currency = currencyCode(facts.currency);
  const amount = (minor: number) => formatDecimal(money(minor, currency));
  const sumOf = ({ units, unitCostMinor }: DocumentLine) => units * unitCostMinor;
  const total = facts.lines.reduce((sum, line) => sum + sumOf(line), 0);
  page.brand(facts.distributor, words.purchaseOrder);
  page.heading(facts.number);
  page.keyValues([
    [words.date, dateIn(locale, facts.createdAt)],
    [words.order, facts.orderName],
    ...(facts.batchNumber ? [[words.document, facts.batchNumber] as const] : []),
  ]);
  page.columns([
    { title: words.supplier, lines: [facts.supplier, facts.location] },
    { title: words.shipTo, lines: addressLines(facts.shipTo, words, locale) },
  ]);
  page.table({
    columns: [
      { title: words.sku, share: 2.2 },
      { title: words.article, share: 4 },
      { title: words.units, share: 1, align: 'right' },
      { title: `${words.unitCost} (${currency})`, share: 1.8, align: 'right' },
      { title: `${words.sum} (${currency})`, share: 1.8, align: 'right' },
    ],
    rows: facts.lines.map((line) => [
      line.supplierSku,
      line.title,
      String(line.units),
      amount(line.unitCostMinor),
      amount(sumOf(line)),
    ]),
    totals: [['', words.total, '', '', amount(total)]],
  });
  page.paragraph(words.noPrices, { muted: true });
}

export function drawPackingSlip(page: PdfPage, { facts, words, locale }: Drawn): void {
  page.brand(facts.brand, words.packingSlip);
  page.keyValues([
    [words.order, facts.orderName],
    [words.orderedOn, dateIn(locale, facts.orderedAt)],
  ]);
  page.columns([
    { title: words.shipTo, lines: addressLines(facts.shipTo, words, locale) },
    { title: ' ', lines: [] },
  ]);
  page.table({
    columns: [
      { title: words.article, share: 5 },
      { title: words.sku, share: 2.5 },
      { title: words.units, share: 1, align: 'right' },
    ],
    rows: facts.lines.map(({ title, sku, units }) => [title, sku ?? '', String(units)]),
  });
  page.paragraph(words.thanks);
}

function addressLines(
  address: PostalAddress | undefined,
  words: DocumentWords,
  locale: string,
): readonly string[] {
  if (!address) return [words.noAddress];
  const { name, company, address1, address2, zip, city, province, country, phone } = address;
  const place = [zip, city].filter(Boolean).join(' ');
  const shown = province && province !== city ? `${place}, ${province}` : place;
  const lines = [name, company, address1, address2, shown, countryIn(locale, country), phone];
  return lines.filter((line): line is string => Boolean(line));
}

function countryIn(locale: string, country: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'region' }).of(country) ?? country;
  } catch {
    return country;
  }
}

/** By the calendar of UTC, so that the same document says the same date everywhere. */
function dateIn(locale: string, at: Instant): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}
