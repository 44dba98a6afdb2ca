import { PassThrough } from 'node:stream';
import { createReadableStreamFromReadable } from '@remix-run/node';
import type { AppLoadContext, EntryContext } from '@remix-run/node';
import { RemixServer } from '@remix-run/react';
import { isbot } from 'isbot';
import { renderToPipeableStream } from 'react-dom/server';

const RENDER_TIMEOUT_MS = 5_000;

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  { door }: AppLoadContext,
): Promise<Response> {
  door.addDocumentHeaders(request, headers);
  headers.set('Content-Type', 'text/html; charset=utf-8');
  const ready = isbot(request.headers.get('user-agent') ?? '') ? 'onAllReady' : 'onShellReady';
  return new Promise((resolve, reject) => {
    let failed = false;
    const stream = renderToPipeableStream(
      <RemixServer context={remixContext} url={request.url} />,
      {
        [ready]() {
          const body = new PassThrough();
          const answer = { headers, status: failed ? 500 : status };
          resolve(new Response(createReadableStreamFromReadable(body), answer));
          stream.pipe(body);
        },
        onShellError: reject,
        onError(fault: unknown) {
          failed = true;
          door.log.error('A page could not be rendered', {
            fault,
            path: new URL(request.url).pathname,
          });
        },
      },
    );
    setTimeout(() => stream.abort(), RENDER_TIMEOUT_MS).unref();
  });
}
