/** Readies a set of locations for the search: options by item, cheapest first, and sums over the items to come. */
import { increase, read } from './number-row.ts';
import type { RouteSearch } from './route-search.ts';

/** Loads the first `size` members as the set in hand, with an empty placement. */
export function prepareSet(search: RouteSearch, size: number): void {
  search.size = size;
  search.setFixed = -search.splitMinor;
  search.parcelCost = 0;
  search.goodsCost = 0;
  search.short = 0;
  search.hasMoves = false;
  for (let m = 0; m < size; m++) {
    const location = read(search.members, m);
    const supplier = read(search.supplierOf, location);
    const isFree = read(search.isFree, supplier) === 1;
    const first = read(isFree ? search.stairs.free : search.stairs.paid, location);
    const minimum = read(search.minimum, supplier);
    search.wantedGoods[supplier] = isFree
      ? Math.max(minimum, read(search.freeOver, supplier))
      : minimum;
    search.lastStair[location] = first + read(search.stairs.count, location) - 1;
    search.setFixed += read(search.fixed, location);
    search.parcelCost += read(search.stairs.cost, first);
    search.loadStair[location] = first;
    search.loadWeight[location] = 0;
    search.loadUnits[location] = 0;
    search.loadLate[location] = 0;
  }
  search.isMember.fill(0);
  for (let m = 0; m < size; m++) search.isMember[read(search.members, m)] = 1;
  for (let item = 0; item < search.itemCount; item++) sortOptions(search, item);
  orderItems(search);
  for (let t = search.itemCount - 1; t >= 0; t--) sumFrom(search, t);
}

/** The members that could ship the item, in the item's own order of cost. */
function sortOptions(search: RouteSearch, item: number): void {
  const { most, options, locationCount, laterStock, byCost, isMember } = search;
  const row = item * locationCount;
  const known = read(search.byCostCount, item);
  let count = 0;
  for (let a = 0; a < known; a++) {
    const location = read(byCost, row + a);
    if (read(isMember, location) === 1) options[row + count++] = location;
  }
  search.optionCount[item] = count;
  const stockRow = item * (locationCount + 1);
  laterStock[stockRow + count] = 0;
  for (let a = count - 1; a >= 0; a--) {
    const here = read(most, row + read(options, row + a));
    laterStock[stockRow + a] = here + read(laterStock, stockRow + a + 1);
  }
}

/** Items without a choice first, then those that lose most by their second choice: early bounds bite best. */
function orderItems(search: RouteSearch): void {
  const { order, itemCount, losses } = search;
  for (let item = 0; item < itemCount; item++) {
    const loss = lossBySecondChoice(search, item);
    losses[item] = loss;
    let at = item;
    while (at > 0 && read(losses, read(order, at - 1)) < loss) {
      order[at] = read(order, at - 1);
      at--;
    }
    order[at] = item;
  }
}

function lossBySecondChoice(search: RouteSearch, item: number): number {
  const { options, optionCount, unitCost, locationCount, quantity } = search;
  if (read(optionCount, item) < 2) return Infinity;
  const row = item * locationCount;
  const first = read(unitCost, row + read(options, row));
  const second = read(unitCost, row + read(options, row + 1));
  return (second - first) * read(quantity, item);
}

/** Position `itemCount` of each sum is never written and stays 0. */
function sumFrom(search: RouteSearch, t: number): void {
  const item = read(search.order, t);
  const row = item * search.locationCount;
  const count = read(search.optionCount, item);
  let wanted = read(search.quantity, item);
  let cost = 0;
  let dearest = 0;
  for (let a = 0; a < count && wanted > 0; a++) {
    const cell = row + read(search.options, row + a);
    const units = Math.min(wanted, read(search.most, cell));
    cost += units * read(search.unitCost, cell);
    dearest = read(search.unitCost, cell);
    wanted -= units;
  }
  const placed = read(search.quantity, item) - wanted;
  const weight = read(search.weight, item);
  search.restCost[t] = cost + read(search.restCost, t + 1);
  search.restShort[t] = wanted + read(search.restShort, t + 1);
  search.restUnits[t] = placed + wanted + read(search.restUnits, t + 1);
  search.restWeight[t] = placed * weight + read(search.restWeight, t + 1);
  search.dearestUnit[t] = Math.max(dearest, read(search.dearestUnit, t + 1));
  search.heaviestUnit[t] = Math.max(weight, read(search.heaviestUnit, t + 1));
  if (search.hasThreshold) sumGoodsFrom(search, t, item);
}

/** The most that could still be bought from each supplier, which decides whether a threshold is in reach. */
function sumGoodsFrom(search: RouteSearch, t: number, item: number): void {
  const { restGoods, supplierCount, locationCount, options, optionCount, supplierOf } = search;
  const row = item * locationCount;
  for (let s = 0; s < supplierCount; s++) {
    const later = read(restGoods, (t + 1) * supplierCount + s);
    restGoods[t * supplierCount + s] = later;
  }
  for (let a = 0; a < read(optionCount, item); a++) {
    const location = read(options, row + a);
    const value = read(search.most, row + location) * read(search.unitCost, row + location);
    increase(restGoods, t * supplierCount + read(supplierOf, location), value);
  }
}
