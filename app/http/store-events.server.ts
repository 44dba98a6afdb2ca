/** `POST /webhooks/<channel>[/…]`: verify on the raw bytes, keep, answer after the commit. Nothing else. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { receiveStoreEvent } from '../flows/order/receive-store-event.server.ts';
import { recordUnreadableEvent } from '../flows/order/record-unreadable-event.server.ts';
import type { DoorContext } from './door-context.ts';
import { readBody } from './read-body.server.ts';

const MOST_BYTES = 5 * 1024 * 1024;
/** Shopify hangs up after 5 s and sends again; a clear 503 before that is better than a cut line. */
const PATIENCE_MS = 4_000;

export type StoreEventDoorContext = Pick<
  DoorContext,
  'storeEventReaders' | 'db' | 'pool' | 'clock' | 'log'
>;

export async function handleStoreEvent(
  request: IncomingMessage,
  response: ServerResponse,
  context: StoreEventDoorContext,
): Promise<void> {
  const channel = (request.url ?? '').split(/[/?]/, 3)[2] ?? '';
  const reader = context.storeEventReaders[channel];
  if (!reader) return answer(response, 404);
  const body = await readBody(request, MOST_BYTES);
  if (!body.ok) return refuseBody(response, body.error === 'too-large' ? 413 : 400);
  const read = reader.read(request.headers, body.value);
  if (!read.ok && read.error === 'bad-signature') return answer(response, 401);
  const kept = read.ok
    ? receiveStoreEvent(context, read.value)
    : recordUnreadableEvent(context, { channel, rawBody: body.value });
  return answer(response, (await isKept(context, kept)) ? 200 : 503);
}

/** False when the database did not take it in time: the sender tries again, and its key keeps it single. */
async function isKept(context: StoreEventDoorContext, kept: Promise<void>): Promise<boolean> {
  const patience = new AbortController();
  const late = delay(PATIENCE_MS, false, { signal: patience.signal, ref: false }).catch(
    () => false,
  );
  const done = kept.then(
    () => true,
    (fault: unknown) => {
      context.log.error('An event could not be kept', { fault });
      return false;
    },
  );
  const isDone = await Promise.race([done, late]);
  patience.abort();
  return isDone;
}

function answer(response: ServerResponse, status: 200 | 401 | 404 | 503): void {
  response.writeHead(
    status,
    status === 503 ? { 'retry-after': '5', 'content-length': '0' } : { 'content-length': '0' },
  );
  response.end();
}

/** The rest of the body is not read: the connection ends with the answer. */
function refuseBody(response: ServerResponse, status: 400 | 413): void {
  response.writeHead(status, { connection: 'close', 'content-length': '0' });
  response.end(() => response.socket?.destroySoon());
}
