import { beforeEach, expect, test } from 'vitest';
import { applyRemedy } from '../../../app/flows/order/apply-remedy.server.ts';
import { openException } from '../../../app/modules/activity/open-exception.server.ts';
import { openShortages } from '../../../app/modules/stock/stock-shortage.server.ts';
import type { NewException } from '../../../app/modules/activity/activity.ts';
import { parkJob } from '../../../app/jobs/park-job.server.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { LOST } from '../../factories/ports.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
const { db } = database;
beforeEach(database.empty);

type Options = Parameters<typeof makeWorld>[1];
const BLIND = { suppliers: [{ capabilities: { findPurchaseOrder: false } }] };

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

const distributorOf = async () => (await db.distributor.findFirstOrThrow()).id as Id<'Distributor'>;

/** Applies a remedy of the only open exception. */
async function remedy(world: World, name: string, entered?: string) {
  const { id } = await db.exceptionCase.findFirstOrThrow({ where: { resolvedAt: null } });
  const distributorId = await distributorOf();
  const input = { distributorId, exceptionId: id, remedy: name, userId: 'hanna', entered };
  return applyRemedy(world.context, input);
}

async function open(world: World, more: Partial<NewException>) {
  await openException(
    { tx: db, clock: world.clock },
    {
      distributorId: await distributorOf(),
      kind: 'backorder',
      severity: 'info',
      owner: 'distributor',
      subject: { kind: 'order', id: (await db.order.findFirstOrThrow()).id },
      dedupeKey: 'a-matter',
      happened: 'It happened.',
      meaning: 'It means something.',
      nextStep: 'Decide.',
      remedies: ['wait', 'let-ship'],
      ...more,
    },
  );
}

test('a purchase order of unknown fate is marked as sent with the number that the supplier gave it', async () => {
  const { world } = await arrange([10], 2, BLIND);
  world.connector.faults.failNext('placePurchaseOrder', LOST, { after: true });
  await world.work();
  expect(await remedy(world, 'mark-sent', '  ')).toMatchObject({ ok: false });
  expect(await remedy(world, 'mark-sent', 'S-1')).toEqual({ ok: true, value: undefined });
  expect(await db.purchaseOrder.findFirst()).toMatchObject({
    status: 'sent',
    outsideReference: 'S-1',
  });
  expect(await world.openExceptions()).toEqual([]);
});

test.each(['wait', 'let-ship'])('%s settles the matter, with who decided it', async (name) => {
  const { world } = await arrange([10], 2);
  await open(world, {});
  expect(await remedy(world, name)).toEqual({ ok: true, value: undefined });
  const [settled] = await db.exceptionCase.findMany();
  expect(settled).toMatchObject({ resolvedBy: 'hanna' });
  expect(settled?.resolution).toMatch(/Waiting|ships/);
});

test('a parked step runs again with what its exception is about, and not with anything else', async () => {
  const { world } = await arrange([10], 2);
  await db.$executeRaw`delete from graphile_worker._private_jobs`;
  const order = await db.order.findFirstOrThrow();
  const payload = { distributorId: order.distributorId, orderId: order.id };
  const job = {
    id: '1',
    name: 'release-order',
    attempt: 25,
    isLastAttempt: true,
    signal: AbortSignal.abort(),
  };
  const context = { ...world.context, log: { ...world.context.log, error: () => undefined } };
  await parkJob(context, job, 'it broke', payload);
  expect(await remedy(world, 'retry-parked')).toEqual({ ok: true, value: undefined });
  const jobs = await db.$queryRaw<{ name: string; payload: unknown }[]>`
    select t.identifier as name, j.payload from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id`;
  expect(jobs).toEqual([{ name: 'release-order', payload }]);
  expect(await world.openExceptions()).toEqual([]);
});

test('a remedy that the exception does not offer is refused', async () => {
  const { world } = await arrange([10], 2);
  await open(world, {});
  expect(await remedy(world, 'cancel-order')).toMatchObject({ error: { kind: 'no-such-remedy' } });
});

test('orders at a level that is promised beyond what it has move to a supplier who has the goods', async () => {
  const { world, sock } = await arrange([10, 10], 4, {
    suppliers: [{}, {}],
    connection: { releaseDelaySeconds: 3_600 },
  });
  const [reservation] = await db.reservation.findMany();
  const locationId = reservation?.locationId ?? '';
  await db.stockLevel.updateMany({ where: { locationId }, data: { onHand: 1 } });
  const distributorId = await distributorOf();
  const level = { variantId: reservation?.variantId, locationId, onHand: 1, reserved: 4 };
  await openShortages({ tx: db, clock: world.clock }, distributorId, [level as never]);
  expect(sock.outsideVariantId).toBeTruthy();
  expect(await remedy(world, 'reroute-orders')).toEqual({ ok: true, value: undefined });
  const held = await db.reservation.findMany({ where: { state: { not: 'released' } } });
  const there = held.filter((each) => each.locationId === locationId);
  const units = (rows: typeof held) => rows.reduce((sum, { quantity }) => sum + quantity, 0);
  expect([units(held), units(there) <= 1]).toEqual([4, true]);
});
