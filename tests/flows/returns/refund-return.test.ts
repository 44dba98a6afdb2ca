import { beforeEach, expect, test } from 'vitest';
import { LOST } from '../../factories/ports.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeReturnWorld } from './return-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

test('a refund whose answer was lost is found again by its number and not made twice', async () => {
  const way = await makeReturnWorld(database);
  const id = await way.open(1, { refundWhen: 'authorised', refundShippingMinor: 500 });
  way.channel.faults.failNext('refund', LOST, { after: true });
  await way.work();
  way.clock.move(60_000);
  await way.work();
  expect(way.channel.refunds).toHaveLength(1);
  expect(await way.read(id)).toMatchObject({
    refund: 'done',
    outsideRefundId: 'R1',
    refundedMinor: 2_500n,
  });
});

test('a refund that the store did not take is made on the next attempt', async () => {
  const way = await makeReturnWorld(database);
  const id = await way.open(1, { refundWhen: 'authorised' });
  way.channel.faults.failNext('refund', LOST);
  await way.work();
  way.clock.move(60_000);
  await way.work();
  expect(way.channel.refunds).toHaveLength(1);
  expect(await way.read(id)).toMatchObject({ refund: 'done' });
});

test('a refused refund is the retailer’s to see, and goes through once it is tried again', async () => {
  const way = await makeReturnWorld(database);
  const id = await way.open(1, { refundWhen: 'authorised' });
  way.channel.faults.failNext('refund', { kind: 'refused', why: 'no scope' });
  await way.work();
  expect(await way.read(id)).toMatchObject({ refund: 'parked', refundAttempt: 2 });
  expect(await way.openExceptions()).toMatchObject([{ kind: 'return-refund', owner: 'retailer' }]);
  await way.refundNow(id);
  await way.work();
  expect(await way.read(id)).toMatchObject({ refund: 'done', refundFailure: null });
  expect(await way.exceptionKinds()).toEqual([]);
});

test('a worker that dies at any step of a refund leaves one refund in the end', async () => {
  for (const moment of ['before', 'after'] as const)
    for (const nth of [1, 2, 3]) {
      await database.empty();
      const way = await makeReturnWorld(database);
      const id = await way.open(1, { refundWhen: 'authorised' });
      way.dieAt(moment, nth);
      await way.work();
      way.clock.move(60_000);
      await way.work();
      expect([moment, nth, way.channel.refunds.length]).toEqual([moment, nth, 1]);
      expect(await way.read(id)).toMatchObject({ refund: 'done' });
    }
});

test('a refund waits while units of the same line are still to be shipped', async () => {
  const way = await makeReturnWorld(database, { units: 3 });
  await way.db.orderLine.updateMany({ data: { shippedQuantity: 2 } });
  await way.open(1, { refundWhen: 'authorised' });
  await way.work();
  expect(way.channel.refunds).toEqual([]);
  await way.db.orderLine.updateMany({ data: { shippedQuantity: 3 } });
  way.clock.move(31 * 60_000);
  await way.work();
  expect(way.channel.refunds).toHaveLength(1);
});

test('units refunded in the shop by hand are matched to the return that waits for them', async () => {
  const way = await makeReturnWorld(database);
  const id = await way.open(2, { refundWhen: 'inspected' });
  await way.refundInStore(2);
  expect(await way.read(id)).toMatchObject({ refund: 'done' });
  await way.inspect(id, 2);
  await way.work();
  expect(way.channel.refunds).toEqual([]);
  expect(await way.db.returnCase.count()).toBe(1);
});

test('a part refunded by hand is matched, and the store refunds only the rest', async () => {
  const way = await makeReturnWorld(database);
  const id = await way.open(2, { refundWhen: 'inspected' });
  await way.refundInStore(1);
  await way.inspect(id, 2);
  await way.work();
  expect(way.channel.refunds.map(({ lines }) => lines)).toMatchObject([[{ quantity: 1 }]]);
  expect(await way.read(id)).toMatchObject({ refund: 'done' });
});

test('a refund that nobody had asked for opens a return, and its news again opens no other', async () => {
  const way = await makeReturnWorld(database);
  await way.refundInStore(2);
  await way.import('1');
  await way.work();
  const [opened, ...others] = await way.db.returnCase.findMany({ include: { lines: true } });
  expect(others).toEqual([]);
  expect(opened).toMatchObject({
    origin: 'store-refund',
    refund: 'done',
    lines: [{ quantity: 2, refundedQuantity: 2 }],
  });
  expect(await way.exceptionKinds()).toEqual(['return-to-decide']);
});

test('our own refund, told back by the store, opens no return of its own', async () => {
  const way = await makeReturnWorld(database);
  await way.open(1, { refundWhen: 'authorised' });
  await way.work();
  await way.import('1');
  await way.work();
  expect(await way.db.returnCase.count()).toBe(1);
  expect((await way.order('1')).orderLines[0]?.returnedQuantity).toBe(1);
});

test('a return that was rejected and yet refunded by the merchant stays rejected, and is known as refunded', async () => {
  const way = await makeReturnWorld(database, { policy: null });
  const id = await way.open(1);
  await way.reject(id);
  await way.refundInStore(1);
  expect(await way.read(id)).toMatchObject({ status: 'rejected', refund: 'done' });
  expect(await way.db.returnCase.count()).toBe(1);
  expect(await way.books()).toEqual({});
});
