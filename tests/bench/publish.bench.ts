/**
 * Publish: differences → stores through the channel adapter, as fast as the stores' own limit lets. Points that the
 * calls cost are held against what the limit restores in the same time, from an empty bucket on; the differences are
 * renewed before they run out. `stock`: one store, calls of 250 rows. `prices`: four stores, a call for each product.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { applyLevels } from '../../app/modules/stock/apply-levels.server.ts';
import { inTransaction } from '../../app/platform/database.server.ts';
import { connectStores, fillShelves, until } from './bench-stores.ts';
import type { BenchStore } from './bench-stores.ts';
import { withBenchWorld } from './bench-world.ts';
import type { BenchWorld } from './bench-world.ts';
import type { Bench, BenchLine } from './bench.ts';

const SECONDS = 60;
/** Below the number from which prices go as a file, which spends no points. */
const PRICED = 450;
/** Ten calls a second of 250 rows each are all that the smallest plan restores. */
const STOCKED = 2_500;
const RENEW_EVERY_MS = 500;
/** Share of a bucket that publishing leaves for orders, and a call's worth. */
const EMPTY = 0.05;

type Variant = {
  readonly name: string;
  readonly stores: number;
  readonly goods: number;
  readonly operation: string;
  /** Makes (nearly) every listing differ from what its store was told. */
  readonly renew: (world: BenchWorld, turn: number) => Promise<void>;
};

const variants: readonly Variant[] = [
  {
    name: 'stock',
    stores: 1,
    goods: STOCKED,
    operation: 'inventorySetQuantities',
    renew: renewStock,
  },
  {
    name: 'prices',
    stores: 4,
    goods: PRICED,
    operation: 'productVariantsBulkUpdate',
    renew: renewPrices,
  },
];

export const publish: Bench = {
  name: 'publish',
  run: async () => {
    const lines: BenchLine[] = [];
    for (const variant of variants) {
      lines.push(
        await withBenchWorld({ goods: variant.goods }, (world) => measure(world, variant)),
      );
    }
    return lines;
  },
};

async function measure(world: BenchWorld, variant: Variant): Promise<BenchLine> {
  const { db } = world.runtime.door;
  const stores = await connectStores(world, { count: variant.stores, prefix: variant.name });
  await fillShelves(world, stores);
  let turn = 0;
  let over = false;
  const renewing = renewUntil(
    () => over,
    () => variant.renew(world, (turn += 1)),
  );
  const ids = stores.map(({ storeId }) => storeId);
  await until('the buckets are empty', async () => {
    const rates = await db.storeRate.findMany({ where: { storeId: { in: ids } } });
    return rates.every(({ available, maximum }) => available < maximum * EMPTY);
  });
  const from = Date.now();
  await delay(SECONDS * 1_000);
  const to = Date.now();
  over = true;
  await renewing;
  const spent = await Promise.all(stores.map((store) => spentBy(world, store, variant, from, to)));
  const points = sum(spent.map((each) => each.points));
  const allowed = sum(spent.map((each) => each.restored)) * SECONDS;
  return {
    bench: 'publish',
    figure: points / allowed,
    unit: 'share of the limit',
    variant: variant.name,
    stores: stores.length,
    seconds: SECONDS,
    calls: sum(spent.map((each) => each.calls)),
    rowsPerSecond: sum(spent.map((each) => each.rows)) / SECONDS,
    throttled: sum(spent.map((each) => each.throttled)),
  };
}

async function renewUntil(isOver: () => boolean, renew: () => Promise<void>): Promise<void> {
  while (!isOver()) {
    await renew();
    await delay(RENEW_EVERY_MS);
  }
}

const sum = (figures: readonly number[]): number => figures.reduce((all, each) => all + each, 0);

type Spent = Record<'points' | 'calls' | 'rows' | 'throttled' | 'restored', number>;

async function spentBy(
  { stack, runtime }: BenchWorld,
  { shop, storeId }: BenchStore,
  { operation }: Variant,
  from: number,
  to: number,
): Promise<Spent> {
  const all = await stack.shopify.requests({ shop });
  const inTime = all.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);
  const calls = inTime.filter((request) => request.operation === operation);
  const rate = await runtime.door.db.storeRate.findUniqueOrThrow({ where: { storeId } });
  return {
    points: sum(inTime.map(({ cost }) => cost ?? 0)),
    calls: calls.length,
    rows: sum(calls.map(({ variables }) => rowsOf(variables))),
    throttled: inTime.filter(({ errors }) => errors.some((text) => /throttled/i.test(text))).length,
    restored: rate.restorePerSecond,
  };
}

function rowsOf(variables: unknown): number {
  const { input, variants } = variables as {
    input?: { quantities?: readonly unknown[] };
    variants?: readonly unknown[];
  };
  return input?.quantities?.length ?? variants?.length ?? 0;
}

async function renewStock({ runtime, distributorId, supplier }: BenchWorld, turn: number) {
  const { db, clock } = runtime.door;
  const goods = await db.variant.findMany({ where: { distributorId }, select: { id: true } });
  const rows = goods.map(({ id }) => ({
    variantId: id as Parameters<typeof applyLevels>[2][number]['variantId'],
    locationId: supplier.locationId as Parameters<typeof applyLevels>[2][number]['locationId'],
    quantity: 1_000 + turn,
    statedAsOf: undefined,
  }));
  const receivedAt = clock.now();
  await inTransaction(db, (tx) =>
    applyLevels(
      { tx, clock },
      { distributorId, supplierId: supplier.id, reference: `turn ${turn}`, epoch: 1, receivedAt },
      rows,
    ),
  );
}

async function renewPrices({ runtime, distributorId, pool }: BenchWorld, turn: number) {
  await pool.query('update variant set list_price_minor = $2 where distributor_id = $1', [
    distributorId,
    3_000 + turn,
  ]);
  await pool.query(
    `select mark_stock_changed($1, array(select id from variant where distributor_id = $1), $2)`,
    [distributorId, runtime.door.clock.now()],
  );
}
