/**
 * App front: a reverse proxy before the app, at a port of its own, for the browser of a person. It hands every
 * request on to the app's real address and rewrites what `rewriting.ts` names in the answer.
 */
import { createServer, request as sendRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { request as sendSecureRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { browserOrigin, siblingOrigin } from './hosts.ts';
import { withoutHeaders } from './headers.ts';
import { rewriteAppBridge, rewriteHeader } from './rewriting.ts';
import type { Origins } from './rewriting.ts';

export type AppFrontSettings = {
  /** The app's real address now, e.g. http://127.0.0.1:3000. */
  appOrigin: () => string;
  /** The port at which the sandbox's admin listens now. */
  adminPort: () => number;
};

const HOP_HEADERS = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'upgrade'];
const REWRITTEN = /^(text\/html|text\/javascript|application\/javascript)/;

/** The app must see its own origin in `Host`, `Origin` and `Referer`, or it would take the post for a forgery. */
export function headersForApp(
  headers: IncomingHttpHeaders,
  appOrigin: string,
  frontOrigin: string,
): IncomingHttpHeaders {
  const sent: IncomingHttpHeaders = { ...headers, host: new URL(appOrigin).host };
  sent['accept-encoding'] = 'identity';
  if (headers.origin === frontOrigin) sent.origin = appOrigin;
  if (headers.referer?.startsWith(frontOrigin))
    sent.referer = appOrigin + headers.referer.slice(frontOrigin.length);
  return withoutHeaders(sent, ['connection', 'keep-alive', 'upgrade']);
}

function headersForBrowser(answer: IncomingMessage, origins: Origins): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value === undefined || HOP_HEADERS.includes(name)) continue;
    headers[name] = [value].flat().map((item) => rewriteHeader(name, item, origins));
  }
  return headers;
}

async function readText(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function passBack(
  answer: IncomingMessage,
  response: ServerResponse,
  origins: Origins,
): Promise<void> {
  const status = answer.statusCode ?? 502;
  const headers = headersForBrowser(answer, origins);
  if (!REWRITTEN.test(answer.headers['content-type'] ?? '')) {
    response.writeHead(status, headers);
    answer.pipe(response);
    return;
  }
  delete headers['etag'];
  const body = Buffer.from(rewriteAppBridge(await readText(answer), origins));
  response.writeHead(status, { ...headers, 'content-length': String(body.length) }).end(body);
}

function handOn(request: IncomingMessage, response: ServerResponse, settings: AppFrontSettings) {
  const appOrigin = new URL(settings.appOrigin()).origin;
  const front = browserOrigin(request);
  const origins: Origins = {
    front,
    admin: siblingOrigin(request, settings.adminPort()),
    app: [appOrigin],
  };
  const send = appOrigin.startsWith('https:') ? sendSecureRequest : sendRequest;
  const { method, url = '/' } = request;
  // Joined as text: `new URL('//elsewhere/…', base)` would leave the app's origin.
  const onward = send(appOrigin + (url.startsWith('/') ? url : `/${url}`), {
    ...(method ? { method } : {}),
    headers: headersForApp(request.headers, appOrigin, front),
  });
  onward.on('response', (answer) => {
    passBack(answer, response, origins).catch(() => response.destroy());
  });
  onward.on('error', () => {
    if (response.headersSent) return response.destroy();
    response.writeHead(502, { 'content-type': 'text/plain' }).end('The app does not answer.');
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

export type AppFront = { port: number; server: Server; close(): Promise<void> };

/** Listens on `port` (0 = a free one) on all interfaces of `host`. */
export async function startAppFront(
  settings: AppFrontSettings,
  { port = 0, host = '127.0.0.1' }: { port?: number; host?: string } = {},
): Promise<AppFront> {
  const server = createServer((request, response) => handOn(request, response, settings));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('app front has no port');
  return {
    port: address.port,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
