import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { applyRemedy } from '../../../app/flows/order/apply-remedy.server.ts';
import { callOffLines } from '../../../app/flows/order/call-off-lines.server.ts';
import { cancelOrder } from '../../../app/flows/order/cancel-order.server.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

const ACTOR = { kind: 'user', id: 'u' } as const;

async function arrange(quantity = 5) {
  const world = await makeWorld(database, { suppliers: [{}, {}] });
  const sock = await world.stockVariant([10, 10]);
  const shows = (units: number) => ({
    lines: [
      {
        outsideLineId: 'L1',
        outsideVariantId: sock.outsideVariantId,
        quantity,
        currentQuantity: units,
      },
    ],
  });
  world.put({ outsideOrderId: '1', ...shows(quantity) });
  await world.import('1');
  await world.work();
  return { world, sock, shows };
}

const keyOf = async (world: World) => ({
  distributorId: world.distributor.id,
  orderId: (await world.order('1')).id as Id<'Order'>,
});

const lineOf = async (world: World) => {
  const [line] = (await world.order('1')).orderLines;
  if (!line) throw new Error('There is one line');
  return line;
};

async function callOff(world: World, quantity: number) {
  const { id } = await lineOf(world);
  const lines = [{ orderLineId: id as Id<'OrderLine'>, quantity }];
  const done = await callOffLines(world.context, { ...(await keyOf(world)), lines, actor: ACTOR });
  await world.work();
  return done;
}

async function read(world: World, parts: Parameters<World['edit']>[1]) {
  world.edit('1', parts);
  await world.import('1');
  await world.work();
}

const kinds = async (world: World) => (await world.openExceptions()).map(({ kind }) => kind).sort();
const atSuppliers = async (world: World) => {
  const line = await lineOf(world);
  return line.forwardedQuantity - line.cancelledQuantity;
};

test('units called off from the hub are asked back, and the retailer is told to take them off in the shop', async () => {
  const { world } = await arrange();
  expect((await callOff(world, 2)).ok).toBe(true);
  expect(await atSuppliers(world)).toBe(3);
  expect(await kinds(world)).toEqual(['called-off']);
});

test('what the shop still shows of them is not ordered anew', async () => {
  const { world, shows } = await arrange();
  await callOff(world, 2);
  await read(world, { name: '#1b' });
  await read(world, shows(5));
  expect(await atSuppliers(world)).toBe(3);
  expect(world.connector.placed).toHaveLength(1);
});

test('when the shop has taken them off, nothing more is taken off and the retailer’s task is done', async () => {
  const { world, shows } = await arrange();
  await callOff(world, 2);
  await read(world, shows(4));
  expect([await atSuppliers(world), (await lineOf(world)).calledOffQuantity]).toEqual([3, 1]);
  await read(world, shows(3));
  expect([await atSuppliers(world), (await lineOf(world)).calledOffQuantity]).toEqual([3, 0]);
  expect(await kinds(world)).toEqual([]);
  await read(world, shows(2));
  expect(await atSuppliers(world)).toBe(2);
});

test('no more is called off than is wanted and has not left', async () => {
  const { world } = await arrange();
  await world.ship(world.connector.placed[0]?.number ?? '', [4]);
  await callOff(world, 3);
  expect((await lineOf(world)).removedQuantity).toBe(1);
  expect((await callOff(world, 1)).ok).toBe(false);
});

test('what the supplier does not give back goes on as it was, with a person to decide', async () => {
  const { world } = await arrange();
  world.connector.change = 'refused';
  await callOff(world, 2);
  expect(await atSuppliers(world)).toBe(5);
  expect(await kinds(world)).toEqual(['called-off', 'cancel-too-late']);
});

test('what cannot be stopped and is let go becomes a return of exactly those units', async () => {
  const { world } = await arrange();
  world.connector.change = 'refused';
  await callOff(world, 2);
  const [late] = (await world.openExceptions()).filter(({ kind }) => kind === 'cancel-too-late');
  const done = await applyRemedy(world.context, {
    distributorId: world.distributor.id,
    exceptionId: late?.id ?? '',
    remedy: 'let-ship',
    userId: 'u',
  });
  expect(done.ok).toBe(true);
  const returns = await world.db.returnCase.findMany({ include: { lines: true } });
  expect(returns.map(({ origin, lines }) => [origin, lines[0]?.quantity])).toEqual([
    ['cancellation', 2],
  ]);
  expect(await kinds(world)).toEqual(['called-off']);
});

test('a whole order that a supplier has is asked back, and cancelled in the store when it agrees', async () => {
  const { world } = await arrange();
  const input = { ...(await keyOf(world)), actor: ACTOR, inStore: 'cancel' } as const;
  expect(await cancelOrder(world.context, input)).toEqual({ ok: true, value: 'asked' });
  await world.work();
  expect((await world.order('1')).status).toBe('cancelled');
  expect(world.channel.calls).toContain('cancelOrder');
});

test('where the supplier says no, the store keeps its order', async () => {
  const { world } = await arrange();
  world.connector.cancellation = 'too-late';
  const input = { ...(await keyOf(world)), actor: ACTOR, inStore: 'refund' } as const;
  await cancelOrder(world.context, input);
  await world.work();
  expect((await world.order('1')).cancellation).toBe('refused');
  expect(world.channel.calls).not.toContain('cancelOrder');
});

test('an order of which everything has left cannot be called off any more', async () => {
  const { world } = await arrange();
  await world.ship(world.connector.placed[0]?.number ?? '', [5]);
  const input = { ...(await keyOf(world)), actor: ACTOR, inStore: 'cancel' } as const;
  const refused = await cancelOrder(world.context, input);
  expect(refused.ok).toBe(false);
});

type Step =
  | { readonly kind: 'call-off' | 'shop' | 'ship'; readonly units: number }
  | { readonly kind: 'answer'; readonly change: World['connector']['change'] }
  | { readonly kind: 'acknowledge'; readonly accepted: number; readonly rejected: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constantFrom('call-off' as const, 'shop' as const, 'ship' as const), units: fc.integer({ min: 0, max: 5 }) }),
    fc.record({ kind: fc.constant('answer' as const), change: fc.constantFrom('accepted' as const, 'refused' as const, 'requested' as const) }),
    fc.record({ kind: fc.constant('acknowledge' as const), accepted: fc.integer({ min: 0, max: 5 }), rejected: fc.integer({ min: 0, max: 5 }) }),
  ),
  { minLength: 3, maxLength: 8 },
); // prettier-ignore

test('whatever is called off, changed in the shop, answered and shipped: no unit is asked for twice and none beyond the order', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      await database.empty();
      const { world, shows } = await arrange();
      let shown = 5;
      // A shop takes units off; it does not put back what it has taken off.
      const show = (units: number) => shows((shown = Math.min(shown, units)));
      for (const step of sequence) {
        world.clock.move(1_000);
        await take(world, show, step);
        await world.work();
        const line = await lineOf(world);
        const open = line.forwardedQuantity - line.cancelledQuantity;
        expect(open).toBeLessThanOrEqual(line.quantity + line.replacedQuantity);
        expect(line.shippedQuantity).toBeLessThanOrEqual(open);
        const rows = await world.db.purchaseOrderLine.findMany();
        const asked = rows.reduce((sum, row) => sum + row.quantity - row.rejectedQuantity - row.cancelledQuantity, 0);
        expect(asked).toBe(open);
        expect(line.quantity).toBe(5);
      }
    }),
    { seed: 20261122, numRuns: 15, endOnFailure: true },
  ); // prettier-ignore
});

async function take(
  world: World,
  shows: (units: number) => Parameters<World['edit']>[1],
  step: Step,
): Promise<void> {
  const [first] = (await world.order('1')).purchaseOrders;
  if (step.kind === 'call-off') await callOff(world, step.units);
  else if (step.kind === 'answer') world.connector.change = step.change;
  else if (step.kind === 'shop') {
    world.edit('1', shows(step.units));
    await world.import('1');
  } else if (first && step.kind === 'ship') await world.ship(first.number, [step.units]);
  else if (first && step.kind === 'acknowledge')
    await world.acknowledge(first.number, [{ accepted: step.accepted, rejected: step.rejected }]);
}
