/** Answers of the screens: pages, JSON, redirects, files; and how a form is read. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Html } from './html.ts';

const FORM_LIMIT = 100_000;

export function sendHtml(
  response: ServerResponse,
  page: Html | string,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): true {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(typeof page === 'string' ? page : page.text);
  return true;
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): true {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
  return true;
}

/** 303: whatever was posted, the next page is fetched. */
export function sendRedirect(response: ServerResponse, location: string, status = 303): true {
  response.writeHead(status, { location, 'cache-control': 'no-store' }).end();
  return true;
}

const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

export function sendFile(response: ServerResponse, file: URL): true {
  const type = TYPES[file.pathname.slice(file.pathname.lastIndexOf('.') + 1)];
  response.writeHead(200, {
    'content-type': type ?? 'application/octet-stream',
    'cache-control': 'no-cache',
  });
  response.end(readFileSync(file));
  return true;
}

/** Fields of a posted form. Throws when the body is longer than a form of ours can be. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > FORM_LIMIT) throw new Error('form too long');
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
