/** The sandbox's HTTP: answers as values, bodies read whole, and a server that stops without waiting for anyone. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = {
  readonly status: number;
  readonly body?: unknown;
  /** Sent as it is instead of `body`. */
  readonly text?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

/** `hang` answers never, `disconnect` breaks the connection. */
export type Reply = Answer | 'hang' | 'disconnect';

export type Call = {
  readonly method: string;
  readonly url: URL;
  readonly header: (name: string) => string | undefined;
  readonly body: string;
};

export function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

const MAX_BODY = 32 << 20;

export async function openDoor(port: number, handle: (call: Call) => Promise<Reply>) {
  const server = createServer((request, response) => {
    void serve(request, response, handle);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: actual } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${actual}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (call: Call) => Promise<Reply>,
): Promise<void> {
  try {
    const body = await readBody(request);
    if (body === undefined)
      return send(response, refusal(413, 'too_large', 'The body is too large.'));
    const reply = await handle({
      method: request.method ?? 'GET',
      url: new URL(request.url ?? '/', 'http://sandbox'),
      header: (name) => request.headers[name]?.toString(),
      body,
    });
    if (reply === 'hang') return;
    if (reply === 'disconnect') return void request.socket.destroy();
    send(response, reply);
  } catch (cause) {
    send(
      response,
      refusal(500, 'sandbox_bug', cause instanceof Error ? (cause.stack ?? '') : String(cause)),
    );
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed || response.headersSent) return;
  const text = answer.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body));
  const type = answer.text === undefined ? 'application/json' : 'text/csv; charset=utf-8';
  response.writeHead(answer.status, {
    ...(text !== '' && { 'content-type': type }),
    'content-length': String(answer.status === 304 ? 0 : Buffer.byteLength(text)),
    ...answer.headers,
  });
  response.end(answer.status === 304 ? undefined : text);
}
