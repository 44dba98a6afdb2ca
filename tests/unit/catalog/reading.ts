/** Reads a table given as text or bytes to its end, for tests. */
import { currencyCode } from '../../../app/platform/money.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { readShopifyCsv } from '../../../app/modules/catalog/shopify-csv/read-shopify-csv.ts';
import type {
  CatalogueCounts,
  FileNotice,
  ParsedProduct,
  RowReport,
} from '../../../app/modules/catalog/shopify-csv/shopify-csv.ts';

export const USD = currencyCode('USD');
const HEADER =
  'Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Price,Variant Inventory Qty,Image Src';

export type Whole = {
  readonly products: readonly ParsedProduct[];
  readonly rows: readonly RowReport[];
  readonly counts: CatalogueCounts;
  readonly notices: readonly FileNotice[];
};

/** The bytes cut into chunks of the given size. */
export async function* chunked(bytes: Uint8Array, size = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function readWhole(
  input: string | Uint8Array,
  options: { chunk?: number; maxRowLength?: number } = {},
): Promise<Whole> {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  const { chunk, ...rest } = options;
  const reading = expectOk(await readShopifyCsv(chunked(bytes, chunk), { currency: USD, ...rest }));
  const products: ParsedProduct[] = [];
  const rows: RowReport[] = [];
  for await (const step of reading.steps) {
    if (step.product) products.push(step.product);
    rows.push(...step.rows);
  }
  return { products, rows, counts: reading.counts(), notices: reading.notices() };
}

/** Rows under a short header: handle, title, two options (name, value), SKU, price, quantity, image. */
export function tableOf(...rows: readonly string[]): string {
  return [HEADER, ...rows, ''].join('\n');
}

/** "line: outcome, code, code" for each row: what a person would scan the report for. */
export function outline(rows: readonly RowReport[]): string[] {
  return rows.map((row) => {
    if (row.outcome === 'accepted') return `${row.line}: accepted`;
    const codes =
      row.outcome === 'refused' ? [row.refusal.code] : row.warnings.map(({ code }) => code);
    return `${row.line}: ${row.outcome}, ${codes.join(', ')}`;
  });
}
