import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ChannelAnswer } from '../../../modules/stores/channel.ts';
import { err, ok } from '../../../platform/result.ts';
import type { NumberedLine } from './bulk-result.ts';
import type { ChannelContext } from './channel-context.ts';
import { BulkResultLine, readBulkRun } from './shopify-operations/bulk.ts';
import type { BulkRun } from './shopify-operations/bulk.ts';

const MOST_BYTES = 2 * 1024 * 1024 * 1024;
const TIMEOUT_MS = 10 * 60_000;

export type BulkRunLines =
  | { readonly state: 'running'; readonly done: number }
  | { readonly state: 'finished'; readonly done: number; readonly lines: readonly NumberedLine[] }
  | { readonly state: 'failed'; readonly why: string };

const RUNNING = new Set(['CREATED', 'RUNNING', 'CANCELING']);
export const isRunning = (status: string): boolean => RUNNING.has(status);

/** How far a bulk operation is, with its result once it has ended. */
export async function readBulkRunLines(
  context: ChannelContext,
  operationId: string,
): ChannelAnswer<BulkRunLines> {
  const answer = await context.client.run(readBulkRun, { id: operationId });
  if (!answer.ok) return answer;
  const operation = answer.value.bulkOperation;
  if (!operation) return ok({ state: 'failed', why: 'Shopify does not know this run any more' });
  const done = operation.rootObjectCount;
  if (isRunning(operation.status)) return ok({ state: 'running', done });
  if (operation.status !== 'COMPLETED') return ok({ state: 'failed', why: reasonOf(operation) });
  const lines = operation.url ? await readBulkLines(context, operation.url) : ok([]);
  return lines.ok ? ok({ state: 'finished', done, lines: lines.value }) : lines;
}

function reasonOf({ status, errorCode }: BulkRun): string {
  return `Shopify ended the run: ${[status, errorCode].filter(Boolean).join(', ').toLowerCase()}`;
}

/** The result of a bulk operation, read line by line as it comes; the address is good for seven days. */
async function readBulkLines(
  { http, store }: ChannelContext,
  url: string,
): ChannelAnswer<readonly NumberedLine[]> {
  const circuit = `bulk-result:${store.domain}`;
  const opened = await http.stream({ url, maxBytes: MOST_BYTES, timeoutMs: TIMEOUT_MS, circuit });
  if (!opened.ok) return opened;
  const lines: NumberedLine[] = [];
  try {
    const input = Readable.from(opened.value.body, { objectMode: false });
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      if (text.trim() === '') continue;
      const parsed = BulkResultLine.safeParse(parseJson(text));
      if (!parsed.success)
        return err({ kind: 'unreadable', why: `Line ${lines.length + 1} of the bulk result` });
      lines.push({ ...parsed.data, number: parsed.data.__lineNumber ?? lines.length });
    }
  } catch {
    return err({ kind: 'unavailable', why: 'The bulk result broke off', outcome: 'not-sent' });
  }
  return ok(lines);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
