/**
 * Forced moves: the cheapest filling of the items to come may ask more of a supplier than it has capacity
 * for, or buy less from it than the order value it was counted on for. Units must then move away from it, or
 * to it, and each move costs at least the difference to the item's next best choice. The cost of an item is
 * convex in the units moved, so the first difference bounds all that follow.
 */
import { increase, read } from './number-row.ts';
import type { RouteSearch } from './route-search.ts';

const ROUNDING_SLACK = 1e-6;

/** Whether a supplier of the set has a capacity or an order value to reach, and units could move at all. */
export function setMayMove(search: RouteSearch): boolean {
  if (search.size < 2 || !(search.hasThreshold || search.hasCapacity)) return false;
  for (let m = 0; m < search.size; m++) {
    if (isBound(search, read(search.supplierOf, read(search.members, m)))) return true;
  }
  return false;
}

function isBound(search: RouteSearch, supplier: number): boolean {
  return read(search.capacityLeft, supplier) < Infinity || read(search.wantedGoods, supplier) > 0;
}

/** Readies the sums over items to come; after the options and the order of the set are known. */
export function prepareMoves(search: RouteSearch): void {
  search.hasMoves = true;
  const { itemCount, supplierCount, restFillUnits, restFillGoods, joinRatio } = search;
  joinRatio.fill(Infinity, itemCount * supplierCount, (itemCount + 1) * supplierCount);
  search.leaveCount.fill(0);
  for (let t = itemCount - 1; t >= 0; t--) {
    const from = (t + 1) * supplierCount;
    restFillUnits.copyWithin(t * supplierCount, from, from + supplierCount);
    restFillGoods.copyWithin(t * supplierCount, from, from + supplierCount);
    joinRatio.copyWithin(t * supplierCount, from, from + supplierCount);
    fillFrom(search, t, read(search.order, t));
  }
}

function fillFrom(search: RouteSearch, t: number, item: number): void {
  const { options, most, unitCost, supplierOf, supplierCount, locationCount } = search;
  const row = item * locationCount;
  const count = read(search.optionCount, item);
  let wanted = read(search.quantity, item);
  let filled = 0;
  for (; filled < count && wanted > 0; filled++) {
    const location = read(options, row + filled);
    const units = Math.min(wanted, read(most, row + location));
    const at = t * supplierCount + read(supplierOf, location);
    increase(search.restFillUnits, at, units);
    increase(search.restFillGoods, at, units * read(unitCost, row + location));
    wanted -= units;
  }
  for (let m = 0; m < search.size; m++) {
    const supplier = read(supplierOf, read(search.members, m));
    if (m > 0 && read(supplierOf, read(search.members, m - 1)) === supplier) continue;
    if (!isBound(search, supplier)) continue;
    measureMoves(search, t, item, supplier, filled);
  }
}

/** What the first unit that leaves the supplier costs, and the first that joins it per unit of its value. */
function measureMoves(
  search: RouteSearch,
  t: number,
  item: number,
  supplier: number,
  filled: number,
): void {
  const { options, unitCost, most, supplierOf, supplierCount, locationCount } = search;
  const row = item * locationCount;
  let [unitsHere, dearestHere, dearestElse, spareHere, spareElse] = [0, 0, 0, Infinity, Infinity];
  let before = 0;
  for (let a = 0; a < read(search.optionCount, item); a++) {
    const location = read(options, row + a);
    const cost = read(unitCost, row + location);
    const stock = read(most, row + location);
    const used = a < filled ? Math.min(stock, read(search.quantity, item) - before) : 0;
    before += used;
    if (read(supplierOf, location) === supplier) {
      unitsHere += used;
      if (used > 0) dearestHere = cost;
      if (used < stock) spareHere = Math.min(spareHere, cost);
    } else {
      if (used > 0) dearestElse = cost;
      if (used < stock) spareElse = Math.min(spareElse, cost);
    }
  }
  if (unitsHere > 0 && read(search.capacityLeft, supplier) < Infinity) {
    insertLeaving(search, supplier, t, unitsHere, spareElse - dearestHere);
  }
  const at = t * supplierCount + supplier;
  search.joinRatio[at] = Math.min(
    read(search.joinRatio, at),
    joinRatioOf(spareHere, dearestElse, before > unitsHere),
  );
}

/**
 * A unit from elsewhere brings its whole value here for the difference of the costs; one that moves to a
 * dearer location of the same supplier brings and costs the same.
 */
function joinRatioOf(spareHere: number, dearestElse: number, hasElse: boolean): number {
  if (spareHere === Infinity || spareHere === 0) return Infinity;
  return hasElse ? (spareHere - dearestElse) / spareHere : 1;
}

/** Keeps the leaving moves of a supplier sorted by what a unit loses. */
function insertLeaving(
  search: RouteSearch,
  supplier: number,
  t: number,
  units: number,
  loss: number,
): void {
  const { leavePosition, leaveUnits, leaveLoss, leaveCount, itemCount } = search;
  const row = supplier * itemCount;
  const count = read(leaveCount, supplier);
  let at = row + count;
  for (; at > row && read(leaveLoss, at - 1) > loss; at--) {
    leavePosition[at] = read(leavePosition, at - 1);
    leaveUnits[at] = read(leaveUnits, at - 1);
    leaveLoss[at] = read(leaveLoss, at - 1);
  }
  leavePosition[at] = t;
  leaveUnits[at] = units;
  leaveLoss[at] = loss;
  leaveCount[supplier] = count + 1;
}

/**
 * What the moves that capacities and order values force add at least to the cheapest filling from position
 * t on, when every unit of it is to be placed. A unit may both leave one supplier and join another, so of
 * the two sums the larger counts. Infinity where no move can help.
 */
export function leastMoveCost(search: RouteSearch, t: number): number {
  let leaving = 0;
  let joining = 0;
  for (let m = 0; m < search.size; m++) {
    const supplier = read(search.supplierOf, read(search.members, m));
    if (m > 0 && read(search.supplierOf, read(search.members, m - 1)) === supplier) continue;
    if (!isBound(search, supplier)) continue;
    const at = t * search.supplierCount + supplier;
    const excess = read(search.restFillUnits, at) - read(search.capacityLeft, supplier);
    if (excess > 0) leaving += leavingCost(search, t, supplier, excess);
    const bought = read(search.goods, supplier) + read(search.restFillGoods, at);
    const missing = read(search.wantedGoods, supplier) - bought;
    if (missing > 0) joining += Math.ceil(missing * read(search.joinRatio, at) - ROUNDING_SLACK);
  }
  return Math.max(leaving, joining);
}

function leavingCost(search: RouteSearch, t: number, supplier: number, excess: number): number {
  const row = supplier * search.itemCount;
  let rest = excess;
  let cost = 0;
  for (let at = row; at < row + read(search.leaveCount, supplier) && rest > 0; at++) {
    if (read(search.leavePosition, at) < t) continue;
    const units = Math.min(rest, read(search.leaveUnits, at));
    cost += units * read(search.leaveLoss, at);
    rest -= units;
  }
  return cost;
}
