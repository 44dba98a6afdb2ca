/** Reads Shopify's product CSV in a stream: bytes in, products in our words and an account of every row out. */
import type { CurrencyCode } from '../../../platform/money.ts';
import { err, ok, type Result } from '../../../platform/result.ts';
import { CsvScanner, type CsvRow } from '../../../platform/csv/csv-rows.ts';
import {
  PIECE,
  inPieces,
  looksBinary,
  withoutPreamble,
  type Pieces,
} from '../../../platform/csv/csv-text.ts';
import { decodeText } from '../../../platform/csv/decode-text.ts';
import { Gathering } from './gather-products.ts';
import type { FileMemory } from './product-rows.ts';
import { SeenLines } from './seen-lines.ts';
import { columnsOf, printable, separatorOf, type Columns } from './shopify-columns.ts';
import type { CatalogueCounts, CatalogueStep, FileNotice, FileRefusal } from './shopify-csv.ts';

const MAX_ROW_LENGTH = 1 << 20;

export type ReadShopifyCsvOptions = {
  /** Currency of every amount in the file; the format itself names none. */
  readonly currency: CurrencyCode;
  /** Longest row in characters (default 1,048,576); a longer one is refused. */
  readonly maxRowLength?: number;
};

export type ShopifyCsvReading = {
  /** To be read once, in order; leaving early closes the source. Reads at most a piece ahead of the consumer. */
  readonly steps: AsyncIterable<CatalogueStep>;
  /** So far; final when the steps have ended. */
  counts(): CatalogueCounts;
  notices(): readonly FileNotice[];
};

/**
 * Reads the header now, and the rest as the steps are consumed. Refuses the file when it is empty, not text, or
 * lacks a needed column (handle, title). A row is refused or warned about alone: the rest goes on. Memory: one
 * product plus some 40 to 80 bytes per row for the keys seen. Failures of the source itself are thrown on.
 */
export async function readShopifyCsv(
  source: AsyncIterable<Uint8Array>,
  options: ReadShopifyCsvOptions,
): Promise<Result<ShopifyCsvReading, FileRefusal>> {
  const notices: FileNotice[] = [];
  const pieces = inPieces(decodeText(source, (notice) => notices.push(notice)));
  const opened = await openTable(pieces, options.maxRowLength ?? MAX_ROW_LENGTH);
  if ('code' in opened) {
    await pieces.return();
    return err(opened);
  }
  for (const name of opened.columns.repeated) {
    notices.push({
      code: 'repeated-column',
      message: `The column "${name}" stands twice; the first counts.`,
    });
  }
  const tally = { rows: 0, products: 0, variants: 0, warned: 0, refused: 0 };
  const memory = { currency: options.currency, seen: new SeenLines() };
  return ok({
    steps: counted(productsOf(opened, pieces, memory), tally),
    counts: () => ({ ...tally }),
    notices: () => [...notices],
  });
}

type Table = {
  readonly columns: Columns;
  readonly scanner: CsvScanner;
  readonly rest: Iterator<CsvRow>;
};

async function openTable(pieces: Pieces, maxRowLength: number): Promise<Table | FileRefusal> {
  const first = await pieces.next();
  const piece = first.done ? '' : first.value;
  const { body, line } = withoutPreamble(piece);
  if (body.trim() === '') return EMPTY;
  const headerLine = body.slice(0, PIECE).split(/\r\n|\n|\r/, 1)[0] ?? '';
  if (looksBinary(headerLine)) return { ...NOT_TEXT, found: [printable(headerLine)] };
  const scanner = new CsvScanner(separatorOf(headerLine), maxRowLength, line);
  scanner.push(body);
  if (piece.length < PIECE) scanner.end();
  const rest = scanner.rows();
  const header = rest.next();
  if (header.done || !('cells' in header.value)) {
    return { ...NOT_TEXT, found: [printable(headerLine)] };
  }
  const columns = columnsOf(header.value.cells);
  return 'code' in columns ? columns : { columns, scanner, rest };
}

async function* productsOf(
  table: Table,
  pieces: Pieces,
  memory: FileMemory,
): AsyncGenerator<CatalogueStep> {
  const gathering = new Gathering(table.columns, memory);
  try {
    yield* gathering.take(table.rest);
    for await (const piece of pieces) {
      table.scanner.push(piece);
      yield* gathering.take(table.scanner.rows());
    }
    table.scanner.end();
    yield* gathering.take(table.scanner.rows());
    yield* gathering.end();
  } finally {
    await pieces.return();
  }
}

async function* counted(
  steps: AsyncIterable<CatalogueStep>,
  tally: { -readonly [Name in keyof CatalogueCounts]: number },
): AsyncGenerator<CatalogueStep> {
  for await (const step of steps) {
    tally.rows += step.rows.length;
    tally.warned += step.rows.filter((row) => row.outcome === 'warned').length;
    tally.refused += step.rows.filter((row) => row.outcome === 'refused').length;
    tally.products += step.product && !step.product.continued ? 1 : 0;
    tally.variants += step.product?.variants.length ?? 0;
    yield step;
  }
}

const EMPTY: FileRefusal = {
  code: 'empty-file',
  message: 'The file is empty.',
  missing: [],
  found: [],
};
const NOT_TEXT: FileRefusal = {
  code: 'not-text',
  message: 'This is not a CSV file. Save the table as "CSV UTF-8" and import that.',
  missing: [],
  found: [],
};
