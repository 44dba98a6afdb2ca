import { beforeEach, expect, test } from 'vitest';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

test('a paid order is routed, reserved, released, sent, shipped and told to the store by line', async () => {
  const world = await makeWorld(database);
  const sock = await world.stockVariant([10]);
  world.put({
    outsideOrderId: '1001',
    lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 3 }],
  });

  expect(await world.import('1001')).toBe('created');
  expect(await world.level(sock.id)).toEqual({ onHand: 10, reserved: 3 });
  await world.work();

  const [placed] = world.connector.placed;
  expect(placed?.lines.map(({ quantity }) => quantity)).toEqual([3]);
  expect(world.channel.order('1001').fulfilmentOrders[0]?.request).toBe('accepted');

  const number = placed?.number ?? '';
  await world.acknowledge(number, [{ accepted: 3 }]);
  expect(await world.ship(number, [2], { trackingNumber: 'T1' })).toBe('recorded');
  await world.work();
  expect((await world.order('1001')).status).toBe('part-shipped');
  await world.ship(number, [1], { trackingNumber: 'T2' });
  await world.work();

  expect(
    world.channel
      .order('1001')
      .fulfilments.map(({ trackingNumbers, lines }) => [trackingNumbers, lines]),
  ).toEqual([
    [['T1'], [{ outsideLineId: 'L1', quantity: 2 }]],
    [['T2'], [{ outsideLineId: 'L1', quantity: 1 }]],
  ]);
  expect((await world.order('1001')).status).toBe('completed');
  expect(await world.openExceptions()).toEqual([]);
});
