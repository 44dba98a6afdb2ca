/** Columns of a stock file: which one holds what, under the supplier's own names or the usual ones. */
import { UnreadableFile } from '../../platform/records/file-row.ts';
import { STOCK_FIELDS } from './feed-format.ts';
import type { FeedFormat, StockField } from './feed-format.ts';

/** Usual names, compared without case, blanks and punctuation; the first that the file has counts. */
const NAMES: Readonly<Record<StockField, readonly string[]>> = {
  sku: ['sku', 'supplier sku', 'vendor sku', 'article number', 'item number', 'item', 'part number', 'artikelnummer', 'article'],
  gtin: ['gtin', 'ean', 'upc', 'barcode', 'ean13', 'gtin13'],
  quantity: ['quantity', 'qty', 'quantity available', 'qty available', 'available', 'stock', 'on hand', 'inventory', 'bestand', 'menge', 'units'],
  location: ['location', 'location code', 'warehouse', 'warehouse code', 'lager', 'site'],
  cost: ['cost', 'unit cost', 'net price', 'purchase price', 'wholesale price', 'einkaufspreis'],
  currency: ['currency', 'currency code', 'waehrung', 'währung'],
  as_of: ['as of', 'stock as of', 'updated at', 'last updated', 'timestamp', 'stand'],
  lead_time: ['lead time', 'lead time days', 'delivery days', 'lieferzeit'],
  units_per_case: ['units per case', 'case size', 'pack size', 'case pack'],
}; // prettier-ignore

export type StockColumns = {
  readonly names: readonly string[];
  readonly index: ReadonlyMap<StockField, number>;
  readonly places: readonly {
    readonly at: number;
    readonly location: string;
    readonly column: string;
  }[];
};

function normalised(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Where each field stands among these names; without a judgement of what is missing. */
export function findColumns(names: readonly string[], format: FeedFormat): StockColumns {
  const plain = names.map(normalised);
  const find = (name: string) => {
    const exact = names.indexOf(name);
    return exact >= 0 ? exact : plain.indexOf(normalised(name));
  };
  const index = new Map<StockField, number>();
  for (const field of STOCK_FIELDS) {
    const own = format.columns[field];
    const known = own === undefined ? NAMES[field] : [own];
    const position = known.map(find).find((at) => at >= 0);
    if (position !== undefined) index.set(field, position);
  }
  const places = format.places.map(({ column, location }) => ({
    at: find(column),
    location,
    column,
  }));
  return { names, index, places };
}

/** What the file would need and has not: an identity, and figures. */
export function missingIn({ index, places }: StockColumns): readonly string[] {
  const missing: string[] = [];
  if (!index.has('sku') && !index.has('gtin')) missing.push('sku');
  if (places.length === 0 && !index.has('quantity')) missing.push('quantity');
  return [...missing, ...places.filter(({ at }) => at < 0).map(({ column }) => column)];
}

export function requireColumns(columns: StockColumns): StockColumns {
  const missing = missingIn(columns);
  if (missing.length === 0) return columns;
  const found = columns.names
    .slice(0, 30)
    .map((name) => name.trim().replace(/\p{C}/gu, '').slice(0, 40));
  throw new UnreadableFile(
    `The file has no column for ${missing.join(' and ')}. Found: ${found.join(', ')}. Name the columns in the feed settings of the supplier.`,
  );
}
