/** Quick supplier: takes every purchase order at once and says when it came, told apart by the company shipped to. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

export type QuickSupplier = {
  readonly address: string;
  /** Resolves with the moment (as of `performance.now()`) at which the order for this company arrived or arrives. */
  arrival(company: string): Promise<number>;
  /** How often an order came for a company that had one. */
  readonly repeated: () => number;
  close(): void;
};

type Arrival = { readonly at: Promise<number>; readonly come: (at: number) => void; here: boolean };

const Placed = z.object({
  reference: z.string(),
  ship_to: z.object({ company: z.string() }),
  lines: z.array(z.object({ line_id: z.string(), quantity: z.number() })),
});

export async function startQuickSupplier(): Promise<QuickSupplier> {
  const arrivals = new Map<string, Arrival>();
  const arrivalOf = (company: string): Arrival => {
    const { promise: at, resolve: come } = Promise.withResolvers<number>();
    const arrival = arrivals.get(company) ?? { at, come, here: false };
    arrivals.set(company, arrival);
    return arrival;
  };
  let repeated = 0;
  const server = createServer((request, response) => {
    if (request.method !== 'POST') return void response.end(JSON.stringify(NO_NEWS));
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const placed = Placed.parse(JSON.parse(Buffer.concat(chunks).toString()));
      const arrival = arrivalOf(placed.ship_to.company);
      if (arrival.here) repeated += 1;
      arrival.here = true;
      arrival.come(performance.now());
      const body = JSON.stringify(answerTo(placed));
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      };
      response.writeHead(201, headers).end(body);
    });
  }).listen(0, '127.0.0.1');
  server.keepAliveTimeout = 60_000;
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrival: (company) => arrivalOf(company).at,
    repeated: () => repeated,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** To whoever asks for events. */
const NO_NEWS = { events: [], next_after: 0, has_more: false };

/** Received, and not answered yet: the acknowledgement comes later, in life. */
function answerTo({ reference, lines }: z.infer<typeof Placed>) {
  const nothing = { accepted: 0, rejected: 0, backordered: 0, shipped: 0, cancelled: 0 };
  return {
    id: `S-${reference}`,
    reference,
    status: 'received',
    acknowledged_at: null,
    lines: lines.map(({ line_id, quantity }) => ({ line_id, quantity, ...nothing })),
    shipments: [],
  };
}
