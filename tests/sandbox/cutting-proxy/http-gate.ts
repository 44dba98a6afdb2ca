/** The gate before a sandbox that speaks HTTP. Requests and answers are small and carried whole. */
import { Agent, createServer, request as sendRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Gate, Toll } from './toll.ts';

type Carried = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

export async function openHttpGate(toll: Toll, name: string): Promise<Gate> {
  const agent = new Agent({ keepAlive: true });
  let target = { host: '127.0.0.1', port: 0 };
  let isShut = false;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const order = toll.pass(name, describe(request, body));
    if (order?.when === 'before') {
      order.act();
      return void response.destroy();
    }
    const answer = await carry(request, body);
    if (order) {
      order.act();
      return void response.destroy();
    }
    const { 'transfer-encoding': _chunks, connection: _connection, ...headers } = answer.headers;
    response.writeHead(answer.status, { ...headers, 'content-length': answer.body.length });
    response.end(answer.body);
  }

  function carry({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Carried> {
    return new Promise((resolve, reject) => {
      const { 'transfer-encoding': _chunks, ...kept } = headers;
      const sent = sendRequest(
        { ...target, agent, method, path: url, headers: { ...kept, 'content-length': body.length } },
        (answer) => {
          const { statusCode = 502, headers: answered } = answer;
          readAll(answer).then(
            (whole) => resolve({ status: statusCode, headers: answered, body: whole }),
            reject,
          );
        },
      );
      sent.once('error', reject).end(body);
    });
  }

  const server = createServer((request, response) => {
    if (isShut) return void response.destroy();
    handle(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => void (isShut && socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gate: Gate = {
    port: (server.address() as AddressInfo).port,
    aim(address) {
      target = address;
      agent.destroy();
    },
    breakAll: () => server.closeAllConnections(),
    setShut(shut) {
      isShut = shut;
      if (shut) gate.breakAll();
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return gate;
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const OPERATION = /(?:query|mutation)\s+(\w+)/;

function describe({ method, url }: IncomingMessage, body: Buffer): string {
  const operation = OPERATION.exec(body.toString('utf8', 0, 400))?.[1];
  return [method, url, operation].filter((part) => part !== undefined).join(' ');
}
