/** Promises 2 and 3 under attack: really parallel connections, feeds out of order, every kind of act at random. */
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { applyLevels } from '../../../app/modules/stock/apply-levels.server.ts';
import { auditStock } from '../../../app/modules/stock/audit-stock.server.ts';
import { markDeducted } from '../../../app/modules/stock/mark-deducted.server.ts';
import { releaseReservations } from '../../../app/modules/stock/release-reservations.server.ts';
import type { ReservationId } from '../../../app/modules/stock/reservation.ts';
import { reserveStock } from '../../../app/modules/stock/reserve-stock.server.ts';
import type { StockContext } from '../../../app/modules/stock/stock-level.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeStock } from '../../factories/stock.ts';
import type { MadeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, empty } = await cloneDatabase({ poolSize: 16 });
const clock = movableClock();
const act = <Value>(verb: (context: StockContext) => Promise<Value>) =>
  inTransaction(db, (tx) => verb({ tx, clock }));
const SEED = 20_261_121;

beforeEach(empty);

async function arrange(count: number, onHand: number): Promise<MadeStock[]> {
  const distributor = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributor.id);
  const made: MadeStock[] = [];
  for (let index = 0; index < count; index += 1)
    made.push(await makeStock(db, supplier, { onHand }));
  return made;
}

function reserve(items: { stock: MadeStock; quantity: number }[]) {
  const [first] = items;
  if (!first) throw new Error('nothing wanted');
  return act((context) =>
    reserveStock(context, {
      distributorId: first.stock.distributorId,
      orderId: newId<'Order'>(),
      commitment: 'firm',
      items: items.map(({ stock: { variantId, locationId, supplierId }, quantity }) => ({
        variantId,
        locationId,
        supplierId,
        quantity,
        orderLineId: newId<'OrderLine'>(),
      })),
    }),
  );
}

test('no unit is promised twice, whoever asks at the same moment and in whatever order of lines', async () => {
  const wish = fc.array(
    fc.array(fc.record({ which: fc.nat(3), quantity: fc.integer({ min: 1, max: 4 }) }), {
      minLength: 1,
      maxLength: 4,
    }),
    { minLength: 8, maxLength: 24 },
  );
  await fc.assert(
    fc.asyncProperty(wish, async (orders) => {
      const stocks = await arrange(4, 9);
      const asked = orders.map((lines) =>
        lines.flatMap(({ which, quantity }) => {
          const stock = stocks[which];
          return stock ? [{ stock, quantity }] : [];
        }),
      );
      const answers = await Promise.all(asked.map(reserve));
      const granted = asked.filter((_lines, index) => answers[index]?.ok);
      for (const stock of stocks) {
        const units = granted
          .flat()
          .filter((line) => line.stock === stock)
          .reduce((sum, { quantity }) => sum + quantity, 0);
        expect(units).toBeLessThanOrEqual(9);
        const level = await db.stockLevel.findFirstOrThrow({
          where: { variantId: stock.variantId },
        });
        expect(level.reserved).toBe(units);
      }
      expect(await auditStock({ tx: db })).toEqual([]);
    }),
    { seed: SEED, numRuns: 12 },
  );
});

type Step =
  | { kind: 'sell'; quantity: number }
  | { kind: 'supplier-takes'; which: number; part: number }
  | { kind: 'give-back'; which: number; part: number }
  | { kind: 'count'; stock: number }
  | { kind: 'deliver'; which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('sell' as const), quantity: fc.integer({ min: 1, max: 5 }) }),
  fc.record({
    kind: fc.constant('supplier-takes' as const),
    which: fc.nat(),
    part: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({
    kind: fc.constant('give-back' as const),
    which: fc.nat(),
    part: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({ kind: fc.constant('count' as const), stock: fc.nat(30) }),
  fc.record({ kind: fc.constant('deliver' as const), which: fc.nat() }),
);

/**
 * A supplier with a shelf. It counts the shelf now and then and the figures arrive in any order, some more than once,
 * some never; it takes units off the shelf when it is told of them. Whatever happens, we never promise more than
 * the shelf of the newest figure that arrived, less what was sold and not in it.
 */
test('a feed never erases a sale, in whatever order feeds, sales and deductions come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      clock.set(FACTORY_NOW);
      const [stock] = await arrange(1, 10);
      if (!stock) throw new Error('no stock');
      const { distributorId, variantId, locationId, supplierId } = stock;
      const held = new Map<ReservationId, number>();
      const deductions: { at: number; quantity: number }[] = [];
      const figures: { at: number; quantity: number }[] = [];
      let shelf = 10;
      let newest = { at: FACTORY_NOW.getTime(), quantity: 10 };
      const pick = (which: number) => [...held.entries()][which % Math.max(held.size, 1)];
      const take = (id: ReservationId, part: number) => {
        const left = (held.get(id) ?? 0) - part;
        if (left > 0) held.set(id, left);
        else held.delete(id);
      };
      for (const next of steps) {
        clock.move(1_000);
        const at = clock.now();
        if (next.kind === 'sell') {
          const answer = await reserve([{ stock, quantity: next.quantity }]);
          const id = answer.ok ? answer.value[0]?.reservationId : undefined;
          if (id) held.set(id, next.quantity);
        } else if (next.kind === 'count') {
          shelf = next.stock;
          figures.push({ at: at.getTime(), quantity: shelf });
        } else if (next.kind === 'deliver') {
          const figure = figures[next.which % Math.max(figures.length, 1)];
          if (!figure) continue;
          const source = { distributorId, supplierId, reference: 'feed', epoch: 1, receivedAt: at };
          const statedAsOf = new Date(figure.at);
          await act((context) =>
            applyLevels(context, source, [
              { variantId, locationId, quantity: figure.quantity, statedAsOf },
            ]),
          );
          if (figure.at >= newest.at) newest = figure;
        } else {
          const picked = pick(next.which);
          if (!picked) continue;
          const [reservationId, left] = picked;
          const quantity = Math.min(next.part, left);
          const reservations = [{ reservationId, quantity }];
          if (next.kind === 'give-back') {
            await act((context) => releaseReservations(context, { distributorId, reservations }));
          } else {
            await act((context) =>
              markDeducted(context, { distributorId, reservations, deductedAt: at }),
            );
            deductions.push({ at: at.getTime(), quantity });
          }
          take(reservationId, quantity);
        }
        const unknown = [...held.values()].reduce((sum, quantity) => sum + quantity, 0);
        const later = deductions
          .filter((deduction) => deduction.at > newest.at)
          .reduce((sum, { quantity }) => sum + quantity, 0);
        const row = await db.stockLevel.findFirstOrThrow({ where: { variantId } });
        expect({ onHand: row.onHand, reserved: row.reserved }).toEqual({
          onHand: newest.quantity,
          reserved: unknown + later,
        });
        const short = await db.exceptionCase.count({
          where: { subjectId: variantId, resolvedAt: null },
        });
        expect(short).toBe(row.onHand < row.reserved ? 1 : 0);
      }
      expect(await auditStock({ tx: db })).toEqual([]);
    }),
    { seed: SEED, numRuns: 40 },
  );
});

test('feeds, sales and returns at the same moment leave books that add up', async () => {
  const stocks = await arrange(3, 20);
  const [first] = stocks;
  if (!first) throw new Error('no stock');
  const { distributorId, supplierId } = first;
  const feed = (quantity: number, seconds: number) =>
    act((context) =>
      applyLevels(
        context,
        { distributorId, supplierId, reference: 'feed', epoch: 1, receivedAt: clock.now() },
        stocks.map(({ variantId, locationId }) => ({
          variantId,
          locationId,
          quantity,
          statedAsOf: new Date(FACTORY_NOW.getTime() + seconds * 1_000),
        })),
      ),
    );
  clock.set(new Date(FACTORY_NOW.getTime() + 3_600_000));
  const sell = async () => {
    const answer = await reserve([...stocks].reverse().map((stock) => ({ stock, quantity: 2 })));
    if (!answer.ok) return;
    const reservations = answer.value.map(({ reservationId }) => ({ reservationId, quantity: 1 }));
    await act((context) => releaseReservations(context, { distributorId, reservations }));
  };
  await Promise.all([
    ...Array.from({ length: 10 }, (_, index) => feed(20 + index, index)),
    ...Array.from({ length: 12 }, sell),
  ]);
  expect(await auditStock({ tx: db })).toEqual([]);
  const levels = await db.stockLevel.findMany();
  expect(levels.map(({ onHand }) => onHand)).toEqual([29, 29, 29]);
});
