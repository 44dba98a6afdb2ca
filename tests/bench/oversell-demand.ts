/** Demand of the oversell bench: who wants a unit of what in which of 50 stores, and when; the same for every policy. */
import { seededRandom } from './seeded-random.ts';
import type { SeededRandom } from './seeded-random.ts';

export const STORES = 50;
export const HORIZON_S = 6 * 3_600;

export type Shopper = { readonly at: number; readonly store: number; readonly sku: number };
export type Article = {
  readonly onHand: number;
  /** Moments at which the supplier sells a unit elsewhere. */ readonly elsewhere: readonly number[];
};
export type Market = {
  readonly articles: readonly Article[];
  readonly shoppers: readonly Shopper[];
  /** Seconds from a change in our books until a store shows it; and from a sale until its order reaches us. */
  readonly lag: readonly number[];
  readonly orderLag: readonly number[];
};

/**
 * Scarce articles: wanted one and a half to three times as often as there are units, unevenly over stores (Zipf) and time (some
 * within half an hour). Most stores are told within some seconds; every tenth only after minutes.
 */
export function makeMarket(seed: number, articles: number, supplierErrs: boolean): Market {
  const random = seededRandom(seed);
  const lag = Array.from({ length: STORES }, (_, at) =>
    at % 10 === 9 ? random.whole(60, 300) : random.whole(1, 20),
  );
  const orderLag = Array.from({ length: STORES }, () => random.whole(1, 5));
  const made: Article[] = [];
  const shoppers: Shopper[] = [];
  for (let sku = 0; sku < articles; sku += 1) {
    const onHand = random.whole(15, 60);
    const wanted = Math.round(onHand * (1.5 + 1.5 * random.next()));
    const [from, long] = random.chance(0.3)
      ? [random.whole(0, HORIZON_S - 1_800), 1_800]
      : [0, HORIZON_S];
    const popularity = shuffled(random);
    for (let count = 0; count < wanted; count += 1) {
      const at = from + random.next() * long;
      shoppers.push({ at, store: pick(random, popularity), sku });
    }
    const lost = supplierErrs ? random.whole(0, Math.round(onHand / 5)) : 0;
    made.push({
      onHand,
      elsewhere: Array.from({ length: lost }, () => random.next() * HORIZON_S).toSorted(
        (a, b) => a - b,
      ),
    });
  }
  return { articles: made, shoppers: shoppers.toSorted((a, b) => a.at - b.at), lag, orderLag };
}

function shuffled(random: SeededRandom): number[] {
  const stores = Array.from({ length: STORES }, (_, at) => at);
  for (let at = stores.length - 1; at > 0; at -= 1) {
    const other = random.whole(0, at);
    [stores[at], stores[other]] = [stores[other] ?? 0, stores[at] ?? 0];
  }
  return stores;
}

const ZIPF = Array.from({ length: STORES }, (_, rank) => 1 / (rank + 1));
const ZIPF_SUM = ZIPF.reduce((sum, each) => sum + each, 0);

function pick(random: SeededRandom, stores: readonly number[]): number {
  let left = random.next() * ZIPF_SUM;
  for (const [rank, weight] of ZIPF.entries()) {
    left -= weight;
    if (left <= 0) return stores[rank] ?? 0;
  }
  return stores[0] ?? 0;
}
