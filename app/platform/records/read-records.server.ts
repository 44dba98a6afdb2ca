/** Reads any data file as a stream of rows: unpacks it, finds out what is not said of it, and notes what was found. */
import type { Bytes } from './byte-stream.ts';
import { peek } from './byte-stream.ts';
import { readCsvRows } from './csv-records.ts';
import { FILE_LIMITS, UnreadableFile } from './file-row.ts';
import type { FileFacts, FileForm, FileLayout, FileLimits, FileRow } from './file-row.ts';
import { readJsonRows } from './json-records.ts';
import { unpack } from './unpack.server.ts';
import { readWorkbookRows } from './xlsx-records.server.ts';
import { readXmlRows } from './xml-records.ts';

type Reader = (body: Bytes, layout: FileLayout, facts: FileFacts) => AsyncIterable<FileRow>;

const READERS: Readonly<Record<Exclude<FileForm, 'xlsx'>, Reader>> = {
  csv: readCsvRows,
  json: readJsonRows,
  xml: readXmlRows,
};

/** `facts` is filled while the rows are read. Throws UnreadableFile when the file as a whole cannot be read. */
export function readRecords(
  source: Bytes,
  layout: FileLayout,
  facts: FileFacts = {},
  limits: FileLimits = FILE_LIMITS,
): AsyncGenerator<FileRow> {
  return unpack(source, limits, facts, async function* (unpacked) {
    if (unpacked.kind === 'workbook') {
      facts.form = 'xlsx';
      yield* readWorkbookRows(unpacked.archive, layout, facts);
      return;
    }
    if (layout.form === 'xlsx')
      throw new UnreadableFile('The file is no workbook (XLSX), which is what its settings say.');
    const { head, whole } = await peek(unpacked.body, HEAD_BYTES);
    const form = layout.form ?? formOf(head);
    facts.form = form;
    yield* READERS[form](whole, layout, facts);
  });
}

const HEAD_BYTES = 64;

/** By its first character: a byte order mark, zero bytes of UTF-16 and blanks aside. */
function formOf(head: Buffer): 'csv' | 'json' | 'xml' {
  const start = head
    .toString('latin1')
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '')
    .trimStart();
  if (start.startsWith('<')) return 'xml';
  return start.startsWith('{') || start.startsWith('[') ? 'json' : 'csv';
}
