import { beforeEach, expect, test } from 'vitest';
import { readContact } from '../../../app/modules/orders/order-contact.server.ts';
import { cancelOrder } from '../../../app/flows/order/cancel-order.server.ts';
import { importOrder } from '../../../app/flows/order/import-order.server.ts';
import { rerouteShortOrders } from '../../../app/flows/order/reroute-order.server.ts';
import { resolveHold, sendAvailable } from '../../../app/flows/order/resolve-hold.server.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { makeVariant } from '../../factories/catalog.ts';
import { makeConnection } from '../../factories/connections.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeListing } from '../../factories/listings.ts';
import { storeOrder } from '../../factories/ports.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

async function arrange(onHand = 10, options: Parameters<typeof makeWorld>[1] = {}) {
  const world = await makeWorld(database, options);
  const sock = await world.stockVariant([onHand]);
  const line = (quantity: number, currentQuantity = quantity) => ({
    outsideLineId: 'L1',
    outsideVariantId: sock.outsideVariantId,
    quantity,
    currentQuantity,
  });
  return { world, sock, line };
}

async function toldQuantity(world: World, variantId: string) {
  const listing = await world.db.listing.findFirstOrThrow({ where: { variantId } });
  return listing.toldQuantity;
}

const keyOf = (order: { distributorId: string; id: string }) => ({
  distributorId: order.distributorId as Id<'Distributor'>,
  orderId: order.id as Id<'Order'>,
});

test('the same order taken in five times at once is one order with one reservation', async () => {
  const { world, sock, line } = await arrange();
  world.put({ outsideOrderId: '1', lines: [line(3)] });
  const input = { storeId: world.connection.storeId, outsideOrderId: '1' };
  await Promise.all(Array.from({ length: 5 }, () => importOrder(world.context, input)));
  await world.work();
  expect(await world.db.order.count()).toBe(1);
  expect(world.connector.placed).toHaveLength(1);
  expect((await world.level(sock.id)).reserved).toBe(3);
});

test('its own sale lowers what the store was last told, once', async () => {
  const { world, sock, line } = await arrange();
  world.put({ outsideOrderId: '1', lines: [line(3)] });
  await world.import('1');
  await world.import('1');
  expect(await toldQuantity(world, sock.id)).toBe(7);
});

test('an unpaid order is reserved and not sent until it is paid', async () => {
  const { world, sock, line } = await arrange();
  world.put({ outsideOrderId: '1', lines: [line(2)], payment: 'unpaid' });
  await world.import('1');
  await world.work();
  expect((await world.level(sock.id)).reserved).toBe(2);
  expect(world.connector.placed).toHaveLength(0);
  world.edit('1', { payment: 'paid' });
  await world.import('1');
  await world.work();
  expect(world.connector.placed).toHaveLength(1);
});

test('a delay holds the sending back and not the reservation', async () => {
  const { world, sock, line } = await arrange(10, { connection: { releaseDelaySeconds: 120 } });
  world.put({ outsideOrderId: '1', lines: [line(2)] });
  await world.import('1');
  await world.work();
  expect((await world.level(sock.id)).reserved).toBe(2);
  expect(world.connector.placed).toHaveLength(0);
  world.clock.move(121_000);
  await world.work();
  expect(world.connector.placed).toHaveLength(1);
});

test('an older reading never overwrites a newer one', async () => {
  const { world, line } = await arrange();
  world.put({ outsideOrderId: '1', lines: [line(3)], payment: 'unpaid' });
  const older = world.channel.order('1');
  world.edit('1', { lines: [line(3, 1)] });
  await world.import('1');
  world.channel.put(older);
  expect(await world.import('1')).toBe('older');
  const order = await world.order('1');
  expect(order.orderLines[0]?.removedQuantity).toBe(0);
  expect(order.orderLines[0]?.quantity).toBe(1);
});

test('units taken off in the store before the release are given back', async () => {
  const { world, sock, line } = await arrange(10, { connection: { releaseDelaySeconds: 120 } });
  world.put({ outsideOrderId: '1', lines: [line(3)] });
  await world.import('1');
  world.edit('1', { lines: [line(3, 1)] });
  await world.import('1');
  expect((await world.level(sock.id)).reserved).toBe(1);
  world.clock.move(121_000);
  await world.work();
  expect(world.connector.placed[0]?.lines[0]?.quantity).toBe(1);
});

test('an order cancelled in the store before it was forwarded is sent to nobody and frees its stock', async () => {
  const { world, sock, line } = await arrange(10, { connection: { releaseDelaySeconds: 120 } });
  world.put({ outsideOrderId: '1', lines: [line(3)] });
  await world.import('1');
  world.edit('1', { cancelledAt: world.clock.now(), lines: [line(3, 0)] });
  await world.import('1');
  world.clock.move(500_000);
  await world.work();
  expect((await world.order('1')).status).toBe('cancelled');
  expect((await world.level(sock.id)).reserved).toBe(0);
  expect(world.connector.placed).toHaveLength(0);
});

test('units and lines that an edit adds are forwarded on a further purchase order', async () => {
  const { world, line } = await arrange();
  const hat = await world.stockVariant([5]);
  world.put({ outsideOrderId: '1', lines: [line(1)] });
  await world.import('1');
  await world.work();
  world.edit('1', {
    lines: [line(3), { outsideLineId: 'L2', outsideVariantId: hat.outsideVariantId, quantity: 1 }],
  });
  await world.import('1');
  await world.work();
  const quantities = world.connector.placed.map(({ lines }) =>
    lines.map(({ quantity }) => quantity).sort(),
  );
  expect(quantities).toEqual([[1], [1, 2]]);
});

test('an order with lines of two distributors becomes one order for each', async () => {
  const { world, line } = await arrange();
  const other = await makeDistributor(world.db);
  const connection = await makeConnection(world.db, other.id, {
    storeId: world.connection.storeId,
  });
  const variant = await makeVariant(world.db, other.id);
  const listing = await makeListing(world.db, connection, variant);
  world.put({
    outsideOrderId: '1',
    lines: [
      line(1),
      { outsideLineId: 'L2', outsideVariantId: listing.outsideVariantId, quantity: 2 },
    ],
  });
  await world.import('1');
  const orders = await world.db.order.findMany({ include: { orderLines: true } });
  expect(orders.map((order) => [order.distributorId, order.orderLines.length]).sort()).toEqual(
    [
      [world.distributor.id, 1],
      [other.id, 1],
    ].sort(),
  );
});

test('an order without any line of ours is not kept', async () => {
  const { world } = await arrange();
  world.put({
    outsideOrderId: '1',
    lines: [{ outsideLineId: 'L1', outsideVariantId: 'gid://x/1', quantity: 1 }],
  });
  expect(await world.import('1')).toBe('not-ours');
  expect(await world.db.order.count()).toBe(0);
});

test('an order that the store does not have is gone and not a failure', async () => {
  const { world } = await arrange();
  expect(await world.import('404')).toBe('gone');
});

test.each([
  ['test-order', { isTest: true }],
  ['delivery', { delivery: 'pick-up' }],
  ['address', { destination: undefined }],
  ['fraud', { fraudAdvice: 'investigate' }],
] as const)(
  'the check "%s" holds the order with a reason and a remedy, and keeps its stock',
  async (kind, change) => {
    const { world, sock, line } = await arrange();
    world.channel.put(storeOrder({ outsideOrderId: '1', lines: [line(2)], ...change }));
    await world.import('1');
    await world.work();
    expect(world.connector.placed).toHaveLength(0);
    expect((await world.level(sock.id)).reserved).toBe(2);
    const exceptions = await world.openExceptions();
    expect(exceptions.map((each) => each.kind)).toEqual([`hold-${kind}`]);
  },
);

test('a hold that a person releases lets the order go on, and the same reading does not hold it again', async () => {
  const { world, line } = await arrange();
  world.put({ outsideOrderId: '1', lines: [line(2)], fraudAdvice: 'investigate' });
  await world.import('1');
  const key = keyOf(await world.order('1'));
  await resolveHold(world.context, { ...key, kind: 'fraud', userId: 'user-1' });
  await world.import('1');
  await world.work();
  expect(world.connector.placed).toHaveLength(1);
  expect(await world.openExceptions()).toEqual([]);
});

test('an address completed in the store lifts its hold by itself', async () => {
  const { world, line } = await arrange();
  const complete = storeOrder({ outsideOrderId: '1', lines: [line(2)] });
  world.channel.put({ ...complete, destination: undefined });
  await world.import('1');
  world.edit('1', { destination: complete.destination });
  await world.import('1');
  await world.work();
  expect(world.connector.placed[0]?.shipTo.city).toBe('Zürich');
  expect(await world.openExceptions()).toEqual([]);
});

test('a line sold for less than wholesale is held for the retailer', async () => {
  const { world, line } = await arrange();
  world.put({ outsideOrderId: '1', lines: [{ ...line(1), unitPriceMinor: 1_199 }] });
  await world.import('1');
  await world.work();
  expect((await world.openExceptions()).map(({ kind, owner }) => [kind, owner])).toEqual([
    ['hold-below-wholesale', 'retailer'],
  ]);
});

test('an order beyond the credit limit is held, one within it is not', async () => {
  const { world, line } = await arrange(10, { connection: { creditLimitMinor: 2_400n } });
  world.put({ outsideOrderId: '1', lines: [line(2)] });
  world.put({ outsideOrderId: '2', lines: [{ ...line(1), outsideLineId: 'L9' }] });
  await world.import('1');
  await world.import('2');
  await world.work();
  expect(world.connector.placed).toHaveLength(1);
  expect((await world.openExceptions()).map(({ kind }) => kind)).toEqual(['hold-credit-limit']);
});

test('an order to a country that the connection is not for is held, one to another is not', async () => {
  for (const [territories, kinds] of [
    [['LI', 'AT'], ['hold-territory']],
    [['LI', 'CH'], []],
  ] as const) {
    await database.empty();
    const { world, line } = await arrange(10, { connection: { territories: [...territories] } });
    world.put({ outsideOrderId: '1', lines: [line(1)] });
    await world.import('1');
    await world.work();
    expect((await world.openExceptions()).map(({ kind }) => kind)).toEqual(kinds);
    expect(world.connector.placed).toHaveLength(kinds.length === 0 ? 1 : 0);
  }
});

test('a supply under the margin floor is bought only after a person has released it', async () => {
  const world = await makeWorld(database);
  const sock = await world.stockVariant([10], [1_300]);
  world.put({
    outsideOrderId: '1',
    lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 1 }],
  });
  await world.import('1');
  await world.work();
  expect(world.connector.placed).toHaveLength(0);
  const key = keyOf(await world.order('1'));
  await resolveHold(world.context, { ...key, kind: 'margin-floor', userId: 'user-1' });
  await world.work();
  expect(world.connector.placed).toHaveLength(1);
});

test('an order beyond the stock is short, and goes on when stock comes in', async () => {
  const { world, sock, line } = await arrange(2);
  world.put({ outsideOrderId: '1', lines: [line(5)] });
  await world.import('1');
  await world.work();
  expect((await world.order('1')).status).toBe('short');
  expect(world.connector.placed).toHaveLength(0);
  await world.db.stockLevel.updateMany({ where: { variantId: sock.id }, data: { onHand: 9 } });
  world.clock.move(15 * 60_000);
  await rerouteShortOrders(world.context);
  await world.work();
  expect(world.connector.placed[0]?.lines.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(5);
  expect(await world.openExceptions()).toEqual([]);
});

test('a person may send what there is of a short order', async () => {
  const { world, line } = await arrange(2);
  world.put({ outsideOrderId: '1', lines: [line(5)] });
  await world.import('1');
  await sendAvailable(world.context, { ...keyOf(await world.order('1')), userId: 'user-1' });
  await world.work();
  expect(world.connector.placed[0]?.lines[0]?.quantity).toBe(2);
});

test('ten orders at once for the last units never promise one twice', async () => {
  const { world, sock, line } = await arrange(7);
  const ids = Array.from({ length: 10 }, (_, index) => `R${index}`);
  for (const id of ids)
    world.put({ outsideOrderId: id, lines: [{ ...line(1), outsideLineId: `L-${id}` }] });
  await Promise.all(ids.map((id) => world.import(id)));
  expect(await world.level(sock.id)).toEqual({ onHand: 7, reserved: 7 });
  expect(await world.db.order.count({ where: { status: 'short' } })).toBe(3);
});

test('an order called off in the hub frees its stock, is not ordered anew by the next reading, and the store is told', async () => {
  const { world, sock, line } = await arrange(10, { connection: { releaseDelaySeconds: 120 } });
  world.put({ outsideOrderId: '1', lines: [line(2)] });
  await world.import('1');
  const key = keyOf(await world.order('1'));
  await cancelOrder(world.context, { ...key, actor: { kind: 'user', id: 'u' }, inStore: 'reject' });
  world.edit('1', { name: '#1 changed' });
  await world.import('1');
  world.clock.move(500_000);
  await world.work();
  expect((await world.order('1')).status).toBe('cancelled');
  expect((await world.level(sock.id)).reserved).toBe(0);
  expect(world.channel.calls).toContain('rejectFulfilment');
  expect(world.connector.placed).toHaveLength(0);
});

test('an order that a supplier has is not called off as if it had not: the supplier is asked', async () => {
  const { world, line } = await arrange();
  world.put({ outsideOrderId: '1', lines: [line(2)] });
  await world.import('1');
  await world.work();
  const key = keyOf(await world.order('1'));
  const asked = await cancelOrder(world.context, {
    ...key,
    actor: { kind: 'user' },
    inStore: 'reject',
  });
  expect(asked).toEqual({ ok: true, value: 'asked' });
  expect((await world.order('1')).cancellation).toBe('requested');
  expect(world.channel.calls).not.toContain('rejectFulfilment');
});

test("the shopper's data lie sealed in one table and nowhere else", async () => {
  const { world, line } = await arrange();
  world.put({ outsideOrderId: '1', lines: [line(2)] });
  await world.import('1');
  await world.work();
  const order = await world.order('1');
  const contact = await inTransaction(world.db, (tx) =>
    readContact(tx, world.context.secrets, keyOf(order)),
  );
  expect(contact?.destination?.name).toBe('Ada Muster');
  const rows = await world.db.$queryRaw<{ text: string }[]>`
    select to_jsonb(t)::text as text from orders t union all select to_jsonb(t)::text from audit_entry t
    union all select to_jsonb(t)::text from route_plan t union all select to_jsonb(t)::text from order_contact t
    union all select to_jsonb(t)::text from purchase_order t union all select to_jsonb(t)::text from exception_case t`;
  expect(
    rows.filter(({ text }) => /\bAda\b|Muster|Bahnhof|"8001"|muster\.example/.test(text)),
  ).toEqual([]);
});
