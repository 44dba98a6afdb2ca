/** Stair table: the parcel price stairs of all locations, as number rows for the search. */
import { numberRow, read } from './number-row.ts';
import type { NumberRow } from './number-row.ts';
import type { RoutingLocation, RoutingProblem } from './routing-problem.ts';

const NO_LIMIT = Infinity;

/**
 * The stairs of all locations in one row each. Location j has its paid stairs from paid[j] on and, where
 * shipping may become free, the same stairs without their price from free[j] on; `count[j]` of each.
 */
export type StairTable = {
  readonly paid: NumberRow;
  readonly free: NumberRow;
  readonly count: NumberRow;
  readonly upTo: NumberRow;
  /** Price + split and least lateness of its parcels. */
  readonly cost: NumberRow;
  readonly parcels: NumberRow;
  /** The least rise of cost per gram from this stair to any later one. */
  readonly slope: NumberRow;
};

/** `freeOver` by supplier: the order value from which parcels are free; Infinity where out of reach. */
export function stairTable({ input, locations }: RoutingProblem, freeOver: NumberRow): StairTable {
  const mayBeFree = locations.map(({ supplierIndex }) => read(freeOver, supplierIndex) < NO_LIMIT);
  const length = locations.reduce(
    (sum, { stairs }, j) => sum + stairs.length * (mayBeFree[j] ? 2 : 1),
    0,
  );
  const table: StairTable = {
    paid: numberRow(locations.length),
    free: numberRow(locations.length),
    count: Float64Array.from(locations, ({ stairs }) => stairs.length),
    upTo: numberRow(length),
    cost: numberRow(length),
    parcels: numberRow(length),
    slope: numberRow(length),
  };
  let start = 0;
  locations.forEach((location, j) => {
    const perParcel = input.rules.splitPenaltyMinor + location.leastLateMinor;
    table.paid[j] = start;
    start = fillStairs(table, location, start, perParcel, 1);
    table.free[j] = mayBeFree[j] ? start : read(table.paid, j);
    if (mayBeFree[j]) start = fillStairs(table, location, start, perParcel, 0);
  });
  return table;
}

function fillStairs(
  table: StairTable,
  { stairs }: RoutingLocation,
  start: number,
  perParcel: number,
  priceFactor: 0 | 1,
): number {
  stairs.forEach(({ upToGrams, priceMinor, parcels }, index) => {
    table.upTo[start + index] = upToGrams;
    table.parcels[start + index] = parcels;
    table.cost[start + index] = parcels * perParcel + priceFactor * priceMinor;
  });
  fillSlopes(table, start, start + stairs.length - 1);
  return start + stairs.length;
}

/** The least slope to any later stair is the first edge of the lower convex hull, built from the end. */
function fillSlopes({ upTo, cost, slope }: StairTable, first: number, last: number): void {
  const next = numberRow(last - first + 1);
  const slopeTo = (from: number, to: number): number =>
    (read(cost, to) - read(cost, from)) / (read(upTo, to) - read(upTo, from));
  for (let at = last; at >= first; at--) {
    let to = at + 1;
    while (to < last && slopeTo(at, read(next, to - first)) <= slopeTo(at, to)) {
      to = read(next, to - first);
    }
    next[at - first] = to;
    slope[at] = at === last ? NO_LIMIT : slopeTo(at, to);
  }
}
