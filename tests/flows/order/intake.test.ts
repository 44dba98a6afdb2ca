import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, request as send } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  drainStoreEvents,
  storeEventsAtRest,
} from '../../../app/flows/order/drain-store-events.server.ts';
import { releaseClaimsOfDeadWorkers } from '../../../app/flows/order/release-dead-claims.server.ts';
import { retryStoreEvent } from '../../../app/flows/order/retry-parked.server.ts';
import { handleStoreEvent } from '../../../app/http/store-events.server.ts';
import { claimStoreEvents } from '../../../app/modules/stores/store-inbox.repository.server.ts';
import type { StoreEventReader } from '../../../app/modules/stores/store-event.ts';
import { holdLifeLock } from '../../../app/platform/queue-housekeeping.server.ts';
import { err, ok } from '../../../app/platform/result.ts';
import { silentLog } from '../../../app/platform/log.server.ts';
import { LOST } from '../../factories/ports.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
const servers: Server[] = [];
beforeEach(database.empty);
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
});

const SECRET = 'shared';
const sign = (body: string | Buffer) => createHmac('sha256', SECRET).update(body).digest('hex');

/** A channel that signs like the real ones do; its body is the envelope itself. */
const reader: StoreEventReader = {
  read(headers, rawBody) {
    const given = Buffer.from(String(headers['x-signature'] ?? ''));
    const wanted = Buffer.from(sign(Buffer.from(rawBody)));
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      return err('bad-signature');
    try {
      const { domain, topic, key, hint } = JSON.parse(Buffer.from(rawBody).toString('utf8'));
      return ok({
        channel: 'shopify',
        domain,
        topic,
        eventKey: key,
        lane: 'main',
        hint,
        triggeredAt: undefined,
      });
    } catch {
      return err('unreadable');
    }
  },
};

async function open(world: Pick<World, 'context'>, pool: pg.Pool = database.pool) {
  const context = {
    ...world.context,
    pool,
    log: silentLog,
    storeEventReaders: { shopify: reader },
  };
  const server = createServer(
    (request, response) => void handleStoreEvent(request, response, context),
  );
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return (body: string | Buffer, signature = sign(body), path = '/webhooks/shopify') =>
    new Promise<{ status: number; retryAfter: string | undefined }>((done, fail) => {
      const call = send(
        {
          port,
          path,
          method: 'POST',
          headers: { 'x-signature': signature, 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          response.resume();
          done({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
        },
      );
      call.on('error', fail);
      call.end(body);
    });
}

async function arrange() {
  const world = await makeWorld(database);
  const sock = await world.stockVariant([100]);
  const store = await world.db.store.findFirstOrThrow();
  world.put({
    outsideOrderId: '1',
    lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 2 }],
  });
  const event = (key: string, change: object = {}) =>
    JSON.stringify({
      domain: store.domain,
      topic: 'orders/paid',
      key,
      hint: { kind: 'order-changed', outsideId: '1' },
      ...change,
    });
  const drain = async () => {
    await drainStoreEvents(world.context, { workerId: 'w1' });
    await storeEventsAtRest(world.context);
  };
  return { world, sock, store, event, drain, post: await open(world) };
}

const outcomes = async () =>
  (await database.db.storeEvent.findMany({ orderBy: { id: 'asc' } })).map(({ outcome }) => outcome);

test('an event is kept before it is answered, and leads to the order', async () => {
  const { world, event, drain, post } = await arrange();
  expect((await post(event('e1'))).status).toBe(200);
  expect(await outcomes()).toEqual([null]);
  await drain();
  await world.work();
  expect(await outcomes()).toEqual(['created']);
  expect(world.connector.placed).toHaveLength(1);
});

test('a wrong signature is answered 401 and nothing is kept', async () => {
  const { event, post } = await arrange();
  expect((await post(event('e1'), 'f'.repeat(64))).status).toBe(401);
  expect((await post(event('e1'), '')).status).toBe(401);
  expect(await database.db.storeEvent.count()).toBe(0);
});

test('the same event five times at once is kept once', async () => {
  const { world, event, drain, post } = await arrange();
  const answers = await Promise.all(Array.from({ length: 5 }, () => post(event('e1'))));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  await drain();
  expect(await outcomes()).toEqual(['created']);
  expect(await world.db.order.count()).toBe(1);
});

test('many events about one order cost one reading', async () => {
  const { world, event, drain, post } = await arrange();
  for (const key of ['a', 'b', 'c', 'd']) await post(event(key));
  await drain();
  expect(world.channel.calls.filter((call) => call === 'readOrder')).toHaveLength(1);
  expect(await outcomes()).toEqual(['created', 'created', 'created', 'created']);
});

test('paid before created ends as one paid order', async () => {
  const { world, event, drain, post } = await arrange();
  await post(event('paid'));
  await drain();
  await post(event('created', { topic: 'orders/create' }));
  world.clock.move(1_000);
  await drain();
  await world.work();
  expect(await world.db.order.count()).toBe(1);
  expect(world.connector.placed).toHaveLength(1);
});

test('a body that cannot be read though it is signed is answered 200, kept as a trace and shown', async () => {
  const { world, post } = await arrange();
  expect((await post('{"broken')).status).toBe(200);
  expect((await post('{"broken')).status).toBe(200);
  expect(await outcomes()).toEqual(['unreadable']);
  expect(
    (await world.openExceptions()).map(({ kind, occurrences }) => [kind, occurrences]),
  ).toEqual([['store-event-unreadable', 1]]);
});

test('a body of 10 MB is refused without being taken in', async () => {
  const { post } = await arrange();
  const status = await post(Buffer.alloc(10 * 1024 * 1024, 'x')).then(
    (answer) => answer.status,
    (fault: unknown) => (fault instanceof Error && 'code' in fault ? fault.code : fault),
  );
  expect([413, 'EPIPE', 'ECONNRESET']).toContain(status);
  expect(await database.db.storeEvent.count()).toBe(0);
});

test('an unknown channel is answered 404', async () => {
  const { event, post } = await arrange();
  expect((await post(event('e1'), undefined, '/webhooks/etsy')).status).toBe(404);
});

test('with the database away the sender is asked to come again, and the repetition is kept', async () => {
  const { world, event, post } = await arrange();
  const away = new pg.Pool({
    connectionString: 'postgresql://x@127.0.0.1:1/x',
    connectionTimeoutMillis: 200,
  });
  const postAway = await open(world, away);
  expect(await postAway(event('e1'))).toEqual({ status: 503, retryAfter: '5' });
  await away.end();
  expect((await post(event('e1'))).status).toBe(200);
  expect(await database.db.storeEvent.count()).toBe(1);
});

test('events of unknown shops and of shops that left are settled and lead to nothing', async () => {
  const { world, store, event, drain, post } = await arrange();
  await post(event('e1', { domain: 'nobody.myshopify.com' }));
  await world.db.store.update({
    where: { id: store.id },
    data: { uninstalledAt: world.clock.now(), status: 'uninstalled' },
  });
  await post(event('e2'));
  await drain();
  expect(await outcomes()).toEqual(['unknown-store', 'store-uninstalled']);
  expect(await world.db.order.count()).toBe(0);
});

test('an event of a fulfilment order leads to its order', async () => {
  const { world, event, drain, post } = await arrange();
  await post(event('e1', { hint: { kind: 'fulfilment-order-changed', outsideId: 'FO-1' } }));
  await drain();
  expect(await world.db.order.count()).toBe(1);
});

test('a store without an answer is asked again later and nothing is lost', async () => {
  const { world, event, drain, post } = await arrange();
  world.channel.faults.failNext('readOrder', LOST);
  await post(event('e1'));
  await drain();
  expect(await outcomes()).toEqual([null]);
  world.clock.move(2_000);
  await drain();
  expect(await outcomes()).toEqual(['created']);
});

test('an event that can not be taken in is parked and shown, and its remedy takes it up again', async () => {
  const { world, event, drain, post } = await arrange();
  world.channel.faults.failNext('readOrder', { kind: 'refused', why: 'no access to orders' });
  await post(event('e1'));
  await drain();
  expect(await outcomes()).toEqual(['parked']);
  expect((await world.openExceptions()).map(({ kind }) => kind)).toEqual(['store-event-parked']);
  const { id } = await world.db.storeEvent.findFirstOrThrow();
  expect(await retryStoreEvent(world.context, { eventId: id, userId: 'u' })).toBe(true);
  await drain();
  expect(await outcomes()).toEqual(['created']);
  expect(await world.openExceptions()).toEqual([]);
});

test('what a dead worker had claimed is given back, what a living one has is left to it', async () => {
  const { world, event, drain, post } = await arrange();
  await post(event('e1'));
  const claim = (workerId: string) =>
    claimStoreEvents(world.db, { workerId, now: world.clock.now(), limit: 10 });
  const life = await holdLifeLock(database.url, 'alive');
  expect(await claim('alive')).toHaveLength(1);
  expect(await releaseClaimsOfDeadWorkers(world.context)).toBe(0);
  await drain();
  expect(await outcomes()).toEqual([null]);
  await life.release();
  expect(await releaseClaimsOfDeadWorkers(world.context)).toBe(1);
  await drain();
  expect(await outcomes()).toEqual(['created']);
});

test('two workers draining at once take each event once', async () => {
  const { world, sock, event, post } = await arrange();
  const ids = Array.from({ length: 20 }, (_, index) => `N${index}`);
  for (const id of ids) {
    world.put({
      outsideOrderId: id,
      lines: [{ outsideLineId: `L-${id}`, outsideVariantId: sock.outsideVariantId, quantity: 1 }],
    });
    await post(event(id, { hint: { kind: 'order-changed', outsideId: id } }));
  }
  await Promise.all(
    ['w1', 'w2', 'w3'].map((workerId) => drainStoreEvents(world.context, { workerId, limit: 7 })),
  );
  while ((await drainStoreEvents(world.context, { workerId: 'w1', limit: 7 })).more);
  await storeEventsAtRest(world.context);
  expect(await world.db.order.count()).toBe(20);
  expect(world.channel.calls.filter((call) => call === 'readOrder')).toHaveLength(20);
});

test('what a living worker has claimed and lost sight of is given back by itself', async () => {
  const { world, event, drain, post } = await arrange();
  await post(event('e1'));
  const life = await holdLifeLock(database.url, 'w1');
  world.dieAt('after', 1);
  await expect(drain()).rejects.toThrow();
  await drain();
  await life.release();
  expect(await outcomes()).toEqual(['created']);
});

test('a store that does not answer keeps the events of others not waiting', async () => {
  const { world, sock, event, post } = await arrange();
  const never = new Promise<never>(() => undefined);
  const readOrder = world.channel.readOrder.bind(world.channel);
  Object.assign(world.channel, { readOrder: (id: never) => (id === '1' ? never : readOrder(id)) });
  await post(event('slow'));
  await drainStoreEvents(world.context, { workerId: 'w1' });
  world.put({
    outsideOrderId: '2',
    lines: [{ outsideLineId: 'M', outsideVariantId: sock.outsideVariantId, quantity: 1 }],
  });
  await post(event('quick', { hint: { kind: 'order-changed', outsideId: '2' } }));
  await drainStoreEvents(world.context, { workerId: 'w1' });
  await vi.waitFor(async () => expect(await outcomes()).toEqual([null, 'created']), 10_000);
});
