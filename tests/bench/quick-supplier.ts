/** Quick supplier: takes every purchase order at once and says when it came, told apart by the company shipped to. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

export type QuickSupplier = {
  readonly address: string;
  /** Resolves with the moment (as of `performance.now()`) at which the order for this company arrives. */
  arrival(company: string): Promise<number>;
  /** Orders that came for a company that nobody waits for (any more). */
  readonly unexpected: () => number;
  close(): void;
};

const Placed = z.object({
  reference: z.string(),
  ship_to: z.object({ company: z.string() }),
  lines: z.array(z.object({ line_id: z.string(), quantity: z.number() })),
});

export async function startQuickSupplier(): Promise<QuickSupplier> {
  const awaited = new Map<string, (at: number) => void>();
  let unexpected = 0;
  const server = createServer((request, response) => {
    if (request.method !== 'POST') return void response.writeHead(404).end();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const placed = Placed.parse(JSON.parse(Buffer.concat(chunks).toString()));
      const told = awaited.get(placed.ship_to.company);
      awaited.delete(placed.ship_to.company);
      if (told) told(performance.now());
      else unexpected += 1;
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
    arrival: (company) => new Promise((resolve) => awaited.set(company, resolve)),
    unexpected: () => unexpected,
    close: () => void server.close().closeAllConnections(),
  };
}

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
