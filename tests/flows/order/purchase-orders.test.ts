import { beforeEach, expect, test } from 'vitest';
import {
  markCancelled,
  markSent,
  sendAgain,
} from '../../../app/flows/order/decide-purchase-order.server.ts';
import { escalateSilentPurchaseOrders } from '../../../app/flows/order/escalate-silent-purchase-orders.server.ts';
import { placePurchaseOrder } from '../../../app/flows/order/place-purchase-order.server.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { LOST, NOT_SENT } from '../../factories/ports.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

type Options = Parameters<typeof makeWorld>[1];

async function arrange(onHand: readonly number[], quantity: number, options: Options = {}) {
  const world = await makeWorld(database, options);
  const sock = await world.stockVariant(onHand);
  world.put({
    outsideOrderId: '1',
    lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity }],
  });
  await world.import('1');
  return { world, sock };
}

async function firstPurchaseOrder(world: World) {
  const row = await world.db.purchaseOrder.findFirstOrThrow({ orderBy: { number: 'asc' } });
  return {
    row,
    key: {
      distributorId: row.distributorId as Id<'Distributor'>,
      purchaseOrderId: row.id as Id<'PurchaseOrder'>,
    },
  };
}

const numberOf = (world: World, index = 0) => world.connector.placed[index]?.number ?? '';
const TWO = { suppliers: [{}, {}] };

test('a supplier that took the order and whose answer was lost is asked once', async () => {
  const { world } = await arrange([10], 2);
  world.connector.faults.failNext('placePurchaseOrder', LOST, { after: true });
  await world.work();
  world.clock.move(60_000);
  await world.work();
  expect(world.connector.placed).toHaveLength(1);
  expect((await firstPurchaseOrder(world)).row.status).toBe('sent');
});

test('a lost answer of a supplier that does not have the order leads to the same key again', async () => {
  const { world } = await arrange([10], 2);
  world.connector.faults.failNext('placePurchaseOrder', LOST);
  await world.work();
  world.clock.move(60_000);
  await world.work();
  expect(world.connector.placed.map(({ key }) => key)).toEqual([
    (await firstPurchaseOrder(world)).row.idempotencyKey,
  ]);
});

test('where nobody can look, a lost answer waits for a person and nothing is sent by itself', async () => {
  const { world } = await arrange([10], 2, {
    suppliers: [{ capabilities: { findPurchaseOrder: false } }],
  });
  world.connector.faults.failNext('placePurchaseOrder', LOST, { after: true });
  await world.work();
  world.clock.move(86_400_000);
  await world.work();
  const { row } = await firstPurchaseOrder(world);
  expect(row.status).toBe('unknown');
  expect((await world.openExceptions()).map(({ kind }) => kind)).toEqual([
    'purchase-order-unknown',
  ]);
});

test('a worker that died while sending leaves the same doubt as a lost answer', async () => {
  const { world } = await arrange([10], 2, {
    suppliers: [{ capabilities: { findPurchaseOrder: false } }],
  });
  await world.handlers['release-order'](await releasePayload(world), job);
  await world.db.purchaseOrder.updateMany({ data: { status: 'sending', attempts: 1 } });
  await world.work();
  expect((await firstPurchaseOrder(world)).row.status).toBe('unknown');
  expect(world.connector.placed).toHaveLength(0);
});

test('a person who knows that the supplier has it marks it as sent; one who knows that it has not sends it again', async () => {
  for (const remedy of ['mark', 'send'] as const) {
    await database.empty();
    const { world } = await arrange([10], 2, {
      suppliers: [{ capabilities: { findPurchaseOrder: false } }],
    });
    world.connector.faults.failNext('placePurchaseOrder', LOST, { after: remedy === 'mark' });
    await world.work();
    const { key } = await firstPurchaseOrder(world);
    if (remedy === 'mark')
      await markSent(world.context, { ...key, userId: 'u', outsideReference: 'S-1' });
    else await sendAgain(world.context, { ...key, userId: 'u' });
    await world.work();
    expect((await firstPurchaseOrder(world)).row.status).toBe('sent');
    expect(world.connector.placed).toHaveLength(1);
    expect(await world.openExceptions()).toEqual([]);
  }
});

test('an order that surely did not reach the supplier is sent again until it does', async () => {
  const { world } = await arrange([10], 2);
  world.connector.faults.failNext('placePurchaseOrder', NOT_SENT, { times: 3 });
  await world.work();
  for (let round = 0; round < 3; round += 1) {
    world.clock.move(60_000);
    await world.work();
  }
  expect(world.connector.placed).toHaveLength(1);
});

test('a throttled supplier is asked again when it allows it', async () => {
  const { world } = await arrange([10], 2);
  const until = new Date(world.clock.now().getTime() + 30_000);
  world.connector.faults.failNext('placePurchaseOrder', { kind: 'throttled', until });
  await world.work();
  expect(world.connector.placed).toHaveLength(0);
  world.clock.move(31_000);
  await world.work();
  expect(world.connector.placed).toHaveLength(1);
});

test('a supplier whose link is not accepted any more parks the order for a person', async () => {
  const { world } = await arrange([10], 2);
  world.connector.faults.failNext('placePurchaseOrder', {
    kind: 'unauthorised',
    why: 'key revoked',
  });
  await world.work();
  expect((await world.openExceptions()).map(({ kind }) => kind)).toEqual(['purchase-order-parked']);
  const { key } = await firstPurchaseOrder(world);
  await sendAgain(world.context, { ...key, userId: 'u' });
  await world.work();
  expect(world.connector.placed).toHaveLength(1);
});

test('a refused order goes to the next best supplier', async () => {
  const { world, sock } = await arrange([10, 10], 4, TWO);
  world.connector.faults.failNext('placePurchaseOrder', { kind: 'refused', why: 'discontinued' });
  await world.work();
  const second = world.suppliers[1];
  if (!second) throw new Error('There are two suppliers');
  expect(world.connectorOf(second.id).placed[0]?.lines[0]?.quantity).toBe(4);
  expect(await world.level(sock.id)).toEqual({ onHand: 10, reserved: 0 });
  expect(await world.level(sock.id, second)).toEqual({ onHand: 10, reserved: 4 });
});

test('the part that a supplier refuses is routed again, the part that it accepts stays', async () => {
  const { world } = await arrange([10, 10], 5, TWO);
  await world.work();
  await world.acknowledge(numberOf(world), [{ accepted: 3, rejected: 2 }]);
  await world.work();
  const placed = world.connectorOf(world.suppliers[1]?.id ?? '').placed;
  expect(placed.map(({ lines }) => lines.map(({ quantity }) => quantity))).toEqual([[2]]);
});

test('a refusal that nobody else can take leaves the order short with an exception', async () => {
  const { world } = await arrange([10], 5);
  await world.work();
  await world.tell({
    key: 'm1',
    number: numberOf(world),
    at: world.clock.now(),
    kind: 'rejected',
    why: 'sold out',
  });
  await world.work();
  expect((await world.openExceptions()).map(({ kind }) => kind)).toEqual(['order-short']);
  expect((await world.order('1')).status).toBe('short');
  expect(world.connector.placed).toHaveLength(1);
});

test('the same acknowledgement twice, or an older one late, changes nothing', async () => {
  const { world } = await arrange([10, 10], 5, TWO);
  await world.work();
  const number = numberOf(world);
  const at = new Date(world.clock.now().getTime() + 1_000);
  await world.acknowledge(number, [{ accepted: 3, rejected: 2 }], at);
  expect(await world.acknowledge(number, [{ accepted: 3, rejected: 2 }], at)).toBe('nothing-new');
  expect(await world.acknowledge(number, [{ accepted: 0, rejected: 5 }], world.clock.now())).toBe(
    'nothing-new',
  );
  await world.work();
  expect(world.connectorOf(world.suppliers[1]?.id ?? '').placed[0]?.lines[0]?.quantity).toBe(2);
});

test('a backorder is kept with its date and shown', async () => {
  const { world } = await arrange([10], 5);
  await world.work();
  const expectedAt = new Date('2026-12-01T00:00:00Z');
  await world.acknowledge(numberOf(world), [{ accepted: 3, backordered: 2, expectedAt }]);
  const [line] = (await world.order('1')).purchaseOrders[0]?.purchaseOrderLines ?? [];
  expect([line?.acceptedQuantity, line?.backorderedQuantity, line?.expectedAt]).toEqual([
    3,
    2,
    expectedAt,
  ]);
  expect((await world.openExceptions()).map(({ kind }) => kind)).toEqual(['backorder']);
});

test('silence beyond the deadline is shown, and an answer settles it', async () => {
  const { world } = await arrange([10], 2);
  await world.work();
  expect(await escalateSilentPurchaseOrders(world.context)).toBe(0);
  world.clock.move(241 * 60_000);
  await escalateSilentPurchaseOrders(world.context);
  expect((await world.openExceptions()).map(({ kind }) => kind)).toEqual(['purchase-order-silent']);
  await world.acknowledge(numberOf(world), [{ accepted: 2 }]);
  expect(await world.openExceptions()).toEqual([]);
});

test.each([
  ['receipt', { onHand: 10, states: ['deducted'] }],
  ['acknowledgement', { onHand: 10, states: ['held'] }],
  ['shipment', { onHand: 10, states: ['held'] }],
  ['never', { onHand: 10, states: ['held'] }],
] as const)(
  'a supplier that deducts at %s has its units marked at that moment',
  async (deductsAt, expected) => {
    const { world, sock } = await arrange([10], 3, { suppliers: [{ overrides: { deductsAt } }] });
    await world.work();
    const states = async () =>
      (await world.db.reservation.findMany({ where: { state: { not: 'released' } } }))
        .map(({ state, quantity }) => [state, quantity])
        .sort();
    expect(await states()).toEqual(expected.states.map((state) => [state, 3]));
    await world.acknowledge(numberOf(world), [{ accepted: 3 }]);
    const early = deductsAt === 'receipt' || deductsAt === 'acknowledgement';
    expect(await states()).toEqual([[early ? 'deducted' : 'held', 3]]);
    await world.ship(numberOf(world), [2]);
    const after = {
      receipt: [['deducted', 3]],
      acknowledgement: [['deducted', 3]],
      shipment: [
        ['deducted', 2],
        ['held', 1],
      ],
      never: [
        ['held', 1],
        ['settled', 2],
      ],
    };
    expect(await states()).toEqual(after[deductsAt]);
    expect(await world.level(sock.id)).toEqual(
      deductsAt === 'never' ? { onHand: 8, reserved: 1 } : { onHand: 10, reserved: 3 },
    );
  },
);

test('an order cancelled in the store after it was sent is asked back, and its stock is free when the supplier agrees', async () => {
  const { world, sock } = await arrange([10], 3);
  await world.work();
  world.edit('1', {
    cancelledAt: world.clock.now(),
    lines: [
      {
        outsideLineId: 'L1',
        outsideVariantId: sock.outsideVariantId,
        quantity: 3,
        currentQuantity: 0,
      },
    ],
  });
  await world.import('1');
  expect((await world.order('1')).status).toBe('cancelling');
  await world.work();
  expect((await world.order('1')).status).toBe('cancelled');
  expect((await firstPurchaseOrder(world)).row.status).toBe('cancelled');
  expect(await world.level(sock.id)).toEqual({ onHand: 10, reserved: 0 });
});

test('a supplier that says too late leaves an exception; one that agrees by telephone settles it', async () => {
  const { world, sock } = await arrange([10], 3);
  await world.work();
  world.connector.cancellation = 'too-late';
  world.edit('1', {
    cancelledAt: world.clock.now(),
    lines: [
      {
        outsideLineId: 'L1',
        outsideVariantId: sock.outsideVariantId,
        quantity: 3,
        currentQuantity: 0,
      },
    ],
  });
  await world.import('1');
  await world.work();
  expect((await world.openExceptions()).map(({ kind }) => kind)).toEqual(['cancel-too-late']);
  const { key } = await firstPurchaseOrder(world);
  await markCancelled(world.context, { ...key, userId: 'u' });
  expect((await world.order('1')).status).toBe('cancelled');
  expect(await world.openExceptions()).toEqual([]);
});

test('units taken off a purchase order that has not left are simply not sent', async () => {
  const { world, sock } = await arrange([10], 3);
  world.connector.faults.failNext('placePurchaseOrder', NOT_SENT);
  await world.work();
  world.edit('1', {
    lines: [
      {
        outsideLineId: 'L1',
        outsideVariantId: sock.outsideVariantId,
        quantity: 3,
        currentQuantity: 1,
      },
    ],
  });
  await world.import('1');
  world.clock.move(60_000);
  await world.work();
  expect(world.connector.placed.map(({ lines }) => lines.map(({ quantity }) => quantity))).toEqual([
    [1],
  ]);
  expect((await world.level(sock.id)).reserved).toBe(1);
});

test("the merchant's request not to ship is granted when the supplier takes the order back", async () => {
  const { world } = await arrange([10], 3);
  await world.work();
  askBack(world);
  await world.import('1');
  await world.work();
  expect(world.channel.order('1').fulfilmentOrders[0]?.request).toBe('cancellation-accepted');
  expect((await world.order('1')).status).toBe('cancelled');
  world.edit('1', { name: '#1b' });
  await world.import('1');
  await world.work();
  expect(world.connector.placed).toHaveLength(1);
});

test("the merchant's request not to ship is refused when the supplier has begun", async () => {
  const { world } = await arrange([10], 3);
  await world.work();
  world.connector.cancellation = 'too-late';
  askBack(world);
  await world.import('1');
  await world.work();
  expect(world.channel.order('1').fulfilmentOrders[0]?.request).toBe('cancellation-rejected');
  expect((await world.order('1')).status).toBe('released');
});

test('a supplier that answers the request later decides it by its message', async () => {
  const { world } = await arrange([10], 3);
  await world.work();
  world.connector.cancellation = 'requested';
  askBack(world);
  await world.import('1');
  await world.work();
  expect(world.channel.order('1').fulfilmentOrders[0]?.request).toBe('cancellation-requested');
  await world.tell({
    key: 'c1',
    number: numberOf(world),
    at: world.clock.now(),
    kind: 'cancelled',
    accepted: true,
    why: undefined,
  });
  await world.work();
  expect(world.channel.order('1').fulfilmentOrders[0]?.request).toBe('cancellation-accepted');
});

test('sending the same purchase order from two workers at once asks the supplier once', async () => {
  const { world } = await arrange([10], 2);
  await world.handlers['release-order'](await releasePayload(world), job);
  const { key } = await firstPurchaseOrder(world);
  await Promise.all([
    placePurchaseOrder(world.context, key),
    placePurchaseOrder(world.context, key),
  ]);
  expect(world.connector.placed).toHaveLength(1);
});

const job = {
  id: '1',
  name: 'release-order',
  attempt: 1,
  isLastAttempt: false,
  signal: new AbortController().signal,
};

async function releasePayload(world: World) {
  const { distributorId, id: orderId } = await world.order('1');
  return { distributorId, orderId };
}

function askBack(world: World): void {
  const fulfilmentOrders = world.channel
    .order('1')
    .fulfilmentOrders.map((each) => ({ ...each, request: 'cancellation-requested' as const }));
  world.edit('1', { fulfilmentOrders });
}
