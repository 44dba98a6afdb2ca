/** `POST /webhooks/<channel>[/…]`: verify on the raw bytes, keep, answer after the commit. Nothing else. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { receiveStoreEvent } from '../flows/order/receive-store-event.server.ts';
import { recordUnreadableEvent } from '../flows/order/record-unreadable-event.server.ts';
import { traceOfEvent } from '../flows/order/trace-of-event.ts';
import type { StoreEventEnvelope } from '../modules/stores/store-event.ts';
import { correlate } from '../platform/log.server.ts';
import { isTracing, traced } from '../platform/tracing.server.ts';
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
    ? receive(context, read.value)
    : recordUnreadableEvent(context, { channel, rawBody: body.value });
  return answer(response, (await isKept(context, kept)) ? 200 : 503);
}

/** As a span of the event's trace where there are spans; this is the hottest path, and nothing else is worth it here. */
function receive(context: StoreEventDoorContext, event: StoreEventEnvelope): Promise<void> {
  if (!isTracing()) return receiveStoreEvent(context, event);
  const { channel, topic } = event;
  const traceId = traceOfEvent(event, event.hint);
  return correlate(traceId ? { traceId } : {}, () =>
    traced('receive store event', { channel, topic }, () => receiveStoreEvent(context, event)),
  );
}

/** False when the database did not take it in time: the sender tries again, and its key keeps it single. */
function isKept(context: StoreEventDoorContext, kept: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    // A plain timer: an abortable one costs each event an error with its stack (a tenth of the door's CPU).
    const patience = setTimeout(resolve, PATIENCE_MS, false);
    const settle = (isDone: boolean) => {
      clearTimeout(patience);
      resolve(isDone);
    };
    kept.then(
      () => settle(true),
      (fault: unknown) => {
        context.log.error('An event could not be kept', { fault });
        settle(false);
      },
    );
  });
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
