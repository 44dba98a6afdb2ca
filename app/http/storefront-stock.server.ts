/** `GET /proxy/stock?variant=…`: live stock for a shop's product page, asked through the shop's own address. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gather } from '../platform/gather.ts';
import { err } from '../platform/result.ts';
import { readStorefrontStock } from '../views/read-storefront-stock.server.ts';
import type { StorefrontKey, StorefrontStock } from '../views/read-storefront-stock.server.ts';
import type { DoorContext } from './door-context.ts';

type Answer = Record<string, StorefrontStock>;

const ANSWER_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  // The page asks again by itself; a stored answer would be an old one.
  'cache-control': 'no-store',
} as const;

const REFUSED_WITH = { 'bad-signature': 401, unreadable: 400 } as const;
const MOST_TOGETHER = 200;

/** One door for the process, so that look-ups of all connections travel together. */
export function createStorefrontDoor(context: DoorContext, channel: string) {
  const stockOf = gather<StorefrontKey, StorefrontStock | undefined>(
    (keys) => readStorefrontStock(context.pool, keys, context.clock.now()),
    { limit: MOST_TOGETHER },
  );

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const now = context.clock.now();
    const url = request.url ?? '';
    const reader = context.storefrontReaders[channel];
    const asked = reader?.read(url.slice(url.indexOf('?') + 1), now) ?? err('unreadable');
    if (!asked.ok) {
      response.writeHead(REFUSED_WITH[asked.error]).end();
      return;
    }
    const { domain, variants } = asked.value;
    const stock: Answer = {};
    await Promise.all(
      [...variants].map(async ([name, outsideVariantId]) => {
        const found = await stockOf({ channel, domain, outsideVariantId });
        if (found) stock[name] = found;
      }),
    );
    const body = JSON.stringify({ asOf: now.toISOString(), stock });
    const length = { 'content-length': Buffer.byteLength(body) };
    response.writeHead(200, { ...ANSWER_HEADERS, ...length }).end(body);
  };
}
