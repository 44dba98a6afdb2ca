import { beforeEach, expect, test } from 'vitest';
import { cancelReturn } from '../../../app/flows/order/decide-return.server.ts';
import { escalateReturns } from '../../../app/flows/order/escalate-returns.server.ts';
import { DEFAULT_RETURN_POLICY } from '../../../app/modules/returns/return-policy.ts';
import { saveReturnPolicy } from '../../../app/modules/returns/return-policies.repository.server.ts';
import { eraseReturnTraces } from '../../../app/modules/returns/returns.repository.server.ts';
import { auditStock } from '../../../app/modules/stock/audit-stock.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { FACTORY_NOW, makeReturnWorld, PHOTO } from './return-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

test('a return goes its whole way: authorised by contract, received, inspected, refunded, credited, closed', async () => {
  const way = await makeReturnWorld(database, { policy: { restockingFeeBasisPoints: 1_000 } });
  const id = await way.open(2, { refundWhen: 'inspected' });
  expect(await way.read(id)).toMatchObject({ status: 'authorised', decision: 'authorised' });
  await way.send(id);
  await way.receive(id, 2);
  await way.work();
  expect(way.channel.refunds).toEqual([]);
  await way.inspect(id, 2);
  await way.work();
  expect(way.channel.refunds).toMatchObject([
    { reference: (await way.read(id)).number, lines: [{ outsideLineId: 'L1', quantity: 2, restock: 'none' }] },
  ]);
  expect(await way.read(id)).toMatchObject({ status: 'inspected', refund: 'done', refundedMinor: 4_000n });
  await way.supplierCredits(id, 900);
  expect(await way.read(id)).toMatchObject({ status: 'closed', supplierCredit: 'received' });
  const gross = 2 * way.wholesaleMinor;
  const fee = Math.round(gross / 10);
  expect(await way.books()).toEqual({
    receivable: -(gross - fee), 'credits-given': gross, fees: -fee, payable: 900, 'credits-received': -900,
  });
  const [line] = (await way.order('1')).orderLines;
  expect(line?.returnedQuantity).toBe(2);
  expect(await way.exceptionKinds()).toEqual([]);
}); // prettier-ignore

test('what two suppliers shipped of one line comes back as one return for each', async () => {
  const way = await makeReturnWorld(database, {
    units: 5,
    stock: [3, 4],
    suppliers: [{}, { overrides: { name: 'South Warehouse' } }],
  });
  const opened = await way.ask(5);
  if (!opened.ok) throw new Error(opened.error.kind);
  const returns = await Promise.all(opened.value.map(({ returnId }) => way.read(returnId)));
  expect(returns.map(({ lines }) => lines[0]?.quantity).toSorted()).toEqual([2, 3]);
  expect(new Set(returns.map(({ supplierId }) => supplierId)).size).toBe(2);
  expect(new Set(returns.map(({ requestId }) => requestId)).size).toBe(1);
});

test('of two who ask for the same last unit at the same time one gets it', async () => {
  const way = await makeReturnWorld(database, { units: 1 });
  const asked = await Promise.all([way.ask(1), way.ask(1), way.ask(1), way.ask(1)]);
  expect(asked.filter(({ ok }) => ok)).toHaveLength(1);
  expect(asked.flatMap((each) => (each.ok ? [] : [each.error]))).toEqual(
    Array(3).fill({ kind: 'more-than-shipped', units: 0 }),
  );
});

test('the database itself refuses a unit that comes back twice', async () => {
  const way = await makeReturnWorld(database, { units: 1 });
  const id = await way.open(1);
  const { lines } = await way.read(id);
  const [line] = lines;
  if (!line) throw new Error('no line');
  const row = await way.db.returnLine.findFirstOrThrow({ where: { id: line.id } });
  const again = way.db.returnCase.findFirstOrThrow({ where: { id } }).then(async (known) => {
    const copy = { ...known, id: row.id, number: 'RMA-x', policy: {} };
    await way.db.returnCase.create({ data: copy });
    return way.db.returnLine.create({ data: { ...row, id: known.id, returnId: copy.id } });
  });
  await expect(again).rejects.toThrow('would come back beyond what was shipped');
});

test('the same wish sent twice opens one return', async () => {
  const way = await makeReturnWorld(database);
  const requestId = '0198c0de-0000-7000-8000-000000000001';
  const [one, other] = await Promise.all([way.ask(1, { requestId }), way.ask(1, { requestId })]);
  expect(one).toEqual(other);
  expect(await way.db.returnCase.count()).toBe(1);
});

test('what was rejected or called off may be asked for again', async () => {
  const way = await makeReturnWorld(database, { units: 1, policy: null });
  await way.reject(await way.open(1));
  await way.cancel(await way.open(1));
  expect((await way.ask(1)).ok).toBe(true);
});

test('where nothing is agreed a person is asked, with a deadline, and told again when it has passed', async () => {
  const way = await makeReturnWorld(database, { policy: null });
  const id = await way.open(1);
  const [exception] = await way.openExceptions();
  expect(exception).toMatchObject({ kind: 'return-to-decide', owner: 'distributor' });
  expect(exception?.deadlineAt).toEqual(new Date(FACTORY_NOW.getTime() + 48 * 3_600_000));
  way.clock.move(49 * 3_600_000);
  expect(await escalateReturns(way.context)).toBe(1);
  expect(await escalateReturns(way.context)).toBe(0);
  expect(await way.exceptionKinds()).toEqual(['return-to-decide', 'return-late']);
  await way.authorise(id);
  expect(await way.exceptionKinds()).toEqual([]);
});

test('the contract rejects by itself what is asked for too late, and refunds nothing', async () => {
  const way = await makeReturnWorld(database, {
    policy: { windowDays: 14, windowFrom: 'shipped' },
  });
  way.clock.move(15 * 86_400_000);
  const id = await way.open(1, { refundWhen: 'authorised' });
  await way.work();
  expect(await way.read(id)).toMatchObject({ status: 'rejected', refund: 'by-hand' });
  expect(way.channel.refunds).toEqual([]);
  expect(await way.books()).toEqual({});
});

test('an order placed before the terms changed stays under the terms that it was placed under', async () => {
  const way = await makeReturnWorld(database, { policy: { restockingFeeBasisPoints: 0 } });
  way.clock.move(60_000);
  const key = { distributorId: way.distributorId, connectionId: way.connection.id };
  const harder = { ...DEFAULT_RETURN_POLICY, restockingFeeBasisPoints: 5_000 };
  await saveReturnPolicy({ tx: way.db, clock: way.clock }, key, harder, { kind: 'system' });
  expect(await way.read(await way.open(1))).toMatchObject({
    policyVersion: 1,
    policy: { restockingFeeBasisPoints: 0 },
  });
});

test('a photo that the contract asks for lets it decide', async () => {
  const way = await makeReturnWorld(database, { policy: { photoFor: ['damaged'] } });
  const id = await way.open(1, { reason: 'damaged' });
  expect(await way.exceptionKinds()).toEqual(['return-photo']);
  await way.photo(id);
  expect(await way.read(id)).toMatchObject({ status: 'authorised' });
  expect(await way.exceptionKinds()).toEqual([]);
});

test('goods that arrive before anybody has decided are credited once it is decided', async () => {
  const way = await makeReturnWorld(database, { policy: null });
  const id = await way.open(1);
  await way.receive(id, 1);
  await way.inspect(id, 1);
  expect(await way.books()).toEqual({});
  await way.authorise(id);
  expect((await way.books())['receivable']).toBe(-way.wholesaleMinor);
});

test('telling twice that goods have arrived counts them once, and never more than are coming', async () => {
  const way = await makeReturnWorld(database);
  const id = await way.open(2);
  await way.receive(id, 1);
  await way.receive(id, 1);
  expect((await way.read(id)).lines[0]?.receivedQuantity).toBe(1);
  expect(await way.receive(id, 3)).toMatchObject({ error: { kind: 'more-than-returned' } });
});

test('a second inspection, and two at the same time, credit once', async () => {
  const way = await makeReturnWorld(database);
  const id = await way.open(2);
  const done = await Promise.all([way.inspect(id, 2), way.inspect(id, 2), way.inspect(id, 2)]);
  expect(done.filter(({ ok }) => ok)).toHaveLength(1);
  expect((await way.books())['receivable']).toBe(-2 * way.wholesaleMinor);
});

test('a condition that the contract does not credit is not credited, but for a fault', async () => {
  const way = await makeReturnWorld(database, { policy: { grades: ['A'] } });
  const worn = await way.open(1);
  await way.inspect(worn, 1, 'C', 'disposed');
  expect(await way.books()).toEqual({});
  const broken = await way.open(1, { reason: 'defective' });
  await way.inspect(broken, 1, 'unsaleable', 'disposed');
  expect((await way.books())['receivable']).toBe(-way.wholesaleMinor);
});

test('units that never came back are neither credited nor refunded', async () => {
  const way = await makeReturnWorld(database);
  const id = await way.open(3, { refundWhen: 'inspected' });
  await way.inspect(id, 1);
  await way.work();
  expect(way.channel.refunds[0]?.lines).toMatchObject([{ quantity: 1 }]);
  expect((await way.books())['receivable']).toBe(-way.wholesaleMinor);
});

test('goods put on our own shelf raise its figure once, and the store restocks them at our place', async () => {
  const way = await makeReturnWorld(database, {
    suppliers: [{ overrides: { deductsAt: 'never' } }],
  });
  const before = await way.level(way.sock.id);
  const id = await way.open(2, { refundWhen: 'inspected' });
  const told = () => way.db.listing.findFirstOrThrow({ where: { variantId: way.sock.id } });
  const shown = (await told()).toldQuantity ?? 0;
  await way.inspect(id, 2, 'A', 'restocked');
  await way.work();
  expect(await way.level(way.sock.id)).toEqual({ ...before, onHand: before.onHand + 2 });
  expect(way.channel.refunds[0]?.lines).toMatchObject([{ quantity: 2, restock: 'return' }]);
  expect((await told()).toldQuantity).toBe(shown + 2);
  expect(await auditStock({ tx: way.db })).toEqual([]);
});

test('goods that a supplier puts on its own shelf raise nothing here: its own figure will tell', async () => {
  const way = await makeReturnWorld(database);
  const before = await way.level(way.sock.id);
  await way.inspect(await way.open(2), 2, 'A', 'restocked');
  expect(await way.level(way.sock.id)).toEqual(before);
});

test('money that has moved is not undone by rejecting or calling off', async () => {
  const way = await makeReturnWorld(database, { policy: null });
  const id = await way.open(1);
  await way.supplierCredits(id, 400);
  expect(await way.cancel(id)).toMatchObject({ error: { kind: 'money-moved' } });
  expect(await way.reject(id)).toMatchObject({ error: { kind: 'money-moved' } });
  expect(await way.supplierCredits(id, 400)).toMatchObject({ error: { kind: 'already-credited' } });
});

test('a label is charged once', async () => {
  const way = await makeReturnWorld(database);
  const id = await way.open(1);
  await way.label(id, 'distributor', 'retailer', 700);
  expect(await way.label(id, 'distributor', 'retailer', 700)).toMatchObject({
    error: { kind: 'label-charged' },
  });
  expect(await way.books()).toEqual({
    cash: -700, 'shipping-cost': 700, receivable: 700, 'shipping-charged': -700,
  });
}); // prettier-ignore

test('what a supplier could not stop is opened before it has left, and belongs to that supplier', async () => {
  const way = await makeReturnWorld(database, { units: 2 });
  way.put({
    outsideOrderId: '2',
    lines: [{ outsideLineId: 'L9', outsideVariantId: way.sock.outsideVariantId, quantity: 2 }],
  });
  await way.import('2');
  await way.work();
  const order = await way.order('2');
  const opened = await way.ask(2, {
    orderId: order.id as typeof way.orderId,
    lines: [{ orderLineId: order.orderLines[0]?.id as typeof way.orderLineId, quantity: 2 }],
    origin: 'cancellation',
    reason: 'cancelled-too-late',
  });
  expect(opened.ok).toBe(true);
  const found = await way.db.returnCase.findFirstOrThrow({ where: { orderId: order.id } });
  expect(found).toMatchObject({ decision: 'authorised', supplierId: way.supplier.id });
});

test('another distributor’s return is none', async () => {
  const way = await makeReturnWorld(database);
  const returnId = await way.open(1);
  const stranger = await makeDistributor(way.db);
  const input = { distributorId: stranger.id, returnId, actor: { kind: 'system' as const } };
  expect(await cancelReturn(way.context, input)).toMatchObject({
    error: { kind: 'unknown-return' },
  });
});

test('what may tell of a shopper is forgotten with its order', async () => {
  const way = await makeReturnWorld(database);
  const id = await way.open(1, { note: 'Torn at the seam.', photos: [PHOTO] });
  const stays = await way.open(1, { note: 'Too small.' });
  const { distributorId, orderId } = way;
  await eraseReturnTraces({ tx: way.db }, [{ distributorId, orderId }]);
  expect(await way.read(id)).toMatchObject({ note: '', files: [], status: 'authorised' });
  expect(await way.read(stays)).toMatchObject({ note: '' });
});

test('the window counts from the delivery that a carrier has told', async () => {
  const way = await makeReturnWorld(database, { policy: { windowDays: 14 } });
  const shipment = await way.db.shipment.findFirstOrThrow();
  const { purchaseOrderId, supplierShipmentKey } = shipment;
  const day = 86_400_000;
  const occurredAt = new Date(FACTORY_NOW.getTime() + 20 * day);
  const parcel = { distributorId: way.distributorId, purchaseOrderId, supplierShipmentKey };
  await way.db.trackingEvent.create({
    data: {
      ...parcel,
      id: shipment.id,
      kind: 'delivered',
      occurredAt,
      actorKind: 'supplier',
      createdAt: occurredAt,
    },
  });
  way.clock.move(34 * day);
  expect(await way.read(await way.open(1))).toMatchObject({ decision: 'authorised' });
  way.clock.move(day);
  expect(await way.read(await way.open(1))).toMatchObject({ decision: 'rejected' });
});
