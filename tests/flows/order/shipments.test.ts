import { beforeEach, expect, test } from 'vitest';
import { retryReport } from '../../../app/flows/order/retry-parked.server.ts';
import type { OutsideFulfilmentId, OutsideLineId } from '../../../app/modules/stores/channel.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { LOST } from '../../factories/ports.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

/** One order of 5 units, released and sent. */
async function arrange() {
  const world = await makeWorld(database);
  const sock = await world.stockVariant([10]);
  const line = { outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 5 };
  world.put({ outsideOrderId: '1', lines: [line] });
  await world.import('1');
  await world.work();
  const told = () =>
    world.channel
      .order('1')
      .fulfilments.map(({ trackingNumbers, lines }) => [
        trackingNumbers[0],
        lines.reduce((sum, each) => sum + each.quantity, 0),
      ]);
  return { world, sock, line, number: world.connector.placed[0]?.number ?? '', told };
}

test('several parcels stay several, each with its own units and number', async () => {
  const { world, number, told } = await arrange();
  await world.ship(number, [2], { trackingNumber: 'A' });
  await world.ship(number, [3], { trackingNumber: 'B' });
  await world.work();
  expect(told()).toEqual([
    ['A', 2],
    ['B', 3],
  ]);
  expect((await world.order('1')).status).toBe('completed');
});

test('the same ship notice again is one parcel', async () => {
  const { world, number, told } = await arrange();
  await world.ship(number, [2], { shipmentKey: 'S1', trackingNumber: 'A' });
  await world.work();
  expect(await world.ship(number, [2], { shipmentKey: 'S1', trackingNumber: 'A' })).toBe(
    'nothing-new',
  );
  await world.work();
  expect(told()).toEqual([['A', 2]]);
});

test('a ship notice for more than is open is refused and shown, and nothing of it counts', async () => {
  const { world, number, told } = await arrange();
  await world.ship(number, [3]);
  expect(await world.ship(number, [3])).toBe('refused');
  await world.work();
  expect(told()).toEqual([['99.00.1', 3]]);
  expect((await world.openExceptions()).map(({ kind }) => kind)).toEqual(['supplier-message']);
});

test('a ship notice for an unknown purchase order is refused and shown', async () => {
  const { world } = await arrange();
  const message = {
    key: 'k',
    number: 'PO-9-9',
    at: world.clock.now(),
    kind: 'rejected',
    why: '',
  } as const;
  expect(await world.tell(message)).toBe('refused');
  expect(await world.openExceptions()).toHaveLength(1);
});

test('a parcel before the acknowledgement proves that the supplier has the order', async () => {
  const { world, number, told } = await arrange();
  await world.ship(number, [5]);
  await world.acknowledge(number, [{ accepted: 5 }]);
  await world.work();
  expect(told()).toEqual([['99.00.1', 5]]);
  expect((await world.order('1')).purchaseOrders[0]?.status).toBe('shipped');
});

test('a store that took the parcel and whose answer was lost is not told twice', async () => {
  const { world, number, told } = await arrange();
  await world.ship(number, [5], { trackingNumber: 'A' });
  world.channel.faults.failNext('createFulfilment', LOST, { after: true });
  await world.work();
  world.clock.move(60_000);
  await world.work();
  expect(told()).toEqual([['A', 5]]);
  expect((await world.order('1')).shipments[0]?.reportStatus).toBe('reported');
});

test('a store that did not take the parcel is told again', async () => {
  const { world, number, told } = await arrange();
  await world.ship(number, [5], { trackingNumber: 'A' });
  world.channel.faults.failNext('createFulfilment', LOST);
  await world.work();
  world.clock.move(60_000);
  await world.work();
  expect(told()).toEqual([['A', 5]]);
});

test('two parcels alike but for their number are told apart after a lost answer', async () => {
  const { world, number, told } = await arrange();
  await world.ship(number, [2], { trackingNumber: 'A' });
  await world.work();
  await world.ship(number, [2], { trackingNumber: 'B' });
  world.channel.faults.failNext('createFulfilment', LOST, { after: true });
  await world.work();
  world.clock.move(60_000);
  await world.work();
  expect(told()).toEqual([
    ['A', 2],
    ['B', 2],
  ]);
});

test('a corrected tracking number is told as a change of the same parcel', async () => {
  const { world, number, told } = await arrange();
  await world.ship(number, [5], { shipmentKey: 'S1', trackingNumber: 'A' });
  await world.work();
  await world.ship(number, [5], { shipmentKey: 'S1', trackingNumber: 'B' });
  await world.work();
  expect(told()).toEqual([['B', 5]]);
});

test('a throttled store is told when it allows it', async () => {
  const { world, number, told } = await arrange();
  await world.ship(number, [5], { trackingNumber: 'A' });
  const until = new Date(world.clock.now().getTime() + 10_000);
  world.channel.faults.failNext('createFulfilment', { kind: 'throttled', until });
  await world.work();
  expect(told()).toEqual([]);
  world.clock.move(11_000);
  await world.work();
  expect(told()).toEqual([['A', 5]]);
});

test('a store that refuses the report leaves an exception whose remedy tells it again', async () => {
  const { world, number, told } = await arrange();
  await world.ship(number, [5], { trackingNumber: 'A' });
  world.channel.faults.failNext('createFulfilment', { kind: 'refused', why: 'not waiting' });
  await world.work();
  expect((await world.openExceptions()).map(({ kind }) => kind)).toEqual(['report-tracking']);
  const { distributorId, id } = await world.db.shipment.findFirstOrThrow();
  await retryReport(world.context, {
    distributorId: distributorId as Id<'Distributor'>,
    shipmentId: id as Id<'Shipment'>,
    userId: 'u',
  });
  await world.work();
  expect(told()).toEqual([['A', 5]]);
  expect(await world.openExceptions()).toEqual([]);
});

test('units refunded before a ship notice arrives are asked back, and what ships all the same is known', async () => {
  const { world, number, line } = await arrange();
  world.edit('1', { lines: [{ ...line, currentQuantity: 3 }] });
  await world.import('1');
  const asked = await world.db.changeRequest.findMany();
  expect(asked.map(({ kind, status }) => [kind, status])).toEqual([['lines', 'asked']]);
  await world.ship(number, [5]);
  await world.work();
  const [kept] = (await world.order('1')).orderLines;
  expect([kept?.removedQuantity, kept?.shippedQuantity]).toEqual([2, 5]);
});

test('units refunded after they were shipped are returns and take nothing off the order', async () => {
  const { world, number, line } = await arrange();
  await world.ship(number, [5]);
  await world.work();
  world.edit('1', { lines: [{ ...line, currentQuantity: 4 }] });
  await world.import('1');
  await world.work();
  const [kept] = (await world.order('1')).orderLines;
  expect([kept?.removedQuantity, kept?.returnedQuantity]).toEqual([0, 1]);
  expect((await world.order('1')).status).toBe('completed');
});

test('what the merchant has fulfilled by hand is not shipped a second time', async () => {
  const world = await makeWorld(database, { connection: { releaseDelaySeconds: 120 } });
  const sock = await world.stockVariant([10]);
  world.put({
    outsideOrderId: '1',
    lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 3 }],
  });
  await world.import('1');
  const byHand = {
    outsideId: 'H1' as OutsideFulfilmentId,
    cancelled: false,
    trackingNumbers: [],
    lines: [{ outsideLineId: 'L1' as OutsideLineId, quantity: 2 }],
  };
  world.edit('1', { fulfilments: [byHand] });
  await world.import('1');
  world.clock.move(121_000);
  await world.work();
  expect(world.connector.placed[0]?.lines[0]?.quantity).toBe(1);
});
