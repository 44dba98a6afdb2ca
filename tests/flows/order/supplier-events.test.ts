import { beforeEach, expect, test } from 'vitest';
import { collectSupplierEvents } from '../../../app/flows/order/collect-supplier-events.server.ts';
import { drainSupplierEvents } from '../../../app/flows/order/drain-supplier-events.server.ts';
import { receiveSupplierEvent } from '../../../app/flows/order/receive-supplier-event.server.ts';
import { retrySupplierEvent } from '../../../app/flows/order/retry-parked.server.ts';
import type { SupplierMessage } from '../../../app/modules/suppliers/supplier-connector.ts';
import { newId } from '../../../app/platform/ids.ts';
import { err, ok } from '../../../app/platform/result.ts';
import { LOST } from '../../factories/ports.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

async function arrange() {
  const world = await makeWorld(database, { suppliers: [{}, {}] });
  const sock = await world.stockVariant([10]);
  world.put({
    outsideOrderId: '1',
    lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 3 }],
  });
  await world.import('1');
  await world.work();
  const number = world.connector.placed[0]?.number ?? '';
  const lineId = world.connector.placed[0]?.lines[0]?.lineId ?? '';
  const shipped = (key: string, quantity: number): SupplierMessage => ({
    key,
    number,
    at: world.clock.now(),
    kind: 'shipped',
    shipmentKey: key,
    carrier: 'Swiss Post',
    trackingNumber: `T-${key}`,
    trackingUrl: undefined,
    lines: [{ lineId, quantity }],
  });
  const key = { distributorId: world.distributor.id, supplierId: world.supplier.id };
  const drain = () => drainSupplierEvents(world.context, { workerId: 'w' });
  return { world, key, number, shipped, drain };
}

const outcomes = async () =>
  (await database.db.supplierEvent.findMany({ orderBy: { id: 'asc' } })).map(
    ({ outcome }) => outcome,
  );

test('messages are fetched by a cursor, each taken in once', async () => {
  const { world, key, shipped, drain } = await arrange();
  world.connector.messages.push(shipped('a', 1), shipped('b', 2));
  await collectSupplierEvents(world.context, key);
  await database.db.supplier.updateMany({ data: { eventCursor: null } });
  await collectSupplierEvents(world.context, key);
  await drain();
  await world.work();
  expect(await outcomes()).toEqual(['recorded', 'recorded']);
  expect(
    world.channel.order('1').fulfilments.map(({ trackingNumbers }) => trackingNumbers),
  ).toEqual([['T-a'], ['T-b']]);
});

test('a supplier without an answer is asked again later', async () => {
  const { world, key } = await arrange();
  world.connector.faults.failNext('readEvents', LOST);
  expect((await collectSupplierEvents(world.context, key))?.kind).toBe('retry');
});

test('a pushed message is kept once, and a wrong signature or an unknown supplier answer alike', async () => {
  const { world, key, shipped, drain } = await arrange();
  const push = (supplierId: string, headers: Record<string, string>) =>
    receiveSupplierEvent(world.context, { supplierId, headers, rawBody: Buffer.from('x') });
  world.connector.readPush = (headers) =>
    headers['signed'] ? ok(shipped('a', 3)) : err('bad-signature');
  expect(await push(key.supplierId, { signed: 'yes' })).toEqual({ ok: true, value: 'kept' });
  expect(await push(key.supplierId, { signed: 'yes' })).toEqual({ ok: true, value: 'known' });
  const refused = await push(key.supplierId, {});
  expect(refused).toEqual({ ok: false, error: 'bad-signature' });
  expect(await push(newId(), { signed: 'yes' })).toEqual(refused);
  expect(await push('no-uuid', { signed: 'yes' })).toEqual(refused);
  await drain();
  expect(await outcomes()).toEqual(['recorded']);
});

test("another supplier cannot speak about this one's purchase order", async () => {
  const { world, shipped, drain } = await arrange();
  const other = world.suppliers[1];
  if (!other) throw new Error('There are two suppliers');
  world.connectorOf(other.id).messages.push(shipped('a', 3));
  await collectSupplierEvents(world.context, {
    distributorId: world.distributor.id,
    supplierId: other.id,
  });
  await drain();
  expect(await outcomes()).toEqual(['refused']);
  expect(await world.db.shipment.count()).toBe(0);
});

test('a call that is signed and cannot be read is parked for a person, who may have it read again', async () => {
  const { world, key, drain } = await arrange();
  world.connector.readPush = () => err('unreadable');
  await receiveSupplierEvent(world.context, {
    supplierId: key.supplierId,
    headers: {},
    rawBody: Buffer.from('?'),
  });
  await drain();
  expect(await outcomes()).toEqual(['parked']);
  expect((await world.openExceptions()).map(({ kind }) => kind)).toEqual(['supplier-message']);
  const { eventKey } = await world.db.supplierEvent.findFirstOrThrow();
  expect(await retrySupplierEvent(world.context, { ...key, eventKey, userId: 'u' })).toBe(true);
  expect(await outcomes()).toEqual([null]);
});
