import { beforeEach, expect, test } from 'vitest';
import { reconcileStore } from '../../../app/flows/order/reconcile-store.server.ts';
import { LOST } from '../../factories/ports.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

async function arrange() {
  const world = await makeWorld(database);
  const sock = await world.stockVariant([100]);
  const put = (id: string) =>
    world.put({
      outsideOrderId: id,
      updatedAt: world.clock.now(),
      lines: [{ outsideLineId: `L${id}`, outsideVariantId: sock.outsideVariantId, quantity: 1 }],
    });
  const reconcile = () => reconcileStore(world.context, { storeId: world.connection.storeId });
  return { world, put, reconcile };
}

test('an order whose webhook never came is found, sent on, and the loss is shown', async () => {
  const { world, put, reconcile } = await arrange();
  put('1');
  world.clock.move(11 * 60_000);
  await reconcile();
  await world.work();
  expect(world.connector.placed).toHaveLength(1);
  expect((await world.openExceptions()).map(({ kind }) => kind)).toEqual(['webhook-missed']);
});

test('an order that is known in its newest version is not read again', async () => {
  const { world, put, reconcile } = await arrange();
  put('1');
  await world.import('1');
  await reconcile();
  expect(world.channel.calls.filter((call) => call === 'readOrder')).toHaveLength(1);
});

test('a run that broke off does not move the watermark, so the next one finds what it left', async () => {
  const { world, put, reconcile } = await arrange();
  put('1');
  put('2');
  world.channel.faults.failNext('readOrder', LOST);
  expect((await reconcile()).kind).toBe('retry');
  expect((await world.db.store.findFirstOrThrow()).ordersReadUntil).toBeNull();
  await reconcile();
  expect(await world.db.order.count()).toBe(2);
});
