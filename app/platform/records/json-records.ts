/**
 * JSON as rows: a list somewhere in a document, or one object a line (NDJSON). Parsed as a stream by
 * @streamparser/json; nested values are named by their path ("stock.units").
 */
import { JSONParser } from '@streamparser/json';
import type { Bytes } from './byte-stream.ts';
import { peek } from './byte-stream.ts';
import { decodeStream } from './decode-stream.ts';
import { LONGEST_ROW, UnreadableFile } from './file-row.ts';
import type { FileFacts, FileLayout, FileRow } from './file-row.ts';
import { findListPath } from './json-list-path.ts';
import { ShapeMemory } from './shape-memory.ts';

const HEAD_BYTES = 1 << 16;
const LONGEST_CELL = 4_000;
const DEEPEST = 8;

export async function* readJsonRows(
  body: Bytes,
  layout: FileLayout,
  facts: FileFacts,
): AsyncGenerator<FileRow> {
  const { head, whole } = await peek(body, HEAD_BYTES);
  const place = placeOf(head, layout);
  facts.rowsAt = place.name;
  const rows: FileRow[] = [];
  const shapes = new ShapeMemory();
  const stated = layout.statedAt ? `$.${layout.statedAt.replace(/^\$\.?/, '')}` : undefined;
  let count = 0;
  const parser = new JSONParser({
    paths: [place.path, ...(stated ? [stated] : [])],
    keepStack: false,
    ...(place.isLines ? { separator: '' } : {}),
    stringBufferSize: 0,
    numberBufferSize: 0,
  });
  parser.onValue = ({ value, key, stack }) => {
    const isRow = place.isLines ? stack.length === 0 : stack.length === place.depth;
    if (isRow && (place.isLines || typeof key === 'number')) {
      count += 1;
      rows.push(toRow(value, count, shapes));
    } else if (value !== null && typeof value !== 'object') facts.stated = String(value);
  };
  parser.onError = (fault) => {
    throw new UnreadableFile(`The JSON cannot be read: ${fault.message.slice(0, 200)}`);
  };
  let sinceRow = 0;
  for await (const text of decodeStream(whole, layout, facts)) {
    feed(parser, text);
    sinceRow = rows.length > 0 ? 0 : sinceRow + text.length;
    if (sinceRow > 8 * LONGEST_ROW) throw noRows(place.name);
    yield* rows.splice(0);
  }
  if (!parser.isEnded && !place.isLines)
    throw new UnreadableFile('The JSON ends in the middle; it was cut off on its way.');
  yield* rows.splice(0);
  if (count === 0 && place.name !== '') throw noRows(place.name);
}

function feed(parser: JSONParser, text: string): void {
  try {
    if (text !== '') parser.write(text);
  } catch (fault) {
    if (fault instanceof UnreadableFile) throw fault;
    const why = fault instanceof Error ? fault.message : String(fault);
    throw new UnreadableFile(`The JSON cannot be read: ${why.slice(0, 200)}`);
  }
}

const noRows = (name: string): UnreadableFile =>
  new UnreadableFile(`There is no list of rows at "${name}". Say where the rows are.`);

type Place = {
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly isLines: boolean;
};

function placeOf(head: Buffer, { rowsAt }: FileLayout): Place {
  const start = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  const given = rowsAt?.replace(/^\$\.?|\[\]$|\.\*$/g, '');
  if (given) return listAt(given.split('.'));
  if (isLines(start)) return { path: '$', name: '', depth: 0, isLines: true };
  if (start.startsWith('[')) return listAt([]);
  const found = findListPath(start);
  if (!found)
    throw new UnreadableFile('The JSON holds no list of objects. Say where the rows are.');
  return listAt(found);
}

function listAt(keys: readonly string[]): Place {
  return {
    path: ['$', ...keys, '*'].join('.'),
    name: keys.join('.'),
    depth: keys.length + 1,
    isLines: false,
  };
}

/** The first line is an object by itself, and another follows; or it is all there is and holds no list. */
function isLines(start: string): boolean {
  const [first = '', second = ''] = start.split('\n', 2);
  if (!first.startsWith('{')) return false;
  try {
    JSON.parse(first);
    return second.trim() === '' ? !findListPath(first) : second.trimStart().startsWith('{');
  } catch {
    return false;
  }
}

function toRow(value: unknown, line: number, shapes: ShapeMemory): FileRow {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return { line, refusal: 'The row is no object with names and values.' };
  const names: string[] = [];
  const cells: string[] = [];
  flatten(value, '', 0, (name, cell) => {
    names.push(name);
    cells.push(cell);
  });
  return { line, names: shapes.recall(names), cells };
}

function flatten(
  value: object,
  prefix: string,
  depth: number,
  add: (name: string, cell: string) => void,
): void {
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    const name = prefix + key;
    if (inner === null || inner === undefined) add(name, '');
    else if (typeof inner !== 'object') add(name, textOf(inner));
    else if (depth < DEEPEST) flatten(inner, `${name}.`, depth + 1, add);
  }
}

function textOf(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST_CELL);
}
