/** Seeded orders of all shapes, for comparing the planner with HiGHS: each seed has its size and its shape. */
import type { RoutingInput, RoutingSupplier } from '../../../app/modules/routing/routing-input.ts';
import { routingOrder } from '../../bench/routing-orders.ts';
import type { OrderSize } from '../../bench/routing-orders.ts';
import { seededRandom } from '../../bench/seeded-random.ts';
import type { SeededRandom } from '../../bench/seeded-random.ts';

type Shape = (input: RoutingInput, random: SeededRandom) => RoutingInput;

const SMALL: OrderSize = { lines: [1, 6], suppliers: [2, 5], mostUnits: 4 };
const MEDIUM: OrderSize = { lines: [3, 8], suppliers: [3, 6], mostUnits: 4 };
const MANY_UNITS: OrderSize = { lines: [1, 4], suppliers: [2, 4], mostUnits: 15 };
const SIZES = [SMALL, MEDIUM, MANY_UNITS];

function eachSupplier(change: (random: SeededRandom) => Partial<RoutingSupplier>): Shape {
  return (input, random) => ({
    ...input,
    suppliers: input.suppliers.map((supplier) => ({ ...supplier, ...change(random) })),
  });
}

const heavy: Shape = (input) => ({
  ...input,
  lines: input.lines.map((line) => ({ ...line, unitWeightGrams: 3 * line.unitWeightGrams })),
});

const bulky: Shape = (input, random) => ({
  ...input,
  lines: input.lines.map((line) => ({ ...line, unitCubicCentimetres: random.whole(200, 60_000) })),
  suppliers: input.suppliers.map((supplier) => ({
    ...supplier,
    parcelRates: supplier.parcelRates.map((rate) => ({
      ...rate,
      cubicCentimetresPerKilogram: random.chance(0.5) ? 5_000 : 6_000,
    })),
  })),
});

const scarce: Shape = (input, random) => ({
  ...input,
  candidates: input.candidates.map((candidate) => ({
    ...candidate,
    allocatable: random.whole(0, 3),
  })),
});

const oneParcel: Shape = (input) => ({ ...input, wishes: { preferOneParcel: true } });

const bound = eachSupplier((random) => ({ dailyCapacityLeft: random.whole(1, 9) }));
const free = eachSupplier((random) => ({ freeShippingOverMinor: random.whole(4_000, 30_000) }));
const minimum = eachSupplier((random) => ({ minimumOrderMinor: random.whole(1_000, 12_000) }));

const SHAPES: readonly Shape[] = [
  (input) => input,
  heavy,
  bulky,
  scarce,
  oneParcel,
  bound,
  free,
  minimum,
  (input, random) => bound(free(input, random), random),
  (input, random) => minimum(scarce(heavy(input, random), random), random),
];

export function shapedOrder(seed: number): RoutingInput {
  const shape = SHAPES[seed % SHAPES.length];
  const size = SIZES[Math.floor(seed / SHAPES.length) % SIZES.length];
  const input = routingOrder(seed, size);
  return shape ? shape(input, seededRandom(seed)) : input;
}
