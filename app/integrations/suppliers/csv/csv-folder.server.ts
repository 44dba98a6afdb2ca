/** The folder of a supplier that sends stock as files: which file is the newest, and its bytes. */
import { z } from 'zod';
import { DeliveryInterrupted } from '../../../modules/suppliers/supplier-connector.ts';
import type { StockDelivery } from '../../../modules/suppliers/supplier-connector.ts';
import type { AdapterFailure } from '../../../platform/adapter-failure.ts';
import type { Instant } from '../../../platform/clock.ts';
import type { HttpStream } from '../../../platform/http-client.server.ts';
import { ok } from '../../../platform/result.ts';
import type { Result } from '../../../platform/result.ts';
import { readAnswer } from '../api/api-client.server.ts';
import type { ApiClient } from '../api/api-client.server.ts';
import { FolderList } from './csv-schemas.ts';
import type { CsvSettings, FolderFile } from './csv-schemas.ts';

const LARGEST_FILE = 512 * 1024 * 1024;
const FETCH_TIMEOUT_MS = 5 * 60_000;

/** The file that was fetched last. */
const Cursor = z.object({ name: z.string(), modifiedAt: z.coerce.date(), moment: z.coerce.date() });

/** Each file holds the whole table, so that only the newest one counts; none newer is 'unchanged'. */
export async function collectStockFile(
  client: ApiClient,
  settings: CsvSettings,
  cursorText: string | undefined,
): Promise<Result<StockDelivery | 'unchanged', AdapterFailure>> {
  const listed = await readAnswer(client.send({ path: '/files' }), FolderList);
  if (!listed.ok) return listed;
  const newest = newestOf(listed.value.files.filter(({ name }) => isStock(name, settings)));
  if (!newest || !isNews(newest, cursorText)) return ok('unchanged');
  const file = await client.stream({
    path: `/files/${encodeURIComponent(newest.name)}`,
    maxBytes: LARGEST_FILE,
    timeoutMs: FETCH_TIMEOUT_MS,
  });
  return file.ok ? ok(toDelivery(newest, file.value, settings)) : file;
}

function isStock(name: string, { prefix }: CsvSettings): boolean {
  return name.startsWith(prefix) && /\.(csv|tsv|tab|txt)$/i.test(name);
}

/** A file that was written late may hold older figures: the time in its name comes first. */
function momentOf(file: FolderFile): Instant {
  return momentInName(file.name) ?? file.modified_at;
}

function newestOf(files: readonly FolderFile[]): FolderFile | undefined {
  const order = (a: FolderFile, b: FolderFile) =>
    momentOf(a).getTime() - momentOf(b).getTime() ||
    a.modified_at.getTime() - b.modified_at.getTime();
  return [...files].sort(order).at(-1);
}

function isNews(file: FolderFile, cursorText: string | undefined): boolean {
  const last = readCursor(cursorText);
  if (!last) return true;
  const sameFile = file.name === last.name && file.modified_at <= last.modifiedAt;
  return !sameFile && momentOf(file) >= last.moment;
}

function readCursor(text: string | undefined) {
  try {
    return Cursor.safeParse(JSON.parse(text ?? 'null')).data;
  } catch {
    return undefined;
  }
}

function toDelivery(file: FolderFile, stream: HttpStream, settings: CsvSettings): StockDelivery {
  const cursor = { name: file.name, modifiedAt: file.modified_at, moment: momentOf(file) };
  return {
    body: whole(stream.body, file),
    mediaType: /\.(tsv|tab)$/i.test(file.name) ? 'text/tab-separated-values' : 'text/csv',
    name: file.name,
    scope: 'full',
    asOf: momentInName(file.name) ?? momentInHeaders(stream.headers, file, settings),
    cursor: JSON.stringify(cursor),
  };
}

/** A file that is still being written is shorter than, or not what, the folder says. */
async function* whole(
  body: AsyncIterable<Uint8Array>,
  { name, size }: FolderFile,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      yield chunk;
    }
  } catch (fault) {
    throw interrupted(`${name} broke off: ${fault instanceof Error ? fault.name : 'fault'}`);
  }
  if (size !== undefined && bytes !== size)
    throw interrupted(`${name} has ${bytes} bytes where the folder says ${size}`);
}

function interrupted(why: string): DeliveryInterrupted {
  return new DeliveryInterrupted({ kind: 'unavailable', why, outcome: 'not-sent' });
}

/** As in stock-20260302T120000Z.csv, also with dashes and colons; UTC. */
function momentInName(name: string): Instant | undefined {
  const match = /(\d{4})-?(\d{2})-?(\d{2})[T_-](\d{2})[:-]?(\d{2})(?:[:-]?(\d{2}))?Z?/.exec(name);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '00'] = match;
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** `stock-as-of` speaks of the figures; when the file was written says something only where that is known. */
function momentInHeaders(
  headers: HttpStream['headers'],
  file: FolderFile,
  { trustsFileTime }: CsvSettings,
): Instant | undefined {
  const told = Date.parse(headers['stock-as-of'] ?? '');
  if (!Number.isNaN(told)) return new Date(told);
  return trustsFileTime ? file.modified_at : undefined;
}
