import { beforeEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { applyFeed } from '../../../app/flows/supply/apply-feed.server.ts';
import { collectFeed } from '../../../app/flows/supply/collect-feed.server.ts';
import { rollBackFeed } from '../../../app/flows/supply/roll-back-feed.server.ts';
import { stopFeed } from '../../../app/flows/supply/stop-feed.server.ts';
import type { FeedId } from '../../../app/modules/feeds/feed.ts';
import { auditStock } from '../../../app/modules/stock/audit-stock.server.ts';
import { markDeducted } from '../../../app/modules/stock/mark-deducted.server.ts';
import { reserveStock } from '../../../app/modules/stock/reserve-stock.server.ts';
import { settleShippedByUs } from '../../../app/modules/stock/settle-shipped-by-us.server.ts';
import type { StockDelivery } from '../../../app/modules/suppliers/supplier-connector.ts';
import type { Instant } from '../../../app/platform/clock.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeDelivery, makeDeliveryDesk } from '../../factories/stock-deliveries.ts';
import type { DeliveredRow } from '../../factories/stock-deliveries.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db, empty } = database;
const clock = movableClock();
const desk = makeDeliveryDesk();
const context = makeFlowContext(database, clock, { connectorOf: () => desk.connector });
const at = (seconds: number): Instant => new Date(FACTORY_NOW.getTime() + seconds * 1_000);
const BY = { kind: 'user', id: 'ada' } as const;

beforeEach(async () => {
  await empty();
  clock.set(at(60));
});

async function arrange(deductsAt = 'acknowledgement', onHand = 10) {
  const distributor = await makeDistributor(db);
  const settings = { feedGuards: { zeroShare: 1, missingShare: 1, rowCountShare: 100 } };
  const supplier = await makeSupplier(db, distributor.id, { deductsAt, settings });
  const stock = [
    await makeStock(db, supplier, { onHand, supplierSku: 'A' }),
    await makeStock(db, supplier, { onHand, supplierSku: 'B' }),
  ];
  return { key: { distributorId: distributor.id, supplierId: supplier.id }, supplier, stock };
}
type Arranged = Awaited<ReturnType<typeof arrange>>;

async function deliver(
  { key }: Arranged,
  rows: readonly DeliveredRow[],
  overrides: Partial<StockDelivery> = {},
): Promise<FeedId> {
  desk.next = makeDelivery(rows, { scope: 'delta', ...overrides });
  await collectFeed(context, key, { attempt: 1 });
  const feed = await db.feed.findFirstOrThrow({ orderBy: { id: 'desc' } });
  await applyFeed(context, { distributorId: key.distributorId, feedId: feed.id as FeedId });
  return feed.id as FeedId;
}

async function rollBack({ key }: Arranged, feedId: FeedId): Promise<void> {
  const feedKey = { distributorId: key.distributorId, feedId };
  expectOk(await rollBackFeed(context, feedKey, BY));
  await applyFeed(context, feedKey);
}

async function reserve({ key, supplier, stock }: Arranged, which: number, quantity: number) {
  const variantId = stock[which]?.id;
  if (!variantId) throw new Error('There is no such article');
  return inTransaction(db, (tx) =>
    reserveStock(
      { tx, clock },
      {
        distributorId: key.distributorId,
        orderId: newId<'Order'>(),
        commitment: 'firm',
        items: [
          {
            orderLineId: newId<'OrderLine'>(),
            variantId,
            locationId: supplier.locationId,
            supplierId: supplier.id,
            quantity,
          },
        ],
      },
    ),
  );
}

async function deduct({ key }: Arranged, reservationId: Id<'Reservation'>, quantity: number) {
  const distributorId = key.distributorId;
  const reservations = [{ reservationId, quantity }];
  await inTransaction(db, (tx) =>
    markDeducted({ tx, clock }, { distributorId, reservations, deductedAt: clock.now() }),
  );
}

async function levels(): Promise<Record<string, [number, number]>> {
  expect(await auditStock({ tx: db })).toEqual([]);
  const rows = await db.$queryRaw<{ sku: string; onHand: number; reserved: number }[]>`
    select supplier_sku as sku, on_hand as "onHand", reserved from stock_level join supply using (distributor_id, supplier_id, variant_id) order by 1`;
  return Object.fromEntries(rows.map(({ sku, onHand, reserved }) => [sku, [onHand, reserved]]));
}

const statusOf = async (id: string) => (await db.feed.findFirstOrThrow({ where: { id } })).status;

describe('rolling a feed back', () => {
  test('gives back what it changed, and nothing that came later', async () => {
    const arranged = await arrange();
    const bad = await deliver(arranged, [
      { sku: 'A', quantity: 0 },
      { sku: 'B', quantity: 99 },
    ]);
    clock.set(at(120));
    await deliver(arranged, [{ sku: 'B', quantity: 7 }]);
    await rollBack(arranged, bad);
    expect(await levels()).toEqual({ A: [10, 0], B: [7, 0] });
    expect(await db.feed.findFirst({ where: { id: bad } })).toMatchObject({
      status: 'rolled-back',
      restored: 1,
      leftStanding: 1,
    });
    expect(await db.supplier.findFirst()).toMatchObject({ epoch: 2 });
  });

  test('lets a sale that its figure seemed to include count again', async () => {
    const arranged = await arrange();
    const [reservation] = expectOk(await reserve(arranged, 0, 4));
    clock.set(at(100));
    if (reservation) await deduct(arranged, reservation.reservationId, 4);
    clock.set(at(200));
    const bad = await deliver(arranged, [{ sku: 'A', quantity: 50, asOf: at(190) }]);
    expect((await levels())['A']).toEqual([50, 0]);
    await rollBack(arranged, bad);
    expect((await levels())['A']).toEqual([10, 4]);
    clock.set(at(300));
    await deliver(arranged, [{ sku: 'A', quantity: 6, asOf: at(250) }]);
    expect((await levels())['A']).toEqual([6, 0]);
  });

  test('keeps what was reserved and what we shipped ourselves in the meantime', async () => {
    const arranged = await arrange('never');
    const bad = await deliver(arranged, [{ sku: 'A', quantity: 30 }]);
    clock.set(at(100));
    const [reservation] = expectOk(await reserve(arranged, 0, 3));
    expectOk(await reserve(arranged, 0, 2));
    const distributorId = arranged.key.distributorId;
    const reservations = reservation
      ? [{ reservationId: reservation.reservationId, quantity: 3 }]
      : [];
    await inTransaction(db, (tx) =>
      settleShippedByUs({ tx, clock }, { distributorId, reservations, shippedAt: clock.now() }),
    );
    expect((await levels())['A']).toEqual([27, 2]);
    await rollBack(arranged, bad);
    expect((await levels())['A']).toEqual([7, 2]);
  });

  test('undoes what an earlier rollback had to leave, once nothing stands above it', async () => {
    const arranged = await arrange();
    const first = await deliver(arranged, [{ sku: 'A', quantity: 20 }]);
    clock.set(at(120));
    const second = await deliver(arranged, [{ sku: 'A', quantity: 30 }]);
    await rollBack(arranged, first);
    expect((await levels())['A']).toEqual([30, 0]);
    await rollBack(arranged, second);
    expect((await levels())['A']).toEqual([10, 0]);
  });

  test('takes the supplier’s next word whatever moment it speaks of', async () => {
    const arranged = await arrange();
    const bad = await deliver(arranged, [{ sku: 'A', quantity: 0, asOf: at(59) }]);
    await rollBack(arranged, bad);
    clock.set(at(200));
    await deliver(arranged, [{ sku: 'A', quantity: 8, asOf: at(1) }]);
    expect((await levels())['A']).toEqual([8, 0]);
  });

  test('is possible once, for what was applied, by its owner', async () => {
    const arranged = await arrange();
    const feedId = await deliver(arranged, [{ sku: 'A', quantity: 4 }]);
    const stranger = await makeDistributor(db);
    const refusal = { error: { kind: 'feed-not-applied' } };
    expect(await rollBackFeed(context, { distributorId: stranger.id, feedId }, BY)).toMatchObject(
      refusal,
    );
    await rollBack(arranged, feedId);
    const key = { distributorId: arranged.key.distributorId, feedId };
    expect(await rollBackFeed(context, key, BY)).toMatchObject(refusal);
    await applyFeed(context, key);
    expect(await levels()).toEqual({ A: [10, 0], B: [10, 0] });
  });

  test('of one that was stopped in the middle gives back what had been applied', async () => {
    const arranged = await arrange();
    const feedId = await deliver(arranged, [{ sku: 'A', quantity: 4 }]);
    await db.feed.updateMany({ where: { id: feedId }, data: { status: 'applying' } });
    const key = { distributorId: arranged.key.distributorId, feedId };
    expectOk(await stopFeed(context, key, { act: 'stop', actor: BY }));
    expect(await statusOf(feedId)).toBe('stopped');
    await rollBack(arranged, feedId);
    expect((await levels())['A']).toEqual([10, 0]);
  });
});

describe('whatever comes in between', () => {
  type Act =
    | {
        readonly kind: 'feed';
        readonly which: number;
        readonly quantity: number;
        readonly lag: number;
      }
    | { readonly kind: 'reserve'; readonly which: number; readonly quantity: number }
    | { readonly kind: 'deduct'; readonly which: number; readonly quantity: number }
    | { readonly kind: 'roll-back'; readonly pick: number };
  const which = fc.integer({ min: 0, max: 1 });
  const act: fc.Arbitrary<Act> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('feed' as const),
        which,
        quantity: fc.integer({ min: 0, max: 40 }),
        lag: fc.integer({ min: 0, max: 25 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom('reserve' as const, 'deduct' as const),
        which,
        quantity: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('roll-back' as const), pick: fc.nat(9) }),
    },
  );

  /** One article: who told its figure, in order, and what is promised of it with the moment of its deduction. */
  class Model {
    told: { feed: string; quantity: number; asOf: number; epoch: number }[] = [];
    promised: {
      id: string;
      quantity: number;
      deductedAt: number | undefined;
      closedBy: string | undefined;
    }[] = [];
    constructor(quantity: number) {
      this.told.push({ feed: 'start', quantity, asOf: -1e9, epoch: 0 });
    }
    get top() {
      return this.told.at(-1) ?? { feed: '', quantity: 0, asOf: 0, epoch: 0 };
    }
    get reserved() {
      return this.promised
        .filter((each) => !each.closedBy)
        .reduce((sum, { quantity }) => sum + quantity, 0);
    }
    feed(feed: string, quantity: number, asOf: number, epoch: number) {
      const { top } = this;
      if (epoch < top.epoch || (epoch === top.epoch && asOf < top.asOf)) return;
      const isBack = epoch > top.epoch && top.epoch > 0;
      for (const each of this.promised) {
        const { deductedAt } = each;
        if (deductedAt === undefined) continue;
        if (each.closedBy && isBack && deductedAt > asOf) each.closedBy = undefined;
        else if (!each.closedBy && deductedAt <= asOf) each.closedBy = feed;
      }
      this.told.push({ feed, quantity, asOf, epoch });
    }
    /** Only a feed whose figure stands on top is undone here; one beneath waits for those above it. */
    rollBack(gone: ReadonlySet<string>) {
      while (gone.has(this.top.feed) && this.told.length > 1) {
        const { feed } = this.top;
        this.told.pop();
        for (const each of this.promised) if (each.closedBy === feed) each.closedBy = undefined;
      }
    }
  }

  test('figures and promises are those of a simple model', async () => {
    const run = async (acts: readonly Act[]) => {
      await empty();
      clock.set(at(60));
      const arranged = await arrange('acknowledgement', 10);
      const models = [new Model(10), new Model(10)];
      const feeds: FeedId[] = [];
      const gone = new Set<string>();
      let seconds = 60;
      let epoch = 1;
      for (const each of acts) {
        seconds += 20;
        clock.set(at(seconds));
        if (each.kind === 'feed') {
          const sku = each.which === 0 ? 'A' : 'B';
          const asOf = seconds - each.lag;
          const feed = await deliver(arranged, [{ sku, quantity: each.quantity, asOf: at(asOf) }]);
          feeds.push(feed);
          models[each.which]?.feed(feed, each.quantity, asOf, epoch);
        } else if (each.kind === 'reserve') {
          const done = await reserve(arranged, each.which, each.quantity);
          const model = models[each.which];
          const fits = model !== undefined && model.top.quantity - model.reserved >= each.quantity;
          expect(done.ok).toBe(fits);
          if (done.ok && done.value[0])
            model?.promised.push({
              id: done.value[0].reservationId,
              quantity: each.quantity,
              deductedAt: undefined,
              closedBy: undefined,
            });
        } else if (each.kind === 'deduct') {
          const open = models[each.which]?.promised.find(
            ({ deductedAt }) => deductedAt === undefined,
          );
          if (!open) continue;
          await deduct(arranged, open.id as Id<'Reservation'>, open.quantity);
          open.deductedAt = seconds;
        } else {
          const feed = feeds[each.pick % Math.max(feeds.length, 1)];
          if (!feed || gone.has(feed)) continue;
          await rollBack(arranged, feed);
          gone.add(feed);
          epoch += 1;
          for (const model of models) model.rollBack(gone);
        }
        const shown = models.map((model): [number, number] => [model.top.quantity, model.reserved]);
        expect(await levels()).toEqual({ A: shown[0], B: shown[1] });
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), run), {
      seed: 20261121,
      numRuns: Number(process.env['FEED_RUNS'] ?? 12),
      endOnFailure: false,
    });
  });
});
