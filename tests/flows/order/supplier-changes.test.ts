import { beforeEach, expect, test } from 'vitest';
import { applyRemedy } from '../../../app/flows/order/apply-remedy.server.ts';
import { escalateSilentPurchaseOrders } from '../../../app/flows/order/escalate-silent-purchase-orders.server.ts';
import { NOT_SENT } from '../../factories/ports.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld, MINUTE } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

type Options = Parameters<typeof makeWorld>[1];

async function arrange(onHand: readonly number[], quantity: number, options: Options = {}) {
  const world = await makeWorld(database, options);
  const sock = await world.stockVariant(onHand);
  const take = (units: number) => ({
    lines: [
      {
        outsideLineId: 'L1',
        outsideVariantId: sock.outsideVariantId,
        quantity,
        currentQuantity: units,
      },
    ],
  });
  world.put({ outsideOrderId: '1', ...take(quantity) });
  await world.import('1');
  await world.work();
  return { world, sock, take };
}

async function change(world: World, parts: Parameters<World['edit']>[1]) {
  world.edit('1', parts);
  await world.import('1');
  await world.work();
}

async function rule(world: World, rules: object, index = 0) {
  const id = world.suppliers[index]?.id ?? '';
  await world.db.supplier.update({
    where: { distributorId_id: { distributorId: world.distributor.id, id } },
    data: { purchaseRules: rules },
  });
}

const TWO = { suppliers: [{}, {}] };
const numberOf = (world: World) => world.connector.placed[0]?.number ?? '';
const kinds = async (world: World) => (await world.openExceptions()).map(({ kind }) => kind).sort();
const asked = (world: World) =>
  world.db.changeRequest
    .findMany({ orderBy: { id: 'asc' } })
    .then((rows) => rows.map(({ kind, status }) => `${kind} ${status}`));
const lineOf = async (world: World) => {
  const [line] = (await world.order('1')).purchaseOrders[0]?.purchaseOrderLines ?? [];
  if (!line) throw new Error('There is one line');
  return line;
};
const BERN = {
  name: 'Ada Muster', company: undefined, address1: 'Marktgasse 2', address2: undefined, city: 'Bern',
  province: undefined, zip: '3011', country: 'CH', phone: undefined,
}; // prettier-ignore

test('units taken off an order that its supplier has are asked back, and the stock behind them is free when it agrees', async () => {
  const { world, sock, take } = await arrange([10], 5);
  await change(world, take(3));
  expect(world.connector.changes.map(({ kind }) => kind)).toEqual(['lines']);
  const line = await lineOf(world);
  expect([line.quantity, line.cancelledQuantity]).toEqual([5, 2]);
  expect((await world.level(sock.id)).reserved).toBe(3);
  expect(await asked(world)).toEqual(['lines accepted']);
  expect(await kinds(world)).toEqual([]);
});

test('the same reading again asks for nothing again', async () => {
  const { world, take } = await arrange([10], 5);
  world.connector.change = 'requested';
  await change(world, take(3));
  await change(world, { name: '#1b' });
  expect(world.connector.changes).toHaveLength(1);
  await change(world, take(2));
  expect(
    world.connector.changes.map((each) => each.kind === 'lines' && each.lines[0]?.quantity),
  ).toEqual([2, 1]);
});

test('a no leaves the units where they are, with a person to decide; asking is not repeated', async () => {
  const { world, take } = await arrange([10], 5);
  world.connector.change = 'refused';
  await change(world, take(3));
  expect((await lineOf(world)).cancelledQuantity).toBe(0);
  expect(await kinds(world)).toEqual(['cancel-too-late']);
  await change(world, { name: '#1b' });
  expect(world.connector.changes).toHaveLength(1);
});

test('silence past the window is a no; a yes that comes later is taken all the same', async () => {
  const { world, take } = await arrange([10], 5);
  world.connector.change = 'requested';
  await change(world, take(3));
  world.clock.move(239 * MINUTE);
  await escalateSilentPurchaseOrders(world.context);
  expect(await asked(world)).toEqual(['lines sent']);
  world.clock.move(2 * MINUTE);
  await escalateSilentPurchaseOrders(world.context);
  expect(await asked(world)).toEqual(['lines silent']);
  expect(await kinds(world)).toContain('cancel-too-late');
  const requestKey = world.connector.changes[0]?.key ?? '';
  const answer = { key: 'a', number: numberOf(world), at: world.clock.now(), kind: 'change-answered', requestKey, why: undefined } as const; // prettier-ignore
  expect(await world.tell({ ...answer, accepted: true })).toBe('recorded');
  expect((await lineOf(world)).cancelledQuantity).toBe(2);
  expect(await world.tell({ ...answer, key: 'b', accepted: true })).toBe('nothing-new');
  expect((await lineOf(world)).cancelledQuantity).toBe(2);
});

test('an answer to a request of another purchase order changes nothing', async () => {
  const { world } = await arrange([10], 5);
  const message = { key: 'a', number: numberOf(world), at: world.clock.now(), kind: 'change-answered', accepted: true, why: undefined } as const; // prettier-ignore
  expect(await world.tell({ ...message, requestKey: 'no id' })).toBe('nothing-new');
  expect(
    await world.tell({ ...message, key: 'b', requestKey: '01930000-0000-7000-8000-000000000000' }),
  ).toBe('nothing-new');
  expect((await lineOf(world)).cancelledQuantity).toBe(0);
});

test('an acknowledgement that counts the units called off as refused takes nothing off twice', async () => {
  const { world, take } = await arrange([10, 10], 5, TWO);
  world.connector.change = 'requested';
  await change(world, take(3));
  await world.acknowledge(numberOf(world), [{ accepted: 3, rejected: 2 }]);
  const requestKey = world.connector.changes[0]?.key ?? '';
  await world.tell({ key: 'a', number: numberOf(world), at: world.clock.now(), kind: 'change-answered', requestKey, accepted: true, why: undefined }); // prettier-ignore
  await world.work();
  const line = await lineOf(world);
  expect(line.quantity - line.rejectedQuantity - line.cancelledQuantity).toBe(3);
  expect(world.connectorOf(world.suppliers[1]?.id ?? '').placed).toEqual([]);
});

test('what a link cannot carry is left to a person at once', async () => {
  const { world, take } = await arrange([10], 5, {
    suppliers: [{ capabilities: { requestsChange: false } }],
  });
  await change(world, take(3));
  expect(await asked(world)).toEqual(['lines unsupported']);
  expect(await kinds(world)).toEqual(['cancel-too-late']);
});

test('a call that was lost asks the supplier once', async () => {
  const { world, take } = await arrange([10], 5);
  world.connector.faults.failNext('requestChange', { kind: 'unavailable', why: 'lost', outcome: 'unknown' }, { after: true }); // prettier-ignore
  await change(world, take(3));
  world.clock.move(MINUTE);
  await world.work();
  expect(world.connector.changes).toHaveLength(1);
  expect((await lineOf(world)).cancelledQuantity).toBe(2);
});

test('a new address before the order is sent goes with it, without a request', async () => {
  const { world } = await arrange([10], 2);
  await world.db.purchaseOrder.updateMany({ data: { status: 'draft' } });
  world.connector.placed.length = 0;
  await change(world, { destination: BERN });
  expect(await asked(world)).toEqual([]);
});

test('a new address after the order was sent is asked for, and the shopper stands in no request', async () => {
  const { world } = await arrange([10], 2);
  await change(world, { destination: BERN });
  const [request] = world.connector.changes;
  expect(request?.kind === 'address' && request.shipTo.city).toBe('Bern');
  expect(await asked(world)).toEqual(['address accepted']);
  expect(JSON.stringify(await world.db.changeRequest.findMany())).not.toContain('Bern');
  expect(await kinds(world)).toEqual([]);
});

test('a new e-mail alone asks no supplier for anything', async () => {
  const { world } = await arrange([10], 2);
  await change(world, { email: 'ada@new.example' });
  expect(world.connector.changes).toEqual([]);
});

test('a supplier that keeps to the old address leaves an exception', async () => {
  const { world } = await arrange([10], 2);
  world.connector.change = 'refused';
  await change(world, { destination: BERN });
  expect(await kinds(world)).toEqual(['address-refused']);
});

test('a whole order asked back has the same window: silence is a no, and the store is told', async () => {
  const { world } = await arrange([10], 2);
  world.connector.cancellation = 'requested';
  const fulfilmentOrders = world.channel
    .order('1')
    .fulfilmentOrders.map((each) => ({ ...each, request: 'cancellation-requested' as const }));
  await change(world, { fulfilmentOrders });
  expect(await asked(world)).toEqual(['cancel sent']);
  world.clock.move(241 * MINUTE);
  await escalateSilentPurchaseOrders(world.context);
  await world.work();
  expect(await asked(world)).toEqual(['cancel silent']);
  expect(world.channel.order('1').fulfilmentOrders[0]?.request).toBe('cancellation-rejected');
});

test('units that have not left yet are never asked for', async () => {
  const world = await makeWorld(database);
  const sock = await world.stockVariant([10]);
  const line = { outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 5 };
  world.put({ outsideOrderId: '1', lines: [line] });
  world.connector.faults.failNext('placePurchaseOrder', NOT_SENT);
  await world.import('1');
  await world.work();
  await change(world, { lines: [{ ...line, currentQuantity: 1 }] });
  expect(await asked(world)).toEqual([]);
});

const DAY = 86_400_000;
const inDays = (world: World, days: number) => new Date(world.clock.now().getTime() + days * DAY);

test('a backorder within the days that the rule allows waits, and the store is told the date', async () => {
  const { world } = await arrange([10, 10], 5, TWO);
  await rule(world, { backorderDays: 10 });
  const expectedAt = inDays(world, 7);
  await world.acknowledge(numberOf(world), [{ accepted: 3, backordered: 2, expectedAt }]);
  await world.work();
  expect(await kinds(world)).toEqual([]);
  expect(world.connector.changes).toEqual([]);
  const acts = await world.db.auditEntry.findMany({ where: { act: 'delivery-date-changed' } });
  expect(acts.map(({ storeId }) => storeId)).toEqual([world.connection.storeId]);
});

test('a longer one is asked back and comes from another supplier', async () => {
  const { world } = await arrange([10, 10], 5, TWO);
  await rule(world, { backorderDays: 3 });
  const expectedAt = inDays(world, 7);
  await world.acknowledge(numberOf(world), [{ accepted: 3, backordered: 2, expectedAt }]);
  await world.work();
  const other = world.connectorOf(world.suppliers[1]?.id ?? '');
  expect(other.placed.map(({ lines }) => lines[0]?.quantity)).toEqual([2]);
  expect((await lineOf(world)).cancelledQuantity).toBe(2);
  expect(await kinds(world)).toEqual([]);
});

test('a longer one that nobody else has stays, and a person knows', async () => {
  const { world } = await arrange([10, 1], 5, TWO);
  await rule(world, { backorderDays: 3 });
  await world.acknowledge(numberOf(world), [{ accepted: 3, backordered: 2 }]);
  await world.work();
  expect(world.connector.changes).toEqual([]);
  expect(await kinds(world)).toEqual(['backorder']);
});

test('a longer one that the supplier does not give back is not ordered twice', async () => {
  const { world } = await arrange([10, 10], 5, TWO);
  await rule(world, { backorderDays: 3 });
  world.connector.change = 'refused';
  const at = inDays(world, 0);
  await world.acknowledge(numberOf(world), [{ accepted: 3, backordered: 2 }], at);
  await world.work();
  await world.acknowledge(
    numberOf(world),
    [{ accepted: 3, backordered: 2 }],
    new Date(at.getTime() + 1),
  );
  await world.work();
  expect(world.connector.changes).toHaveLength(1);
  expect(world.connectorOf(world.suppliers[1]?.id ?? '').placed).toEqual([]);
  expect(await kinds(world)).toEqual(['backorder']);
});

test('more than was asked for is a person’s matter, until the supplier keeps to the order', async () => {
  const { world } = await arrange([10], 5);
  await world.acknowledge(numberOf(world), [{ accepted: 6, quantity: 6 }]);
  expect((await lineOf(world)).acceptedQuantity).toBe(5);
  expect(await kinds(world)).toEqual(['quantity-change']);
  await world.acknowledge(
    numberOf(world),
    [{ accepted: 5 }],
    new Date(world.clock.now().getTime() + 1),
  );
  expect(await kinds(world)).toEqual([]);
});

test('less than was asked for is routed elsewhere', async () => {
  const { world } = await arrange([10, 10], 5, TWO);
  await world.acknowledge(numberOf(world), [{ accepted: 4, quantity: 4 }]);
  await world.work();
  const other = world.connectorOf(world.suppliers[1]?.id ?? '');
  expect(other.placed.map(({ lines }) => lines[0]?.quantity)).toEqual([1]);
});

const offer = (supplierSku: string, unitCost?: string) => ({
  accepted: 0,
  substitute: { supplierSku, quantity: 2, title: 'Other sock', unitCost },
});

async function withSubstitute() {
  const made = await arrange([10, 10], 2, TWO);
  const substitute = await made.world.stockVariant([10]);
  const supply = await made.world.db.supply.findFirstOrThrow({
    where: { variantId: substitute.id },
  });
  return { ...made, substitute, sku: supply.supplierSku };
}

async function consent({ world, sock, substitute }: Awaited<ReturnType<typeof withSubstitute>>) {
  const { distributorId, id } = world.connection;
  await world.db.connection.update({
    where: { distributorId_id: { distributorId, id } },
    data: { allowsSubstitutes: true },
  });
  await list({ world, sock, substitute });
}

async function list({ world, sock, substitute }: Pick<Awaited<ReturnType<typeof withSubstitute>>, 'world' | 'sock' | 'substitute'>) {
  const { distributorId } = world.connection;
  const ids = { variantId: sock.id, substituteVariantId: substitute.id };
  await world.db.substitutionRule.create({
    data: { distributorId, ...ids, createdAt: world.clock.now(), createdBy: 'u' },
  });
} // prettier-ignore

async function decide(world: World, remedy: string) {
  const [one] = (await world.openExceptions()).filter(({ kind }) => kind === 'substitute-offered');
  return applyRemedy(world.context, {
    distributorId: world.distributor.id as never,
    exceptionId: one?.id ?? '',
    remedy,
    userId: 'u',
  });
}

test('another article that is offered waits for a person; neither it nor what was ordered goes anywhere', async () => {
  const { world, sku } = await withSubstitute();
  await world.acknowledge(numberOf(world), [offer(sku)]);
  await world.work();
  expect(await kinds(world)).toEqual(['substitute-offered']);
  expect(world.connectorOf(world.suppliers[1]?.id ?? '').placed).toEqual([]);
});

test('one that a person takes becomes the line’s article, with its cost and its stock, and the supplier is told', async () => {
  const { world, sock, substitute, sku } = await withSubstitute();
  await world.acknowledge(numberOf(world), [offer(sku, '4.50')]);
  expect((await decide(world, 'accept-substitute')).ok).toBe(true);
  await world.work();
  const line = await lineOf(world);
  expect([line.supplierSku, line.variantId, Number(line.unitCostMinor)]).toEqual([sku, substitute.id, 450]); // prettier-ignore
  expect((await world.level(sock.id)).reserved).toBe(0);
  expect((await world.level(substitute.id)).reserved).toBe(2);
  expect(world.connector.changes[0]).toMatchObject({ kind: 'substitute', accept: true });
  expect(await kinds(world)).toEqual([]);
  expect(await world.ship(numberOf(world), [2])).toBe('recorded');
});

test('one that a person declines goes elsewhere, as it was ordered', async () => {
  const { world, sku } = await withSubstitute();
  await world.acknowledge(numberOf(world), [offer(sku)]);
  await decide(world, 'decline-substitute');
  await world.work();
  expect(world.connector.changes[0]).toMatchObject({ kind: 'substitute', accept: false });
  const other = world.connectorOf(world.suppliers[1]?.id ?? '');
  expect(other.placed.map(({ lines }) => lines[0]?.quantity)).toEqual([2]);
  expect(await kinds(world)).toEqual([]);
});

test('one on the list is taken by itself only where the retailer has agreed, and at no higher cost', async () => {
  const listed = await withSubstitute();
  await list(listed);
  await listed.world.acknowledge(numberOf(listed.world), [offer(listed.sku)]);
  expect(await kinds(listed.world)).toEqual(['substitute-offered']);

  await database.empty();
  const dear = await withSubstitute();
  await consent(dear);
  await dear.world.acknowledge(numberOf(dear.world), [offer(dear.sku, '99')]);
  expect(await kinds(dear.world)).toEqual(['substitute-offered']);

  await database.empty();
  const agreed = await withSubstitute();
  await consent(agreed);
  await agreed.world.acknowledge(numberOf(agreed.world), [offer(agreed.sku)]);
  expect(await kinds(agreed.world)).toEqual([]);
  expect((await lineOf(agreed.world)).supplierSku).toBe(agreed.sku);
});

test('an offer beside units that come as ordered cannot be taken for the line', async () => {
  const { world, sku } = await withSubstitute();
  await world.acknowledge(numberOf(world), [
    { accepted: 1, substitute: { supplierSku: sku, quantity: 1 } },
  ]);
  expect((await decide(world, 'accept-substitute')).ok).toBe(false);
  expect((await decide(world, 'decline-substitute')).ok).toBe(true);
});
