/** Random lives of a level against a model of some lines: what orders may draw on is what the supplier really has left. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyLevels } from '../../../app/modules/stock/apply-levels.server.ts';
import { auditStock } from '../../../app/modules/stock/audit-stock.server.ts';
import { expireReservations } from '../../../app/modules/stock/expire-reservations.server.ts';
import { markDeducted } from '../../../app/modules/stock/mark-deducted.server.ts';
import { releaseReservations } from '../../../app/modules/stock/release-reservations.server.ts';
import { releaseUnseenSales } from '../../../app/modules/stock/release-unseen-sales.server.ts';
import { reserveStock } from '../../../app/modules/stock/reserve-stock.server.ts';
import { reserveUnseenSales } from '../../../app/modules/stock/reserve-unseen-sales.server.ts';
import type { ReservationId } from '../../../app/modules/stock/reservation.ts';
import type { StockContext } from '../../../app/modules/stock/stock-level.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeStock } from '../../factories/stock.ts';
import type { MadeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db } = await cloneDatabase();
const clock = movableClock();
const act = <Value>(verb: (context: StockContext) => Promise<Value>) =>
  inTransaction(db, (tx) => verb({ tx, clock }));
const START = 20;
const SHORT_MS = 60_000;

type Promised = { id: ReservationId; quantity: number; state: 'held' | 'deducted' | 'done' };
/** `physical`: what lies at the supplier; `gone`: taken off there, so that a figure told from then on leaves it out. */
type Model = {
  stock: MadeStock;
  physical: number;
  promised: Promised[];
  unseen: { quantity: number; until: number }[];
};

const step = fc.oneof(
  fc.record({ kind: fc.constant('reserve' as const), quantity: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ kind: fc.constant('unseen' as const), quantity: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('order-came' as const), quantity: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('feed-first' as const), quantity: fc.nat(9) }),
  fc.record({ kind: fc.constant('acknowledge' as const), quantity: fc.nat(9) }),
  fc.record({ kind: fc.constant('cancel' as const), quantity: fc.nat(9) }),
  fc.record({ kind: fc.constant('feed' as const), quantity: fc.constant(0) }),
  fc.record({ kind: fc.constant('wait' as const), quantity: fc.integer({ min: 1, max: 90 }) }),
);

const connectionId = newId<'Connection'>();

async function run(model: Model, { kind, quantity }: { kind: string; quantity: number }) {
  const { stock, promised } = model;
  const { distributorId, variantId } = stock;
  clock.move(1_000);
  const open = promised.filter(({ state }) => state === 'held');
  const chosen = open[quantity % Math.max(1, open.length)];
  if (kind === 'reserve') {
    const items = [{ ...stock, quantity, orderLineId: newId<'OrderLine'>() }];
    const answer = await act((context) =>
      reserveStock(context, {
        distributorId,
        orderId: newId<'Order'>(),
        commitment: 'firm',
        items,
      }),
    );
    expect(answer.ok).toBe(free(model) >= quantity);
    if (answer.ok)
      for (const { reservationId: id } of answer.value)
        promised.push({ id, quantity, state: 'held' });
  } else if (kind === 'unseen') {
    const expiresAt = new Date(clock.now().getTime() + SHORT_MS);
    const found = await act((context) =>
      reserveUnseenSales(context, {
        distributorId,
        connectionId,
        sales: [{ variantId, quantity }],
        expiresAt,
      }),
    );
    expect(found).toBe(Math.min(quantity, Math.max(0, free(model))));
    if (found > 0) model.unseen.push({ quantity: found, until: expiresAt.getTime() });
  } else if (kind === 'order-came') {
    await act((context) =>
      releaseUnseenSales(context, {
        distributorId,
        connectionId,
        sales: [{ variantId, quantity }],
      }),
    );
    let left = quantity;
    for (const sale of model.unseen) {
      const part = Math.min(left, sale.quantity);
      sale.quantity -= part;
      left -= part;
    }
  } else if (kind === 'acknowledge' || kind === 'feed-first') {
    if (!chosen) return;
    const deductedAt = clock.now();
    model.physical -= chosen.quantity;
    clock.move(10_000); // beyond the skew
    if (kind === 'feed-first') await feed(model);
    const reservations = [{ reservationId: chosen.id, quantity: chosen.quantity }];
    await act((context) => markDeducted(context, { distributorId, reservations, deductedAt }));
    chosen.state = kind === 'feed-first' ? 'done' : 'deducted';
  } else if (kind === 'cancel') {
    if (!chosen) return;
    const reservations = [{ reservationId: chosen.id, quantity: chosen.quantity }];
    await act((context) => releaseReservations(context, { distributorId, reservations }));
    chosen.state = 'done';
  } else if (kind === 'feed') {
    clock.move(10_000);
    await feed(model);
  } else {
    clock.move(quantity * 1_000);
    await act(expireReservations);
    model.unseen = model.unseen.filter(({ until }) => until > clock.now().getTime());
  }
}

async function feed(model: Model): Promise<void> {
  const { stock, physical, promised } = model;
  const source = { ...stock, reference: 'feed', epoch: 1, receivedAt: clock.now() };
  await act((context) =>
    applyLevels(context, source, [{ ...stock, quantity: physical, statedAsOf: clock.now() }]),
  );
  for (const each of promised) if (each.state === 'deducted') each.state = 'done';
}

/** What lies there less what is promised and still to be taken off: no sale is forgotten and none counts twice. */
const free = ({ physical, promised, unseen }: Model): number =>
  physical -
  promised
    .filter(({ state }) => state === 'held')
    .reduce((sum, { quantity }) => sum + quantity, 0) -
  unseen.reduce((sum, { quantity }) => sum + quantity, 0);

test('whatever happens in whatever order, what may be promised is what lies there less what is promised', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      clock.set(FACTORY_NOW);
      const { id: distributorId } = await makeDistributor(db);
      const supplier = await makeSupplier(db, distributorId);
      const model: Model = {
        stock: await makeStock(db, supplier, { onHand: START }),
        physical: START,
        promised: [],
        unseen: [],
      };
      for (const each of steps) {
        await run(model, each);
        const level = await db.stockLevel.findFirstOrThrow({ where: { distributorId } });
        expect(level.onHand - level.reserved).toBe(free(model));
        expect(level.onHand - level.reserved).toBeGreaterThanOrEqual(0);
      }
      expect(await auditStock({ tx: db }, { distributorId })).toEqual([]);
    }),
    { numRuns: 15, seed: 20_261_121 },
  );
}, 120_000);
