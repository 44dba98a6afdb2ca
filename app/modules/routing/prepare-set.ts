/** Readies a set of locations for the search: its members, the options of each item, and sums over the items to come. */
import { increase, read } from './number-row.ts';
import { ROUNDING_SLACK } from './route-bounds.ts';
import type { RouteSearch } from './route-search.ts';

/** Takes the first `size` members as the set in hand, with all their stairs. */
export function openSet(search: RouteSearch, size: number): void {
  const { stairs } = search;
  for (let m = 0; m < size; m++) {
    const location = read(search.members, m);
    const isFree = read(search.isFree, read(search.supplierOf, location)) === 1;
    const first = read(isFree ? stairs.free : stairs.paid, location);
    const count = read(isFree ? stairs.freeCount : stairs.paidCount, location);
    search.firstStair[location] = first;
    search.lastStair[location] = first + count - 1;
    search.lateFloor[location] = 0;
    search.lateCap[location] = Infinity;
  }
}

/** Loads the first `size` members with an empty placement, items in their own order. */
export function prepareSet(search: RouteSearch, size: number): void {
  search.size = size;
  search.setFixed = -search.splitMinor;
  search.parcelCost = search.goodsCost = search.short = 0;
  search.setSupplierCount = 0;
  search.mayDrop = false;
  search.isMember.fill(0);
  for (let m = 0; m < size; m++) loadMember(search, read(search.members, m));
  for (let item = 0; item < search.itemCount; item++) {
    search.order[item] = item;
    listOptions(search, item);
  }
  sumItems(search);
}

function loadMember(search: RouteSearch, location: number): void {
  const supplier = read(search.supplierOf, location);
  const isFree = read(search.isFree, supplier) === 1;
  const first = read(search.firstStair, location);
  const minimum = read(search.minimum, supplier);
  const wanted = isFree ? Math.max(minimum, read(search.freeOver, supplier)) : minimum;
  search.wantedGoods[supplier] = wanted;
  search.setFixed += read(search.fixed, location);
  search.parcelCost += read(search.stairs.cost, first);
  search.loadStair[location] = first;
  search.loadWeight[location] = search.loadUnits[location] = search.loadLate[location] = 0;
  search.isMember[location] = 1;
  const count = search.setSupplierCount;
  if (count > 0 && read(search.setSuppliers, count - 1) === supplier) return;
  search.setSuppliers[search.setSupplierCount++] = supplier;
}

/**
 * The members that could ship the item, cheapest first; and what the item costs, weighs and lacks at plain cost,
 * which stays the same in whatever order the items stand.
 */
function listOptions(search: RouteSearch, item: number): void {
  const { options, byCost, adjusted, unitCost, most } = search;
  const row = item * search.locationCount;
  const known = read(search.byCostCount, item);
  const quantity = read(search.quantity, item);
  let count = 0;
  let wanted = quantity;
  let cost = 0;
  let dearest = 0;
  for (let a = 0; a < known; a++) {
    const location = read(byCost, row + a);
    if (!isAllowed(search, row, location)) continue;
    const price = read(unitCost, row + location);
    if (!search.isPriced) adjusted[row + location] = price;
    options[row + count++] = location;
    if (wanted === 0) continue;
    const units = Math.min(wanted, read(most, row + location));
    dearest = price;
    cost += units * price;
    wanted -= units;
  }
  search.optionCount[item] = count;
  search.itemCost[item] = cost;
  search.itemShort[item] = wanted;
  search.itemDearest[item] = dearest;
  search.itemWeight[item] = (quantity - wanted) * read(search.lightest, item);
}

function isAllowed({ isMember, extraLate, lateCap }: RouteSearch, row: number, location: number) {
  return (
    read(isMember, location) === 1 && read(extraLate, row + location) <= read(lateCap, location)
  );
}

/** Sums over the items from each position of their order on. */
function sumItems(search: RouteSearch): void {
  const end = search.itemCount;
  search.restCost[end] = search.restShort[end] = search.restUnits[end] = 0;
  search.restWeight[end] = search.dearestUnit[end] = search.heaviestUnit[end] = 0;
  const last = end * search.supplierCount;
  if (search.hasThreshold) search.restGoods.fill(0, last, last + search.supplierCount);
  if (search.hasCapacity) search.restMost.fill(0, last, last + search.supplierCount);
  for (let t = end - 1; t >= 0; t--) sumFrom(search, t);
}

function sumFrom(search: RouteSearch, t: number): void {
  const item = read(search.order, t);
  const cost = read(search.itemCost, item);
  const dearest = read(search.itemDearest, item);
  if (!search.isPriced && !search.mayDrop) {
    search.fillCost[item] = cost;
    search.fillDearest[item] = dearest;
  }
  search.restCost[t] = cost + read(search.restCost, t + 1);
  search.restShort[t] = read(search.itemShort, item) + read(search.restShort, t + 1);
  search.restUnits[t] = read(search.quantity, item) + read(search.restUnits, t + 1);
  search.restWeight[t] = read(search.itemWeight, item) + read(search.restWeight, t + 1);
  search.dearestUnit[t] = Math.max(dearest, read(search.dearestUnit, t + 1));
  search.heaviestUnit[t] = Math.max(read(search.heaviest, item), read(search.heaviestUnit, t + 1));
  if (search.hasThreshold) sumGoodsFrom(search, t, item);
  if (search.hasCapacity) sumMostFrom(search, t, item);
}

/** The most units that could still come from each supplier, which decides whether its capacity can be used up. */
function sumMostFrom(search: RouteSearch, t: number, item: number): void {
  const { restMost, supplierCount, options, ofSupplier } = search;
  const row = item * search.locationCount;
  const here = t * supplierCount;
  const quantity = read(search.quantity, item);
  restMost.copyWithin(here, here + supplierCount, here + 2 * supplierCount);
  ofSupplier.fill(0, 0, supplierCount);
  for (let a = 0; a < read(search.optionCount, item); a++) {
    const location = read(options, row + a);
    const supplier = read(search.supplierOf, location);
    const before = read(ofSupplier, supplier);
    const units = Math.min(quantity, before + read(search.most, row + location));
    ofSupplier[supplier] = units;
    increase(restMost, here + supplier, units - before);
  }
}

/** The most that could still be bought from each supplier, which decides whether a threshold is in reach. */
function sumGoodsFrom(search: RouteSearch, t: number, item: number): void {
  const { restGoods, supplierCount, options } = search;
  const row = item * search.locationCount;
  const here = t * supplierCount;
  restGoods.copyWithin(here, here + supplierCount, here + 2 * supplierCount);
  for (let a = 0; a < read(search.optionCount, item); a++) {
    const location = read(options, row + a);
    const value = read(search.most, row + location) * read(search.unitCost, row + location);
    increase(restGoods, here + read(search.supplierOf, location), value);
  }
}

/**
 * Readies the descent after the set is priced: options that cannot be part of a better plan are dropped,
 * the items stand in the order in which bounds bite best.
 */
export function orderSet(search: RouteSearch, canPrune: boolean): void {
  for (let item = 0; item < search.itemCount; item++) {
    if (canPrune) dropOptions(search, item);
    sumLaterStock(search, item);
    insertByLoss(search, item);
  }
  sumItems(search);
  search.restFill[search.itemCount] = 0;
  for (let t = search.itemCount - 1; t >= 0; t--) {
    search.restFill[t] =
      read(search.fillCost, read(search.order, t)) + read(search.restFill, t + 1);
  }
}

/** One unit on this option in place of the dearest of the filling: the bound rises by the difference at least. */
function dropOptions(search: RouteSearch, item: number): void {
  const { options, adjusted } = search;
  const row = item * search.locationCount;
  const gap = search.bestCost - 1 - search.setBound + ROUNDING_SLACK;
  const most = read(search.fillDearest, item) + gap;
  let count = read(search.optionCount, item);
  while (count > 0 && read(adjusted, row + read(options, row + count - 1)) > most) count--;
  search.optionCount[item] = count;
}

function sumLaterStock(search: RouteSearch, item: number): void {
  const { laterStock, options } = search;
  const row = item * search.locationCount;
  const stockRow = item * (search.locationCount + 1);
  const count = read(search.optionCount, item);
  laterStock[stockRow + count] = 0;
  for (let a = count - 1; a >= 0; a--) {
    const here = read(search.most, row + read(options, row + a));
    laterStock[stockRow + a] = here + read(laterStock, stockRow + a + 1);
  }
}

/** Items without a choice first, then those that lose most by their second choice. */
function insertByLoss(search: RouteSearch, item: number): void {
  const { order, losses } = search;
  const loss = lossBySecondChoice(search, item);
  losses[item] = loss;
  let at = item;
  while (at > 0 && read(losses, read(order, at - 1)) < loss) {
    order[at] = read(order, at - 1);
    at--;
  }
  order[at] = item;
}

function lossBySecondChoice(search: RouteSearch, item: number): number {
  const { options, optionCount, adjusted, quantity } = search;
  if (read(optionCount, item) < 2) return Infinity;
  const row = item * search.locationCount;
  const first = read(adjusted, row + read(options, row));
  const second = read(adjusted, row + read(options, row + 1));
  return (second - first) * read(quantity, item);
}
