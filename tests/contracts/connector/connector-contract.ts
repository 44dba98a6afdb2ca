/** The contract of the port SupplierConnector: what every adapter does, run over each of them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { API_KEY, NOON, collect, figures, good, openWorld, orderFor } from './connector-world.ts';
import type { World, WorldOptions } from './connector-world.ts';

type ConnectorUnderTest = {
  readonly name: string;
  readonly world: WorldOptions;
  /** The sandbox's endpoint that a collection meets first. */
  readonly stockEndpoint: 'stock' | 'files';
  /** Brings the figures of now to where the connector finds them. */
  readonly publishStock: (world: World) => Promise<unknown>;
};

const MINUTE = 60_000;
const NONE = { ok: false, error: 'The link carries no changes' } as const;

export function describeConnector(subject: ConnectorUnderTest): void {
  const open = (options: WorldOptions = {}) =>
    openWorld({
      ...subject.world,
      ...options,
      settings: { ...subject.world.settings, ...options.settings },
    });

  describe(`${subject.name}: stock`, () => {
    test('the first delivery is the whole table, with its moment, places and costs', async () => {
      const world = await open();
      await world.setStock('B', 2, 'WEST');
      await subject.publishStock(world);
      const delivery = await collect(world.connector);
      expect(delivery).toMatchObject({ scope: 'full', asOf: NOON });
      expect(figures(delivery.lines)).toEqual(['A@MAIN=10', 'B@MAIN=5', 'B@WEST=2']);
      expect(delivery.lines[0]).toMatchObject({
        kind: 'level',
        cost: { minor: 450, currency: 'USD' },
      });
    });

    test('a change is told by the next collection with the cursor of the last', async () => {
      const world = await open();
      await subject.publishStock(world);
      const first = await collect(world.connector);
      await world.advance(MINUTE);
      await world.setStock('A', 3);
      await subject.publishStock(world);
      const second = await collect(world.connector, first.cursor);
      expect(figures(second.lines)).toContain('A@MAIN=3');
      expect(second.asOf).toEqual(new Date(NOON.getTime() + MINUTE));
    });

    test('nothing new is no delivery', async () => {
      const world = await open();
      await subject.publishStock(world);
      const first = await collect(world.connector);
      await world.advance(MINUTE);
      const again = good(await world.connector.collectStock(first.cursor));
      expect(again === 'unchanged' || 'unchangedAsOf' in again).toBe(true);
    });

    test('a cursor that makes no sense costs a full delivery, nothing more', async () => {
      const world = await open();
      await subject.publishStock(world);
      expect(await collect(world.connector, 'not json')).toMatchObject({ scope: 'full' });
    });
  });

  describe(`${subject.name}: failures`, () => {
    const failing = async (world: World) => {
      const answer = await world.connector.collectStock(undefined);
      return answer.ok ? undefined : answer.error;
    };

    test('a wrong key is unauthorised, and is not repeated in what is said of it', async () => {
      const world = await open({ apiKey: 'wrong_key_that_is_secret' });
      const failure = await failing(world);
      expect(failure).toMatchObject({ kind: 'unauthorised' });
      expect(JSON.stringify(failure)).not.toContain('wrong_key');
    });

    test.each([
      [{ kind: 'status', status: 403 }, { kind: 'unauthorised' }],
      [{ kind: 'status', status: 429, retryAfter: 7 }, { kind: 'throttled', until: new Date(NOON.getTime() + 7_000) }],
      [{ kind: 'status', status: 422 }, { kind: 'refused', why: 'The sandbox was told to fail here.' }],
      [{ kind: 'status', status: 503 }, { kind: 'unavailable', outcome: 'not-sent' }],
      [{ kind: 'timeout-before-effect' }, { kind: 'unavailable', outcome: 'not-sent' }],
      [{ kind: 'disconnect-before-effect' }, { kind: 'unavailable', outcome: 'not-sent' }],
      [{ kind: 'malformed' }, { kind: 'unreadable' }],
    ] as const)('%j while stock is fetched is %j', async (fault, failure) => {
      const world = await open();
      await world.control.addFault({ endpoint: subject.stockEndpoint, ...fault });
      expect(await failing(world)).toMatchObject(failure);
    }); // prettier-ignore

    test('an answer of another form is unreadable', async () => {
      const server = createServer((_, response) => response.end('{"hello":"world"}'));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => {
        server.close();
        server.closeAllConnections();
      });
      const { port } = server.address() as AddressInfo;
      const host = `127.0.0.1:${port}`;
      const world = await open({ settings: { address: `http://${host}` }, alsoAllowed: host });
      expect(await failing(world)).toMatchObject({ kind: 'unreadable' });
    });

    test('an address inside our own network is refused unless it was allowed', async () => {
      expect(await failing(await open({ allowed: false }))).toMatchObject({ kind: 'refused' });
    });

    test('an address that was never set is said in words, and nothing is sent', async () => {
      const world = await open({ settings: { address: undefined } });
      const failure = await failing(world);
      expect(failure).toMatchObject({ kind: 'unauthorised' });
      expect(JSON.stringify(failure)).toContain('address');
      expect(world.sent).toEqual([]);
    });
  });

  describe(`${subject.name}: purchase orders`, () => {
    test('are taken once under a key, however often it is sent', async () => {
      const { connector, control } = await open();
      const order = orderFor('PO-1', { A: 2, B: 1 });
      const first = good(await connector.placePurchaseOrder(order, 'key-1'));
      const second = good(await connector.placePurchaseOrder(order, 'key-1'));
      expect(second).toEqual(first);
      expect(await control.orders({ code: 'acme' })).toMatchObject([
        {
          reference: 'PO-1',
          idempotency_key: 'key-1',
          ship_to: { name: 'Ada Example', country: 'US' },
          lines: [{ line_id: 'l1', sku: 'A', quantity: 2, unit_cost: '4.50' }, { line_id: 'l2' }],
        },
      ]);
    });

    test('carry the answer line by line when the supplier gives it at once', async () => {
      const { connector } = await open({
        supplier: { acknowledge: { mode: 'by-stock', shortage: 'backorder' } },
      });
      const placed = good(
        await connector.placePurchaseOrder(orderFor('PO-1', { B: 7, Z: 1 }), 'k'),
      );
      expect(placed.answers).toEqual([
        {
          lineId: 'l1',
          accepted: 5,
          rejected: 0,
          backordered: 2,
          expectedAt: undefined,
          unitCost: '4.50',
        },
        {
          lineId: 'l2',
          accepted: 0,
          rejected: 1,
          backordered: 0,
          expectedAt: undefined,
          unitCost: '4.50',
        },
      ]);
    });

    test('carry the cost that the supplier will charge instead of the one asked for', async () => {
      const { connector, control } = await open({ supplier: { acknowledge: { mode: 'manual' } } });
      good(await connector.placePurchaseOrder(orderFor('PO-1', { A: 2 }), 'k'));
      const [order] = await control.orders({ code: 'acme' });
      const answer = { lineId: 'l1', accepted: 2, rejected: 0, backordered: 0, unitCost: '4.75' };
      await control.acknowledge({ code: 'acme', id: order?.id ?? '', lines: [answer] });
      const { messages } = good(await connector.readEvents(undefined));
      expect(messages).toMatchObject([
        { kind: 'acknowledged', lines: [{ lineId: 'l1', accepted: 2, unitCost: '4.75' }] },
      ]);
    });

    test('carry no answer while the supplier is thinking', async () => {
      const { connector } = await open({ supplier: { acknowledge: { mode: 'manual' } } });
      const placed = good(await connector.placePurchaseOrder(orderFor('PO-1', { A: 1 }), 'k'));
      expect(placed.answers).toBeUndefined();
    });

    test.each([
      ['timeout-before-effect', 0],
      ['timeout-after-effect', 1],
      ['disconnect-before-effect', 0],
      ['disconnect-after-effect', 1],
      ['status-after-effect', 1],
    ] as const)('after %s the outcome is unknown, and looking tells', async (kind, taken) => {
      const { connector, control } = await open();
      await control.addFault({ endpoint: 'place-order', kind, times: 1 });
      const order = orderFor('PO-1', { A: 1 });
      const lost = await connector.placePurchaseOrder(order, 'k');
      expect(lost).toMatchObject({ error: { kind: 'unavailable', outcome: 'unknown' } });
      const found = good(await connector.findPurchaseOrder('k', 'PO-1'));
      expect(found === undefined ? 0 : 1).toBe(taken);
      good(await connector.placePurchaseOrder(order, 'k'));
      expect(await control.orders({ code: 'acme' })).toHaveLength(1);
    });

    test.each([
      [{ kind: 'status', status: 401 }, { kind: 'unauthorised' }],
      [{ kind: 'status', status: 429, retryAfter: 3 }, { kind: 'throttled', until: new Date(NOON.getTime() + 3_000) }],
      [{ kind: 'status', status: 422 }, { kind: 'refused', why: 'The sandbox was told to fail here.' }],
      [{ kind: 'malformed' }, { kind: 'unreadable' }],
    ] as const)('%j at placing is %j', async (fault, failure) => {
      const { connector, control } = await open();
      await control.addFault({ endpoint: 'place-order', ...fault, times: 1 });
      const answer = await connector.placePurchaseOrder(orderFor('PO-1', { A: 1 }), 'k');
      expect(answer).toMatchObject({ error: failure });
    }); // prettier-ignore

    test('that reach nobody were surely not sent', async () => {
      const { connector, sandbox } = await open();
      await sandbox.stop();
      const answer = await connector.placePurchaseOrder(orderFor('PO-1', { A: 1 }), 'k');
      expect(answer).toMatchObject({ error: { kind: 'unavailable', outcome: 'not-sent' } });
      expect(JSON.stringify(answer)).not.toContain(API_KEY);
    });

    test('a key that stands for another order is in doubt, not refused: the supplier has something', async () => {
      const { connector, control } = await open();
      good(await connector.placePurchaseOrder(orderFor('PO-1', { A: 2 }), 'k'));
      const other = await connector.placePurchaseOrder(orderFor('PO-1', { A: 1 }), 'k');
      expect(other).toMatchObject({ error: { kind: 'unavailable', outcome: 'unknown' } });
      expect(good(await connector.findPurchaseOrder('k', 'PO-1'))).toBeDefined();
      expect(await control.orders({ code: 'acme' })).toHaveLength(1);
    });

    test('an order that nobody placed is found nowhere', async () => {
      const { connector } = await open();
      expect(good(await connector.findPurchaseOrder('k', 'PO-9'))).toBeUndefined();
    });
  });

  describe(`${subject.name}: cancellation`, () => {
    test.each([
      ['accept', 'cancelled'],
      ['manual', 'requested'],
      ['refuse', 'too-late'],
    ] as const)('a supplier whose way is %s answers %s, however often asked', async (cancel, outcome) => {
      const { connector } = await open({ supplier: { cancel } });
      good(await connector.placePurchaseOrder(orderFor('PO-1', { A: 2 }), 'k'));
      expect(good(await connector.requestCancellation('PO-1'))).toBe(outcome);
      expect(good(await connector.requestCancellation('PO-1'))).toBe(outcome);
    }); // prettier-ignore

    test('comes too late when all has left', async () => {
      const { connector } = await open({ supplier: { ship: { mode: 'one-parcel' } } });
      good(await connector.placePurchaseOrder(orderFor('PO-1', { A: 2 }), 'k'));
      expect(good(await connector.requestCancellation('PO-1'))).toBe('too-late');
    });

    test('of an order that the supplier does not have is refused', async () => {
      const { connector } = await open();
      expect(await connector.requestCancellation('PO-9')).toMatchObject({
        error: { kind: 'refused', why: 'the supplier has no order PO-9' },
      });
    });
  });

  describe(`${subject.name}: changes`, () => {
    const ask = async (world: World, key = 'c') => {
      if (!world.connector.requestChange) throw new Error('The link carries no changes');
      const lines = [{ lineId: 'l1', quantity: 2 }];
      return world.connector.requestChange('PO-1', { kind: 'lines', lines }, key);
    };
    const placed = async (options: WorldOptions = {}) => {
      const world = await open(options);
      good(await world.connector.placePurchaseOrder(orderFor('PO-1', { A: 5 }), 'k'));
      return world;
    };

    test.each([
      ['accept', 'accepted'],
      ['refuse', 'refused'],
      ['silent', 'requested'],
    ] as const)('a supplier whose way is %s answers %s, and is asked once for each key', async (change, status) => {
      const world = await placed({ supplier: { change } });
      expect(good(await ask(world))).toMatchObject({ status });
      expect(good(await ask(world))).toMatchObject({ status });
      const [order] = await world.control.orders({ code: 'acme' });
      expect(order?.changes).toHaveLength(1);
      expect(order?.lines[0]?.cancelled).toBe(change === 'accept' ? 2 : 0);
    }); // prettier-ignore

    test('of the address move what has not left to the new one', async () => {
      const world = await placed();
      const shipTo = { ...orderFor('x', {}).shipTo, city: 'Shelbyville' };
      const change = { kind: 'address', shipTo, lineIds: ['l1'] } as const;
      expect(good((await world.connector.requestChange?.('PO-1', change, 'c')) ?? NONE)).toMatchObject({ status: 'accepted' }); // prettier-ignore
      expect((await world.control.orders({ code: 'acme' }))[0]?.ship_to).toMatchObject({
        city: 'Shelbyville',
      });
    });

    test('that are answered later are told with the key that they were asked with', async () => {
      const world = await placed({ supplier: { change: 'silent' } });
      await ask(world, 'key-1');
      const [order] = await world.control.orders({ code: 'acme' });
      const answer = { code: 'acme', id: order?.id ?? '', key: 'key-1', accept: false };
      expect(await world.control.answerChange({ ...answer, reason: 'packed' })).toBe(true);
      expect(await world.control.answerChange(answer)).toBe(false);
      const { messages } = good(await world.connector.readEvents(undefined));
      expect(messages.at(-1)).toMatchObject({
        kind: 'change-answered',
        number: 'PO-1',
        requestKey: 'key-1',
        accepted: false,
        why: 'packed',
      });
    });

    test('of an order that the supplier does not have are refused', async () => {
      const world = await open();
      expect(await ask(world)).toMatchObject({ error: { kind: 'refused' } });
    });
  });

  describe(`${subject.name}: substitutes and quantities`, () => {
    const answered = async () => {
      const world = await open({ supplier: { acknowledge: { mode: 'manual' } } });
      good(await world.connector.placePurchaseOrder(orderFor('PO-1', { A: 5 }), 'k'));
      const [order] = await world.control.orders({ code: 'acme' });
      const substitute = { sku: 'B', title: 'Better A', quantity: 2, unitCost: '4.80' };
      const answer = { lineId: 'l1', accepted: 2, rejected: 1, backordered: 0 };
      await world.control.acknowledge({ code: 'acme', id: order?.id ?? '', lines: [{ ...answer, substitute, confirmedQuantity: 4 }] }); // prettier-ignore
      return world;
    };

    test('come with the answer', async () => {
      const world = await answered();
      const { messages } = good(await world.connector.readEvents(undefined));
      const [line] = messages[0]?.kind === 'acknowledged' ? messages[0].lines : [];
      expect(line?.quantity).toBe(4);
      expect(line?.substitute).toEqual({ supplierSku: 'B', title: 'Better A', quantity: 2, unitCost: '4.80' }); // prettier-ignore
    });

    test.each([
      [true, 4],
      [false, 2],
    ])('a decision (%s) is told, and %d units come', async (accept, accepted) => {
      const world = await answered();
      const change = { kind: 'substitute', lineId: 'l1', supplierSku: 'B', accept } as const;
      expect(good((await world.connector.requestChange?.('PO-1', change, 'c')) ?? NONE)).toMatchObject({ status: 'accepted' }); // prettier-ignore
      expect((await world.control.orders({ code: 'acme' }))[0]?.lines[0]?.accepted).toBe(accepted);
    });
  });

  describe(`${subject.name}: documents of several orders`, () => {
    test('carry where the lines of each go', async () => {
      const { connector, control } = await open();
      expect(connector.capabilities.takesSeveral).toBe(true);
      const order = orderFor('PO-1-B', { A: 1, B: 2 });
      const elsewhere = { ...order.shipTo, city: 'Shelbyville' };
      const parcels = [
        { number: 'PO-1', shipTo: order.shipTo, lineIds: ['l1'] },
        { number: 'PO-2', shipTo: elsewhere, lineIds: ['l2'] },
      ];
      good(await connector.placePurchaseOrder({ ...order, parcels }, 'k'));
      const [taken] = await control.orders({ code: 'acme' });
      const shown = taken?.lines.map(({ line_id: id, purchase_order: number }) => `${id} ${number ?? ''}`); // prettier-ignore
      expect(shown).toEqual(['l1 PO-1', 'l2 PO-2']);
    });
  });

  describe(`${subject.name}: events`, () => {
    test('tell acknowledgement, parcels and cancellation in order, each once by the cursor', async () => {
      const { connector, control } = await open({ supplier: { stockEvents: true } });
      good(await connector.placePurchaseOrder(orderFor('PO-1', { A: 3 }), 'k'));
      const [order] = await control.orders({ code: 'acme' });
      const id = order?.id ?? '';
      const lines = [{ lineId: 'l1', quantity: 1 }];
      await control.ship({ code: 'acme', id, parcels: [{ lines, trackingNumber: '1Z9' }] });
      await control.cancel({ code: 'acme', id });
      const { messages, cursor, more } = good(await connector.readEvents(undefined));
      expect(messages.map(({ kind, number }) => `${kind} ${number}`)).toEqual([
        'acknowledged PO-1',
        'shipped PO-1',
        'cancelled PO-1',
      ]);
      expect(messages[1]).toMatchObject({
        at: NOON,
        shipmentKey: `${id}-S1`,
        carrier: 'Sandbox Post',
        trackingNumber: '1Z9',
        lines,
      });
      expect(new Set(messages.map(({ key }) => key)).size).toBe(3);
      expect([more, good(await connector.readEvents(cursor)).messages]).toEqual([false, []]);
    });

    test('pass on what carriers say of a parcel', async () => {
      const { connector, control } = await open();
      good(await connector.placePurchaseOrder(orderFor('PO-1', { A: 1 }), 'k'));
      const [order] = await control.orders({ code: 'acme' });
      const id = order?.id ?? '';
      const lines = [{ lineId: 'l1', quantity: 1 }];
      await control.ship({ code: 'acme', id, parcels: [{ lines }] });
      const at = '2026-10-05T08:00:00+02:00';
      const scan = { status: 'out_for_delivery', at, place: 'Bern' };
      expect(await control.scan({ code: 'acme', id, parcel: `${id}-S1`, ...scan })).toBe(true);
      expect(await control.scan({ code: 'acme', id, parcel: 'other', ...scan })).toBe(false);
      const { messages } = good(await connector.readEvents(undefined));
      expect(messages.at(-1)).toMatchObject({
        kind: 'tracked',
        number: 'PO-1',
        shipmentKey: `${id}-S1`,
        event: 'out-for-delivery',
        scannedAt: new Date(at),
        place: 'Bern',
        expectedAt: undefined,
      });
    });

    test('come in pages until there are no more', async () => {
      const { connector, control } = await open();
      for (let at = 0; at < 101; at++)
        good(await connector.placePurchaseOrder(orderFor(`PO-${at}`, { A: 1 }), `k${at}`));
      const first = good(await connector.readEvents(undefined));
      const second = good(await connector.readEvents(first.cursor));
      expect([first.messages.length, first.more]).toEqual([100, true]);
      expect([second.messages.length, second.more]).toEqual([1, false]);
      expect(await control.events({ code: 'acme' })).toHaveLength(101);
    });

    test('a part that the supplier takes back is an answer by lines: the rest still comes', async () => {
      const { connector, control } = await open();
      good(await connector.placePurchaseOrder(orderFor('PO-1', { A: 5 }), 'k'));
      const [order] = await control.orders({ code: 'acme' });
      await control.cancel({ code: 'acme', id: order?.id ?? '', lines: [{ lineId: 'l1', quantity: 2 }] });
      const { messages } = good(await connector.readEvents(undefined));
      expect(messages.at(-1)).toMatchObject({
        kind: 'acknowledged',
        lines: [{ lineId: 'l1', accepted: 3, rejected: 2, backordered: 0 }],
      });
    }); // prettier-ignore

    test('an order refused as a whole says why', async () => {
      const { connector } = await open({
        supplier: { acknowledge: { mode: 'reject', reason: 'discontinued' } },
      });
      good(await connector.placePurchaseOrder(orderFor('PO-1', { A: 1 }), 'k'));
      const { messages } = good(await connector.readEvents(undefined));
      expect(messages).toMatchObject([{ kind: 'rejected', why: 'discontinued' }]);
    });

    test('a refused cancellation is told', async () => {
      const { connector } = await open({ supplier: { cancel: 'refuse' } });
      good(await connector.placePurchaseOrder(orderFor('PO-1', { A: 1 }), 'k'));
      await connector.requestCancellation('PO-1');
      const { messages } = good(await connector.readEvents(undefined));
      expect(messages.at(-1)).toMatchObject({ kind: 'cancelled', accepted: false });
    });
  });
}
