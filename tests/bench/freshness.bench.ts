/**
 * Freshness: from the moment at which a supplier's figure changes to the moment at which the store shows it, over all
 * listings that change, on an idle system. The supplier tells by its signed events; the moment of the store is the
 * sandbox's own, of the call that set the figure.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { skuOf } from './bench-goods.ts';
import { connectStores, fillShelves, until } from './bench-stores.ts';
import type { BenchStore } from './bench-stores.ts';
import { SUPPLIER_CODE, withBenchWorld } from './bench-world.ts';
import type { BenchWorld } from './bench-world.ts';
import type { Bench, BenchLine } from './bench.ts';
import { percentiles } from './load.ts';

const STORES = 5;
const GOODS = 50;
/** Changes of stock, each of some articles at once, at this distance. */
const CHANGES = 60;
const MOST_AT_ONCE = 5;
const EVERY_MS = 500;
const SET_QUANTITIES = 'inventorySetQuantities';

export const freshness: Bench = {
  name: 'freshness',
  run: () => withBenchWorld({ goods: GOODS }, measure),
};

/**
 * What each store is to show: a figure that was never given before, so that it is found again in the store's records.
 * The supplier has as many times that as there are stores, which share it equally.
 */
type Change = { readonly quantity: number; readonly at: number };

async function measure(world: BenchWorld): Promise<BenchLine[]> {
  const stores = await connectStores(world, { count: STORES, prefix: 'fresh', plan: 'enterprise' });
  await fillShelves(world, stores);
  const changes = await changeStock(world);
  await until('every store shows every change', async () => {
    const { db } = world.runtime.door;
    const behind = await db.listing.count({
      where: { toldQuantity: { in: lastFigures(changes) } },
    });
    return behind === STORES * lastFigures(changes).length;
  });
  const times = await shownAfter(world, stores, changes);
  times.sort((a, b) => a - b);
  const shown = percentiles(times);
  return [
    {
      bench: 'freshness',
      figure: shown.p95,
      unit: 'ms p95, idle',
      ...shown,
      slowest: times.at(-1) ?? 0,
      listings: times.length,
    },
  ];
}

async function changeStock({ stack }: BenchWorld): Promise<Change[]> {
  const changes: Change[] = [];
  let quantity = 1_000;
  for (let turn = 0; turn < CHANGES; turn += 1) {
    const count = 1 + (turn % MOST_AT_ONCE);
    const rows = Array.from({ length: count }, (_, index) => ({
      sku: skuOf(1 + ((turn * MOST_AT_ONCE + index) % GOODS)),
      quantity: (quantity += 1),
    }));
    const at = Date.now();
    const told = rows.map((row) => ({ ...row, quantity: row.quantity * STORES }));
    await stack.suppliers.setStock({ code: SUPPLIER_CODE, rows: told });
    changes.push(...rows.map((row) => ({ quantity: row.quantity, at })));
    await delay(EVERY_MS);
  }
  return changes;
}

/** Of each article the last figure that it was given. */
function lastFigures(changes: readonly Change[]): number[] {
  return changes.slice(-GOODS / 2).map(({ quantity }) => quantity);
}

const Variables = z.object({
  input: z.object({ quantities: z.array(z.object({ quantity: z.number() })) }),
});

/** Milliseconds for each change in each store; a change that a later one overtook was never to be shown. */
async function shownAfter(
  { stack }: BenchWorld,
  stores: readonly BenchStore[],
  changes: readonly Change[],
): Promise<number[]> {
  const times: number[] = [];
  for (const { shop } of stores) {
    const requests = await stack.shopify.requests({ shop, operation: SET_QUANTITIES });
    const shownAt = new Map<number, number>();
    for (const { at, variables } of requests) {
      const { quantities } = Variables.parse(variables).input;
      for (const { quantity } of quantities) shownAt.set(quantity, Date.parse(at));
    }
    const found = changes.flatMap(({ quantity, at }) => {
      const moment = shownAt.get(quantity);
      return moment === undefined ? [] : [moment - at];
    });
    if (found.length < changes.length) {
      throw new Error(`${shop} showed ${found.length} of ${changes.length} changes`);
    }
    times.push(...found);
  }
  return times;
}
