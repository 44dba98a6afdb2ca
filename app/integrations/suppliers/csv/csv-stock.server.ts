/** Reads a stock file in a stream: bytes in, lines in our words out. */
import type { FeedLine } from '../../../modules/suppliers/supplier-connector.ts';
import { CsvScanner } from '../../../platform/csv/csv-rows.ts';
import type { CsvRow } from '../../../platform/csv/csv-rows.ts';
import { inPieces, looksBinary, withoutPreamble, PIECE } from '../../../platform/csv/csv-text.ts';
import { decodeText } from '../../../platform/csv/decode-text.ts';
import { columnsOf, separatorOf } from './csv-columns.ts';
import { readStockRow } from './csv-mapper.ts';
import type { StockFile } from './csv-mapper.ts';
import type { StockFormat } from './csv-schemas.ts';

const LONGEST_ROW = 1 << 16;

/**
 * A row that cannot be read is refused alone; a file that is none (empty, not text, a needed column missing) is
 * thrown in words for a person. `currency`: ISO 4217, of amounts without one.
 */
export async function* readStockFile(
  body: AsyncIterable<Uint8Array>,
  format: StockFormat,
  currency: string,
): AsyncGenerator<FeedLine> {
  const pieces = inPieces(decodeText(body, ignoreNotice));
  try {
    const first = await pieces.next();
    const opened = open(first.done ? '' : first.value, format);
    const file = { columns: opened.columns, format, currency };
    yield* linesOf(file, opened.scanner.rows());
    for await (const piece of pieces) {
      opened.scanner.push(piece);
      yield* linesOf(file, opened.scanner.rows());
    }
    opened.scanner.end();
    yield* linesOf(file, opened.scanner.rows());
  } finally {
    await pieces.return();
  }
}

/** SKUs are plain: a wrong guess at the encoding shows in the rows as SKUs that nobody knows. */
function ignoreNotice(): void {
  return undefined;
}

function open(piece: string, format: StockFormat) {
  const { body, line } = withoutPreamble(piece);
  if (body.trim() === '') throw new Error('The file is empty.');
  const headerLine = body.slice(0, PIECE).split(/\r\n|\n|\r/, 1)[0] ?? '';
  if (looksBinary(headerLine)) throw new Error('This is not a table in text form (CSV or TSV).');
  const scanner = new CsvScanner(separatorOf(headerLine, format), LONGEST_ROW, line);
  scanner.push(body);
  if (piece.length < PIECE) scanner.end();
  const header = scanner.rows().next();
  if (header.done || !('cells' in header.value)) throw new Error('The header line cannot be read.');
  return { scanner, columns: columnsOf(header.value.cells, format) };
}

function* linesOf(file: StockFile, rows: Iterable<CsvRow>): Generator<FeedLine> {
  for (const row of rows) {
    if ('cells' in row) yield* readStockRow(file, row);
    else yield refused(row);
  }
}

function refused({ line, refusal }: Extract<CsvRow, { refusal: unknown }>): FeedLine {
  return { kind: 'refused', line, column: undefined, value: undefined, why: refusal.message };
}
