/**
 * The sandbox suppliers' own API, under /suppliers/{code}, with the supplier's key as a bearer token:
 *
 *   GET  /stock?updated_since=&page=&per_page=   figures with as_of; ETag and If-None-Match
 *   POST /purchase-orders                        Idempotency-Key required
 *   GET  /purchase-orders?reference=             look-up
 *   GET  /purchase-orders/{id}
 *   POST /purchase-orders/{id}/cancellation
 *   POST /purchase-orders/{id}/changes           Idempotency-Key required
 *   GET  /events?after=&limit=                   the same events that are posted to the hub
 *   GET  /files   GET /files/{name}              stock as CSV
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { refusal, type Answer, type Call } from './http-door.ts';
import { placeOrder, requestCancellation, type Surroundings } from './purchase-orders.ts';
import { requestChange } from './order-changes.ts';
import { feedMoment, feedRows } from './stock.ts';
import type { OrderChange, Supplier } from './supplier.ts';
import { listedEvent, listedFile, orderBody, stockBody } from './wire.ts';

export type Endpoint =
  | 'stock' | 'place-order' | 'find-orders' | 'read-order' | 'cancel-order' | 'change-order' | 'events' | 'files' | 'file'; // prettier-ignore

type Handler = (supplier: Supplier, call: Call, around: Surroundings, id: string) => Answer;
type Route = {
  readonly method: string;
  readonly path: RegExp;
  readonly endpoint: Endpoint;
  readonly handle: Handler;
};

const quantity = z.number().int().positive().max(1_000_000);
const placing = z.object({
  reference: z.string().min(1).max(200),
  ship_to: z.record(z.string(), z.unknown()).optional(),
  lines: z
    .array(
      z.object({
        line_id: z.string().min(1),
        sku: z.string().min(1),
        quantity,
        location: z.string().optional(),
        unit_cost: z.string().optional(),
        purchase_order: z.string().optional(),
        ship_to: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .min(1)
    .refine(
      (lines) => new Set(lines.map((line) => line.line_id)).size === lines.length,
      'line_id repeats',
    ),
});
const cancelling = z.object({
  lines: z.array(z.object({ line_id: z.string(), quantity })).optional(),
  reason: z.string().optional(),
});

const changing = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('address'),
    ship_to: z.record(z.string(), z.unknown()),
    line_ids: z.array(z.string()).min(1),
  }),
  z.object({
    type: z.literal('lines'),
    lines: z.array(z.object({ line_id: z.string(), quantity })).min(1),
  }),
  z.object({
    type: z.literal('substitute'),
    line_id: z.string(),
    sku: z.string(),
    accept: z.boolean(),
  }),
]);

const ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/stock$/, endpoint: 'stock', handle: readStock },
  { method: 'POST', path: /^\/purchase-orders$/, endpoint: 'place-order', handle: place },
  { method: 'GET', path: /^\/purchase-orders$/, endpoint: 'find-orders', handle: findOrders },
  {
    method: 'GET',
    path: /^\/purchase-orders\/([^/]+)$/,
    endpoint: 'read-order',
    handle: readOrder,
  },
  {
    method: 'POST',
    path: /^\/purchase-orders\/([^/]+)\/cancellation$/,
    endpoint: 'cancel-order',
    handle: cancelOrder,
  },
  {
    method: 'POST',
    path: /^\/purchase-orders\/([^/]+)\/changes$/,
    endpoint: 'change-order',
    handle: changeOrder,
  },
  { method: 'GET', path: /^\/events$/, endpoint: 'events', handle: readEvents },
  { method: 'GET', path: /^\/files$/, endpoint: 'files', handle: listFiles },
  { method: 'GET', path: /^\/files\/([^/]+)$/, endpoint: 'file', handle: readFile },
];

type Matched = { readonly endpoint: Endpoint; readonly run: () => Answer };

/** The endpoint that a call goes to and its work, not done yet; or the refusal. */
export function matchSupplierCall(
  supplier: Supplier | undefined,
  path: string,
  call: Call,
  around: Surroundings,
): Matched | Answer {
  if (!supplier || !authorised(supplier, call)) {
    return refusal(401, 'unauthorised', 'The key does not open this account.');
  }
  for (const { method, path: pattern, endpoint, handle } of ROUTES) {
    const match = method === call.method ? pattern.exec(path) : null;
    if (!match) continue;
    return {
      endpoint,
      run: () => handle(supplier, call, around, decodeURIComponent(match[1] ?? '')),
    };
  }
  return refusal(404, 'not_found', 'There is nothing at this address.');
}

function authorised({ settings }: Supplier, call: Call): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(
    digest(call.header('authorization') ?? ''),
    digest(`Bearer ${settings.apiKey}`),
  );
}

function readStock(supplier: Supplier, call: Call, { schedule }: Surroundings): Answer {
  const params = call.url.searchParams;
  const since = params.get('updated_since');
  const updatedSince = since === null ? undefined : new Date(since);
  const page = positive(params.get('page'), 1);
  const perPage = Math.min(5_000, positive(params.get('per_page'), 1_000));
  if (Number.isNaN(updatedSince?.getTime()) || Number.isNaN(page) || Number.isNaN(perPage)) {
    return refusal(
      400,
      'bad_request',
      'updated_since must be a date and time; page and per_page counts from 1.',
    );
  }
  const asOf = feedMoment(supplier, schedule.now());
  const rows = feedRows(supplier, asOf, updatedSince);
  const shown = rows.slice((page - 1) * perPage, page * perPage);
  const newest = rows.reduce((latest, row) => Math.max(latest, row.updatedAt.getTime()), 0);
  const etag = `"${supplier.stockRevision}-${newest}-${rows.length}-${page}-${perPage}"`;
  const headers = { etag, 'stock-as-of': asOf.toISOString() };
  if (call.header('if-none-match') === etag) return { status: 304, headers };
  const body = {
    as_of: asOf.toISOString(),
    rows: shown.map((row) => stockBody(row, asOf, supplier.settings.currency)),
    next_page: page * perPage < rows.length ? page + 1 : null,
  };
  return { status: 200, headers, body };
}

function place(supplier: Supplier, call: Call, around: Surroundings): Answer {
  const key = call.header('idempotency-key');
  if (!key) return refusal(400, 'idempotency_key_missing', 'Send an Idempotency-Key.');
  const fingerprint = createHash('sha256').update(canonical(call.body)).digest('base64');
  const stored = supplier.answers.get(key);
  if (stored && stored.fingerprint !== fingerprint) {
    return refusal(409, 'idempotency_key_reused', 'This key was used with another body.');
  }
  if (stored) return { ...stored, headers: { 'idempotent-replayed': 'true' } };
  const parsed = parse(placing, call.body);
  if ('status' in parsed) return parsed;
  const { reference, ship_to: shipTo, lines } = parsed.value;
  const order = placeOrder(
    supplier,
    {
      reference,
      idempotencyKey: key,
      shipTo,
      lines: lines.map((line) => ({
        lineId: line.line_id,
        sku: line.sku,
        quantity: line.quantity,
        location: line.location,
        unitCost: line.unit_cost,
        purchaseOrder: line.purchase_order,
        shipTo: line.ship_to,
      })),
    },
    around,
  );
  const answer = { status: 201, body: orderBody(order) };
  supplier.answers.set(key, { fingerprint, ...answer });
  return answer;
}

function findOrders(supplier: Supplier, call: Call): Answer {
  const reference = call.url.searchParams.get('reference');
  if (!reference) return refusal(400, 'bad_request', 'Give a reference to look for.');
  const found = (supplier.ordersByReference.get(reference) ?? []).map(orderBody);
  return { status: 200, body: { purchase_orders: found } };
}

function readOrder(supplier: Supplier, _: Call, __: Surroundings, id: string): Answer {
  const order = supplier.orders.get(id);
  return order ? { status: 200, body: orderBody(order) } : NO_SUCH_ORDER;
}

function cancelOrder(supplier: Supplier, call: Call, around: Surroundings, id: string): Answer {
  const order = supplier.orders.get(id);
  if (!order) return NO_SUCH_ORDER;
  const parsed = parse(cancelling, call.body || '{}');
  if ('status' in parsed) return parsed;
  const wanted = parsed.value.lines?.map((line) => ({
    lineId: line.line_id,
    quantity: line.quantity,
  }));
  const cancelled = requestCancellation(supplier, order, wanted, around);
  return {
    status: order.cancellation === 'pending' ? 202 : 200,
    body: {
      status: order.cancellation,
      cancelled: cancelled.map((line) => ({ line_id: line.lineId, quantity: line.quantity })),
      purchase_order: orderBody(order),
    },
  };
}

function changeOrder(supplier: Supplier, call: Call, around: Surroundings, id: string): Answer {
  const order = supplier.orders.get(id);
  if (!order) return NO_SUCH_ORDER;
  const key = call.header('idempotency-key');
  if (!key) return refusal(400, 'idempotency_key_missing', 'Send an Idempotency-Key.');
  const parsed = parse(changing, call.body);
  if ('status' in parsed) return parsed;
  const { status } = requestChange(
    supplier,
    order,
    { key, wanted: inOurWords(parsed.value) },
    around,
  );
  return { status: status === 'pending' ? 202 : 200, body: { status, reason: null } };
}

function inOurWords(change: z.infer<typeof changing>): OrderChange['wanted'] {
  if (change.type === 'address')
    return { type: 'address', shipTo: change.ship_to, lineIds: change.line_ids };
  if (change.type === 'lines') {
    const lines = change.lines.map((line) => ({ lineId: line.line_id, quantity: line.quantity }));
    return { type: 'lines', lines };
  }
  const { line_id: lineId, sku, accept } = change;
  return { type: 'substitute', lineId, sku, accept };
}

function readEvents(supplier: Supplier, call: Call): Answer {
  const after = Number(call.url.searchParams.get('after') ?? 0);
  const limit = Math.min(1_000, positive(call.url.searchParams.get('limit'), 100));
  if (!Number.isInteger(after) || after < 0 || Number.isNaN(limit)) {
    return refusal(400, 'bad_request', 'after and limit must be whole numbers.');
  }
  const shown = supplier.events.slice(after, after + limit);
  const next = shown.at(-1)?.sequence ?? after;
  const body = {
    events: shown.map(listedEvent),
    next_after: next,
    has_more: next < supplier.events.length,
  };
  return { status: 200, body };
}

function listFiles(supplier: Supplier): Answer {
  return { status: 200, body: { files: [...supplier.files.values()].map(listedFile) } };
}

function readFile(supplier: Supplier, _: Call, __: Surroundings, name: string): Answer {
  const file = supplier.files.get(name);
  if (!file) return refusal(404, 'not_found', 'There is no such file.');
  return {
    status: 200,
    text: file.content,
    headers: { 'last-modified': file.modifiedAt.toUTCString() },
  };
}

const NO_SUCH_ORDER = refusal(404, 'not_found', 'There is no such purchase order.');

function positive(text: string | null, fallback: number): number {
  if (text === null) return fallback;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN;
}

/** The same text for the same JSON, whatever the order of its keys; other text as it is. */
function canonical(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), (_, value: unknown) =>
      value && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    );
  } catch {
    return body;
  }
}

function parse<Value>(schema: z.ZodType<Value>, body: string): { value: Value } | Answer {
  try {
    const parsed = schema.safeParse(JSON.parse(body));
    if (parsed.success) return { value: parsed.data };
    return refusal(422, 'invalid', z.prettifyError(parsed.error));
  } catch {
    return refusal(400, 'malformed_json', 'The body is not JSON.');
  }
}
