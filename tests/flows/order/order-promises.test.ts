import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditOrders } from '../../../app/modules/shipments/audit-orders.server.ts';
import { auditStock } from '../../../app/modules/stock/audit-stock.server.ts';
import { rerouteShortOrders } from '../../../app/flows/order/reroute-order.server.ts';
import type { SupplierMessage } from '../../../app/modules/suppliers/supplier-connector.ts';
import { newId } from '../../../app/platform/ids.ts';
import { LOST, NOT_SENT } from '../../factories/ports.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { Killed, makeWorld } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();

/** What may happen between a store, the hub and its suppliers, in any order and any number of times. */
type Happening =
  | { kind: 'edit'; line: number; units: number }
  | { kind: 'add'; line: number; units: number }
  | { kind: 'cancel' }
  | { kind: 'pay'; paid: boolean }
  | { kind: 'import'; times: number }
  | { kind: 'late-reading' }
  | { kind: 'work' }
  | {
      kind: 'fault';
      call: 'placePurchaseOrder' | 'createFulfilment' | 'readOrder';
      lost: 'before' | 'after' | 'not-sent';
    }
  | { kind: 'die'; moment: 'before' | 'after'; nth: number }
  | { kind: 'answer'; pick: number; accepted: number }
  | { kind: 'reject'; pick: number }
  | { kind: 'ship'; pick: number; units: number }
  | { kind: 'give-back'; pick: number; accepted: boolean }
  | { kind: 'repeat'; pick: number }
  | { kind: 'wait'; minutes: number };

const nat = (max: number) => fc.nat({ max });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('edit' as const), line: nat(1), units: nat(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('add' as const), line: nat(1), units: nat(2) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'cancel' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pay' as const), paid: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('import' as const), times: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'late-reading' as const }) },
  { weight: 5, arbitrary: fc.constant({ kind: 'work' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('fault' as const), call: fc.constantFrom('placePurchaseOrder' as const, 'createFulfilment' as const, 'readOrder' as const), lost: fc.constantFrom('before' as const, 'after' as const, 'not-sent' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('die' as const), moment: fc.constantFrom('before' as const, 'after' as const), nth: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('answer' as const), pick: nat(5), accepted: nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reject' as const), pick: nat(5) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('ship' as const), pick: nat(5), units: nat(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('give-back' as const), pick: nat(5), accepted: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat' as const), pick: nat(9) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 30 }) }) },
); // prettier-ignore

async function arrange() {
  await database.empty();
  const world = await makeWorld(database, {
    suppliers: [{}, { overrides: { deductsAt: 'shipment' } }],
  });
  const variants = [await world.stockVariant([6, 4]), await world.stockVariant([3, 9])];
  const lines = variants.map(({ outsideVariantId }, index) => ({
    outsideLineId: `L${index}`,
    outsideVariantId,
    quantity: 3,
    currentQuantity: 3,
  }));
  world.put({ outsideOrderId: '1', lines });
  return { world, lines, said: [] as SupplierMessage[], older: world.channel.order('1') };
}

type Scene = Awaited<ReturnType<typeof arrange>>;

const purchaseOrdersOf = (world: World) =>
  world.db.purchaseOrder.findMany({
    where: { status: { not: 'draft' } },
    include: { purchaseOrderLines: { orderBy: { id: 'asc' } } },
    orderBy: { number: 'asc' },
  });

async function live(scene: Scene, what: Happening): Promise<void> {
  const { world, lines } = scene;
  if (what.kind === 'edit' || what.kind === 'add') {
    const line = lines[what.line];
    if (!line || world.channel.order('1').cancelledAt) return; // a store lets nobody edit what is cancelled
    scene.older = world.channel.order('1');
    line.currentQuantity =
      what.kind === 'edit'
        ? Math.min(what.units, line.quantity)
        : line.currentQuantity + what.units;
    line.quantity = Math.max(line.quantity, line.currentQuantity);
    world.edit('1', { lines: lines.map((each) => ({ ...each })) });
  } else if (what.kind === 'cancel') {
    for (const line of lines) line.currentQuantity = 0;
    world.edit('1', { cancelledAt: world.clock.now(), lines: lines.map((each) => ({ ...each })) });
  } else if (what.kind === 'pay') world.edit('1', { payment: what.paid ? 'paid' : 'unpaid' });
  else if (what.kind === 'import') await takeIn(world, what.times);
  else if (what.kind === 'late-reading') await takeInLate(scene);
  else if (what.kind === 'work') await world.work();
  else if (what.kind === 'fault') fail(world, what);
  else if (what.kind === 'die') world.dieAt(what.moment, what.nth);
  else if (what.kind === 'wait') world.clock.move(what.minutes * 60_000);
  else await hear(scene, what);
}

const input = (world: World) => ({ storeId: world.connection.storeId, outsideOrderId: '1' });

async function takeIn(world: World, times: number): Promise<void> {
  const { importOrder } = await import('../../../app/flows/order/import-order.server.ts');
  const one = () => importOrder(world.context, input(world)).catch(forgive);
  await Promise.all(Array.from({ length: times }, one));
}

function forgive(fault: unknown): void {
  if (!(fault instanceof Killed)) throw fault;
}

/** A slow worker still has the reading from before the last change. */
async function takeInLate({ world, older }: Scene): Promise<void> {
  const now = world.channel.order('1');
  world.channel.put(older);
  await takeIn(world, 1);
  world.channel.put(now);
}

function fail(world: World, { call, lost }: Extract<Happening, { kind: 'fault' }>): void {
  const failure = lost === 'not-sent' ? NOT_SENT : LOST;
  const options = { after: lost === 'after' };
  if (call === 'placePurchaseOrder') {
    for (const { id } of world.suppliers)
      world.connectorOf(id).faults.failNext(call, failure, options);
  } else world.channel.faults.failNext(call, failure, options);
}

async function hear(
  scene: Scene,
  what: Extract<Happening, { kind: 'answer' | 'reject' | 'ship' | 'give-back' | 'repeat' }>,
): Promise<void> {
  const message =
    what.kind === 'repeat'
      ? scene.said[what.pick % Math.max(1, scene.said.length)]
      : await compose(scene.world, what);
  if (!message) return;
  scene.said.push(message);
  await scene.world.tell(message).catch(forgive);
}

async function compose(
  world: World,
  what: Extract<Happening, { kind: 'answer' | 'reject' | 'ship' | 'give-back' }>,
): Promise<SupplierMessage | undefined> {
  const all = await purchaseOrdersOf(world);
  const purchaseOrder = all[what.pick % Math.max(1, all.length)];
  if (!purchaseOrder) return undefined;
  world.clock.move(1_000);
  const head = { key: newId(), number: purchaseOrder.number, at: world.clock.now() };
  const lines = purchaseOrder.purchaseOrderLines;
  if (what.kind === 'reject') return { ...head, kind: 'rejected', why: 'no' };
  if (what.kind === 'give-back')
    return { ...head, kind: 'cancelled', accepted: what.accepted, why: undefined };
  if (what.kind === 'ship') {
    const shipped = lines.slice(0, 1).map(({ id }) => ({ lineId: id, quantity: what.units + 1 }));
    return {
      ...head,
      kind: 'shipped',
      shipmentKey: newId(),
      carrier: 'Post',
      trackingNumber: head.key,
      trackingUrl: undefined,
      lines: shipped,
    };
  }
  const answered = lines.map(({ id, quantity }) => {
    const accepted = Math.min(what.accepted, quantity);
    return {
      lineId: id,
      accepted,
      rejected: quantity - accepted,
      backordered: 0,
      expectedAt: undefined,
    };
  });
  return { ...head, kind: 'acknowledged', lines: answered };
}

async function auditAll({ world }: Scene): Promise<void> {
  expect(await auditOrders({ tx: world.db, clock: world.clock })).toEqual([]);
  expect(await auditStock({ tx: world.db })).toEqual([]);
  for (const { id } of world.suppliers) {
    const keys = world.connectorOf(id).placed.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  }
}

/** When nothing disturbs any more: what suppliers have is what is wanted, or somebody has been told why not. */
async function comeToRest(scene: Scene): Promise<void> {
  const { world } = scene;
  world.dieAt('before', 0);
  for (let round = 0; round < 6; round += 1) {
    await takeIn(world, 1);
    await world.work();
    world.clock.move(31 * 60_000);
    await rerouteShortOrders(world.context);
  }
  await auditAll(scene);
  const orders = await world.db.order.findMany({ include: { orderLines: true } });
  const isSettled = orders.every(
    (order) =>
      ['unpaid', 'refunded', 'voided'].includes(order.payment) ||
      order.orderLines.every(
        (line) =>
          line.forwardedQuantity - line.cancelledQuantity ===
          line.quantity - line.removedQuantity + line.replacedQuantity,
      ),
  );
  if (!isSettled) expect(await world.openExceptions()).not.toEqual([]);
  for (const { orderLines } of orders) {
    for (const line of orderLines) {
      const inStore = scene.lines.find(({ outsideLineId }) => outsideLineId === line.outsideLineId);
      expect(line.quantity - line.removedQuantity - line.returnedQuantity).toBe(
        inStore?.currentQuantity,
      );
    }
  }
}

test('whatever happens, in any order and with deaths in between, no unit is forwarded twice or lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 30 }), async (happenings) => {
      const scene = await arrange();
      for (const what of happenings) {
        await live(scene, what);
        await auditAll(scene);
      }
      await comeToRest(scene);
    }),
    {
      numRuns: Number(process.env['ORDER_RUNS'] ?? 25),
      seed: Number(process.env['ORDER_SEED'] ?? 20_261_121),
    },
  );
}, 900_000);
