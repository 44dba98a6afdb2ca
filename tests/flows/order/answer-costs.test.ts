import { beforeEach, expect, test } from 'vitest';
import { applyRemedy } from '../../../app/flows/order/apply-remedy.server.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
const { db } = database;
beforeEach(database.empty);

/** An order of two units, placed with the first supplier at 5.00; another has the goods as well. */
async function arrange(costToleranceBasisPoints = 0) {
  const suppliers = [{ overrides: { costToleranceBasisPoints } }, {}];
  const world = await makeWorld(database, { suppliers });
  const sock = await world.stockVariant([10, 10]);
  world.put({
    outsideOrderId: '1',
    lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 2 }],
  });
  await world.import('1');
  await world.work();
  return { world, sock };
}

async function answerWith(world: World, unitCost: string) {
  world.clock.move(1_000);
  const number = world.connector.placed[0]?.number ?? '';
  await world.acknowledge(number, [{ accepted: 2, unitCost }]);
  await world.work();
}

async function remedy(world: World, name: string) {
  const { id } = await db.exceptionCase.findFirstOrThrow({ where: { resolvedAt: null } });
  const distributorId = world.distributor.id;
  const input = { distributorId, exceptionId: id, remedy: name, userId: 'hanna' };
  return applyRemedy(world.context, input);
}

const costs = async () =>
  (await db.purchaseOrderLine.findMany({ orderBy: { id: 'asc' } })).map((line) => ({
    cost: Number(line.unitCostMinor),
    proposed: line.proposedCostMinor === null ? null : Number(line.proposedCostMinor),
  }));

const kinds = async (world: World) => (await world.openExceptions()).map(({ kind }) => kind);

test('a cost within the tolerance is taken over and stands in the timeline of the hub alone', async () => {
  const { world } = await arrange(500);
  await answerWith(world, '5.20');
  expect(await costs()).toEqual([{ cost: 520, proposed: null }]);
  expect(await kinds(world)).toEqual([]);
  const act = await db.auditEntry.findFirstOrThrow({
    where: { act: 'purchase-order-cost-changed' },
  });
  expect(act.storeId).toBeNull();
  expect(act.detail).toMatchObject({
    currency: 'CHF',
    costs: [{ beforeMinor: 500, afterMinor: 520 }],
  });
});

test('a cost beyond the tolerance waits for a person, who sees both, and counts for nothing before', async () => {
  const { world } = await arrange(300);
  await answerWith(world, '5.20');
  expect(await costs()).toEqual([{ cost: 500, proposed: 520 }]);
  const [exception] = await world.openExceptions();
  expect(exception).toMatchObject({
    kind: 'cost-change',
    remedies: ['accept-cost', 'cancel-purchase-order'],
  });
  expect(exception?.happened).toContain('CHF 5.20 instead of 5.00');
});

test('a cost that is accepted counts from then on, and the same answer again asks nothing', async () => {
  const { world } = await arrange();
  await answerWith(world, '5.20');
  expect(await remedy(world, 'accept-cost')).toMatchObject({ ok: true });
  expect(await costs()).toEqual([{ cost: 520, proposed: null }]);
  await answerWith(world, '5.20');
  expect(await kinds(world)).toEqual([]);
});

test('an order that is asked back over its cost goes to another supplier, not to the same one again', async () => {
  const { world, sock } = await arrange();
  await answerWith(world, '5.20');
  expect(await remedy(world, 'cancel-purchase-order')).toMatchObject({ ok: true });
  await world.work();
  const second = world.connectorOf(world.suppliers[1]?.id ?? '');
  expect(world.connector.placed).toHaveLength(1);
  expect(second.placed.map(({ lines }) => lines[0]?.quantity)).toEqual([2]);
  expect(await world.level(sock.id)).toMatchObject({ reserved: 0 });
  expect(await kinds(world)).toEqual([]);
});

test('a supplier that comes back to the cost asked for ends the wait', async () => {
  const { world } = await arrange();
  await answerWith(world, '5.20');
  await answerWith(world, '5.00');
  expect(await costs()).toEqual([{ cost: 500, proposed: null }]);
  expect(await kinds(world)).toEqual([]);
});

test('a remedy for a cost that nobody asks for any more is not possible', async () => {
  const { world } = await arrange();
  await answerWith(world, '5.20');
  await db.purchaseOrderLine.updateMany({ data: { proposedCostMinor: null } });
  expect(await remedy(world, 'accept-cost')).toMatchObject({
    ok: false,
    error: { kind: 'not-possible', why: 'not-now' },
  });
});
