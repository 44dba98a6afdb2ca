/**
 * Table: a small CSV file with a header line, read in a stream by the names of its columns. Case, blanks, dashes and
 * underscores in names do not count. Separator (comma, semicolon or tab) by what the header line has most of.
 */
import { CsvScanner } from './csv-rows.ts';
import type { CsvRow } from './csv-rows.ts';
import { inPieces, looksBinary, withoutPreamble, PIECE } from './csv-text.ts';
import { decodeText } from './decode-text.ts';

export type TableRow<Column extends string> =
  | { readonly line: number; readonly cells: Readonly<Record<Column, string>> }
  | { readonly line: number; readonly why: string };

/** Thrown, in words for a person, when the file as a whole is no such table. */
export class NotATable extends Error {}

type Names<Column extends string> = Readonly<Record<Column, readonly string[]>>;

const LONGEST_ROW = 1 << 16;
const SEPARATORS = [',', ';', '\t'];

/** Rows of the wanted columns, each found under one of its names; a missing `required` one is thrown as NotATable. */
export async function* readTable<Column extends string>(
  body: AsyncIterable<Uint8Array>,
  names: Names<Column>,
  required: readonly Column[],
): AsyncGenerator<TableRow<Column>> {
  const pieces = inPieces(decodeText(body, () => undefined));
  try {
    const first = await pieces.next();
    const piece = first.done ? '' : first.value;
    const { scanner, places } = open(piece, names, required);
    yield* rowsOf(scanner.rows(), places);
    for await (const next of pieces) {
      scanner.push(next);
      yield* rowsOf(scanner.rows(), places);
    }
    scanner.end();
    yield* rowsOf(scanner.rows(), places);
  } finally {
    await pieces.return();
  }
}

function open<Column extends string>(
  piece: string,
  names: Names<Column>,
  required: readonly Column[],
) {
  const { body, line } = withoutPreamble(piece);
  if (body.trim() === '') throw new NotATable('The file is empty.');
  const header = body.slice(0, PIECE).split(/\r\n|\n|\r/, 1)[0] ?? '';
  if (looksBinary(header)) throw new NotATable('This is not a table in text form (CSV).');
  const scanner = new CsvScanner(separatorOf(header), LONGEST_ROW, line);
  scanner.push(body);
  if (piece.length < PIECE) scanner.end();
  const titles = scanner.rows().next();
  if (titles.done || !('cells' in titles.value))
    throw new NotATable('The header line cannot be read.');
  const places = placesOf(titles.value.cells.map(plain), names);
  const missing = required.filter((column) => places[column] < 0);
  if (missing.length > 0)
    throw new NotATable(`The file has no column ${missing.map((name) => `"${name}"`).join(', ')}.`);
  return { scanner, places };
}

function separatorOf(header: string): string {
  const count = (separator: string) => header.split(separator).length;
  return SEPARATORS.toSorted((a, b) => count(b) - count(a))[0] ?? ',';
}

const plain = (title: string): string => title.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

function placesOf<Column extends string>(
  titles: readonly string[],
  names: Names<Column>,
): Record<Column, number> {
  const columns = Object.keys(names) as Column[];
  const entries = columns.map((column) => {
    const known = new Set([column, ...names[column]].map(plain));
    return [column, titles.findIndex((title) => known.has(title))] as const;
  });
  return Object.fromEntries(entries) as Record<Column, number>;
}

function* rowsOf<Column extends string>(
  rows: Iterable<CsvRow>,
  places: Readonly<Record<Column, number>>,
): Generator<TableRow<Column>> {
  for (const row of rows) {
    if ('refusal' in row) {
      yield { line: row.line, why: row.refusal.message };
      continue;
    }
    if (row.cells.every((cell) => cell.trim() === '')) continue;
    const columns = Object.keys(places) as Column[];
    const cells = columns.map((column) => [column, (row.cells[places[column]] ?? '').trim()]);
    yield { line: row.line, cells: Object.fromEntries(cells) as Record<Column, string> };
  }
}
