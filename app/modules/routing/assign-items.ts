/**
 * Places the items on the set of locations in hand, depth first. Each item takes as many units as it can
 * from its best location, then fewer; what the set cannot or should not ship stays short. Exact for the
 * set unless the budget ends; then the bound of what was left is kept in `openShort`, `openCost`.
 */
import { increase, read } from './number-row.ts';
import { openSet, orderSet, prepareSet } from './prepare-set.ts';
import { dropPrice, isOpen, priceSet } from './price-set.ts';
import { canReachMinimums, leastCost, leastPricedCost, leastShort } from './route-bounds.ts';
import type { RouteSearch } from './route-search.ts';
import { findSplit, setWindow, windowOf } from './split-windows.ts';
import type { WindowSplit } from './split-windows.ts';
import { cheapestStair } from './stair-table.ts';
import { isTooFew, leavesRoom } from './too-few.ts';

/**
 * Searches the set that stands in the first `size` members: once for each choice of the suppliers whose free
 * shipping is counted on (their order value is then a minimum, and their parcels cost nothing).
 */
export function assignItems(search: RouteSearch, size: number): void {
  chooseFree(search, size, 0);
}

function chooseFree(search: RouteSearch, size: number, m: number): void {
  if (m === size) return searchSet(search, size);
  const supplier = read(search.supplierOf, read(search.members, m));
  const isRepeated = m > 0 && read(search.supplierOf, read(search.members, m - 1)) === supplier;
  if (!isRepeated && read(search.freeOver, supplier) < Infinity) {
    search.isFree[supplier] = 1;
    chooseFree(search, size, m + 1);
    search.isFree[supplier] = 0;
  }
  chooseFree(search, size, m + 1);
}

function searchSet(search: RouteSearch, size: number): void {
  openSet(search, size);
  searchWindow(search, size);
}

/** So many nodes a set gets before the sets of this order are priced at all. */
const NODES_WITHOUT_PRICES = 150;
/** So many nodes a set gets before its windows are halved for better bounds. */
const NODES_WORTH_TRYING = 120;

/**
 * Searches the set within the windows of its stairs; where these leave the bound too low, in two halves.
 * Without a best plan to hold bounds against, the set is gone down once first: one location that has no
 * unit to leave out has only this one plan.
 */
function searchWindow(search: RouteSearch, size: number): void {
  prepareSet(search, size);
  const short = leastShort(search, 0);
  if (short > search.bestShort || !canReachMinimums(search, 0)) return;
  search.targetShort = short;
  if (short < search.bestShort) {
    priceSet(search, 0);
    searchItems(search, false, 0, true);
    const isOnlyPlan = size === 1 && !search.mayDrop && search.bestShort === short;
    if (search.stopAtLeaf || isOnlyPlan) return;
    prepareSet(search, size);
  }
  const canPrune = short === search.bestShort;
  if (canPrune && leastCost(search, 0, short) >= search.bestCost) return;
  if (search.isPriced && canPrune) return searchPriced(search, size);
  priceSet(search, 0);
  searchItems(search, canPrune, canPrune ? NODES_WITHOUT_PRICES : Infinity, search.stopAtLeaf);
  if (!search.halted || search.stopAtLeaf) return;
  search.isPriced = true;
  searchWindow(search, size);
}

/** Prices the set first, and halves its windows where that leaves the bound too low. */
function searchPriced(search: RouteSearch, size: number): void {
  priceSet(search, search.mostSteps);
  if (!isOpen(search, search.setBound)) return;
  if (search.stopAtLeaf) return searchItems(search, true, 0, true);
  const split = findSplit(search);
  if (split?.isUrgent) return searchHalves(search, size, split);
  searchItems(search, true, split ? NODES_WORTH_TRYING : Infinity, false);
  if (split && search.halted) searchHalves(search, size, split);
}

function searchItems(
  search: RouteSearch,
  canPrune: boolean,
  mostNodes: number,
  stopAtLeaf: boolean,
): void {
  orderSet(search, canPrune);
  search.halted = false;
  search.haltAtLeaf = stopAtLeaf;
  search.haltAfter = search.nodes + (stopAtLeaf ? search.itemCount + 1 : mostNodes);
  descend(search, 0);
}

function searchHalves(search: RouteSearch, size: number, split: WindowSplit): void {
  const { location } = split;
  const whole = windowOf(search, location);
  for (const half of split.halves) {
    setWindow(search, location, half);
    searchWindow(search, size);
  }
  setWindow(search, location, whole);
}

function descend(search: RouteSearch, t: number): void {
  if (search.halted) return;
  search.nodes++;
  search.halted = search.nodes > search.haltAfter;
  const short = leastShort(search, t);
  if (short > search.bestShort || !canReachMinimums(search, t)) return;
  let cost = leastCost(search, t, short);
  if (t === search.itemCount) return keepIfComplete(search, short, cost);
  if (short === search.bestShort) {
    cost = Math.max(cost, leastPricedCost(search, t, dropPrice(search)));
    if (cost >= search.bestCost) return;
  }
  if (t === 0) noteRoot(search, short, cost);
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
function keepIfComplete(search: RouteSearch, short: number, cost: number): void {
  if (short === search.bestShort && cost >= search.bestCost) return;
  for (let m = 0; m < search.size; m++) {
    if (read(search.loadUnits, read(search.members, m)) === 0) return;
  }
  search.bestShort = search.short;
  search.bestCost = cost;
  const cells = search.itemCount * search.locationCount;
  for (let cell = 0; cell < cells; cell++) search.best[cell] = read(search.taken, cell);
  search.halted = search.haltAtLeaf;
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
  const most = Math.min(
    stock,
    read(search.capacityLeft, supplier),
    roomFor(search, item, location),
  );
  for (let units = most; units > 0; units--) {
    if (isTooFew(search, t, item, a, remaining, units)) return;
    if (leavesRoom(search, t, item, a, remaining, units)) continue;
    take(search, t, item, a, location, remaining, units);
  }
  if (isTooFew(search, t, item, a, remaining, 0)) return;
  if (!leavesRoom(search, t, item, a, remaining, 0)) place(search, t, item, a + 1, remaining);
}

/** Units that the window of the location's stairs still carries. */
function roomFor(search: RouteSearch, item: number, location: number): number {
  const grams = read(search.grams, item * search.locationCount + location);
  const room = read(search.stairs.upTo, read(search.lastStair, location));
  return grams === 0 ? Infinity : Math.floor((room - read(search.loadWeight, location)) / grams);
}

function leaveShort(search: RouteSearch, t: number, remaining: number): void {
  const priced = search.pricedCost;
  search.short += remaining;
  search.pricedCost += remaining * dropPrice(search);
  descend(search, t + 1);
  search.pricedCost = priced;
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
  const grams = units * read(search.grams, cell);
  const stairBefore = read(loadStair, location);
  const lateBefore = read(loadLate, location);
  const parcelsBefore = search.parcelCost;
  const weight = read(search.loadWeight, location) + grams;
  let stair = stairBefore;
  while (read(stairs.upTo, stair) < weight) stair++;
  const late = Math.max(
    lateBefore,
    read(search.extraLate, cell) - read(search.lateFloor, location),
  );
  const lateRise =
    late * read(stairs.parcels, stair) - lateBefore * read(stairs.parcels, stairBefore);
  search.parcelCost += read(stairs.cost, stair) - read(stairs.cost, stairBefore) + lateRise;
  const pricedBefore = search.pricedCost;
  search.pricedCost +=
    lateRise +
    units * read(search.adjusted, cell) +
    leastStairCost(search, location, stair) -
    leastStairCost(search, location, stairBefore);
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
  search.pricedCost = pricedBefore;
  search.parcelCost = parcelsBefore;
}

/** What the location pays for parcels from this stair on, at its price for a gram. */
function leastStairCost({ stairs, prices }: RouteSearch, location: number, from: number): number {
  const price = read(prices, location);
  const stair = cheapestStair(stairs, from, price);
  return read(stairs.cost, stair) - price * read(stairs.upTo, stair);
}
