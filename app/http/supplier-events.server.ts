/** `POST /suppliers/:supplierId/events`: a supplier tells of acknowledgements, parcels or stock, signed. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { receiveSupplierEvent } from '../flows/order/receive-supplier-event.server.ts';
import type { FlowContext } from '../flows/flow-context.ts';
import { readBody } from './read-body.server.ts';

const MOST_BYTES = 1024 * 1024;
const PATH = /^\/suppliers\/([^/]+)\/events$/;

export async function handleSupplierEvent(
  request: IncomingMessage,
  response: ServerResponse,
  context: FlowContext,
  path: string,
): Promise<void> {
  const supplierId = PATH.exec(path)?.[1];
  if (!supplierId) return answer(response, 404);
  const body = await readBody(request, MOST_BYTES);
  if (!body.ok) return answer(response, 413);
  try {
    const headers = plainHeaders(request);
    const kept = await receiveSupplierEvent(context, { supplierId, headers, rawBody: body.value });
    return answer(response, kept.ok ? 200 : 401);
  } catch (fault) {
    context.log.error('A supplier event could not be kept', { fault });
    return answer(response, 503);
  }
}

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      if (value === undefined) return [];
      return [[name, Array.isArray(value) ? value.join(', ') : value]];
    }),
  );
}

function answer(response: ServerResponse, status: 200 | 401 | 404 | 413 | 503): void {
  response.writeHead(status, {
    'content-length': '0',
    ...(status === 503 ? { 'retry-after': '5' } : {}),
    ...(status === 413 ? { connection: 'close' } : {}),
  });
  response.end(status === 413 ? () => response.socket?.destroySoon() : undefined);
}
