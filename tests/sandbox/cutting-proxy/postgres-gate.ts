/** The gate before PostgreSQL. */
import { createConnection, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createFrontendReader, endsReady } from './postgres-frontend.ts';
import type { FrontendPiece } from './postgres-frontend.ts';
import type { Gate, Order, Toll } from './toll.ts';

type Announce = (what: string) => Order | undefined;

const SHOWN = 120;

export async function openPostgresGate(toll: Toll, name = 'postgres'): Promise<Gate> {
  const connections = new Set<() => void>();
  let target = { host: '127.0.0.1', port: 0 };
  let isShut = false;
  let refused = 0;
  let count = 0;
  const server = createServer((client) => {
    if (isShut) {
      refused += 1;
      return void client.destroy();
    }
    const connection = (count += 1);
    const end = carry(client, createConnection(target), (what) =>
      toll.pass({ gate: name, connection, what }),
    );
    connections.add(end);
    client.once('close', () => connections.delete(end));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gate: Gate = {
    port: (server.address() as AddressInfo).port,
    aim: (address) => void (target = address),
    get refused() {
      return refused;
    },
    breakAll: () => [...connections].forEach((end) => end()),
    setShut(shut) {
      isShut = shut;
      if (shut) gate.breakAll();
    },
    async close() {
      gate.breakAll();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return gate;
}

/** Carries one session to and fro; answers what breaks it. */
function carry(client: Socket, server: Socket, announce: Announce): () => void {
  const read = createFrontendReader();
  let awaited: Order | undefined;
  let ended = false;
  const end = () => {
    ended = true;
    client.destroy();
    server.destroy();
  };
  const obey = (order: Order) => {
    ended = true; // first, so that nothing of this connection moves any more
    order.act();
    end();
  };
  const forward = ({ bytes, sql }: FrontendPiece) => {
    const order = sql === undefined ? undefined : announce(shorten(sql));
    if (order?.when === 'before') return obey(order);
    awaited = order;
    server.write(bytes);
  };
  client.setNoDelay(true);
  server.setNoDelay(true);
  client.on('data', (chunk) => {
    for (const piece of read(chunk)) if (!ended) forward(piece);
  });
  server.on('data', (chunk) => {
    if (ended) return;
    if (!awaited) return void client.write(chunk);
    if (endsReady(chunk)) obey(awaited);
  });
  for (const side of [client, server]) side.on('error', end).on('close', end);
  return end;
}

/** What a statement says of how it is to be planned is no part of what it does. */
function shorten(sql: string): string {
  const bare = sql.replaceAll(/\s+/g, ' ').trim();
  return bare.replace(/^\/\*.*?\*\/ /, '').slice(0, SHOWN);
}
