/** The gate before a sandbox that speaks HTTP. Requests and answers are small and carried whole. */
import { Agent, createServer, request as sendRequest } from 'node:http';
import type {
  IncomingHttpHeaders,
  IncomingMessage,
  OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http';
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
  let refused = 0;
  let count = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const order = toll.pass({
      gate: name,
      connection: (count += 1),
      what: describe(request, body),
    });
    if (order?.when === 'before') {
      order.act();
      return void response.destroy();
    }
    const answer = await carry(request, body);
    if (order) {
      order.act();
      return void response.destroy();
    }
    response.writeHead(answer.status, sized(answer.headers, answer.body));
    response.end(answer.body);
  }

  function carry({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Carried> {
    return new Promise((resolve, reject) => {
      const sent = sendRequest(
        {
          ...target,
          agent,
          method,
          path: url,
          headers: sized(headers, body),
        },
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
  server.on('connection', (socket) => {
    if (!isShut) return;
    refused += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gate: Gate = {
    port: (server.address() as AddressInfo).port,
    aim(address) {
      target = address;
      agent.destroy();
    },
    get refused() {
      return refused;
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

/** The same headers for a body that is sent whole. */
function sized(headers: IncomingHttpHeaders, body: Buffer): OutgoingHttpHeaders {
  const kept = Object.entries(headers).filter(
    ([name]) => name !== 'transfer-encoding' && name !== 'connection',
  );
  return { ...Object.fromEntries(kept), 'content-length': body.length };
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
