/** Reads a stock file of any form in a stream: bytes in, lines in our words out. */
import type { FeedLine } from '../suppliers/supplier-connector.ts';
import type { FileFacts, FileRow } from '../../platform/records/file-row.ts';
import { readRecords } from '../../platform/records/read-records.server.ts';
import { readMoment } from './cell-values.ts';
import { layoutOf } from './feed-format.ts';
import type { FeedFormat } from './feed-format.ts';
import { mapStockRow } from './map-stock-row.ts';
import { findColumns, requireColumns } from './stock-columns.ts';
import type { StockColumns } from './stock-columns.ts';

/**
 * A row that cannot be read is refused alone; a file that is none (empty, not of its form, a needed column missing) is
 * thrown as UnreadableFile. `currency`: ISO 4217, of amounts without one. `facts` is filled while it reads.
 */
export async function* readStockFile(
  body: AsyncIterable<Uint8Array>,
  format: FeedFormat,
  currency: string,
  facts: FileFacts = {},
): AsyncGenerator<FeedLine> {
  const known = new WeakMap<readonly string[], StockColumns>();
  let isFirst = true;
  let stated: { text: string; asOf: Date | undefined } | undefined;
  for await (const row of readRecords(body, layoutOf(format), facts)) {
    if ('refusal' in row) {
      yield refused(row.line, row.refusal);
      continue;
    }
    let columns = known.get(row.names);
    if (!columns) {
      columns = findColumns(row.names, format);
      if (isFirst) requireColumns(columns); // later objects may each have names of their own
      isFirst = false;
      known.set(row.names, columns);
    }
    if (facts.stated !== undefined && stated?.text !== facts.stated)
      stated = { text: facts.stated, asOf: readMoment(facts.stated, format) };
    yield* mapStockRow({ format, currency, asOf: stated?.asOf }, columns, whole(row, facts));
  }
}

/** A workbook stores no cells behind the last one that is filled. */
function whole(row: Extract<FileRow, { names: unknown }>, { form }: FileFacts) {
  if (form !== 'xlsx' || row.cells.length >= row.names.length) return row;
  const empty = Array.from({ length: row.names.length - row.cells.length }, () => '');
  return { ...row, cells: [...row.cells, ...empty] };
}

function refused(line: number, why: string): FeedLine {
  return { kind: 'refused', line, column: undefined, value: undefined, why };
}
