/**
 * Prices a set: Lagrange multipliers for what couples the items of an order (M. L. Fisher, "The Lagrangian
 * relaxation method for solving integer programming problems", Management Science 27, 1981). With a price
 * for each gram at a location, each unit of a supplier's capacity, a reward for goods counted towards an
 * order value and a price for a unit left out, every item can be filled for itself, and the sum is a lower
 * bound on the cost of the set. Polyak's subgradient steps raise it towards the best plan; mostly it gets
 * there, and the set need not be searched at all.
 *
 * The prices stay for the next set: neighbouring sets have similar ones. In the rows `prices` and `excess`
 * stand one entry by location (per gram), one by supplier (per unit of capacity), one by supplier (per unit
 * of money of goods), and last the price of a unit left out.
 */
import { increase, read } from './number-row.ts';
import { ROUNDING_SLACK } from './route-bounds.ts';
import type { RouteSearch } from './route-search.ts';
import { cheapestStair } from './stair-table.ts';

/** A step is shortened by this when it did not raise the bound. */
const SHORTENING = 0.8;

/** Raises the bound of the set in hand; its prices, adjusted costs and fillings are ready afterwards. */
export function priceSet(search: RouteSearch, mostSteps: number): void {
  const { prices, bestPrices } = search;
  search.mayDrop = read(search.restShort, 0) < search.targetShort;
  if (!search.isPriced && !search.mayDrop) return priceAtCost(search);
  let bound = startPricing(search);
  search.setBound = bound;
  noteLoads(search, 0);
  if (mostSteps === 0) return;
  let length = 1;
  bestPrices.set(prices);
  for (let step = 1; step <= mostSteps && isOpen(search, bound); step++) {
    if (!takeStep(search, length * (search.bestCost - bound))) break;
    bound = fillAll(search);
    noteLoads(search, step);
    if (bound > search.setBound) {
      search.setBound = bound;
      bestPrices.set(prices);
    } else length *= SHORTENING;
  }
  if (bound === search.setBound) return;
  prices.set(bestPrices);
  fillAll(search);
}

/** Starts from the prices of the set before, unless no prices at all are better. */
function startPricing(search: RouteSearch): number {
  const { prices } = search;
  const dropAt = dropPriceAt(search);
  prices[dropAt] = Math.max(read(prices, dropAt), read(search.dearestUnit, 0));
  const bound = fillAll(search);
  if (bound >= search.setFixed + search.parcelCost + read(search.restCost, 0)) return bound;
  prices.fill(0);
  prices[dropAt] = read(search.dearestUnit, 0);
  return fillAll(search);
}

/** No prices: what `prepareSet` has summed up is the filling. */
function priceAtCost(search: RouteSearch): void {
  search.pricedCost = search.setFixed + search.parcelCost;
  search.setBound = search.pricedCost + read(search.restCost, 0);
}

/** The mean of the fillings is close to the fractional placement that the bound stands for. */
function noteLoads({ size, members, meanLoad, fillLoad }: RouteSearch, before: number): void {
  for (let m = 0; m < size; m++) {
    const location = read(members, m);
    const sum = before * read(meanLoad, location) + read(fillLoad, location);
    meanLoad[location] = sum / (before + 1);
  }
}

/** Whether a bound leaves room for a plan that costs less than the best. */
export function isOpen(search: RouteSearch, bound: number): boolean {
  return Math.ceil(bound - ROUNDING_SLACK) < search.bestCost;
}

function capacityPriceAt(search: RouteSearch, supplier: number): number {
  return search.locationCount + supplier;
}

function goodsPriceAt(search: RouteSearch, supplier: number): number {
  return search.locationCount + search.supplierCount + supplier;
}

function dropPriceAt(search: RouteSearch): number {
  return search.locationCount + 2 * search.supplierCount;
}

/** What a unit left out costs at the prices in hand; 0 where none may be. */
export function dropPrice(search: RouteSearch): number {
  return search.mayDrop ? read(search.prices, dropPriceAt(search)) : 0;
}

/** Fills every item at the prices in hand; returns the bound and leaves in `excess` how it changes with each price. */
function fillAll(search: RouteSearch): number {
  const { excess, prices } = search;
  const dropAt = dropPriceAt(search);
  excess.fill(0, 0, dropAt + 1);
  let bound = startCost(search);
  search.pricedCost = bound;
  for (let item = 0; item < search.itemCount; item++) bound += fillItem(search, item);
  if (search.mayDrop) {
    bound -= read(prices, dropAt) * search.targetShort;
    increase(excess, dropAt, -search.targetShort);
  }
  return bound;
}

/** The set with nothing placed: opening, the stairs that pay at these prices, and what the prices count against. */
function startCost(search: RouteSearch): number {
  const { excess, prices, stairs } = search;
  let cost = search.setFixed;
  for (let m = 0; m < search.size; m++) {
    const location = read(search.members, m);
    const price = read(prices, location);
    const stair = cheapestStair(stairs, read(search.loadStair, location), price);
    cost += read(stairs.cost, stair) - price * read(stairs.upTo, stair);
    excess[location] = -read(stairs.upTo, stair);
    search.fillLoad[location] = search.fillLate[location] = 0;
  }
  for (let n = 0; n < search.setSupplierCount; n++) {
    const supplier = read(search.setSuppliers, n);
    const capacity = read(search.capacityLeft, supplier);
    if (capacity < Infinity) {
      const at = capacityPriceAt(search, supplier);
      cost -= read(prices, at) * capacity;
      excess[at] = -capacity;
    }
    const wanted = read(search.wantedGoods, supplier);
    if (wanted === 0) continue;
    const at = goodsPriceAt(search, supplier);
    cost += read(prices, at) * wanted;
    excess[at] = wanted;
  }
  return cost;
}

function fillItem(search: RouteSearch, item: number): number {
  const { options, adjusted, unitCost, most, grams, excess, prices } = search;
  const row = item * search.locationCount;
  const count = read(search.optionCount, item);
  adjustCosts(search, row, count);
  const drop = search.mayDrop ? read(prices, dropPriceAt(search)) : Infinity;
  let wanted = read(search.quantity, item);
  let cost = 0;
  let dearest = 0;
  for (let a = 0; a < count && wanted > 0; a++) {
    const location = read(options, row + a);
    const cell = row + location;
    const price = read(adjusted, cell);
    if (price >= drop) break;
    const units = Math.min(wanted, read(most, cell));
    const supplier = read(search.supplierOf, location);
    wanted -= units;
    dearest = price;
    cost += units * price;
    const load = units * read(grams, cell);
    increase(excess, location, load);
    increase(search.fillLoad, location, load);
    const late = read(search.extraLate, cell);
    if (late > read(search.fillLate, location)) search.fillLate[location] = late;
    if (search.hasCapacity) increase(excess, capacityPriceAt(search, supplier), units);
    if (search.hasThreshold)
      increase(excess, goodsPriceAt(search, supplier), -units * read(unitCost, cell));
  }
  if (search.mayDrop && wanted > 0) {
    cost += wanted * drop;
    dearest = drop;
    increase(excess, dropPriceAt(search), wanted);
  }
  search.fillCost[item] = cost;
  search.fillDearest[item] = dearest;
  return cost;
}

/** Unit costs at the prices in hand, and the options in their order. */
function adjustCosts(search: RouteSearch, row: number, count: number): void {
  const { options, adjusted, unitCost, grams, prices, supplierOf } = search;
  const hasBinding = search.hasCapacity || search.hasThreshold;
  for (let a = 0; a < count; a++) {
    const location = read(options, row + a);
    const cell = row + location;
    let price = read(unitCost, cell) + read(prices, location) * read(grams, cell);
    if (hasBinding) {
      const supplier = read(supplierOf, location);
      price += read(prices, capacityPriceAt(search, supplier));
      price -= read(prices, goodsPriceAt(search, supplier)) * read(unitCost, cell);
    }
    adjusted[cell] = price;
    let at = a;
    for (; at > 0 && read(adjusted, row + read(options, row + at - 1)) > price; at--) {
      options[row + at] = read(options, row + at - 1);
    }
    options[row + at] = location;
  }
}

/** Moves all prices towards the rise of the bound that is still wanted; false where none can rise any more. */
function takeStep(search: RouteSearch, wanted: number): boolean {
  let norm = 0;
  eachPrice(search, (at, scale) => {
    const change = steepness(search, at) * scale;
    norm += change * change;
  });
  if (norm === 0) return false;
  const { prices } = search;
  const step = wanted / norm;
  eachPrice(search, (at, scale) => {
    const change = step * scale * scale * steepness(search, at);
    prices[at] = Math.max(0, read(prices, at) + change);
  });
  return true;
}

/** A price that is zero cannot fall. */
function steepness({ excess, prices }: RouteSearch, at: number): number {
  const rise = read(excess, at);
  return rise < 0 && read(prices, at) === 0 ? 0 : rise;
}

/** The prices of the set in hand, each with the scale that makes its steps comparable to those of a unit. */
function eachPrice(search: RouteSearch, visit: (at: number, scale: number) => void): void {
  for (let m = 0; m < search.size; m++) visit(read(search.members, m), 1 / search.gramScale);
  for (let n = 0; n < search.setSupplierCount; n++) {
    const supplier = read(search.setSuppliers, n);
    if (read(search.capacityLeft, supplier) < Infinity) visit(capacityPriceAt(search, supplier), 1);
    if (read(search.wantedGoods, supplier) === 0) continue;
    visit(goodsPriceAt(search, supplier), 1 / search.valueScale);
  }
  if (search.mayDrop) visit(dropPriceAt(search), 1);
}
