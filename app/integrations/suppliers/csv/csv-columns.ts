/** Columns of a stock file: which one holds what, under the supplier's own names or the usual ones. */
import { STOCK_FIELDS } from './csv-schemas.ts';
import type { StockField, StockFormat } from './csv-schemas.ts';

/** Usual names, compared without case, blanks and punctuation; the first that the file has counts. */
const NAMES: Readonly<Record<StockField, readonly string[]>> = {
  sku: ['sku', 'supplier sku', 'vendor sku', 'article number', 'item number', 'item', 'part number', 'artikelnummer'],
  quantity: ['quantity', 'qty', 'quantity available', 'qty available', 'available', 'stock', 'on hand', 'inventory', 'bestand', 'menge'],
  location: ['location', 'location code', 'warehouse', 'warehouse code', 'lager'],
  cost: ['cost', 'unit cost', 'net price', 'purchase price', 'wholesale price', 'einkaufspreis'],
  currency: ['currency', 'currency code', 'waehrung', 'währung'],
  as_of: ['as of', 'stock as of', 'updated at', 'last updated', 'timestamp', 'stand'],
}; // prettier-ignore

const NEEDED: readonly StockField[] = ['sku', 'quantity'];
const SEPARATORS = [',', ';', '\t', '|'];

export type StockColumns = {
  readonly count: number;
  readonly index: ReadonlyMap<StockField, number>;
};

function normalised(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** The separator that cuts the header line into most columns. */
export function separatorOf(headerLine: string, { separator }: StockFormat): string {
  const columns = (each: string) => headerLine.split(each).length;
  return (
    separator ?? SEPARATORS.reduce((best, next) => (columns(next) > columns(best) ? next : best))
  );
}

/** Throws, in words for a person, when a needed column is not there. */
export function columnsOf(header: readonly string[], { columns }: StockFormat): StockColumns {
  const names = header.map(normalised);
  const index = new Map<StockField, number>();
  for (const field of STOCK_FIELDS) {
    const own = columns[field];
    const known = own === undefined ? NAMES[field] : [own];
    const position = known.map((name) => names.indexOf(normalised(name))).find((at) => at >= 0);
    if (position !== undefined) index.set(field, position);
  }
  const missing = NEEDED.filter((field) => !index.has(field));
  if (missing.length > 0) throw new Error(missingColumns(missing, header));
  return { count: header.length, index };
}

function missingColumns(missing: readonly StockField[], header: readonly string[]): string {
  const found = header.slice(0, 30).map((name) => name.trim().replace(/\p{C}/gu, '').slice(0, 40));
  return `The file has no column for ${missing.join(' and ')}. Found: ${found.join(', ')}. Name the columns in the settings of the supplier.`;
}
