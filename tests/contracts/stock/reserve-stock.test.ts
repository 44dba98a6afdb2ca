import { beforeEach, describe, expect, test } from 'vitest';
import { auditStock } from '../../../app/modules/stock/audit-stock.server.ts';
import { firmReservations } from '../../../app/modules/stock/firm-reservations.server.ts';
import { markDeducted } from '../../../app/modules/stock/mark-deducted.server.ts';
import { releaseReservations } from '../../../app/modules/stock/release-reservations.server.ts';
import { reservationsOf } from '../../../app/modules/stock/reservations-of.server.ts';
import type { ReservationId } from '../../../app/modules/stock/reservation.ts';
import { reserveStock } from '../../../app/modules/stock/reserve-stock.server.ts';
import { settleShippedByUs } from '../../../app/modules/stock/settle-shipped-by-us.server.ts';
import type { StockContext } from '../../../app/modules/stock/stock-level.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { movableClock } from '../../factories/factory-clock.ts';
import { makeStock } from '../../factories/stock.ts';
import type { MadeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, empty } = await cloneDatabase();
const clock = movableClock();
const act = <Value>(verb: (context: StockContext) => Promise<Value>) =>
  inTransaction(db, (tx) => verb({ tx, clock }));

beforeEach(empty);

async function arrange(...quantities: number[]): Promise<MadeStock[]> {
  const distributor = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributor.id);
  const stock: MadeStock[] = [];
  for (const onHand of quantities) stock.push(await makeStock(db, supplier, { onHand }));
  return stock;
}

function reserve(stock: MadeStock, quantity: number, orderId = newId<'Order'>()) {
  return reserveAll([{ stock, quantity }], orderId);
}

function reserveAll(wanted: { stock: MadeStock; quantity: number }[], orderId = newId<'Order'>()) {
  const distributorId = wanted[0]?.stock.distributorId ?? newId<'Distributor'>();
  return act((context) =>
    reserveStock(context, {
      distributorId,
      orderId,
      commitment: 'tentative',
      items: wanted.map(({ stock: { variantId, locationId, supplierId }, quantity }) => ({
        variantId,
        locationId,
        supplierId,
        quantity,
        orderLineId: newId<'OrderLine'>(),
      })),
    }),
  );
}

async function levelOf(stock: MadeStock): Promise<{ onHand: number; reserved: number }> {
  const { onHand, reserved } = await db.stockLevel.findFirstOrThrow({
    where: { variantId: stock.variantId, locationId: stock.locationId },
  });
  return { onHand, reserved };
}

async function reservedOf(stock: MadeStock, quantity: number): Promise<ReservationId> {
  const [reservation] = expectOk(await reserve(stock, quantity));
  if (!reservation) throw new Error('nothing reserved');
  return reservation.reservationId;
}

describe('reserving', () => {
  test('takes units off what is allocatable and tells the publishers', async () => {
    const [stock] = await arrange(10);
    if (!stock) throw new Error();
    const reservations = expectOk(await reserve(stock, 4));
    expect(reservations).toMatchObject([{ quantity: 4, state: 'held', commitment: 'tentative' }]);
    expect(await levelOf(stock)).toEqual({ onHand: 10, reserved: 4 });
    expect(await db.stockChange.count({ where: { variantId: stock.variantId } })).toBe(1);
    expect(await auditStock({ tx: db })).toEqual([]);
  });

  test('gives all or nothing and says what is missing', async () => {
    const [plenty, scarce] = await arrange(10, 1);
    if (!plenty || !scarce) throw new Error();
    const refused = await reserveAll([
      { stock: plenty, quantity: 2 },
      { stock: scarce, quantity: 3 },
    ]);
    const { variantId, locationId } = scarce;
    expect(refused).toEqual({
      ok: false,
      error: { kind: 'stock-short', shortages: [{ variantId, locationId, missing: 2 }] },
    });
    expect(await levelOf(plenty)).toEqual({ onHand: 10, reserved: 0 });
    expect(await db.reservation.count()).toBe(0);
  });

  test('counts two lines of one variant together', async () => {
    const [stock] = await arrange(5);
    if (!stock) throw new Error();
    const wanted = [
      { stock, quantity: 3 },
      { stock, quantity: 3 },
    ];
    expect((await reserveAll(wanted)).ok).toBe(false);
  });

  test('finds no units where the location does not stock the variant', async () => {
    const [stock] = await arrange(5);
    if (!stock) throw new Error();
    const elsewhere = { ...stock, locationId: newId<'SupplierLocation'>() };
    expect((await reserve(elsewhere, 1)).ok).toBe(false);
  });

  test('finds no units of another distributor', async () => {
    const [mine] = await arrange(5);
    const [theirs] = await arrange(5);
    if (!mine || !theirs) throw new Error();
    const foreign = { ...theirs, distributorId: mine.distributorId };
    expect((await reserve(foreign, 1)).ok).toBe(false);
  });
});

describe('the life of a reservation', () => {
  test('giving a part back frees these units and leaves the rest under the same id', async () => {
    const [stock] = await arrange(10);
    if (!stock) throw new Error();
    const reservationId = await reservedOf(stock, 5);
    const { distributorId } = stock;
    await act((context) =>
      releaseReservations(context, {
        distributorId,
        reservations: [{ reservationId, quantity: 2 }],
      }),
    );
    expect(await levelOf(stock)).toEqual({ onHand: 10, reserved: 3 });
    const rows = await db.reservation.findMany({ orderBy: { quantity: 'asc' } });
    expect(rows).toMatchObject([
      { quantity: 2, state: 'released' },
      { id: reservationId, quantity: 3, state: 'held' },
    ]);
    expect(await auditStock({ tx: db })).toEqual([]);
  });

  test('giving it back twice frees the units once', async () => {
    const [stock] = await arrange(10);
    if (!stock) throw new Error();
    const reservationId = await reservedOf(stock, 5);
    const release = () =>
      act((context) =>
        releaseReservations(context, {
          distributorId: stock.distributorId,
          reservations: [{ reservationId, quantity: 5 }],
        }),
      );
    await release();
    await release();
    expect(await levelOf(stock)).toEqual({ onHand: 10, reserved: 0 });
  });

  test('what the supplier has deducted goes on counting until a figure shows it', async () => {
    const [stock] = await arrange(10);
    if (!stock) throw new Error();
    const reservationId = await reservedOf(stock, 5);
    const { distributorId } = stock;
    await act((context) =>
      markDeducted(context, {
        distributorId,
        reservations: [{ reservationId, quantity: 3 }],
        deductedAt: clock.now(),
      }),
    );
    expect(await levelOf(stock)).toEqual({ onHand: 10, reserved: 5 });
    const states = await db.reservation.findMany({ orderBy: { quantity: 'asc' } });
    expect(states).toMatchObject([
      { quantity: 2, state: 'held' },
      { quantity: 3, state: 'deducted' },
    ]);
  });

  test('what we deduct ourselves leaves on hand and reserved together', async () => {
    const [stock] = await arrange(10);
    if (!stock) throw new Error();
    const reservationId = await reservedOf(stock, 5);
    await act((context) =>
      settleShippedByUs(context, {
        distributorId: stock.distributorId,
        reservations: [{ reservationId, quantity: 5 }],
        shippedAt: clock.now(),
      }),
    );
    expect(await levelOf(stock)).toEqual({ onHand: 5, reserved: 0 });
    expect(await auditStock({ tx: db })).toEqual([]);
  });

  test('release of the order makes its reservations firm', async () => {
    const [stock] = await arrange(10);
    if (!stock) throw new Error();
    const orderId = newId<'Order'>();
    expectOk(await reserve(stock, 1, orderId));
    const key = { distributorId: stock.distributorId, orderId };
    await act((context) => firmReservations(context, key));
    expect(await reservationsOf({ tx: db }, key)).toMatchObject([{ commitment: 'firm' }]);
  });
});
