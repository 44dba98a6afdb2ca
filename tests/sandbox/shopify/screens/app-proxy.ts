/**
 * App proxy: a path of the storefront that Shopify hands on to the app, with the shop and a signature in the query.
 * Source of the signature: Shopify's app proxy documentation. Message = `key=value` pairs, sorted, without anything
 * between them, several values of a key joined by a comma; HMAC-SHA256 by the client secret, in hex.
 */
import { createHmac } from 'node:crypto';
import { request as sendRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { request as sendSecureRequest } from 'node:https';
import { withoutHeaders } from './headers.ts';

export type AppProxySettings = {
  /** Path prefix at the storefront, `/apps/stockbridge`. */
  prefix: string;
  /** Where it leads, `http://127.0.0.1:3000/proxy`. */
  target: string;
  clientSecret: string;
  passesCookies: boolean;
};

export function signProxyQuery(query: URLSearchParams, clientSecret: string): string {
  const keys = [...new Set(query.keys())].sort();
  const pairs = keys.map((key) => `${key}=${query.getAll(key).join(',')}`);
  // The pairs are sorted, not the keys: `a-b=1` stands before `a=1`.
  return createHmac('sha256', clientSecret).update(pairs.sort().join('')).digest('hex');
}

const RESERVED = ['shop', 'path_prefix', 'timestamp', 'logged_in_customer_id', 'signature'];

/** The query that Shopify sends on. What the shopper wrote under a reserved name is dropped. */
export function proxyQuery(
  query: URLSearchParams,
  { shop, now }: { shop: string; now: Date },
  settings: AppProxySettings,
): URLSearchParams {
  const sent = new URLSearchParams(query);
  for (const name of RESERVED) sent.delete(name);
  sent.set('shop', shop);
  sent.set('path_prefix', settings.prefix);
  sent.set('timestamp', String(Math.floor(now.getTime() / 1_000)));
  sent.set('logged_in_customer_id', '');
  sent.set('signature', signProxyQuery(sent, settings.clientSecret));
  return sent;
}

const HOP_HEADERS = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade'];

function headersForApp(headers: IncomingHttpHeaders, target: URL, settings: AppProxySettings) {
  const cookies = settings.passesCookies ? [] : ['cookie'];
  const hops = ['connection', 'keep-alive', 'upgrade', 'authorization'];
  return { ...withoutHeaders(headers, [...hops, ...cookies]), host: target.host };
}

function headersForShopper(headers: IncomingHttpHeaders, settings: AppProxySettings) {
  return withoutHeaders(headers, [
    ...HOP_HEADERS,
    ...(settings.passesCookies ? [] : ['set-cookie']),
  ]);
}

/** Hands one storefront request on to the app. `path` is what follows the prefix, e.g. `/stock`. */
export function forwardToApp(
  request: IncomingMessage,
  response: ServerResponse,
  sent: { path: string; query: URLSearchParams; shop: string; now: Date },
  settings: AppProxySettings,
): void {
  const target = new URL(settings.target);
  const query = proxyQuery(sent.query, sent, settings);
  const send = target.protocol === 'https:' ? sendSecureRequest : sendRequest;
  const onward = send(`${settings.target}${sent.path}?${query}`, {
    ...(request.method ? { method: request.method } : {}),
    headers: headersForApp(request.headers, target, settings),
  });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, headersForShopper(answer.headers, settings));
    answer.pipe(response);
  });
  onward.on('error', () => {
    if (response.headersSent) return response.destroy();
    response.writeHead(502, { 'content-type': 'text/plain' }).end('The app does not answer.');
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}
