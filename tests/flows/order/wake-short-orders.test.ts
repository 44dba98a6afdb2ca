import { beforeEach, expect, test } from 'vitest';
import {
  createShortOrderFollower,
  serveWaitingOrders,
} from '../../../app/flows/order/wake-short-orders.server.ts';
import { readScarceQueue } from '../../../app/views/read-scarce-queue.server.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
const { db } = database;
beforeEach(database.empty);

/** An order of two units of a variant that nobody has, and a follower that has seen all so far. */
async function arrange() {
  const world = await makeWorld(database);
  const sock = await world.stockVariant([0]);
  const other = await world.stockVariant([5]);
  world.put({
    outsideOrderId: '1',
    lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 2 }],
  });
  await world.import('1');
  await world.work();
  const follow = createShortOrderFollower(world.context);
  await follow();
  await world.work();
  return { world, sock, other, follow };
}

async function setStock(world: World, variantId: string, onHand: number) {
  await db.stockLevel.updateMany({ where: { variantId }, data: { onHand } });
  await db.$executeRaw`
    select mark_stock_changed(${world.distributor.id}::uuid, array[${variantId}::uuid], ${world.clock.now()}::timestamptz)`;
}

test('a short order is sent as soon as what it waits for comes in, without waiting for the clock', async () => {
  const { world, sock, follow } = await arrange();
  expect((await world.order('1')).status).toBe('short');
  await setStock(world, sock.id, 3);
  await follow();
  expect(await world.work()).toContain('serve-waiting-orders');
  expect(world.connector.placed.map(({ lines }) => lines[0]?.quantity)).toEqual([2]);
  expect((await world.openExceptions()).map(({ kind }) => kind)).toEqual([]);
});

test('what comes in of another variant, or is promised already, wakes nobody', async () => {
  const { world, sock, other, follow } = await arrange();
  await setStock(world, other.id, 9);
  await follow();
  await db.stockLevel.updateMany({ where: { variantId: sock.id }, data: { reserved: 3 } });
  await setStock(world, sock.id, 3);
  await follow();
  expect(await world.work()).toEqual([]);
});

test('a change is followed once', async () => {
  const { world, sock, follow } = await arrange();
  await setStock(world, sock.id, 1);
  await follow();
  expect(await world.work()).toContain('serve-waiting-orders');
  // The order took the one unit and waits for the other, which nobody has.
  await follow();
  await follow();
  expect(await world.work()).toEqual([]);
  expect((await world.order('1')).status).toBe('short');
});

test('an order that is not short any more is left alone', async () => {
  const { world, sock, follow } = await arrange();
  await setStock(world, sock.id, 2);
  await follow();
  await world.work();
  await setStock(world, sock.id, 8);
  await follow();
  expect(await world.work()).toEqual([]);
});

async function waitFor(world: World, outsideVariantId: string, id: string, placedAt: Date) {
  const line = { outsideLineId: `L${id}`, outsideVariantId, quantity: 1 };
  world.put({ outsideOrderId: id, placedAt, lines: [line] });
  await world.import(id);
  await world.work();
}

test('what is scarce goes to the oldest order, and to a rush order before it; who got it has the reason on record', async () => {
  const world = await makeWorld(database);
  const sock = await world.stockVariant([0]);
  const at = world.clock.now().getTime();
  await waitFor(world, sock.outsideVariantId, 'young', new Date(at - 1_000));
  await waitFor(world, sock.outsideVariantId, 'old', new Date(at - 9_000));
  await waitFor(world, sock.outsideVariantId, 'rush', new Date(at));
  await db.order.updateMany({ where: { outsideOrderId: 'rush' }, data: { rush: true } });
  await setStock(world, sock.id, 2);
  expect(await serveWaitingOrders(world.context, world.distributor.id)).toBe(2);
  const given = await db.auditEntry.findMany({ where: { act: 'scarce-units-given' }, orderBy: { id: 'asc' } });
  const names = new Map((await db.order.findMany()).map(({ id, outsideOrderId }) => [id, outsideOrderId]));
  expect(given.map(({ subjectId, detail }) => [names.get(subjectId), detail])).toEqual([
    ['rush', { units: 1, waiting: 3, why: 'rush' }],
    ['old', { units: 1, waiting: 3, why: 'age' }],
  ]);
  const queue = await readScarceQueue(db, { distributorId: world.distributor.id, variantId: sock.id });
  expect(queue.waiting.map(({ name, missing }) => [name, missing])).toEqual([['#young', 1]]);
  expect(queue.served.map(({ name, why }) => [name, why])).toEqual([['#old', 'age'], ['#rush', 'rush']]);
}); // prettier-ignore
