/** Stair table: the parcel price stairs of all locations, as number rows for the search. */
import { numberRow, read } from './number-row.ts';
import type { NumberRow } from './number-row.ts';
import type { RoutingLocation, RoutingProblem } from './routing-problem.ts';

const NO_LIMIT = Infinity;
const FIRST_LENGTH = 256;

/**
 * The stairs of all locations in one row each. Location j has its paid stairs from paid[j] on and, where
 * shipping may become free, the stairs without their price from free[j] on: one for each number of parcels.
 */
export type StairTable = {
  readonly paid: NumberRow;
  readonly free: NumberRow;
  readonly paidCount: NumberRow;
  readonly freeCount: NumberRow;
  upTo: NumberRow;
  /** Price + split and least lateness of its parcels. */
  cost: NumberRow;
  parcels: NumberRow;
  /** The least rise of cost per gram from this stair to any later one, and the stair where it is found. */
  slope: NumberRow;
  next: NumberRow;
};

export function emptyStairTable(locations: number): StairTable {
  return {
    paid: numberRow(locations),
    free: numberRow(locations),
    paidCount: numberRow(locations),
    freeCount: numberRow(locations),
    ...emptyStairs(FIRST_LENGTH),
  };
}

function emptyStairs(length: number) {
  return {
    upTo: numberRow(length),
    cost: numberRow(length),
    parcels: numberRow(length),
    slope: numberRow(length),
    next: numberRow(length),
  };
}

/** `freeOver` by supplier: the order value from which parcels are free; Infinity where out of reach. */
export function fillStairTable(
  table: StairTable,
  { splitMinor, locations }: RoutingProblem,
  freeOver: NumberRow,
): void {
  let length = 0;
  for (const { stairs } of locations) length += 2 * stairs.length;
  if (length > table.upTo.length) Object.assign(table, emptyStairs(2 * length));
  let start = 0;
  for (let j = 0; j < locations.length; j++) {
    const location = locations[j];
    if (!location) continue;
    const perParcel = splitMinor + location.leastLateMinor;
    const mayBeFree = read(freeOver, location.supplierIndex) < NO_LIMIT;
    table.paid[j] = start;
    start = fillStairs(table, location, start, perParcel, 1);
    table.paidCount[j] = start - read(table.paid, j);
    table.free[j] = mayBeFree ? start : read(table.paid, j);
    if (mayBeFree) start = fillStairs(table, location, start, perParcel, 0);
    table.freeCount[j] = start - read(table.free, j);
  }
}

/**
 * Stairs of as many parcels that cost the same are one. The last reaches no further than what this order could load on it:
 * bounds are tighter for it. Returns where the next location's stairs begin.
 */
function fillStairs(
  table: StairTable,
  { stairs, mostGrams }: RoutingLocation,
  start: number,
  perParcel: number,
  priceFactor: 0 | 1,
): number {
  let end = start;
  for (let index = 0; index < stairs.length; index++) {
    const stair = stairs[index];
    if (!stair) continue;
    const cost = stair.parcels * perParcel + priceFactor * stair.priceMinor;
    const isSame =
      end > start &&
      read(table.cost, end - 1) === cost &&
      read(table.parcels, end - 1) === stair.parcels;
    const at = isSame ? end - 1 : end++;
    table.upTo[at] = Math.min(stair.upToGrams, mostGrams);
    table.parcels[at] = stair.parcels;
    table.cost[at] = cost;
  }
  fillSlopes(table, start, end - 1);
  return end;
}

/** The least slope to any later stair of the window is the first edge of the lower convex hull, built from the end. */
export function fillSlopes(
  { upTo, cost, slope, next }: StairTable,
  first: number,
  last: number,
): void {
  for (let at = last; at >= first; at--) {
    let to = at + 1;
    let least = NO_LIMIT;
    if (at < last) {
      const base = read(cost, at);
      const from = read(upTo, at);
      least = (read(cost, to) - base) / (read(upTo, to) - from);
      while (to < last) {
        const beyond = read(next, to);
        const through = (read(cost, beyond) - base) / (read(upTo, beyond) - from);
        if (through > least) break;
        least = through;
        to = beyond;
      }
    }
    next[at] = to;
    slope[at] = least;
  }
}

/** From a stair on, where cost less price × grams is least: along the hull while a gram costs less than its price. */
export function cheapestStair({ slope, next }: StairTable, from: number, price: number): number {
  let stair = from;
  while (read(slope, stair) < price) stair = read(next, stair);
  return stair;
}

/** How much dearer the stair that carries these grams is than the hull of the window at that weight. */
export function riseOverHull(table: StairTable, first: number, grams: number): number {
  const { upTo, cost, slope, next } = table;
  let edge = first;
  while (read(slope, edge) < NO_LIMIT && read(upTo, read(next, edge)) < grams) {
    edge = read(next, edge);
  }
  if (grams <= read(upTo, edge) || read(slope, edge) === NO_LIMIT) return 0;
  const onHull = read(cost, edge) + read(slope, edge) * (grams - read(upTo, edge));
  return read(cost, stairFor(table, edge, grams)) - onHull;
}

/** The first stair from this one on that carries the grams. */
export function stairFor({ upTo }: StairTable, from: number, grams: number): number {
  let stair = from;
  while (read(upTo, stair) < grams) stair++;
  return stair;
}
