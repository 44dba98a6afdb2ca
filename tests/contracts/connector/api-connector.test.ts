import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readSupplierWebhook } from '../../../app/integrations/suppliers/api/api-webhooks.server.ts';
import { DeliveryInterrupted } from '../../../app/modules/suppliers/supplier-connector.ts';
import { signedHeaders } from '../../sandbox/suppliers/events.ts';
import { describeConnector } from './connector-contract.ts';
import {
  EVENT_SECRET,
  NOON,
  bytesOf,
  collect,
  figures,
  good,
  openWorld,
  orderFor,
  readBytes,
} from './connector-world.ts';

for (const stock of ['delta', 'full']) {
  describeConnector({
    name: `API (${stock})`,
    world: { kind: 'api', settings: { stock } },
    stockEndpoint: 'stock',
    publishStock: () => Promise.resolve(),
  });
}

const HOUR = 3_600_000;

describe('stock by the API', () => {
  test('is asked for since the last time, and names only what changed', async () => {
    const world = await openWorld();
    const first = await collect(world.connector);
    await world.advance(60_000);
    await world.setStock('A', 3);
    const second = await collect(world.connector, first.cursor);
    expect([second.scope, figures(second.lines)]).toEqual(['delta', ['A@MAIN=3']]);
  });

  test('is asked for whole once a day, so that nothing missed stays missed', async () => {
    const world = await openWorld();
    const first = await collect(world.connector);
    await world.advance(24 * HOUR);
    expect((await collect(world.connector, first.cursor)).scope).toBe('full');
  });

  test('that stands still is not taken for confirmed now, but as of its own moment', async () => {
    const world = await openWorld({ supplier: { feedFrozenAt: NOON.toISOString() } });
    const first = await collect(world.connector);
    await world.advance(HOUR);
    await world.setStock('A', 1);
    const again = await world.connector.collectStock(first.cursor);
    const repeated = good(again);
    if (repeated === 'unchanged') throw new Error('A moment was told');
    const asOf = 'unchangedAsOf' in repeated ? repeated.unchangedAsOf : repeated.asOf;
    expect(asOf).toEqual(NOON);
  });

  test('by the ETag costs no body when nothing changed', async () => {
    const world = await openWorld({ settings: { stock: 'full' } });
    const first = await collect(world.connector);
    await world.advance(HOUR);
    const again = good(await world.connector.collectStock(first.cursor));
    expect(again).toEqual({ unchangedAsOf: new Date(NOON.getTime() + HOUR) });
  });

  test('of many pages is one delivery', async () => {
    const world = await openWorld();
    const rows = Array.from({ length: 5_001 }, (_, at) => ({ sku: `P${at}`, quantity: at }));
    await world.control.setStock({ code: 'acme', rows });
    const { lines } = await collect(world.connector);
    expect(new Set(figures(lines)).size).toBe(5_003);
    expect(world.sent.map(({ url }) => new URL(url).searchParams.get('page'))).toEqual(['1', '2']);
  });

  test('that breaks off between pages is interrupted, with the failure', async () => {
    const world = await openWorld();
    const rows = Array.from({ length: 5_001 }, (_, at) => ({ sku: `P${at}`, quantity: at }));
    await world.control.setStock({ code: 'acme', rows });
    const delivery = good(await world.connector.collectStock(undefined));
    if (delivery === 'unchanged' || !('body' in delivery)) throw new Error('Expected a delivery');
    await world.control.addFault({ endpoint: 'stock', kind: 'status', status: 503 });
    const reading = bytesOf(delivery.body);
    await expect(reading).rejects.toBeInstanceOf(DeliveryInterrupted);
    await expect(reading).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
  });

  test('refuses a bad row alone and names its article', async () => {
    const { connector } = await openWorld();
    const lines = await readBytes(
      connector,
      [
        '{"sku":"A","location":"MAIN","quantity":"ten"}',
        '{"sku":"B","quantity":2,"cost":{"amount":"1.234","currency":"USD"}}',
        'rubbish',
        '{"sku":"C","quantity":3,"as_of":"2026-03-02T12:00:00Z"}',
      ].join('\n'),
    );
    expect(figures(lines)).toEqual([
      'refused quantity',
      'B@=2',
      'refused cost',
      'refused ',
      'C@=3',
    ]);
    expect(lines[0]).toMatchObject({ line: 1, supplierSku: 'A' });
    expect(lines.at(-1)).toMatchObject({ line: 4, asOf: NOON });
  });

  test('that a person uploads as a table is read as one', async () => {
    const { connector } = await openWorld();
    expect(figures(await readBytes(connector, 'SKU;Qty\nA;4\nB;0\n'))).toEqual(['A@=4', 'B@=0']);
  });
});

describe('events by the API', () => {
  test('before one that cannot be read still arrive; then it is named', async () => {
    const answer = (events: unknown[]) => JSON.stringify({ events, next_after: 2, has_more: false });
    const event = (sequence: number, data: unknown) => ({
      sequence,
      id: `e${sequence}`,
      type: 'purchase_order.acknowledged',
      timestamp: NOON.toISOString(),
      data,
    });
    const order = { id: 'x', reference: 'PO-1', status: 'acknowledged', acknowledged_at: NOON.toISOString(), lines: [], shipments: [] }; // prettier-ignore
    const server = createServer((request, response) =>
      response.end(answer(request.url?.includes('after=0') ? [event(1, order), event(2, 'x')] : [event(2, 'x')])),
    ); // prettier-ignore
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const { port } = server.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}`;
    const { connector } = await openWorld({ settings: { address }, alsoAllowed: `127.0.0.1:${port}` });
    const first = good(await connector.readEvents(undefined));
    expect([first.messages.length, first.cursor, first.more]).toEqual([1, '1', true]);
    expect(await connector.readEvents(first.cursor)).toMatchObject({ error: { kind: 'unreadable' } });
  }); // prettier-ignore
});

describe('pushes', () => {
  const event = (type: string, data: unknown) =>
    Buffer.from(JSON.stringify({ type, timestamp: NOON.toISOString(), data }));
  const change = event('stock.changed', { sku: 'A', location: 'WEST', quantity: 4 });
  const signed = (body: Buffer, at = NOON) =>
    signedHeaders('evt_1', at, body.toString('utf8'), EVENT_SECRET);

  test('of stock become levels with their moment', async () => {
    const { connector } = await openWorld();
    expect(connector.capabilities.pushes).toBe(true);
    expect(good(connector.readPush(signed(change), change))).toEqual({
      kind: 'stock-changed',
      key: 'evt_1',
      at: NOON,
      levels: [{ supplierSku: 'A', locationCode: 'WEST', quantity: 4, asOf: NOON }],
    });
  });

  test('carry the same keys as the events that are fetched', async () => {
    const posted: { headers: Record<string, string>; body: Buffer }[] = [];
    const server = createServer((request, response) => {
      void bytesOf(request).then((body) => {
        const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
        posted.push({ headers: Object.fromEntries(headers), body });
        response.writeHead(204).end();
      });
    }); // prettier-ignore
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const { port } = server.address() as AddressInfo;
    const hub = { url: `http://127.0.0.1:${port}/`, secret: EVENT_SECRET };
    const { connector, control } = await openWorld({ supplier: { hub, stockEvents: true } });
    good(await connector.placePurchaseOrder(orderFor('PO-1', { A: 1 }), 'k'));
    await control.settle();
    const read = posted.map(({ headers, body }) => good(connector.readPush(headers, body)));
    const { messages } = good(await connector.readEvents(undefined));
    expect(read.filter(({ kind }) => kind !== 'stock-changed')).toEqual(messages);
    expect(read.some(({ kind }) => kind === 'stock-changed')).toBe(true);
  });

  test.each([
    ['another secret', { secret: 'whsec_b3RoZXI=' }],
    ['no secret at all', { secret: '' }],
    ['a changed body', { body: Buffer.from(change.toString('utf8').replace('4', '9')) }],
    ['a time six minutes ago', { at: new Date(NOON.getTime() - 360_000) }],
    ['a time six minutes ahead', { at: new Date(NOON.getTime() + 360_000) }],
    ['another id', { headers: { 'webhook-id': 'evt_2' } }],
    ['no time', { headers: { 'webhook-timestamp': '' } }],
    ['no signature', { headers: { 'webhook-signature': '' } }],
    ['a signature of another kind', { headers: { 'webhook-signature': 'v1a,AAAA' } }],
  ] as [string, { secret?: string; body?: Buffer; at?: Date; headers?: Record<string, string> }][])(
    'with %s are not the supplier’s',
    (_, { secret = EVENT_SECRET, body = change, at = NOON, headers = {} }) => {
      const given = { ...signed(change, at), ...headers };
      expect(readSupplierWebhook(given, body, secret, NOON)).toEqual({
        ok: false,
        error: 'bad-signature',
      });
    },
  );

  test('are good within five minutes, under either secret while it is changed, and among other signatures', () => {
    const at = new Date(NOON.getTime() - 299_000);
    const headers = signed(change, at);
    const several = {
      ...headers,
      'webhook-signature': `v1,AAAA ${headers['webhook-signature']} v1a,BBBB`,
    };
    const secrets = `whsec_b3RoZXI= ${EVENT_SECRET}`;
    expect(readSupplierWebhook(several, change, secrets, NOON).ok).toBe(true);
  });

  test('are checked on their bytes, whatever those are', () => {
    const body = Buffer.from([0xff, 0xfe, 0x00]);
    const timestamp = String(NOON.getTime() / 1000);
    const key = Buffer.from(EVENT_SECRET.slice('whsec_'.length), 'base64');
    const mac = createHmac('sha256', key).update(`e.${timestamp}.`).update(body).digest('base64');
    const headers = {
      'webhook-id': 'e',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${mac}`,
    };
    expect(readSupplierWebhook(headers, body, EVENT_SECRET, NOON)).toEqual({
      ok: false,
      error: 'unreadable',
    });
  });

  test.each([
    ['a type that we do not know', event('price.changed', {}), 'irrelevant'],
    ['a name that every object has', event('constructor', {}), 'irrelevant'],
    ['data of another form', event('purchase_order.shipped', { reference: 'PO-1' }), 'unreadable'],
    ['another form altogether', Buffer.from('{"type":5}'), 'unreadable'],
  ])('of %s come to nothing', (_, body, error) => {
    expect(readSupplierWebhook(signed(body), body, EVENT_SECRET, NOON)).toEqual({
      ok: false,
      error,
    });
  });
});
