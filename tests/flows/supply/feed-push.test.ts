/** The door by which a supplier sends stock of its own accord: `POST /feeds`. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { applyFeed } from '../../../app/flows/supply/apply-feed.server.ts';
import { makePushToken } from '../../../app/flows/supply/change-feed-settings.server.ts';
import { handleFeedPush } from '../../../app/http/feed-push.server.ts';
import { createConnectorFactories } from '../../../app/integrations/suppliers/connectors.server.ts';
import type { FeedId } from '../../../app/modules/feeds/feed.ts';
import { createPostgresBlobs } from '../../../app/platform/blobs.server.ts';
import { createHttpClient } from '../../../app/platform/http-client.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { listen } from '../../setup/loopback.ts';

const MOST_BYTES = 64 * 1024;
const database = await cloneDatabase();
const { db, pool, empty } = database;
const clock = movableClock();
const http = createHttpClient({ clock });
const { none } = createConnectorFactories({ http, clock });
const context = {
  ...makeFlowContext(database, clock, {
    connectorOf: (_distributorId, supplierId) =>
      none({ supplierId, code: 'S', currency: 'CHF', settings: {}, credentials: undefined }),
  }),
  blobs: createPostgresBlobs({ pool, clock, maxBytes: MOST_BYTES }),
};
const door = await listen(
  (request, response) => void handleFeedPush(request, response, context).catch(() => undefined),
);
const actor = { kind: 'user', id: 'ada' } as const;

afterAll(async () => {
  await door.close();
  await http.close();
});

beforeEach(async () => {
  await empty();
  clock.set(new Date(FACTORY_NOW.getTime() + 60_000));
});

async function arrange() {
  const distributor = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributor.id, { connector: 'none' });
  for (const supplierSku of ['A', 'B']) await makeStock(db, supplier, { supplierSku, onHand: 10 });
  const key = { distributorId: distributor.id, supplierId: supplier.id };
  return { key, token: await makePushToken(context, key, actor) };
}

type Sent = {
  readonly token?: string | undefined;
  readonly query?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

async function send(body: string | Buffer | object, sent: Sent) {
  const { token, query = '', type = 'application/json', headers = {} } = sent;
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const answer = await fetch(`${door.origin}/feeds${query}`, {
    method: 'POST',
    body: typeof text === 'string' ? text : new Uint8Array(text),
    headers: {
      'content-type': type,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function applyAll(): Promise<void> {
  for (const { id, distributorId } of await db.feed.findMany({ where: { status: 'received' } })) {
    const feedKey = { distributorId, feedId: id as FeedId };
    await applyFeed(context, feedKey as Parameters<typeof applyFeed>[1]);
  }
}

async function onHand(): Promise<Record<string, number>> {
  const rows = await db.$queryRaw<{ sku: string; onHand: number }[]>`
    select supplier_sku as sku, on_hand as "onHand" from stock_level join supply using (distributor_id, supplier_id, variant_id)`;
  return Object.fromEntries(rows.map(({ sku, onHand: units }) => [sku, units]));
}

describe('figures as JSON', () => {
  test('are applied before the answer, which counts what was taken and what was refused', async () => {
    const { token } = await arrange();
    const levels = [
      { sku: 'A', quantity: 3, cost: { amount: '5.25', currency: 'CHF' } },
      { sku: 'nobody knows', quantity: 1 },
    ];
    const answer = await send({ levels }, { token });
    expect(answer).toMatchObject({
      status: 200,
      body: { accepted: 1, warned: 0, refused: 1, changed: 1, feed: expect.any(String) as unknown },
    });
    expect(await onHand()).toEqual({ A: 3, B: 10 });
    const supply = await db.supply.findFirstOrThrow({ where: { supplierSku: 'A' } });
    expect(supply.costMinor).toBe(525n);
  });

  test('sent twice change nothing the second time', async () => {
    const { token } = await arrange();
    const levels = [{ sku: 'A', quantity: 3, as_of: FACTORY_NOW.toISOString() }];
    expect((await send({ levels }, { token })).body).toMatchObject({ changed: 1 });
    expect((await send({ levels }, { token })).body).toMatchObject({ changed: 0 });
    expect(await onHand()).toEqual({ A: 3, B: 10 });
  });

  test.each([
    ['that are no JSON', '{"levels":'],
    ['without a SKU', { levels: [{ quantity: 3 }] }],
    ['of which there are none', { levels: [] }],
    ['of which there are too many', { levels: Array.from({ length: 1_001 }, () => ({ sku: 'A', quantity: 1 })) }],
  ])('%s are refused whole', async (_name, body) => {
    const { token } = await arrange();
    expect((await send(body, { token })).status).toBe(422);
    expect([await db.feed.count(), await onHand()]).toEqual([0, { A: 10, B: 10 }]);
  }); // prettier-ignore

  test('of more than a mebibyte are refused by their size', async () => {
    const { token } = await arrange();
    const body = `{"levels":[${' '.repeat(1024 * 1024)}]}`;
    expect((await send(body, { token })).status).toBe(413);
    expect(await db.feed.count()).toBe(0);
  });
});

describe('the token', () => {
  test('of nobody, a withdrawn one and none at all get one and the same answer, and nothing is kept', async () => {
    const { key, token } = await arrange();
    await makePushToken(context, key, actor);
    const strangers = [undefined, `feed_${'x'.repeat(32)}`, 'no token of ours', token];
    const levels = [{ sku: 'A', quantity: 3 }];
    for (const stranger of strangers) {
      const told = { status: 401, body: { error: 'The token is missing or unknown.' } };
      expect(await send({ levels }, { token: stranger })).toEqual(told);
      expect(await send('sku,quantity\nA,3\n', { token: stranger, type: 'text/csv' })).toEqual(
        told,
      );
    }
    expect([await db.feed.count(), await db.blob.count()]).toEqual([0, 0]);
    expect(await onHand()).toEqual({ A: 10, B: 10 });
  });

  test('opens the door of its own supplier only', async () => {
    const mine = await arrange();
    const theirs = await arrange();
    await send({ levels: [{ sku: 'A', quantity: 3 }] }, { token: theirs.token });
    const changed = await db.stockLevel.findMany({ where: { onHand: 3 } });
    expect(changed.map(({ supplierId }) => supplierId)).toEqual([theirs.key.supplierId]);
    expect(changed[0]?.distributorId).not.toBe(mine.key.distributorId);
  });
});

describe('a file', () => {
  const csv = 'sku,quantity\nA,4\n';

  test('is kept whole, with what its sender says of it, and applied as every delivery', async () => {
    const { token } = await arrange();
    const asOf = new Date(FACTORY_NOW.getTime() + 30_000);
    const headers = { 'stock-as-of': asOf.toISOString() };
    const sent = { token, query: '?kind=delta&name=../night%20run.csv', type: 'text/csv', headers };
    const { status, body } = await send(csv, sent);
    expect(status).toBe(202);
    const feed = await db.feed.findFirstOrThrow();
    expect(feed).toMatchObject({
      id: body['feed'],
      kind: 'delta',
      source: 'push',
      name: '.._night run.csv',
      status: 'received',
      asOf,
    });
    await applyAll();
    expect(await onHand()).toEqual({ A: 4, B: 10 });
  });

  test('is a full one unless it says otherwise: what it leaves out is gone', async () => {
    const { token } = await arrange();
    await send(csv, { token, type: 'text/csv' });
    await applyAll();
    expect(await onHand()).toEqual({ A: 4, B: 0 });
  });

  test('in JSON is a file where it is sent as one', async () => {
    const { token } = await arrange();
    const rows = [{ sku: 'A', quantity: 6 }];
    expect((await send(rows, { token, query: '?kind=delta' })).status).toBe(202);
    await applyAll();
    expect(await onHand()).toEqual({ A: 6, B: 10 });
  });

  test('sent twice is kept once and changes nothing the second time', async () => {
    const { token } = await arrange();
    for (let time = 0; time < 2; time += 1) {
      expect((await send(csv, { token, type: 'text/csv' })).status).toBe(202);
      await applyAll();
    }
    const feeds = await db.feed.findMany({ orderBy: { id: 'asc' } });
    expect(feeds.map(({ status, changed }) => [status, changed])).toEqual([
      ['applied', 2],
      ['applied', 0],
    ]);
    expect(await db.blob.count()).toBe(1);
  });

  test('larger than allowed is cut off, and nothing of it stays', async () => {
    const { token } = await arrange();
    const large = `sku,quantity\n${'A,1\n'.repeat(MOST_BYTES)}`;
    // The door hangs up while the sender is still sending: it hears the answer or the broken connection.
    const answer = await send(large, { token, type: 'text/csv' }).catch(() => undefined);
    expect(answer?.status ?? 413).toBe(413);
    expect([await db.feed.count(), await db.blob.count(), await db.blobChunk.count()]).toEqual([0, 0, 0]); // prettier-ignore
  });

  test('that is a bomb is refused when it is read, and stock stays as it was', async () => {
    const { token } = await arrange();
    const bomb = gzipSync(`sku,quantity\n${'A,1\n'.repeat(8 * 1024 ** 2)}`);
    expect(bomb.length).toBeLessThan(MOST_BYTES);
    expect((await send(bomb, { token, type: 'application/gzip' })).status).toBe(202);
    await applyAll();
    const feed = await db.feed.findFirstOrThrow();
    expect([feed.status, await db.feedRow.count()]).toEqual(['failed', 0]);
    expect(feed.failure).toContain('times');
    expect(await db.exceptionCase.findMany()).toMatchObject([{ kind: 'feed-unreadable' }]);
    expect(await onHand()).toEqual({ A: 10, B: 10 });
  });
});
