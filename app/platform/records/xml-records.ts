/** XML as rows: one element each; its attributes ("@unit") and inner elements ("stock/units") are the cells. */
import type { Bytes } from './byte-stream.ts';
import { peek } from './byte-stream.ts';
import { decodeStream } from './decode-stream.ts';
import { LONGEST_ROW, UnreadableFile } from './file-row.ts';
import type { FileFacts, FileLayout, FileRow } from './file-row.ts';
import { ShapeMemory } from './shape-memory.ts';
import { feedXml } from './xml-text.ts';

const HEAD_BYTES = 1 << 16;
const LONGEST_CELL = 4_000;

export async function* readXmlRows(
  body: Bytes,
  layout: FileLayout,
  facts: FileFacts,
): AsyncGenerator<FileRow> {
  const { head, whole } = await peek(body, HEAD_BYTES);
  const encoding = layout.encoding ?? declaredEncoding(head);
  const rowsAt = layout.rowsAt?.replace(/^\/+|\/+$/g, '') || findRowPath(head.toString('utf8'));
  if (!rowsAt)
    throw new UnreadableFile('The XML holds no repeated element. Say where the rows are.');
  facts.rowsAt = rowsAt;
  const rows: FileRow[] = [];
  const collector = new RowCollector(rowsAt, layout.statedAt, facts, (row) => rows.push(row));
  const feeder = feedXml(collector);
  let count = 0;
  let sinceRow = 0;
  for await (const text of decodeStream(whole, { ...layout, encoding }, facts)) {
    feeder.write(text);
    count += rows.length;
    sinceRow = rows.length > 0 ? 0 : sinceRow + text.length;
    if (sinceRow > 8 * LONGEST_ROW) throw noRows(rowsAt);
    yield* rows.splice(0);
  }
  feeder.end();
  if (count === 0) throw noRows(rowsAt);
}

const noRows = (rowsAt: string): UnreadableFile =>
  new UnreadableFile(`The XML has no element at ${rowsAt}. Say where the rows are.`);

/** The encoding that the document names; marks of byte order come before it. */
function declaredEncoding(head: Buffer): string | undefined {
  if (head[0] === 0xff || head[0] === 0xfe) return undefined;
  const named = /^\s*<\?xml[^>]*encoding=["']([\w.:-]+)["']/.exec(head.toString('latin1'))?.[1];
  return named && !/^utf-?8$/i.test(named) ? named : undefined;
}

/** Gathers the cells of one element at a time. */
class RowCollector {
  private readonly path: string[] = [];
  private readonly shapes = new ShapeMemory();
  private readonly rowPath: string;
  private readonly rowDepth: number;
  private readonly statedAt: string | undefined;
  private readonly facts: FileFacts;
  private readonly emit: (row: FileRow) => void;
  private names: string[] = [];
  private cells: string[] = [];
  private line = 0;
  private value = '';
  private inRow = false;

  constructor(
    rowPath: string,
    statedAt: string | undefined,
    facts: FileFacts,
    emit: (row: FileRow) => void,
  ) {
    this.rowPath = rowPath;
    this.rowDepth = rowPath.split('/').length;
    this.statedAt = statedAt?.replace(/^\/+|\/+$/g, '');
    this.facts = facts;
    this.emit = emit;
  }

  open = (name: string, attributes: Readonly<Record<string, string>>, line: number): void => {
    this.path.push(name);
    this.value = '';
    if (!this.inRow && this.path.length === this.rowDepth && this.here() === this.rowPath) {
      this.inRow = true;
      this.line = line;
      this.names = [];
      this.cells = [];
    }
    for (const [key, value] of Object.entries(attributes)) {
      if (this.inRow) this.add(this.inner(`@${key}`), value);
      else if (this.statedAt === `${this.here()}/@${key}`) this.facts.stated = value;
    }
  };

  text = (text: string): void => {
    if (this.value.length < LONGEST_CELL) this.value += text.slice(0, LONGEST_CELL);
  };

  close = (): void => {
    const value = this.value.trim();
    if (this.inRow && this.path.length === this.rowDepth) {
      if (this.names.length === 0) this.add('.', value);
      this.emit({ line: this.line, names: this.shapes.recall(this.names), cells: this.cells });
      this.inRow = false;
    } else if (this.inRow) {
      if (value !== '' || !this.names.some((name) => name.startsWith(this.inner(''))))
        this.add(this.inner(undefined), value);
    } else if (this.statedAt === this.here()) this.facts.stated = value;
    this.path.pop();
    this.value = '';
  };

  private add(name: string, value: string): void {
    if (!this.names.includes(name)) {
      this.names.push(name);
      this.cells.push(value.trim().slice(0, LONGEST_CELL));
    }
  }

  private here(): string {
    return this.path.join('/');
  }

  private inner(last: string | undefined): string {
    const inside = this.path.slice(this.rowDepth);
    return (last === undefined ? inside : [...inside, last]).join('/');
  }
}

/** Of the elements that stand side by side more than once, the outermost. */
function findRowPath(head: string): string | undefined {
  const seen = new Map<string, number>();
  const path: string[] = [];
  const feeder = feedXml({
    open: (name) => {
      path.push(name);
      const here = path.join('/');
      seen.set(here, (seen.get(here) ?? 0) + 1);
    },
    text: () => undefined,
    close: () => void path.pop(),
  });
  try {
    feeder.write(head.replace(/^\uFEFF/, ''));
  } catch (fault) {
    if (seen.size === 0) throw fault;
  }
  const depth = (name: string) => name.split('/').length;
  const repeated = [...seen].filter(([, times]) => times > 1).map(([name]) => name);
  const all = repeated.length > 0 ? repeated : [...seen.keys()].filter((name) => depth(name) === 2);
  return all.toSorted((a, b) => depth(a) - depth(b))[0];
}
