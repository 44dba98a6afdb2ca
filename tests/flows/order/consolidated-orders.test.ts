import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { markSent, sendAgain } from '../../../app/flows/order/decide-purchase-order.server.ts';
import { nextCutOff } from '../../../app/modules/routing/dispatch-calendar.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { newId } from '../../../app/platform/ids.ts';
import { LOST, NOT_SENT } from '../../factories/ports.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld, MINUTE } from './order-world.ts';
import type { World } from './order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);

const HOUR = 60 * MINUTE;
/** Goods leave on working days at 17:00 in Berlin. */
const CALENDAR = { timeZone: 'Europe/Berlin', cutOffMinutes: 17 * 60, weekdays: [1, 2, 3, 4, 5] };

async function arrange(
  consolidate: object = {},
  capabilities: NonNullable<NonNullable<Parameters<typeof makeWorld>[1]>['suppliers']>[number]['capabilities'] = { takesSeveral: true },
) {
  const world = await makeWorld(database, { suppliers: [{ capabilities }] });
  await world.db.supplier.updateMany({
    data: { purchaseRules: { consolidate }, shippingTerms: { calendar: CALENDAR } },
  });
  const sock = await world.stockVariant([100], [500]);
  return { world, sock };
} // prettier-ignore

async function order(
  world: World,
  sock: { outsideVariantId: string },
  id: string,
  quantity: number,
) {
  const line = { outsideLineId: `L${id}`, outsideVariantId: sock.outsideVariantId, quantity };
  world.put({ outsideOrderId: id, lines: [line] });
  await world.import(id);
  await world.work();
}

async function cutOff(world: World) {
  const batch = await world.db.purchaseOrderBatch.findFirstOrThrow({
    where: { status: 'gathering' },
  });
  world.clock.move(batch.closesAt.getTime() - world.clock.now().getTime());
  await world.work();
}

const quantities = (world: World) =>
  world.connector.placed.map(({ lines }) => lines.map(({ quantity }) => quantity).sort());
const statuses = async (world: World) =>
  (await world.db.purchaseOrder.findMany({ orderBy: { number: 'asc' } })).map(
    ({ status }) => status,
  );
const kinds = async (world: World) => (await world.openExceptions()).map(({ kind }) => kind).sort();

describe('a supplier that wants purchase orders together', () => {
  test('gets one document at its cut-off, with where each order goes', async () => {
    const { world, sock } = await arrange();
    await order(world, sock, '1', 2);
    await order(world, sock, '2', 3);
    expect(world.connector.placed).toEqual([]);
    await cutOff(world);
    expect(quantities(world)).toEqual([[2, 3]]);
    const [placed] = world.connector.placed;
    const numbers = (await world.db.purchaseOrder.findMany()).map(({ number }) => number).sort();
    expect(placed?.parcels?.map(({ number }) => number).sort()).toEqual(numbers);
    expect(placed?.parcels?.flatMap(({ lineIds }) => lineIds).sort()).toEqual(
      placed?.lines.map(({ lineId }) => lineId).sort(),
    );
    expect(await statuses(world)).toEqual(['sent', 'sent']);
  });

  test('a cancellation before the cut-off takes only its own lines', async () => {
    const { world, sock } = await arrange();
    await order(world, sock, '1', 2);
    await order(world, sock, '2', 3);
    world.edit('1', {
      cancelledAt: world.clock.now(),
      lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 2, currentQuantity: 0 }],
    });
    await world.import('1');
    await world.work();
    expect((await world.order('1')).status).toBe('cancelled');
    await cutOff(world);
    expect(quantities(world)).toEqual([[3]]);
  }); // prettier-ignore

  test('one cancelled after it has left is taken out of the document by its lines', async () => {
    const { world, sock } = await arrange();
    await order(world, sock, '1', 2);
    await order(world, sock, '2', 3);
    await cutOff(world);
    world.edit('1', {
      cancelledAt: world.clock.now(),
      lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 2, currentQuantity: 0 }],
    });
    await world.import('1');
    await world.work();
    const [change] = world.connector.changes;
    expect(change).toMatchObject({ kind: 'lines', number: world.connector.placed[0]?.number });
    expect((await world.order('1')).status).toBe('cancelled');
    expect((await world.order('2')).purchaseOrders[0]?.status).toBe('sent');
  }); // prettier-ignore

  test('what it answers about the document is said of each order by its lines', async () => {
    const { world, sock } = await arrange();
    await order(world, sock, '1', 2);
    await order(world, sock, '2', 3);
    await cutOff(world);
    const [document] = world.connector.placed;
    const number = document?.number ?? '';
    const lines = document?.lines ?? [];
    const at = world.clock.now();
    const answers = lines.map(({ lineId, quantity }) => ({ lineId, accepted: quantity, rejected: 0, backordered: 0, expectedAt: undefined }));
    expect(await world.tell({ key: 'a', number, at, kind: 'acknowledged', lines: answers })).toBe('recorded');
    expect(await statuses(world)).toEqual(['acknowledged', 'acknowledged']);
    expect(await world.tell({ key: 'b', number, at, kind: 'acknowledged', lines: answers })).toBe('nothing-new');
    const parcel = { carrier: 'Swiss Post', trackingNumber: '1', trackingUrl: undefined, shipmentKey: 'S1' };
    const shipped = lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
    expect(await world.tell({ key: 'c', number, at, kind: 'shipped', ...parcel, lines: shipped })).toBe('recorded');
    expect(await statuses(world)).toEqual(['shipped', 'shipped']);
    expect((await world.order('1')).orderLines[0]?.shippedQuantity).toBe(2);
    expect((await world.order('2')).orderLines[0]?.shippedQuantity).toBe(3);
  }); // prettier-ignore

  test('a line that no order of the document has is refused, the others are taken in', async () => {
    const { world, sock } = await arrange();
    await order(world, sock, '1', 2);
    await cutOff(world);
    const [document] = world.connector.placed;
    const answer = (lineId: string) => ({ lineId, accepted: 2, rejected: 0, backordered: 0, expectedAt: undefined });
    const lines = [answer(document?.lines[0]?.lineId ?? ''), answer(newId())];
    const message = { key: 'a', number: document?.number ?? '', at: world.clock.now(), kind: 'acknowledged', lines } as const;
    expect(await world.tell(message)).toBe('refused');
    expect(await statuses(world)).toEqual(['acknowledged']);
  }); // prettier-ignore

  test('a refused document is refused for every order in it', async () => {
    const { world, sock } = await arrange();
    await order(world, sock, '1', 2);
    await order(world, sock, '2', 3);
    world.connector.faults.failNext('placePurchaseOrder', { kind: 'refused', why: 'closed' });
    await cutOff(world);
    expect(await statuses(world)).toEqual(['refused', 'refused']);
    expect(await kinds(world)).toEqual(['order-short', 'order-short']);
  });

  test('one that surely did not arrive is sent again, once, with what is wanted by then', async () => {
    const { world, sock } = await arrange();
    await order(world, sock, '1', 2);
    await order(world, sock, '2', 3);
    world.connector.faults.failNext('placePurchaseOrder', NOT_SENT);
    await cutOff(world);
    expect(await statuses(world)).toEqual(['draft', 'draft']);
    world.clock.move(MINUTE);
    await world.work();
    expect(quantities(world)).toEqual([[2, 3]]);
    expect(await statuses(world)).toEqual(['sent', 'sent']);
  });

  test('one whose answer was lost is looked for, and the supplier has it once', async () => {
    const { world, sock } = await arrange();
    await order(world, sock, '1', 2);
    await order(world, sock, '2', 3);
    world.connector.faults.failNext('placePurchaseOrder', LOST, { after: true });
    await cutOff(world);
    world.clock.move(MINUTE);
    await world.work();
    expect(world.connector.placed).toHaveLength(1);
    expect(await statuses(world)).toEqual(['sent', 'sent']);
  });

  test('where nobody can look, each order waits for a person; what was not received goes again by itself', async () => {
    const { world, sock } = await arrange({}, { takesSeveral: true, findPurchaseOrder: false });
    await order(world, sock, '1', 2);
    await order(world, sock, '2', 3);
    world.connector.faults.failNext('placePurchaseOrder', LOST);
    await cutOff(world);
    expect(await statuses(world)).toEqual(['unknown', 'unknown']);
    const rows = await world.db.purchaseOrder.findMany({ orderBy: { number: 'asc' } });
    const [first, second] = rows.map((row) => ({
      distributorId: row.distributorId as Id<'Distributor'>,
      purchaseOrderId: row.id as Id<'PurchaseOrder'>,
      userId: 'u',
    }));
    if (!first || !second) throw new Error('There are two');
    await sendAgain(world.context, first);
    await markSent(world.context, { ...second, outsideReference: 'S' });
    await world.work();
    expect(quantities(world)).toEqual([[2]]);
    expect(await statuses(world)).toEqual(['sent', 'sent']);
  });

  test('a link that takes one at a time gets them at the cut-off, each under its own key', async () => {
    const { world, sock } = await arrange({}, {});
    await order(world, sock, '1', 2);
    await order(world, sock, '2', 3);
    expect(world.connector.placed).toEqual([]);
    await cutOff(world);
    expect(quantities(world).sort()).toEqual([[2], [3]]);
    expect(await statuses(world)).toEqual(['sent', 'sent']);
  });

  test('below its minimum the document waits, and goes at the next cut-off once it has reached it', async () => {
    const { world, sock } = await arrange({ minimumMinor: 2_500, latestHours: 200 });
    await order(world, sock, '1', 2);
    await cutOff(world);
    expect(world.connector.placed).toEqual([]);
    expect((await world.db.purchaseOrderBatch.findFirstOrThrow()).waitsFor).toBe('minimum');
    await order(world, sock, '2', 3);
    await cutOff(world);
    expect(quantities(world)).toEqual([[2, 3]]);
  });

  test('at its latest moment it goes without having reached it', async () => {
    const { world, sock } = await arrange({ minimumMinor: 1_000_000, latestHours: 30 });
    await order(world, sock, '1', 2);
    const begun = world.clock.now();
    for (let times = 0; times < 5 && world.connector.placed.length === 0; times += 1)
      await cutOff(world);
    expect(quantities(world)).toEqual([[2]]);
    expect(world.clock.now().getTime()).toBeLessThanOrEqual(begun.getTime() + 30 * HOUR);
  });

  test('a worker that dies at any point of sending leaves one document at the supplier', async () => {
    for (let point = 1; point <= 8; point += 1) {
      for (const moment of ['before', 'after'] as const) {
        await database.empty();
        const { world, sock } = await arrange();
        await order(world, sock, '1', 2);
        await order(world, sock, '2', 3);
        world.dieAt(moment, point);
        await cutOff(world);
        world.clock.move(MINUTE);
        await world.work();
        expect([moment, point, quantities(world), await statuses(world)]).toEqual([moment, point, [[2, 3]], ['sent', 'sent']]);
      }
    }
  }); // prettier-ignore

  test('orders that come while a document is being sent are in it or in the next, never in none', async () => {
    const { world, sock } = await arrange();
    await order(world, sock, '1', 2);
    const batch = await world.db.purchaseOrderBatch.findFirstOrThrow();
    world.clock.move(batch.closesAt.getTime() - world.clock.now().getTime());
    for (const id of ['2', '3', '4']) {
      const line = { outsideLineId: `L${id}`, outsideVariantId: sock.outsideVariantId, quantity: 1 };
      world.put({ outsideOrderId: id, lines: [line] });
    }
    await Promise.all([world.work(), ...['2', '3', '4'].map((id) => world.import(id))]);
    await world.work();
    if (await world.db.purchaseOrderBatch.count({ where: { status: 'gathering' } }))
      await cutOff(world);
    expect(await statuses(world)).toEqual(['sent', 'sent', 'sent', 'sent']);
    expect(quantities(world).flat().reduce((sum, units) => sum + units, 0)).toBe(5);
  }); // prettier-ignore
});

describe('the next cut-off', () => {
  test('is the one of today until it has come, then that of the next working day', () => {
    const friday = new Date('2026-11-20T15:59:00Z');
    expect(nextCutOff(CALENDAR, friday)?.toISOString()).toBe('2026-11-20T16:00:00.000Z');
    const after = new Date('2026-11-20T16:00:00Z');
    expect(nextCutOff(CALENDAR, after)?.toISOString()).toBe('2026-11-23T16:00:00.000Z');
  });

  test('stands at the same time of the day in the supplier’s zone, whatever its clocks do', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }), (now) => {
        const at = nextCutOff(CALENDAR, now);
        const shown = new Intl.DateTimeFormat('en-GB', { timeZone: CALENDAR.timeZone, hour: '2-digit', minute: '2-digit', weekday: 'short' }).format(at);
        expect(shown).toMatch(/^(Mon|Tue|Wed|Thu|Fri),? 17:00$/);
        expect(at?.getTime()).toBeGreaterThan(now.getTime());
      }),
      { seed: 20261122 },
    );
  }); // prettier-ignore

  test('does not exist in a calendar without a working day', () => {
    const holidays = Array.from({ length: 90 }, (_, day) =>
      new Date(Date.UTC(2026, 10, 20 + day)).toISOString().slice(0, 10),
    );
    expect(nextCutOff({ ...CALENDAR, holidays }, new Date('2026-11-20T12:00:00Z'))).toBe(undefined);
  });
});
