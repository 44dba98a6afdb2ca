/** API connector: a supplier that speaks the Stockbridge supplier API, HTTP and JSON. */
import type {
  ChangeAnswer,
  ConnectorAnswer,
  ConnectorSupplier,
  PlacedPurchaseOrder,
  PurchaseOrderRequest,
  RequestedChange,
  SupplierConnector,
  SupplierMessage,
} from '../../../modules/suppliers/supplier-connector.ts';
import type { AdapterFailure } from '../../../platform/adapter-failure.ts';
import type { Clock } from '../../../platform/clock.ts';
import { readJson } from '../../../platform/http-client.server.ts';
import type { HttpClient } from '../../../platform/http-client.server.ts';
import type { OpenSocket } from '../../../platform/guarded-socket.server.ts';
import { err, ok } from '../../../platform/result.ts';
import type { Result } from '../../../platform/result.ts';
import { feedFormatOf } from '../../../modules/feeds/feed-format.ts';
import { createApiClient, readAnswer, refusalIn } from './api-client.server.ts';
import type { ApiClient } from './api-client.server.ts';
import { readApiCredentials } from './api-credentials.ts';
import { changeBody, orderBody, readEvent, toPlaced } from './api-mapper.ts';
import {
  ApiOrder,
  Cancellation,
  Change,
  EventPage,
  FoundOrders,
  ListedEvent,
} from './api-schemas.ts';
import type { ApiSettings } from './api-schemas.ts';
import { collectApiStock } from './api-stock.server.ts';
import { readSupplierWebhook } from './api-webhooks.server.ts';
import { readDelivery } from './read-delivery.server.ts';

export type ConnectorEquipment = {
  readonly http: Pick<HttpClient, 'send' | 'stream'>;
  readonly clock: Clock;
  /** For links that are not HTTP. */
  readonly openSocket?: OpenSocket | undefined;
};

export function createApiConnector(
  { http, clock }: ConnectorEquipment,
  supplier: ConnectorSupplier,
  settings: ApiSettings,
): SupplierConnector {
  const { apiKey, eventSecret } = readApiCredentials(supplier.credentials);
  const circuit = `supplier:${supplier.supplierId}`;
  const client = createApiClient({ http, address: settings.address, apiKey, circuit });
  return {
    capabilities: {
      pullsStock: true,
      findPurchaseOrder: true,
      readsEvents: true,
      requestsCancellation: true,
      pushes: eventSecret !== undefined,
      takesSeveral: true,
    },
    collectStock: (cursor) => collectApiStock(client, settings, cursor, clock.now()),
    readStock: (body, reading = {}) =>
      readDelivery(body, feedFormatOf(supplier.settings), supplier.currency, reading),
    placePurchaseOrder: (order, key) => place(client, order, key),
    findPurchaseOrder: (_key, number) => find(client, number),
    readEvents: (cursor) => readEvents(client, cursor),
    requestCancellation: (number) => requestCancellation(client, number),
    requestChange: (number, change, key) => requestChange(client, number, change, key),
    readPush: (headers, rawBody) =>
      eventSecret === undefined
        ? err('bad-signature')
        : readSupplierWebhook(headers, rawBody, eventSecret, clock.now()),
  };
}

const CONFLICT = 409;

async function place(
  client: ApiClient,
  order: PurchaseOrderRequest,
  key: string,
): Promise<Result<PlacedPurchaseOrder, AdapterFailure>> {
  const answer = await client.send({
    method: 'POST',
    path: '/purchase-orders',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: orderBody(order),
    accept: [CONFLICT],
  });
  if (!answer.ok) return answer;
  if (answer.value.status === CONFLICT) {
    // The supplier has something under this key: to call it refused would order the goods elsewhere as well.
    return err({ kind: 'unavailable', why: refusalIn(answer.value), outcome: 'unknown' });
  }
  const placed = readJson(answer.value, ApiOrder);
  return placed.ok ? ok(toPlaced(placed.value)) : placed;
}

/** The API tells no key of ours, but our number is as unique. Of several the first counts. */
async function findOrder(
  client: ApiClient,
  number: string,
): Promise<Result<ApiOrder | undefined, AdapterFailure>> {
  const asked = client.send({ path: '/purchase-orders', query: { reference: number } });
  const found = await readAnswer(asked, FoundOrders);
  if (!found.ok) return found;
  return ok(found.value.purchase_orders.find(({ reference }) => reference === number));
}

async function find(
  client: ApiClient,
  number: string,
): Promise<Result<PlacedPurchaseOrder | undefined, AdapterFailure>> {
  const found = await findOrder(client, number);
  return found.ok ? ok(found.value && toPlaced(found.value)) : found;
}

/** Repeating it takes nothing back twice. */
async function requestCancellation(
  client: ApiClient,
  number: string,
): ConnectorAnswer<'cancelled' | 'requested' | 'too-late'> {
  const found = await findOrder(client, number);
  if (!found.ok) return found;
  if (!found.value) return err({ kind: 'refused', why: `the supplier has no order ${number}` });
  const asked = client.send({
    method: 'POST',
    path: `/purchase-orders/${encodeURIComponent(found.value.id)}/cancellation`,
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const cancellation = await readAnswer(asked, Cancellation);
  return cancellation.ok ? ok(OUTCOMES[cancellation.value.status]) : cancellation;
}

/** The key is the API's Idempotency-Key, and comes back with an answer that is told later. */
async function requestChange(
  client: ApiClient,
  number: string,
  change: RequestedChange,
  key: string,
): ConnectorAnswer<ChangeAnswer> {
  const found = await findOrder(client, number);
  if (!found.ok) return found;
  if (!found.value) return err({ kind: 'refused', why: `the supplier has no order ${number}` });
  const asked = client.send({
    method: 'POST',
    path: `/purchase-orders/${encodeURIComponent(found.value.id)}/changes`,
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: changeBody(change),
  });
  const answer = await readAnswer(asked, Change);
  if (!answer.ok) return answer;
  const { status, reason } = answer.value;
  return ok({ status: CHANGES[status], why: reason ?? undefined });
}

const CHANGES = { accepted: 'accepted', pending: 'requested', refused: 'refused' } as const;

const OUTCOMES = { accepted: 'cancelled', pending: 'requested', refused: 'too-late' } as const;

const EVENTS_A_PAGE = 100;

/**
 * Events after the cursor. Those before one that cannot be read still arrive; then the call that begins with it
 * says so, until it can be read.
 */
async function readEvents(
  client: ApiClient,
  cursor: string | undefined,
): ReturnType<SupplierConnector['readEvents']> {
  const after = cursor ?? '0';
  const asked = client.send({ path: '/events', query: { after, limit: EVENTS_A_PAGE } });
  const page = await readAnswer(asked, EventPage);
  if (!page.ok) return page;
  const messages: SupplierMessage[] = [];
  let reached = after;
  for (const raw of page.value.events) {
    const event = ListedEvent.safeParse(raw).data;
    const told = event && readEvent(event.id, event);
    if (!told) {
      if (reached === after) return err(unreadable(after));
      return ok({ messages, cursor: reached, more: true });
    }
    if (told !== 'nothing' && told.kind !== 'stock-changed') messages.push(told);
    reached = String(event.sequence);
  }
  return ok({ messages, cursor: String(page.value.next_after), more: page.value.has_more });
}

function unreadable(after: string): AdapterFailure {
  return { kind: 'unreadable', why: `the event after ${after} does not have the form of its type` };
}
