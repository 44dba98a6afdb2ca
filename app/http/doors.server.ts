/**
 * Doors: the small router before Remix for what machines call (webhooks, live stock, health). A Remix handler
 * with our number of routes answers some 800 requests a second; these paths must not be among them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DoorContext } from './door-context.ts';
import { handleFeedPush } from './feed-push.server.ts';
import { answerLive, answerMetrics, answerReady } from './health.server.ts';
import type { Health } from './health.server.ts';
import { handleStoreEvent } from './store-events.server.ts';
import { createStorefrontDoor } from './storefront-stock.server.ts';
import { handleSupplierEvent } from './supplier-events.server.ts';

type Door = (
  request: IncomingMessage,
  response: ServerResponse,
  context: DoorContext,
  path: string,
) => Promise<void>;

type Placed = { readonly prefix: string; readonly method: string; readonly door: Door };

/** The part of the path after the prefix is the door's own matter. */
function placeDoors(context: DoorContext): readonly Placed[] {
  return [
    { prefix: '/webhooks/', method: 'POST', door: handleStoreEvent },
    { prefix: '/proxy/stock', method: 'GET', door: createStorefrontDoor(context, 'shopify') },
    { prefix: '/suppliers/', method: 'POST', door: handleSupplierEvent },
    { prefix: '/feeds', method: 'POST', door: handleFeedPush },
  ];
}

/** Answers what is a machine's; returns false for everything that is a screen's. */
export function createDoors(context: DoorContext, health: Health) {
  const placed = placeDoors(context);
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    try {
      return await answer(path, request, response);
    } catch (fault) {
      context.log.error('A door failed', { fault, path });
      if (!response.headersSent) response.writeHead(500).end();
      return true;
    }
  };

  async function answer(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    if (path === '/healthz') return (answerLive(response), true);
    if (path === '/readyz') return (await answerReady(health, response), true);
    if (path === '/metrics') return (await answerMetrics(health, request, response), true);
    const match = placed.find(({ prefix }) => path.startsWith(prefix));
    if (!match) return false;
    if (request.method !== match.method) response.writeHead(405, { allow: match.method }).end();
    else await match.door(request, response, context, path);
    return true;
  }
}
