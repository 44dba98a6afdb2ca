import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { signedHeaders } from '../../sandbox/suppliers/events.ts';
import { acme, NOON, orderFor, orderIn, stopAfterTest } from './supplier-client.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const eventPage = z.object({
  events: z.array(z.object({ sequence: z.number(), id: z.string(), type: z.string() })),
  next_after: z.number(),
  has_more: z.boolean(),
});

/** A hub's door that answers the statuses given, then 204, and keeps what came. */
async function listener(...statuses: number[]) {
  const received: { id: string; timestamp: string; signature: string; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => {
      const header = (name: string) => String(request.headers[name]);
      const body = Buffer.concat(chunks).toString();
      received.push({
        id: header('webhook-id'),
        timestamp: header('webhook-timestamp'),
        signature: header('webhook-signature'),
        body,
      });
      response.writeHead(statuses.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stopAfterTest({
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  const { port } = server.address() as AddressInfo;
  return { received, hub: { url: `http://127.0.0.1:${port}/hook`, secret: SECRET } };
}

describe('events', () => {
  test('are polled by a cursor, in order, none twice', async () => {
    const { client, control } = await acme({ ship: { mode: 'parcel-per-line' } });
    const { id } = orderIn((await client.place('k', orderFor('R', { A: 1, B: 1 }))).text);
    await client.call('POST', `/purchase-orders/${id}/cancellation`);
    const read = async (after: number) =>
      eventPage.parse(
        JSON.parse((await client.call('GET', `/events?after=${after}&limit=2`)).text),
      );
    const first = await read(0);
    const second = await read(first.next_after);
    expect(first.events.map(({ type }) => type)).toEqual([
      'purchase_order.acknowledged',
      'purchase_order.shipped',
    ]);
    expect(second.events.map(({ type }) => type)).toEqual(['purchase_order.shipped']);
    expect([first.has_more, second.has_more]).toEqual([true, false]);
    expect((await read(second.next_after)).events).toEqual([]);
    expect(await control.events({ code: 'acme' })).toHaveLength(3);
  });

  test('are posted to the hub, signed over id, time and body', async () => {
    const { received, hub } = await listener();
    const { client, control } = await acme({ hub });
    await client.place('k', orderFor('R', { A: 1 }));
    await control.settle();
    const [post] = received;
    const content = `${post?.id}.${Math.floor(NOON.getTime() / 1000)}.${post?.body}`;
    const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
    expect(post?.signature).toBe(
      `v1,${createHmac('sha256', key).update(content).digest('base64')}`,
    );
    expect(JSON.parse(post?.body ?? '')).toMatchObject({
      type: 'purchase_order.acknowledged',
      timestamp: NOON.toISOString(),
      data: { reference: 'R', lines: [{ accepted: 1 }] },
    });
  });

  test('are signed as the specification’s own example is', () => {
    const headers = signedHeaders(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      new Date(1614265330_000),
      '{"test": 2432232314}',
      SECRET,
    );
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    expect(headers['webhook-timestamp']).toBe('1614265330');
  });

  test('are posted again under the same id until they are taken', async () => {
    const { received, hub } = await listener(500, 503);
    const { client, control } = await acme({ hub, webhooks: { retryMs: 1 } });
    await client.place('k', orderFor('R', { A: 1 }));
    await control.settle();
    expect(received.map(({ id }) => id)).toEqual(['evt_acme_1', 'evt_acme_1', 'evt_acme_1']);
    expect(await control.deliveries()).toMatchObject([{ attempts: 3, status: 204 }]);
  });

  test('are given up after the attempts that are set', async () => {
    const { received, hub } = await listener(500, 500, 500, 500);
    const { client, control } = await acme({ hub, webhooks: { retryMs: 1, attempts: 2 } });
    await client.place('k', orderFor('R', { A: 1 }));
    await control.settle();
    expect(received).toHaveLength(2);
    expect(await control.deliveries()).toMatchObject([{ attempts: 2, status: 500 }]);
  });

  test('come in copies, and again on demand, where a test wants them', async () => {
    const { received, hub } = await listener();
    const { client, control } = await acme({ hub, webhooks: { copies: 3 } });
    await client.place('k', orderFor('R', { A: 1 }));
    await control.postAgain({ code: 'acme', sequence: 1 });
    await control.settle();
    expect(received).toHaveLength(6);
    expect(new Set(received.map(({ id }) => id)).size).toBe(1);
  });

  test('tell of changes of stock where that is set', async () => {
    const { control } = await acme({ stockEvents: true });
    expect(await control.events({ code: 'acme' })).toMatchObject([
      { type: 'stock.changed', data: { sku: 'A', quantity: 10 } },
      { type: 'stock.changed', data: { sku: 'B', quantity: 5 } },
    ]);
  });
});
