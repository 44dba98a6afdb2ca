/**
 * Route bounds: what any completion of the placement in hand must cost at least. Units come first: a bound
 * is (short units, cost), and the cost counts only against a best plan that leaves as many units short.
 *
 * Two bounds are kept, and the higher counts: cost so far + each item to come at its cheapest + the least
 * that the weight to come adds to the parcels; and the same at the prices of the set (see price-set.ts).
 */
import { read } from './number-row.ts';
import type { RouteSearch } from './route-search.ts';

/** Ratios of whole numbers are floating point; a bound is lowered by this before it is rounded up. */
export const ROUNDING_SLACK = 1e-6;

/** The least number of units that stay unplaced when items from position t on are still to come. */
export function leastShort(search: RouteSearch, t: number): number {
  const byStock = search.short + read(search.restShort, t);
  if (!search.hasCapacity) return byStock;
  return Math.max(byStock, search.short + read(search.restUnits, t) - roomOfSet(search, t));
}

/** Units that the suppliers of the set can still take: by what is left of their capacity, and by what they have. */
function roomOfSet(search: RouteSearch, t: number): number {
  const row = t * search.supplierCount;
  let sum = 0;
  for (let n = 0; n < search.setSupplierCount; n++) {
    const supplier = read(search.setSuppliers, n);
    sum += Math.min(read(search.capacityLeft, supplier), read(search.restMost, row + supplier));
  }
  return sum;
}

/**
 * The least cost of a completion that leaves `short` units unplaced in all. Where that is more than stock
 * alone explains, any of the units to come may be among them: as many of the dearest and heaviest are left out.
 */
export function leastCost(search: RouteSearch, t: number, short: number): number {
  const spare = short - search.short - read(search.restShort, t);
  const soFar = search.setFixed + search.parcelCost + search.goodsCost;
  let cost = soFar + read(search.restCost, t);
  let weight = read(search.restWeight, t);
  if (spare > 0) {
    cost = Math.max(soFar, cost - spare * read(search.dearestUnit, t));
    weight -= spare * read(search.heaviestUnit, t);
  }
  return weight > 0 ? cost + leastParcelRise(search, weight) : cost;
}

/** The same at the prices of the set; it holds for placements that leave no more units short than they were made for. */
export function leastPricedCost(search: RouteSearch, t: number, dropPrice: number): number {
  if (search.bestShort !== search.targetShort) return 0;
  const cost = search.pricedCost + read(search.restFill, t) - dropPrice * search.targetShort;
  return Math.ceil(cost - ROUNDING_SLACK);
}

/**
 * What `weight` more grams add to the parcels of the set at least. What fits under the present stairs is
 * free; for the rest at least one stair must be climbed, and no gram climbs for less than the least slope.
 */
function leastParcelRise(search: RouteSearch, weight: number): number {
  const { stairs, members, loadStair, loadWeight } = search;
  let excess = weight;
  let jump = Infinity;
  let slope = Infinity;
  for (let m = 0; m < search.size; m++) {
    const location = read(members, m);
    const stair = read(loadStair, location);
    excess -= read(stairs.upTo, stair) - read(loadWeight, location);
    if (excess <= 0) return 0;
    if (stair === read(search.lastStair, location)) continue;
    jump = Math.min(jump, read(stairs.cost, stair + 1) - read(stairs.cost, stair));
    slope = Math.min(slope, read(stairs.slope, stair));
  }
  return Math.max(jump, Math.ceil(excess * slope - ROUNDING_SLACK));
}

/** Whether every supplier of the set can still come to its minimum order, or to free shipping where that is counted on. */
export function canReachMinimums(search: RouteSearch, t: number): boolean {
  if (!search.hasThreshold) return true;
  for (let n = 0; n < search.setSupplierCount; n++) {
    const supplier = read(search.setSuppliers, n);
    const inStock = read(search.restGoods, t * search.supplierCount + supplier);
    const byCapacity = read(search.capacityLeft, supplier) * read(search.dearestOf, supplier);
    const rest = Math.min(inStock, byCapacity);
    if (read(search.goods, supplier) + rest < read(search.wantedGoods, supplier)) return false;
  }
  return true;
}
