/**
 * `POST /feeds?kind=full|delta&name=…`: a supplier sends stock with the token of its own door. JSON `{"levels": […]}` of
 * up to a thousand figures is applied at once and answered row by row in figures; any other body is a file, kept whole
 * and applied as every delivery.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { FlowContext } from '../flows/flow-context.ts';
import { receiveStockPush } from '../flows/supply/receive-stock-push.server.ts';
import { receiveStockUpload } from '../flows/supply/receive-stock-upload.server.ts';
import { findDeskByToken } from '../modules/feeds/feed-desk.repository.server.ts';
import { currencyCode, parseMoney } from '../platform/money.ts';
import { readBody } from './read-body.server.ts';

const MOST_JSON_BYTES = 1024 * 1024;
const MOST_LEVELS = 1_000;

const Levels = z.object({
  levels: z
    .array(
      z.object({
        sku: z.string().min(1).max(200),
        location: z.string().min(1).max(60).optional(),
        quantity: z.number(),
        as_of: z.iso.datetime({ offset: true }).optional(),
        cost: z.object({ amount: z.string(), currency: z.string().regex(/^[A-Z]{3}$/) }).optional(),
      }),
    )
    .min(1)
    .max(MOST_LEVELS),
});

export async function handleFeedPush(
  request: IncomingMessage,
  response: ServerResponse,
  context: FlowContext,
): Promise<void> {
  const token = /^Bearer (feed_[\w-]{20,80})$/.exec(request.headers.authorization ?? '')?.[1];
  const key = token && (await findDeskByToken(context.db, token));
  if (!key) return answer(response, 401, { error: 'The token is missing or unknown.' });
  const type = (request.headers['content-type'] ?? 'text/csv').split(';', 1)[0] ?? '';
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (type === 'application/json' && !searchParams.has('kind')) {
    return pushLevels(request, response, context, key);
  }
  const asOf = Date.parse(request.headers['stock-as-of']?.toString() ?? '');
  const received = await receiveStockUpload(context, key, {
    body: request,
    name: (searchParams.get('name') ?? 'pushed file').replace(/[\\/\p{C}]/gu, '_').slice(0, 200),
    mediaType: type,
    kind: searchParams.get('kind') === 'delta' ? 'delta' : 'full',
    source: 'push',
    asOf: Number.isNaN(asOf) ? undefined : new Date(asOf),
  });
  if (received.ok) return answer(response, 202, { feed: received.value });
  return answer(response, 413, {
    error: `The file is larger than ${received.error.maxBytes} bytes.`,
  });
}

async function pushLevels(
  request: IncomingMessage,
  response: ServerResponse,
  context: FlowContext,
  key: Parameters<typeof receiveStockPush>[1],
): Promise<void> {
  const body = await readBody(request, MOST_JSON_BYTES);
  if (!body.ok) return answer(response, 413, { error: 'Send up to 1,000 figures, or a file.' });
  const parsed = Levels.safeParse(parseJson(body.value.toString('utf8')));
  if (!parsed.success)
    return answer(response, 422, { error: z.prettifyError(parsed.error).slice(0, 1_000) });
  const levels = parsed.data.levels.map(({ sku, location, quantity, as_of: asOf, cost }) => ({
    supplierSku: sku,
    locationCode: location,
    quantity,
    asOf: asOf === undefined ? undefined : new Date(asOf),
    cost: cost && parseMoney(cost.amount, currencyCode(cost.currency)),
  }));
  const done = await receiveStockPush(context, key, levels);
  if (!done.ok) return answer(response, 422, { error: done.error.kind });
  const { feedId: feed, ...figures } = done.value;
  return answer(response, 200, { feed, ...figures });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...(status === 413 || status === 401 ? { connection: 'close' } : {}),
  });
  response.end(
    text,
    status === 413 || status === 401 ? () => response.socket?.destroySoon() : undefined,
  );
}
