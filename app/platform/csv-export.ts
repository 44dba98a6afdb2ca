/**
 * CSV export (RFC 4180) that a spreadsheet may open: a cell that would begin a formula gets an apostrophe
 * before it (OWASP, "CSV Injection"). Numbers are numbers and stay as they are.
 */
export type CsvCell = string | number | bigint | boolean | Date | null | undefined;

const FORMULA_START = /^[\t\r\n ]*[=+\-@\t\r]|^[\t\r\n ]*[\uFF1D\uFF0B\uFF0D\uFF20]/; // also the full-width forms
const NUMBER = /^-?\d+(\.\d+)?$/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** One line with its CRLF. Dates in ISO 8601, UTC; null and undefined as empty cells. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** A whole file as a stream of lines, so that its length does not matter. */
export async function* csvLines(
  header: readonly string[],
  rows: AsyncIterable<readonly CsvCell[]> | Iterable<readonly CsvCell[]>,
): AsyncGenerator<string> {
  yield csvLine(header);
  for await (const row of rows) yield csvLine(row);
}

function csvCell(cell: CsvCell): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell !== 'string') return String(cell);
  const safe = FORMULA_START.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
