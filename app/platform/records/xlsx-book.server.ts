/** The parts of a workbook that its sheets refer to: their names and places, the shared texts, which formats are dates. */
import { StringDecoder } from 'node:string_decoder';
import { UnreadableFile } from './file-row.ts';
import { isBuiltInDate, showsDate } from './xlsx-dates.ts';
import { feedXml } from './xml-text.ts';
import type { XmlEvents } from './xml-text.ts';
import type { ZipArchive } from './zip-archive.server.ts';

export type Book = {
  readonly sheets: readonly { readonly name: string; readonly path: string }[];
  readonly strings: readonly string[];
  readonly dateStyles: ReadonlySet<number>;
  readonly since1904: boolean;
};

/** Shared texts stand in memory; a real stock list stays far under this. */
const MOST_TEXT = 64 * 1024 ** 2;

export async function readBook(archive: ZipArchive): Promise<Book> {
  const targets = await readTargets(archive);
  const { sheets, since1904 } = await readSheets(archive, targets);
  return {
    sheets,
    since1904,
    strings: await readStrings(archive),
    dateStyles: await readDateStyles(archive),
  };
}

async function readPart(
  archive: ZipArchive,
  path: string,
  events: Partial<XmlEvents>,
): Promise<void> {
  if (!archive.has(path)) return;
  const nothing = () => undefined;
  const feeder = feedXml({ open: nothing, text: nothing, close: nothing, ...events });
  const decoder = new StringDecoder('utf8');
  for await (const chunk of await archive.open(path)) {
    feeder.write(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)));
  }
  feeder.end();
}

async function readTargets(archive: ZipArchive): Promise<ReadonlyMap<string, string>> {
  const targets = new Map<string, string>();
  await readPart(archive, 'xl/_rels/workbook.xml.rels', {
    open: (name, { Id = '', Target = '' }) => {
      if (name === 'Relationship') targets.set(Id, Target);
    },
  });
  return targets;
}

async function readSheets(archive: ZipArchive, targets: ReadonlyMap<string, string>) {
  const sheets: { name: string; path: string }[] = [];
  let since1904 = false;
  await readPart(archive, 'xl/workbook.xml', {
    open: (element, { name = '', id = '', date1904 = '' }) => {
      if (element === 'workbookPr') since1904 = date1904 === '1' || date1904 === 'true';
      if (element !== 'sheet') return;
      const target = targets.get(id) ?? `worksheets/sheet${sheets.length + 1}.xml`;
      sheets.push({ name, path: target.startsWith('/') ? target.slice(1) : `xl/${target}` });
    },
  });
  return { sheets, since1904 };
}

async function readStrings(archive: ZipArchive): Promise<readonly string[]> {
  const strings: string[] = [];
  let length = 0;
  let text = '';
  let reading = false;
  let phonetic = false;
  await readPart(archive, 'xl/sharedStrings.xml', {
    open: (name) => {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic = true; // how it is pronounced, not what it says
      if (name === 't' && !phonetic) reading = true;
    },
    text: (piece) => {
      if (!reading) return;
      text += piece;
      length += piece.length;
      if (length > MOST_TEXT)
        throw new UnreadableFile('The workbook holds too much text to be read. Send it as CSV.');
    },
    close: (name) => {
      if (name === 't') reading = false;
      if (name === 'rPh') phonetic = false;
      if (name === 'si') strings.push(text);
    },
  });
  return strings;
}

async function readDateStyles(archive: ZipArchive): Promise<ReadonlySet<number>> {
  const custom = new Map<number, string>();
  const dates = new Set<number>();
  let inCells = false;
  let style = 0;
  await readPart(archive, 'xl/styles.xml', {
    open: (name, { numFmtId = '0', formatCode = '' }) => {
      if (name === 'numFmt') custom.set(Number(numFmtId), formatCode);
      if (name === 'cellXfs') inCells = true;
      if (name !== 'xf' || !inCells) return;
      const code = custom.get(Number(numFmtId));
      if (code === undefined ? isBuiltInDate(Number(numFmtId)) : showsDate(code)) dates.add(style);
      style += 1;
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return dates;
}
