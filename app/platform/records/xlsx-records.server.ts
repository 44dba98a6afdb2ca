/**
 * Workbook (XLSX, ECMA-376 part 1 §18) as rows, read as a stream out of its archive. Of formulas only the result that
 * was stored with them counts; nothing is computed here.
 */
import { StringDecoder } from 'node:string_decoder';
import { UnreadableFile } from './file-row.ts';
import type { FileFacts, FileLayout, FileRow } from './file-row.ts';
import { readBook } from './xlsx-book.server.ts';
import type { Book } from './xlsx-book.server.ts';
import { SheetReader } from './xlsx-sheet.ts';
import type { SheetRow } from './xlsx-sheet.ts';
import { feedXml } from './xml-text.ts';
import type { ZipArchive } from './zip-archive.server.ts';

export async function* readWorkbookRows(
  archive: ZipArchive,
  layout: FileLayout,
  facts: FileFacts,
): AsyncGenerator<FileRow> {
  const book = await readBook(archive);
  facts.sheets = book.sheets.map(({ name }) => name);
  const sheet = chooseSheet(book, layout.sheet);
  facts.sheet = sheet.name;
  let names: readonly string[] | undefined;
  let skipped = 0;
  for await (const { line, cells } of sheetRows(archive, sheet.path, book)) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    if (skipped < (layout.skipLines ?? 0)) {
      skipped += 1;
      continue;
    }
    if (names) yield { line, names, cells };
    else if (layout.hasHeader === false) {
      names = cells.map((_, index) => String(index + 1));
      yield { line, names, cells };
    } else names = cells.map((cell) => cell.trim());
  }
  if (!names) throw new UnreadableFile(`The sheet ${sheet.name} is empty.`);
}

function chooseSheet({ sheets }: Book, wanted: string | undefined): Book['sheets'][number] {
  const found = wanted ? sheets.find(({ name }) => name === wanted) : sheets[0];
  if (found) return found;
  const names = sheets.map(({ name }) => name).join(', ');
  throw new UnreadableFile(
    wanted
      ? `The workbook has no sheet ${wanted}. It has: ${names}.`
      : 'The workbook has no sheet.',
  );
}

async function* sheetRows(archive: ZipArchive, path: string, book: Book): AsyncGenerator<SheetRow> {
  const rows: SheetRow[] = [];
  const reader = new SheetReader(book, (row) => rows.push(row));
  const feeder = feedXml(reader);
  const decoder = new StringDecoder('utf8');
  for await (const chunk of await archive.open(path)) {
    feeder.write(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)));
    yield* rows.splice(0);
  }
  feeder.end();
  yield* rows.splice(0);
}
