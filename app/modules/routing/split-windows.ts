/**
 * Splits windows: a row of stairs is far from convex where a new parcel starts, and one late item makes a
 * whole shipment late; there the bound of a set is low. A window is what a location may use of its stairs
 * and of its lateness; each half of it has a higher bound of its own.
 */
import { increase, read } from './number-row.ts';
import type { RouteSearch } from './route-search.ts';
import { fillSlopes, riseOverHull, stairFor } from './stair-table.ts';

/** Stairs from first to last; lateness (over the location's least) that is paid for, and the most allowed. */
export type Window = {
  readonly first: number;
  readonly last: number;
  readonly lateFloor: number;
  readonly lateCap: number;
};

/** Urgent where placing the items would hardly come to an end without it. */
export type WindowSplit = {
  readonly location: number;
  readonly halves: readonly [Window, Window];
  readonly isUrgent: boolean;
};

/** Where the hull is nearer than this share of the gap, the items are placed first. */
const URGENT_SHARE = 0.2;
/** Where it is nearer than this share a split would not raise the bound. */
const WORTH_SPLITTING = 0.02;

/** Splits the location whose filling is farthest above what the bound counts for it. */
export function findSplit(search: RouteSearch): WindowSplit | undefined {
  if (search.nodes > search.budget) return undefined;
  const gap = search.bestCost - search.setBound;
  let most = WORTH_SPLITTING * gap;
  let found = -1;
  let isLate = false;
  for (let m = 0; m < search.size; m++) {
    const location = read(search.members, m);
    const rise = stairRise(search, location);
    const lateRise = latenessRise(search, location);
    if (Math.max(rise, lateRise) <= most) continue;
    most = Math.max(rise, lateRise);
    isLate = lateRise > rise;
    found = location;
  }
  if (found < 0) return undefined;
  const isUrgent = most > URGENT_SHARE * gap;
  const halves = isLate ? splitLateness(search, found) : splitStairs(search, found);
  return { location: found, halves, isUrgent };
}

function stairRise({ stairs, firstStair, lastStair, meanLoad }: RouteSearch, location: number) {
  const first = read(firstStair, location);
  if (first === read(lastStair, location)) return -1;
  return riseOverHull(stairs, first, read(meanLoad, location));
}

function latenessRise({ stairs, firstStair, lateFloor, fillLate }: RouteSearch, location: number) {
  const late = read(fillLate, location) - read(lateFloor, location);
  return late > 0 ? late * read(stairs.parcels, read(firstStair, location)) : -1;
}

function splitStairs(search: RouteSearch, location: number): [Window, Window] {
  const { stairs } = search;
  const window = windowOf(search, location);
  const { first, last } = window;
  const grams = Math.min(read(search.meanLoad, location), read(stairs.upTo, last));
  const stair = Math.max(stairFor(stairs, first, grams), first + 1);
  return [
    { ...window, last: stair - 1 },
    { ...window, first: stair },
  ];
}

/** Either no item as late as the latest of the filling, or that lateness paid for. */
function splitLateness(search: RouteSearch, location: number): [Window, Window] {
  const window = windowOf(search, location);
  const late = read(search.fillLate, location);
  let lateCap = window.lateFloor;
  for (let item = 0; item < search.itemCount; item++) {
    const other = read(search.extraLate, item * search.locationCount + location);
    if (other < late) lateCap = Math.max(lateCap, other);
  }
  return [
    { ...window, lateCap },
    { ...window, lateFloor: late },
  ];
}

export function windowOf(search: RouteSearch, location: number): Window {
  return {
    first: read(search.firstStair, location),
    last: read(search.lastStair, location),
    lateFloor: read(search.lateFloor, location),
    lateCap: read(search.lateCap, location),
  };
}

/** The stairs of the window cost their parcels' paid lateness, too. */
export function setWindow(search: RouteSearch, location: number, window: Window): void {
  const { stairs, lateFloor } = search;
  const { first, last } = window;
  const rise = window.lateFloor - read(lateFloor, location);
  if (rise !== 0) {
    for (let stair = first; stair <= last; stair++) {
      increase(stairs.cost, stair, rise * read(stairs.parcels, stair));
    }
  }
  search.firstStair[location] = first;
  search.lastStair[location] = last;
  search.lateFloor[location] = window.lateFloor;
  search.lateCap[location] = window.lateCap;
  fillSlopes(stairs, first, last);
}
