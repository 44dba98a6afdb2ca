/** CSV, TSV and the like as rows; a broken row is refused alone. */
import { CsvScanner } from '../csv/csv-rows.ts';
import type { CsvRow } from '../csv/csv-rows.ts';
import { inPieces, looksBinary, withoutPreamble, PIECE } from '../csv/csv-text.ts';
import type { Bytes } from './byte-stream.ts';
import { decodeStream } from './decode-stream.ts';
import { UnreadableFile } from './file-row.ts';
import type { FileFacts, FileLayout, FileRow } from './file-row.ts';

const LONGEST_LINE = 1 << 16;
const SEPARATORS = [',', ';', '\t', '|'];

export async function* readCsvRows(
  body: Bytes,
  layout: FileLayout,
  facts: FileFacts,
): AsyncGenerator<FileRow> {
  const pieces = inPieces(decodeStream(body, layout, facts));
  try {
    const first = await pieces.next();
    const { scanner, names } = open(first.done ? '' : first.value, layout, facts);
    yield* rowsOf(scanner.rows(), names);
    for await (const piece of pieces) {
      scanner.push(piece);
      yield* rowsOf(scanner.rows(), names);
    }
    scanner.end();
    yield* rowsOf(scanner.rows(), names);
  } finally {
    await pieces.return();
  }
}

function open(piece: string, layout: FileLayout, facts: FileFacts) {
  const { body, line } = withoutTitle(piece, layout.skipLines ?? 0);
  if (body.trim() === '') throw new UnreadableFile('The file is empty.');
  const firstLine = body.slice(0, PIECE).split(/\r\n|\n|\r/, 1)[0] ?? '';
  if (looksBinary(firstLine))
    throw new UnreadableFile('This is not a table in text form (CSV or TSV).');
  const separator = layout.separator ?? separatorOf(firstLine);
  facts.separator = separator;
  const scanner = new CsvScanner(separator, LONGEST_LINE, line);
  scanner.push(body);
  if (piece.length < PIECE) scanner.end();
  if (layout.hasHeader === false) {
    const count = firstLine.split(separator).length;
    return { scanner, names: Array.from({ length: count }, (_, index) => String(index + 1)) };
  }
  const header = scanner.rows().next();
  if (header.done || !('cells' in header.value))
    throw new UnreadableFile('The header line cannot be read.');
  return { scanner, names: header.value.cells.map((name) => name.trim()) };
}

function withoutTitle(piece: string, skipLines: number): { body: string; line: number } {
  if (skipLines === 0) return withoutPreamble(piece);
  let at = 0;
  for (let skipped = 0; skipped < skipLines; skipped += 1) {
    const end = /\r\n|\n|\r/g;
    end.lastIndex = at;
    if (!end.exec(piece)) return { body: '', line: skipped + 1 };
    at = end.lastIndex;
  }
  const { body, line } = withoutPreamble(piece.slice(at));
  return { body, line: line + skipLines };
}

/** The separator that cuts the first line into most columns. */
function separatorOf(firstLine: string): string {
  const columns = (each: string) => firstLine.split(each).length;
  return SEPARATORS.reduce((best, next) => (columns(next) > columns(best) ? next : best));
}

function* rowsOf(rows: Iterable<CsvRow>, names: readonly string[]): Generator<FileRow> {
  for (const row of rows) {
    if ('refusal' in row) yield { line: row.line, refusal: row.refusal.message };
    else yield { line: row.line, names, cells: row.cells };
  }
}
