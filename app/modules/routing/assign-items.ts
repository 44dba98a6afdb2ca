/**
 * Places the items on the set of locations in hand, depth first. Each item takes as many units as it can
 * from its cheapest location, then fewer; what the set cannot or should not ship stays short. Exact for the
 * set unless the budget ends; then the bound of what was left is kept in `openShort`, `openCost`.
 */
import { prepareMoves, setMayMove } from './forced-moves.ts';
import { increase, read } from './number-row.ts';
import { canReachMinimums, leastCost, leastShort } from './route-bounds.ts';
import { prepareSet } from './prepare-set.ts';
import type { RouteSearch } from './route-search.ts';

/**
 * Searches the set that stands in the first `size` members: once for each choice of the suppliers whose free
 * shipping is counted on (their order value is then a minimum, and their parcels cost nothing).
 */
export function assignItems(search: RouteSearch, size: number): void {
  chooseFree(search, size, 0);
}

function chooseFree(search: RouteSearch, size: number, m: number): void {
  if (m === size) {
    prepareSet(search, size);
    if (!couldBeBest(search)) return;
    if (setMayMove(search)) prepareMoves(search);
    search.halted = false;
    search.haltAfter = search.stopAtLeaf ? search.nodes + search.itemCount + 1 : Infinity;
    return descend(search, 0);
  }
  const supplier = read(search.supplierOf, read(search.members, m));
  const isRepeated = m > 0 && read(search.supplierOf, read(search.members, m - 1)) === supplier;
  if (!isRepeated && read(search.freeOver, supplier) < Infinity) {
    search.isFree[supplier] = 1;
    chooseFree(search, size, m + 1);
    search.isFree[supplier] = 0;
  }
  chooseFree(search, size, m + 1);
}

function couldBeBest(search: RouteSearch): boolean {
  const short = leastShort(search, 0);
  if (short !== search.bestShort) return short < search.bestShort;
  return leastCost(search, 0, short) < search.bestCost;
}

function descend(search: RouteSearch, t: number): void {
  if (search.halted) return;
  search.nodes++;
  search.halted = search.nodes > search.haltAfter;
  const short = leastShort(search, t);
  if (short > search.bestShort || !canReachMinimums(search, t)) return;
  const cost = leastCost(search, t, short);
  if (short === search.bestShort && cost >= search.bestCost) return;
  if (t === 0) noteRoot(search, short, cost);
  if (t === search.itemCount) return keepIfComplete(search, cost);
  if (search.nodes > search.budget) return leaveOpen(search, short, cost);
  const item = read(search.order, t);
  place(search, t, item, 0, read(search.quantity, item));
}

function noteRoot(search: RouteSearch, short: number, cost: number): void {
  if (short > search.rootShort) return;
  if (short === search.rootShort && cost >= search.rootCost) return;
  search.rootShort = short;
  search.rootCost = cost;
}

/** Remembers the least bound among what was left unsearched. */
export function leaveOpen(search: RouteSearch, short: number, cost: number): void {
  if (short > search.openShort) return;
  if (short === search.openShort && cost >= search.openCost) return;
  search.openShort = short;
  search.openCost = cost;
}

/** A location of the set that ships nothing was paid for: the same plan is found cheaper in a smaller set. */
function keepIfComplete(search: RouteSearch, cost: number): void {
  for (let m = 0; m < search.size; m++) {
    if (read(search.loadUnits, read(search.members, m)) === 0) return;
  }
  search.bestShort = search.short;
  search.bestCost = cost;
  search.best.set(search.taken);
  search.halted = search.stopAtLeaf;
}

/** Places what remains of an item on its options from number `a` on. */
function place(search: RouteSearch, t: number, item: number, a: number, remaining: number): void {
  if (remaining === 0) return descend(search, t + 1);
  if (a === read(search.optionCount, item)) return leaveShort(search, t, remaining);
  const row = item * search.locationCount;
  const location = read(search.options, row + a);
  const supplier = read(search.supplierOf, location);
  const stockCell = read(search.variant, item) * search.locationCount + location;
  const stock = Math.min(remaining, read(search.stockLeft, stockCell));
  for (let units = Math.min(stock, read(search.capacityLeft, supplier)); units > 0; units--) {
    if (isTooFew(search, t, item, a, remaining, units)) return;
    take(search, t, item, a, location, remaining, units);
  }
  if (!isTooFew(search, t, item, a, remaining, 0)) place(search, t, item, a + 1, remaining);
}

function leaveShort(search: RouteSearch, t: number, remaining: number): void {
  search.short += remaining;
  descend(search, t + 1);
  search.short -= remaining;
}

/** Puts units on a location, goes on with the rest, and takes them back. */
function take(
  search: RouteSearch,
  t: number,
  item: number,
  a: number,
  location: number,
  remaining: number,
  units: number,
): void {
  const { stairs, loadStair, loadLate, locationCount } = search;
  const supplier = read(search.supplierOf, location);
  const cell = item * locationCount + location;
  const stockCell = read(search.variant, item) * locationCount + location;
  const value = units * read(search.unitCost, cell);
  const grams = units * read(search.weight, item);
  const stairBefore = read(loadStair, location);
  const lateBefore = read(loadLate, location);
  const parcelsBefore = search.parcelCost;
  const weight = read(search.loadWeight, location) + grams;
  let stair = stairBefore;
  while (read(stairs.upTo, stair) < weight) stair++;
  const late = Math.max(lateBefore, read(search.extraLate, cell));
  search.parcelCost +=
    read(stairs.cost, stair) -
    read(stairs.cost, stairBefore) +
    late * read(stairs.parcels, stair) -
    lateBefore * read(stairs.parcels, stairBefore);
  search.goodsCost += value;
  loadStair[location] = stair;
  loadLate[location] = late;
  search.loadWeight[location] = weight;
  increase(search.loadUnits, location, units);
  increase(search.stockLeft, stockCell, -units);
  increase(search.capacityLeft, supplier, -units);
  increase(search.goods, supplier, value);
  search.taken[cell] = units;
  place(search, t, item, a + 1, remaining - units);
  search.taken[cell] = 0;
  increase(search.goods, supplier, -value);
  increase(search.capacityLeft, supplier, units);
  increase(search.stockLeft, stockCell, units);
  increase(search.loadUnits, location, -units);
  search.loadWeight[location] = weight - grams;
  loadLate[location] = lateBefore;
  loadStair[location] = stairBefore;
  search.goodsCost -= value;
  search.parcelCost = parcelsBefore;
}

/**
 * Whether giving the location only so many units (and so fewer still) cannot better the best plan: the later
 * options lack the stock for the rest, or are too dear even if nothing else got dearer.
 */
function isTooFew(
  search: RouteSearch,
  t: number,
  item: number,
  a: number,
  remaining: number,
  units: number,
): boolean {
  const rest = remaining - units;
  const later = read(search.laterStock, item * (search.locationCount + 1) + a + 1);
  const unplaced = Math.max(0, rest - later);
  const short = search.short + unplaced + read(search.restShort, t + 1);
  if (short !== search.bestShort) return short > search.bestShort;
  const row = item * search.locationCount;
  const here = read(search.unitCost, row + read(search.options, row + a));
  let cost = search.setFixed + search.parcelCost + search.goodsCost + units * here;
  if (rest > unplaced) {
    const next = read(search.unitCost, row + read(search.options, row + a + 1));
    cost += (rest - unplaced) * next;
  }
  return cost + read(search.restCost, t + 1) >= search.bestCost;
}
