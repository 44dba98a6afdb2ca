/**
 * Chooses the set of locations. Each location opened brings its fixed cost and at least a first parcel, so
 * few sets can be best. First every location alone (the alternatives a person would ask about), then a good
 * plan by adding one location at a time, then all larger sets whose bound could still beat it, best first.
 *
 * Ties go to fewer locations, then to the set that comes first by supplier id and location id.
 */
import { assignItems, leaveOpen } from './assign-items.ts';
import { increase, numberRow, read } from './number-row.ts';
import type { NumberRow } from './number-row.ts';
import type { RouteSearch } from './route-search.ts';

export type SinglePlacement = {
  readonly location: number;
  readonly short: number;
  readonly taken: NumberRow;
};

/** The best plan from each usable location alone. Runs before anything else, each without an incumbent. */
export function searchSingles(search: RouteSearch): SinglePlacement[] {
  const singles: SinglePlacement[] = [];
  let bestShort = totalUnits(search);
  let bestCost = 0;
  let best = numberRow(search.itemCount * search.locationCount);
  for (const location of usableLocations(search)) {
    search.bestShort = Infinity;
    search.bestCost = Infinity;
    search.members[0] = location;
    assignItems(search, 1);
    if (search.bestShort === Infinity) continue;
    const taken = bestPlacement(search);
    singles.push({ location, short: search.bestShort, taken });
    if (isBetter(search.bestShort, search.bestCost, bestShort, bestCost)) {
      bestShort = search.bestShort;
      bestCost = search.bestCost;
      best = taken;
    }
  }
  search.bestShort = bestShort;
  search.bestCost = bestCost;
  search.best.set(best);
  return singles;
}

/** A copy of the best placement, units by item × location. */
export function bestPlacement({ best, itemCount, locationCount }: RouteSearch): NumberRow {
  return best.slice(0, itemCount * locationCount);
}

function isBetter(short: number, cost: number, thanShort: number, thanCost: number): boolean {
  return short < thanShort || (short === thanShort && cost < thanCost);
}

function totalUnits(search: RouteSearch): number {
  let units = 0;
  for (let item = 0; item < search.itemCount; item++) units += read(search.quantity, item);
  return units;
}

function usableLocations(search: RouteSearch): number[] {
  const usable: number[] = [];
  for (let location = 0; location < search.locationCount; location++) {
    if (read(search.stairs.paidCount, location) > 0) usable.push(location);
  }
  return usable;
}

/** Adds to the best plan, again and again, the one location that betters it most. */
export function growGreedily(search: RouteSearch): void {
  const usable = usableLocations(search);
  search.stopAtLeaf = true;
  search.mostSteps = 0;
  for (let grown = true; grown; ) {
    grown = false;
    const base = usable.filter((location) => isUsed(search, location));
    for (const added of usable) {
      if (base.includes(added)) continue;
      const set = [...base, added].sort((a, b) => a - b);
      const { bestShort, bestCost } = search;
      search.members.set(set);
      assignItems(search, set.length);
      grown ||= isBetter(search.bestShort, search.bestCost, bestShort, bestCost);
    }
  }
  search.stopAtLeaf = false;
  search.mostSteps = 14;
}

function isUsed({ best, itemCount, locationCount }: RouteSearch, location: number): boolean {
  for (let item = 0; item < itemCount; item++) {
    if (read(best, item * locationCount + location) > 0) return true;
  }
  return false;
}

type OpenSet = {
  readonly members: readonly number[];
  readonly short: number;
  readonly cost: number;
};

/** From so many open sets on it pays to go down each once before searching any to the end. */
const SETS_WORTH_SOUNDING = 6;

/** All sets of two and more locations that could still be better, searched best bound first. */
export function searchLargerSets(search: RouteSearch): void {
  let sets = collectSets(search).sort(byBound);
  if (sets.length >= SETS_WORTH_SOUNDING) sets = soundSets(search, sets).sort(byBound);
  for (const { members, short, cost } of sets) {
    if (!isBetter(short, cost, search.bestShort, search.bestCost)) continue;
    if (search.nodes > search.budget) {
      leaveOpen(search, short, cost);
      continue;
    }
    search.members.set(members);
    assignItems(search, members.length);
  }
}

function byBound(a: OpenSet, b: OpenSet): number {
  return a.short - b.short || a.cost - b.cost || a.members.length - b.members.length;
}

/** Goes down each set once: betters the best plan, and keeps the sets that stay open with their true bound. */
function soundSets(search: RouteSearch, sets: readonly OpenSet[]): OpenSet[] {
  search.stopAtLeaf = true;
  search.mostSteps = 8;
  const open: OpenSet[] = [];
  for (const { members, short, cost } of sets) {
    if (!isBetter(short, cost, search.bestShort, search.bestCost)) continue;
    search.members.set(members);
    search.rootShort = Infinity;
    search.rootCost = Infinity;
    assignItems(search, members.length);
    if (search.rootShort === Infinity) continue;
    open.push({ members, short: search.rootShort, cost: search.rootCost });
  }
  search.stopAtLeaf = false;
  search.mostSteps = 14;
  return open;
}

type Collector = {
  readonly search: RouteSearch;
  readonly usable: readonly number[];
  /** By position in `usable` × item: cheapest unit and stock over the locations from there on. */
  readonly restCheapest: NumberRow;
  readonly restStock: NumberRow;
  /** By position in `usable`: what opening one more location costs at least. */
  readonly restOpening: NumberRow;
  /** By depth × item: the same over the locations chosen. */
  readonly cheapest: NumberRow;
  readonly stock: NumberRow;
  readonly chosen: number[];
  readonly sets: OpenSet[];
};

function collectSets(search: RouteSearch): OpenSet[] {
  const usable = usableLocations(search);
  const cells = (usable.length + 1) * search.itemCount;
  const collector: Collector = {
    search,
    usable,
    restCheapest: numberRow(cells).fill(Infinity),
    restStock: numberRow(cells),
    restOpening: numberRow(usable.length + 1).fill(Infinity),
    cheapest: numberRow(cells).fill(Infinity),
    stock: numberRow(cells),
    chosen: [],
    sets: [],
  };
  for (let at = usable.length - 1; at >= 0; at--) {
    copyRow(collector.restCheapest, collector.restStock, at + 1, at, search.itemCount);
    const location = usable[at] ?? 0;
    includeLocation(search, collector.restCheapest, collector.restStock, at, location);
    collector.restOpening[at] = Math.min(
      read(collector.restOpening, at + 1),
      openingCost(search, location),
    );
  }
  extend(collector, 0, -search.splitMinor);
  return collector.sets;
}

/** A shipment from here with the least parcel. */
function openingCost(search: RouteSearch, location: number): number {
  const first = read(search.stairs.free, location);
  return read(search.fixed, location) + read(search.stairs.cost, first);
}

function copyRow(cheapest: NumberRow, stock: NumberRow, from: number, to: number, width: number) {
  cheapest.copyWithin(to * width, from * width, (from + 1) * width);
  stock.copyWithin(to * width, from * width, (from + 1) * width);
}

function includeLocation(
  search: RouteSearch,
  cheapest: NumberRow,
  stock: NumberRow,
  row: number,
  location: number,
): void {
  for (let item = 0; item < search.itemCount; item++) {
    const cell = item * search.locationCount + location;
    const most = read(search.most, cell);
    if (most === 0) continue;
    const at = row * search.itemCount + item;
    cheapest[at] = Math.min(read(cheapest, at), read(search.unitCost, cell));
    increase(stock, at, most);
  }
}

/** Goes on from the chosen set: every larger set that adds locations from position `at` on. */
function extend(collector: Collector, at: number, fixed: number): void {
  const { search, usable, chosen } = collector;
  search.nodes++;
  const depth = chosen.length;
  if (depth > 1) keepIfPromising(collector, fixed);
  if (search.nodes > search.budget) return leaveSubtreeOpen(collector, at, fixed);
  for (let next = at; next < usable.length; next++) {
    if (!couldBeBetter(collector, next, fixed)) return;
    const location = usable[next] ?? 0;
    copyRow(collector.cheapest, collector.stock, depth, depth + 1, search.itemCount);
    includeLocation(search, collector.cheapest, collector.stock, depth + 1, location);
    chosen.push(location);
    extend(collector, next + 1, fixed + openingCost(search, location));
    chosen.pop();
  }
}

function keepIfPromising(collector: Collector, fixed: number): void {
  const { search, usable, chosen, sets } = collector;
  const bound = boundFrom(collector, usable.length, fixed);
  const short = bound.short;
  const cost = bound.cost + (bound.spare === 0 ? leastRise(search, chosen, bound.weight) : 0);
  if (isBetter(short, cost, search.bestShort, search.bestCost)) {
    sets.push({ members: [...chosen], short, cost });
  }
}

function couldBeBetter(collector: Collector, at: number, fixed: number): boolean {
  const opened = fixed + read(collector.restOpening, at);
  const { short, cost } = boundFrom(collector, at, opened);
  return isBetter(short, cost, collector.search.bestShort, collector.search.bestCost);
}

function leaveSubtreeOpen(collector: Collector, at: number, fixed: number): void {
  const { short, cost } = boundFrom(collector, at, fixed);
  if (!isBetter(short, cost, collector.search.bestShort, collector.search.bestCost)) return;
  leaveOpen(collector.search, short, cost);
}

type SetBound = { short: number; cost: number; spare: number; weight: number };

/** What the weight that does not fit under the first stairs of the set adds at least. */
function leastRise(search: RouteSearch, chosen: readonly number[], weight: number): number {
  const { stairs } = search;
  let excess = weight;
  let slope = Infinity;
  for (const location of chosen) {
    const first = read(stairs.free, location);
    excess -= read(stairs.upTo, first);
    slope = Math.min(slope, read(stairs.slope, first));
  }
  return excess > 0 ? Math.floor(excess * slope) : 0;
}

/** The least (short, cost) of any set made of the chosen locations and some from position `at` on. */
function boundFrom(collector: Collector, at: number, fixed: number): SetBound {
  const { search, chosen } = collector;
  const here = chosen.length * search.itemCount;
  const later = at * search.itemCount;
  let short = 0;
  let cost = fixed;
  let dearest = 0;
  let weight = 0;
  for (let item = 0; item < search.itemCount; item++) {
    const wanted = read(search.quantity, item);
    const stock = read(collector.stock, here + item) + read(collector.restStock, later + item);
    const unit = Math.min(
      read(collector.cheapest, here + item),
      read(collector.restCheapest, later + item),
    );
    short += Math.max(0, wanted - stock);
    if (stock === 0) continue;
    cost += Math.min(wanted, stock) * unit;
    weight += Math.min(wanted, stock) * read(search.lightest, item);
    dearest = Math.max(dearest, unit);
  }
  const capped = Math.max(short, search.capacityShort);
  const spare = search.bestShort - short;
  return { short: capped, cost: Math.max(fixed, cost - spare * dearest), spare, weight };
}
