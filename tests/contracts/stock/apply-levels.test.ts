import { beforeEach, describe, expect, test } from 'vitest';
import { applyLevels } from '../../../app/modules/stock/apply-levels.server.ts';
import { auditStock } from '../../../app/modules/stock/audit-stock.server.ts';
import { markDeducted } from '../../../app/modules/stock/mark-deducted.server.ts';
import { releaseReservations } from '../../../app/modules/stock/release-reservations.server.ts';
import type { ReservationId } from '../../../app/modules/stock/reservation.ts';
import { reserveStock } from '../../../app/modules/stock/reserve-stock.server.ts';
import { settleShippedByUs } from '../../../app/modules/stock/settle-shipped-by-us.server.ts';
import type { StockContext } from '../../../app/modules/stock/stock-level.ts';
import type { Instant } from '../../../app/platform/clock.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeVariant } from '../../factories/catalog.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeStock } from '../../factories/stock.ts';
import type { MadeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, empty } = await cloneDatabase();
const clock = movableClock();
const act = <Value>(verb: (context: StockContext) => Promise<Value>) =>
  inTransaction(db, (tx) => verb({ tx, clock }));
const SECOND = 1_000;
const after = (seconds: number): Instant => new Date(FACTORY_NOW.getTime() + seconds * SECOND);

beforeEach(async () => {
  await empty();
  clock.set(FACTORY_NOW);
});

async function arrange(supplier: Parameters<typeof makeSupplier>[2] = {}): Promise<MadeStock> {
  const distributor = await makeDistributor(db);
  return makeStock(db, await makeSupplier(db, distributor.id, supplier), { onHand: 10 });
}

type Told = { quantity: number; statedAsOf?: Instant; receivedAt?: Instant; epoch?: number };

function tell(
  stock: MadeStock,
  { quantity, statedAsOf, receivedAt = clock.now(), epoch = 1 }: Told,
) {
  const { distributorId, supplierId, variantId, locationId } = stock;
  const source = { distributorId, supplierId, reference: 'feed', epoch, receivedAt };
  return act((context) =>
    applyLevels(context, source, [{ variantId, locationId, quantity, statedAsOf }]),
  );
}

async function reserved(stock: MadeStock, quantity: number): Promise<ReservationId> {
  const { distributorId, variantId, locationId, supplierId } = stock;
  const item = { variantId, locationId, supplierId, quantity, orderLineId: newId<'OrderLine'>() };
  const answer = await act((context) =>
    reserveStock(context, {
      distributorId,
      orderId: newId<'Order'>(),
      commitment: 'firm',
      items: [item],
    }),
  );
  const [reservation] = expectOk(answer);
  if (!reservation) throw new Error('nothing reserved');
  return reservation.reservationId;
}

function deduct(
  stock: MadeStock,
  reservationId: ReservationId,
  quantity: number,
  deductedAt: Instant,
) {
  return act((context) =>
    markDeducted(context, {
      distributorId: stock.distributorId,
      reservations: [{ reservationId, quantity }],
      deductedAt,
    }),
  );
}

async function level() {
  const { onHand, reserved: promised } = await db.stockLevel.findFirstOrThrow();
  expect(await auditStock({ tx: db })).toEqual([]);
  return { onHand, reserved: promised };
}

describe('a figure', () => {
  test('replaces an older one and makes levels that were not there', async () => {
    const stock = await arrange();
    const variant = await makeVariant(db, stock.distributorId);
    clock.set(after(60));
    expect(await tell(stock, { quantity: 7, statedAsOf: after(30) })).toMatchObject({ changed: 1 });
    expect(await level()).toEqual({ onHand: 7, reserved: 0 });
    await tell({ ...stock, variantId: variant.id }, { quantity: 3 });
    expect(await db.stockLevel.count()).toBe(2);
    expect(await auditStock({ tx: db })).toEqual([]);
  });

  test('never replaces a newer one', async () => {
    const stock = await arrange();
    clock.set(after(60));
    await tell(stock, { quantity: 7, statedAsOf: after(30) });
    expect(await tell(stock, { quantity: 99, statedAsOf: after(29) })).toMatchObject({
      applied: 0,
    });
    expect(await level()).toEqual({ onHand: 7, reserved: 0 });
  });

  test('of a new source epoch replaces whatever was before', async () => {
    const stock = await arrange();
    clock.set(after(60));
    await tell(stock, { quantity: 7, statedAsOf: after(30) });
    await tell(stock, { quantity: 4, statedAsOf: after(10), epoch: 2 });
    expect(await level()).toEqual({ onHand: 4, reserved: 0 });
    expect(await tell(stock, { quantity: 9, statedAsOf: after(50) })).toMatchObject({ applied: 0 });
  });

  test('that says the time is in the future counts as told when it was received', async () => {
    const stock = await arrange();
    clock.set(after(60));
    await tell(stock, { quantity: 7, statedAsOf: after(9_999) });
    clock.set(after(90));
    await tell(stock, { quantity: 6, statedAsOf: after(80) });
    expect(await level()).toEqual({ onHand: 6, reserved: 0 });
  });

  test('that says nothing new tells no publisher', async () => {
    const stock = await arrange();
    await db.stockChange.deleteMany();
    clock.set(after(60));
    expect(await tell(stock, { quantity: 10 })).toMatchObject({ applied: 1, changed: 0 });
    expect(await db.stockChange.count()).toBe(0);
  });

  test('that confirms a stale one tells the publishers though the number is the same', async () => {
    const stock = await arrange();
    clock.set(after(7 * 3_600));
    await tell(stock, { quantity: 10 });
    expect(await db.stockChange.count()).toBe(1);
  });
});

describe('a sale', () => {
  test('that the supplier does not know yet stays off after a feed', async () => {
    const stock = await arrange();
    await reserved(stock, 4);
    clock.set(after(600));
    await tell(stock, { quantity: 10, statedAsOf: after(600) });
    expect(await level()).toEqual({ onHand: 10, reserved: 4 });
  });

  test('is inside the figure only after lag and skew have passed', async () => {
    const stock = await arrange({ sourceLagSeconds: 20, clockSkewSeconds: 5 });
    const id = await reserved(stock, 4);
    await deduct(stock, id, 4, after(100));
    clock.set(after(600));
    await tell(stock, { quantity: 10, statedAsOf: after(124) });
    expect(await level()).toEqual({ onHand: 10, reserved: 4 });
    await tell(stock, { quantity: 6, statedAsOf: after(125) });
    expect(await level()).toEqual({ onHand: 6, reserved: 0 });
  });

  test('waits for the set age where the supplier tells no time', async () => {
    const stock = await arrange({ untimedAgeSeconds: 300 });
    const id = await reserved(stock, 4);
    await deduct(stock, id, 4, after(100));
    clock.set(after(399));
    await tell(stock, { quantity: 10 });
    expect(await level()).toEqual({ onHand: 10, reserved: 4 });
    clock.set(after(400));
    await tell(stock, { quantity: 6 });
    expect(await level()).toEqual({ onHand: 6, reserved: 0 });
  });

  test('that shipped in part is inside by its parts', async () => {
    const stock = await arrange();
    const id = await reserved(stock, 5);
    await deduct(stock, id, 2, after(100));
    clock.set(after(200));
    await tell(stock, { quantity: 8, statedAsOf: after(150) });
    expect(await level()).toEqual({ onHand: 8, reserved: 3 });
    await deduct(stock, id, 3, after(200));
    clock.set(after(400));
    await tell(stock, { quantity: 5, statedAsOf: after(300) });
    expect(await level()).toEqual({ onHand: 5, reserved: 0 });
  });

  test('that we took off ourselves is taken off an older figure again, and not off a newer one', async () => {
    const stock = await arrange({ deductsAt: 'never' });
    const reservationId = await reserved(stock, 4);
    clock.set(after(100));
    await act((context) =>
      settleShippedByUs(context, {
        distributorId: stock.distributorId,
        reservations: [{ reservationId, quantity: 4 }],
        shippedAt: after(100),
      }),
    );
    expect(await level()).toEqual({ onHand: 6, reserved: 0 });
    clock.set(after(200));
    await tell(stock, { quantity: 9, statedAsOf: after(50) });
    expect(await level()).toEqual({ onHand: 5, reserved: 0 });
    await tell(stock, { quantity: 5, statedAsOf: after(150) });
    expect(await level()).toEqual({ onHand: 5, reserved: 0 });
  });

  test('that is given back after the supplier’s figure shows it comes back with the next figure only', async () => {
    const stock = await arrange();
    const reservationId = await reserved(stock, 4);
    await deduct(stock, reservationId, 4, after(10));
    clock.set(after(60));
    await tell(stock, { quantity: 6, statedAsOf: after(30) });
    await act((context) =>
      releaseReservations(context, {
        distributorId: stock.distributorId,
        reservations: [{ reservationId, quantity: 4 }],
      }),
    );
    expect(await level()).toEqual({ onHand: 6, reserved: 0 });
  });
});

describe('a shortage', () => {
  test('opens in the commit of the feed and closes when the units are there again', async () => {
    const stock = await arrange();
    await reserved(stock, 6);
    clock.set(after(60));
    await tell(stock, { quantity: 4 });
    const open = { resolvedAt: null, kind: 'stock-shortage' };
    expect(await db.exceptionCase.count({ where: open })).toBe(1);
    clock.set(after(120));
    await tell(stock, { quantity: 6 });
    expect(await db.exceptionCase.count({ where: open })).toBe(0);
  });

  test('closes when enough units are given back', async () => {
    const stock = await arrange();
    const reservationId = await reserved(stock, 6);
    clock.set(after(60));
    await tell(stock, { quantity: 4 });
    await act((context) =>
      releaseReservations(context, {
        distributorId: stock.distributorId,
        reservations: [{ reservationId, quantity: 2 }],
      }),
    );
    expect(await db.exceptionCase.count({ where: { resolvedAt: null } })).toBe(0);
  });
});
