import { beforeEach, expect, test } from 'vitest';
import { applyRemedy } from '../../../app/flows/order/apply-remedy.server.ts';
import {
  reconcileConnections,
  startReconciliation,
  stopReconciliation,
} from '../../../app/flows/order/reconcile-connection.server.ts';
import type { OutsideFulfilmentId, OutsideLineId } from '../../../app/modules/stores/channel.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { LOST, NOT_SENT } from '../../factories/ports.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld, MINUTE } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);
const HOUR = 60 * MINUTE;

type Options = Parameters<typeof makeWorld>[1];

async function arrange(options: Options = {}, quantity = 3) {
  const world = await makeWorld(database, options);
  await world.db.store.updateMany({ data: { preparedAt: world.clock.now() } });
  const sock = await world.stockVariant([100]);
  const put = (id: string) =>
    world.put({
      outsideOrderId: id,
      updatedAt: world.clock.now(),
      lines: [{ outsideLineId: `L${id}`, outsideVariantId: sock.outsideVariantId, quantity }],
    });
  return { world, put };
}

const keyOf = ({ distributor, connection }: World) => ({
  distributorId: distributor.id,
  connectionId: connection.id,
});

async function reconcile(world: World) {
  const runId = expectOk(
    await startReconciliation(world.context, { ...keyOf(world), requestedBy: 'hanna' }),
  );
  await world.work();
  return world.db.reconciliationRun.findFirstOrThrow({
    where: { id: runId },
    include: { reconciliationLines: true },
  });
}

const kinds = async (world: World) => (await world.openExceptions()).map(({ kind }) => kind);

async function remedy(world: World, name: string) {
  const [exception] = await world.openExceptions();
  const { distributorId } = keyOf(world);
  const exceptionId = exception?.id ?? '';
  const done = await applyRemedy(world.context, { distributorId, exceptionId, remedy: name, userId: 'hanna' }); // prettier-ignore
  await world.work();
  return done;
}

/** An order that is with its supplier and has rested since. */
async function forwarded(options: Options = {}) {
  const arranged = await arrange(options);
  const { world, put } = arranged;
  put('1');
  await world.import('1');
  await world.work();
  world.clock.move(2 * HOUR);
  return arranged;
}

test('sides that agree are kept line by line, and open nothing', async () => {
  const { world } = await forwarded();
  const run = await reconcile(world);
  expect(run).toMatchObject({ status: 'finished', orders: 1, lines: 1, differing: 0, underWay: 0 });
  expect(run.reconciliationLines[0]?.sides).toMatchObject({
    store: { wanted: 3, fulfilled: 0 },
    hub: { known: 3, atSuppliers: 3 },
    supplier: { source: 'asked', holds: 3, unknown: 0 },
  });
  expect(await kinds(world)).toEqual([]);
});

test('a paid order that the hub never got is told, imported by its remedy, and the matter closes', async () => {
  const { world, put } = await arrange();
  put('1');
  world.clock.move(2 * HOUR);
  await reconcile(world);
  expect(await kinds(world)).toEqual(['differs-missing-in-hub']);
  expect(await remedy(world, 'import-now')).toMatchObject({ ok: true });
  expect(await world.order('1')).toMatchObject({ status: 'released' });
  expect(await kinds(world)).toEqual([]);
});

test('a purchase order that its supplier never got is routed anew after asking once more', async () => {
  const { world } = await forwarded();
  world.connector.placed.length = 0;
  await reconcile(world);
  expect(await kinds(world)).toEqual(['differs-not-at-supplier']);
  expect(await remedy(world, 'route-anew')).toMatchObject({ ok: true });
  const { purchaseOrders } = await world.order('1');
  expect(purchaseOrders.map(({ status }) => status)).toEqual(['cancelled', 'sent']);
  expect(world.connector.placed).toHaveLength(1);
  world.clock.move(2 * HOUR);
  await reconcile(world);
  expect(await kinds(world)).toEqual([]);
});

test('routing anew is refused when the supplier has the purchase order after all', async () => {
  const { world } = await forwarded();
  const [kept] = world.connector.placed.splice(0);
  await reconcile(world);
  if (kept) world.connector.placed.push(kept);
  expect(await remedy(world, 'route-anew')).toMatchObject({ error: { why: 'supplier-has-it' } });
  expect(await remedy(world, 'compare-again')).toMatchObject({ ok: true });
  expect(await kinds(world)).toEqual([]);
});

test('a cancellation in the store that we missed is found and called off by its remedy', async () => {
  const { world } = await forwarded();
  world.edit('1', { cancelledAt: world.clock.now() });
  world.clock.move(2 * HOUR);
  await reconcile(world);
  expect(await kinds(world)).toContain('differs-cancelled-in-store-only');
  await remedy(world, 'import-now');
  expect((await world.order('1')).status).toBe('cancelled');
});

test('what the merchant fulfilled by hand while we still ship it is told', async () => {
  const { world } = await forwarded();
  const by = { outsideId: 'BY-HAND' as OutsideFulfilmentId, cancelled: false, trackingNumbers: [] };
  const fulfilments = [{ ...by, lines: [{ outsideLineId: 'L1' as OutsideLineId, quantity: 2 }] }];
  world.channel.change('1', { fulfilments });
  await reconcile(world);
  expect(await kinds(world)).toEqual(['differs-fulfilled-by-others']);
});

test('a shipment that the store was not told of is told again by its remedy', async () => {
  const { world } = await forwarded();
  const [order] = (await world.order('1')).purchaseOrders;
  world.channel.faults.failNext('createFulfilment', { kind: 'refused', why: 'no' });
  await world.ship(order?.number ?? '', [3]);
  await world.work();
  world.clock.move(2 * HOUR);
  await reconcile(world);
  expect(await kinds(world)).toEqual(['report-tracking', 'differs-shipped-not-in-store']);
  const [, differs] = await world.openExceptions();
  await applyRemedy(world.context, {
    distributorId: keyOf(world).distributorId,
    exceptionId: differs?.id ?? '',
    remedy: 'tell-store-again',
    userId: 'hanna',
  });
  await world.work();
  world.clock.move(2 * HOUR);
  await reconcile(world);
  expect(await kinds(world)).toEqual([]);
});

test('a matter closes by itself when the next run agrees, though its order has left the window', async () => {
  const { world } = await forwarded();
  const [kept] = world.connector.placed.splice(0);
  await reconcile(world);
  expect(await kinds(world)).toEqual(['differs-not-at-supplier']);
  if (kept) world.connector.placed.push(kept);
  world.clock.move(60 * 24 * HOUR);
  await reconcile(world);
  expect(await kinds(world)).toEqual([]);
  expect(await world.db.exceptionCase.findFirst()).toMatchObject({ resolvedBy: 'system' });
});

test('what changed a few minutes ago is under way: neither a difference nor an agreement', async () => {
  const { world, put } = await arrange();
  put('1');
  world.clock.move(2 * MINUTE);
  expect(await reconcile(world)).toMatchObject({ lines: 1, underWay: 1, differing: 0 });
  expect(await kinds(world)).toEqual([]);
});

test('an order whose lines are nobody’s of this connection leaves no trace', async () => {
  const { world } = await arrange();
  world.put({ outsideOrderId: '9', lines: [{ outsideLineId: 'X', outsideVariantId: 'V-other', quantity: 1 }] }); // prettier-ignore
  world.clock.move(2 * HOUR);
  expect(await reconcile(world)).toMatchObject({ status: 'finished', orders: 0, lines: 0 });
});

test('a supplier that cannot be reached leaves the run standing, and contradicts nothing', async () => {
  const { world } = await forwarded();
  world.connector.faults.failNext('findPurchaseOrder', LOST);
  const run = await reconcile(world);
  expect(run).toMatchObject({ status: 'finished', differing: 0 });
  expect(run.reconciliationLines[0]?.sides).toMatchObject({ supplier: { source: 'silent' } });
});

test('a run that the store interrupts goes on where it was, and compares nothing twice', async () => {
  const { world, put } = await arrange();
  put('1');
  put('2');
  world.clock.move(2 * HOUR);
  const { connectionId, distributorId } = keyOf(world);
  await startReconciliation(world.context, { connectionId, distributorId, requestedBy: 'hanna' });
  world.channel.faults.failNext('readOrder', NOT_SENT);
  await world.work();
  world.clock.move(10 * MINUTE);
  await world.work();
  const run = await world.db.reconciliationRun.findFirstOrThrow();
  expect(run).toMatchObject({ status: 'finished', orders: 2, lines: 2 });
  expect((await world.openExceptions()).map(({ occurrences }) => occurrences)).toEqual([1, 1]);
});

test('a stopped run ends between two orders; meanwhile no second one begins', async () => {
  const { world } = await forwarded();
  const key = keyOf(world);
  const runId = expectOk(
    await startReconciliation(world.context, { ...key, requestedBy: 'hanna' }),
  );
  const second = await startReconciliation(world.context, { ...key, requestedBy: 'hanna' });
  expect(second).toMatchObject({ error: { kind: 'already-comparing' } });
  expectOk(await stopReconciliation(world.context, { distributorId: key.distributorId, runId }));
  await world.work();
  expect(await world.db.reconciliationRun.findFirst()).toMatchObject({
    status: 'stopped',
    lines: 0,
  });
});

test('each connection is compared once in its distributor’s night, and not by day', async () => {
  const { world } = await forwarded();
  await world.db.distributor.updateMany({ data: { timeZone: 'Asia/Tokyo' } });
  const at = (iso: string) => world.clock.move(Date.parse(iso) - world.clock.now().getTime());
  at('2027-03-01T12:00:00Z'); // 21:00 in Tokyo
  await reconcileConnections(world.context);
  expect(await world.db.reconciliationRun.count()).toBe(0);
  at('2027-03-01T18:00:00Z'); // 03:00 in Tokyo, the day after
  await reconcileConnections(world.context);
  await reconcileConnections(world.context);
  await world.work();
  await reconcileConnections(world.context);
  expect(await world.db.reconciliationRun.findMany()).toMatchObject([
    { day: '2027-03-02', trigger: 'nightly', status: 'finished' },
  ]);
});

test('the next window begins a little before the end of the last full one; lines and runs go after their time', async () => {
  const { world } = await forwarded();
  const first = await reconcile(world);
  world.clock.move(24 * HOUR);
  const second = await reconcile(world);
  expect(second.windowFrom.getTime()).toBe(first.windowUntil.getTime() - 2 * HOUR);
  world.clock.move(91 * 24 * HOUR);
  await reconcileConnections(world.context);
  expect(await world.db.reconciliationLine.count()).toBe(0);
  world.clock.move(310 * 24 * HOUR);
  await reconcileConnections(world.context);
  expect(await world.db.reconciliationRun.count({ where: { id: first.id } })).toBe(0);
});

test('another distributor’s connection cannot be compared, nor its run stopped', async () => {
  const { world } = await forwarded();
  const distributorId = '00000000-0000-7000-8000-000000000001' as Id<'Distributor'>;
  const { connectionId } = keyOf(world);
  const asked = await startReconciliation(world.context, { distributorId, connectionId, requestedBy: 'x' }); // prettier-ignore
  expect(asked).toMatchObject({ error: { kind: 'unknown-connection' } });
  const run = await reconcile(world);
  const runId = run.id as Id<'ReconciliationRun'>;
  expect(await stopReconciliation(world.context, { distributorId, runId })).toMatchObject({ error: { kind: 'not-comparing' } }); // prettier-ignore
});
