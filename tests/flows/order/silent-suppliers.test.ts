import { beforeEach, expect, test } from 'vitest';
import { markNotShipping } from '../../../app/flows/order/decide-purchase-order.server.ts';
import { escalateSilentPurchaseOrders } from '../../../app/flows/order/escalate-silent-purchase-orders.server.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld, MINUTE } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

const SILENCE = { rerouteAfterMinutes: 60, changeWindowMinutes: 30 };

/** An order of two at the first supplier, who has not answered; the second has stock too. */
async function silentOrder(
  rules: object = SILENCE,
  cancellation: World['connector']['cancellation'] = 'requested',
  capabilities: { readonly requestsCancellation?: boolean } = {},
) {
  const world = await makeWorld(database, { suppliers: [{ capabilities }, {}] });
  await world.db.supplier.update({
    where: { distributorId_id: { distributorId: world.distributor.id, id: world.supplier.id } },
    data: { purchaseRules: rules },
  });
  const sock = await world.stockVariant([10, 10]);
  const line = { outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 2 };
  world.put({ outsideOrderId: '1', lines: [line] });
  await world.import('1');
  await world.work();
  world.connector.cancellation = cancellation;
  return { world, sock, other: world.connectorOf(world.suppliers[1]?.id ?? '') };
}

async function pass(world: World, minutes: number) {
  world.clock.move(minutes * MINUTE);
  await escalateSilentPurchaseOrders(world.context);
  await world.work();
}

const kinds = async (world: World) => (await world.openExceptions()).map(({ kind }) => kind).sort();
const statuses = async (world: World) =>
  (await world.order('1')).purchaseOrders.map(({ status }) => status);
const numberOf = (world: World, index: number) => async () =>
  (await world.order('1')).purchaseOrders[index]?.number ?? '';

/** The goods that suppliers are to ship or have shipped, by our books, are never more than ordered. */
async function unitsAsked(world: World): Promise<number> {
  const [line] = (await world.order('1')).orderLines;
  return (line?.forwardedQuantity ?? 0) - (line?.cancelledQuantity ?? 0);
}

test('without a rule a silent supplier is only brought up, again and again', async () => {
  const { world, other } = await silentOrder({});
  for (let times = 0; times < 5; times += 1) await pass(world, 300);
  expect(await kinds(world)).toEqual(['purchase-order-silent']);
  expect(other.placed).toEqual([]);
});

test('at the second deadline the supplier is asked to take the order back, and what it gives back goes elsewhere', async () => {
  const { world, other } = await silentOrder(SILENCE, 'cancelled');
  await pass(world, 241);
  expect(other.placed).toEqual([]);
  await pass(world, 60);
  expect(other.placed.map(({ lines }) => lines[0]?.quantity)).toEqual([2]);
  expect(await statuses(world)).toEqual(['cancelled', 'sent']);
});

test('nothing goes elsewhere while the supplier may still answer whether it takes the order back', async () => {
  const { world, other } = await silentOrder();
  await pass(world, 241);
  await pass(world, 60);
  await pass(world, 20);
  expect(other.placed).toEqual([]);
  expect(await unitsAsked(world)).toBe(2);
});

test('a supplier that answers neither is given up, and its units go to the next', async () => {
  const { world, other } = await silentOrder();
  await pass(world, 241);
  await pass(world, 60);
  await pass(world, 31);
  expect(other.placed.map(({ lines }) => lines[0]?.quantity)).toEqual([2]);
  expect(await kinds(world)).toEqual(['purchase-order-given-up']);
  expect(await unitsAsked(world)).toBe(2);
});

test('one that says it is too late keeps the order: that is an answer', async () => {
  const { world, other } = await silentOrder(SILENCE, 'too-late');
  await pass(world, 241);
  await pass(world, 60);
  await pass(world, 600);
  expect(other.placed).toEqual([]);
  expect(await kinds(world)).toContain('cancel-too-late');
});

test('one that cannot be asked by its link is not given up by itself', async () => {
  const { world, other } = await silentOrder(SILENCE, 'requested', { requestsCancellation: false });
  await pass(world, 241);
  await pass(world, 60);
  await pass(world, 600);
  expect(other.placed).toEqual([]);
});

test('an answer between the deadlines ends the silence', async () => {
  const { world, other } = await silentOrder();
  await pass(world, 241);
  await world.acknowledge(await numberOf(world, 0)(), [{ accepted: 2 }]);
  await pass(world, 60);
  await pass(world, 600);
  expect(other.placed).toEqual([]);
  expect(await kinds(world)).toEqual([]);
});

async function givenUp(cancellation: World['connector']['cancellation'] = 'requested') {
  const made = await silentOrder();
  await pass(made.world, 241);
  await pass(made.world, 60);
  await pass(made.world, 31);
  made.world.connector.cancellation = cancellation;
  return {
    ...made,
    first: await numberOf(made.world, 0)(),
    second: await numberOf(made.world, 1)(),
  };
}

test('a yes that comes after the order went elsewhere is stopped, and a person is told that it may ship twice', async () => {
  const { world, first } = await givenUp();
  const before = world.clock.now();
  await world.acknowledge(first, [{ accepted: 2 }], before);
  expect(await kinds(world)).toEqual(['double-shipment', 'purchase-order-given-up']);
  world.connector.cancellation = 'cancelled';
  await world.work();
  expect(await kinds(world)).toEqual([]);
  expect(await unitsAsked(world)).toBe(2);
});

test('the same late yes again asks the supplier no more often', async () => {
  const { world, first } = await givenUp();
  await world.acknowledge(first, [{ accepted: 2 }]);
  await world.acknowledge(first, [{ accepted: 2 }]);
  const [double] = (await world.openExceptions()).filter(({ kind }) => kind === 'double-shipment');
  expect(double?.occurrences).toBe(1);
});

test('a late no needs nobody', async () => {
  const { world, first } = await givenUp();
  await world.tell({
    key: 'm',
    number: first,
    at: world.clock.now(),
    kind: 'rejected',
    why: 'none',
  });
  expect(await kinds(world)).toEqual([]);
  expect(await statuses(world)).toEqual(['cancelled', 'sent']);
});

test('a person who knows that the supplier does not ship settles it', async () => {
  const { world, first } = await givenUp();
  await world.acknowledge(first, [{ accepted: 2 }]);
  const row = await world.db.purchaseOrder.findFirstOrThrow({ where: { number: first } });
  const key = {
    distributorId: world.distributor.id,
    purchaseOrderId: row.id as Id<'PurchaseOrder'>,
  };
  expect((await markNotShipping(world.context, { ...key, userId: 'u' })).ok).toBe(true);
  expect(await kinds(world)).toEqual([]);
});

test('a parcel from a supplier that was given up is the one that counts, and the other supplier is stopped', async () => {
  const { world, other, first } = await givenUp();
  expect(await world.ship(first, [2])).toBe('recorded');
  await world.work();
  expect(await statuses(world)).toEqual(['shipped', 'cancelled']);
  expect((await world.order('1')).orderLines[0]?.shippedQuantity).toBe(2);
  expect(await unitsAsked(world)).toBe(2);
  expect(other.placed).toHaveLength(1);
  expect(await kinds(world)).toEqual([]);
});

test('where the other supplier has not been asked yet, it never is', async () => {
  const { world, other, first } = await givenUp();
  const row = await world.db.purchaseOrder.findFirstOrThrow({ where: { number: { not: first } } });
  await world.db.purchaseOrder.update({
    where: { distributorId_id: { distributorId: row.distributorId, id: row.id } },
    data: { status: 'draft' },
  });
  expect(await world.ship(first, [2])).toBe('recorded');
  expect(await statuses(world)).toEqual(['shipped', 'cancelled']);
  expect(other.placed).toHaveLength(1);
});

test('a part of it that ships late leaves the rest with the other supplier', async () => {
  const { world, first } = await givenUp();
  const otherId = world.suppliers[1]?.id ?? '';
  world.connectorOf(otherId).cancellation = 'cancelled';
  expect(await world.ship(first, [1])).toBe('recorded');
  await world.work();
  expect((await world.order('1')).orderLines[0]?.shippedQuantity).toBe(1);
  expect(await unitsAsked(world)).toBe(2);
});

test('when both have shipped, the second parcel is not told to the store and a person knows at once', async () => {
  const { world, first, second } = await givenUp();
  expect(await world.ship(second, [2])).toBe('recorded');
  expect(await world.ship(first, [2])).toBe('refused');
  expect(await kinds(world)).toContain('double-shipment');
  expect((await world.order('1')).orderLines[0]?.shippedQuantity).toBe(2);
});

test('a late parcel with more than was ever asked for is refused', async () => {
  const { world, first } = await givenUp();
  expect(await world.ship(first, [3])).toBe('refused');
  expect(await unitsAsked(world)).toBe(2);
});
