/** Too few: where the search stops giving a location fewer units of an item, since no such plan can be better. */
import { increase, read } from './number-row.ts';
import { dropPrice } from './price-set.ts';
import { ROUNDING_SLACK } from './route-bounds.ts';
import type { RouteSearch } from './route-search.ts';

/**
 * Whether giving the location only so many units (and so fewer still) cannot better the best plan: the later
 * options lack the stock for the rest, or are too dear even if no parcel got dearer.
 */
export function isTooFew(
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
  if (short !== search.targetShort) return false;
  const row = item * search.locationCount;
  const here = read(search.adjusted, row + read(search.options, row + a));
  const drop = dropPrice(search);
  let cost = search.pricedCost + units * here + read(search.restFill, t + 1);
  cost += drop * (unplaced - search.targetShort);
  if (rest > unplaced) {
    const next = read(search.adjusted, row + read(search.options, row + a + 1));
    cost += (rest - unplaced) * (search.mayDrop ? Math.min(next, drop) : next);
  }
  return Math.ceil(cost - ROUNDING_SLACK) >= search.bestCost;
}

/**
 * Whether the suppliers' capacities could not be used up any more as far as the best plan uses them. Fewer units may
 * use them up again: the place is then free for another item.
 */
export function leavesRoom(
  search: RouteSearch,
  t: number,
  item: number,
  a: number,
  remaining: number,
  units: number,
): boolean {
  if (!search.hasCapacity) return false;
  const rest = remaining - units;
  const { options, ofSupplier, setSuppliers, supplierOf } = search;
  const row = item * search.locationCount;
  const laterRow = (t + 1) * search.supplierCount;
  const here = read(supplierOf, read(options, row + a));
  ofSupplier.fill(0, 0, search.supplierCount);
  for (let b = a + 1; b < read(search.optionCount, item); b++) {
    const location = read(options, row + b);
    increase(ofSupplier, read(supplierOf, location), read(search.most, row + location));
  }
  let room = 0;
  let most = rest;
  for (let n = 0; n < search.setSupplierCount; n++) {
    const supplier = read(setSuppliers, n);
    const left = read(search.capacityLeft, supplier) - (supplier === here ? units : 0);
    const later = read(search.restMost, laterRow + supplier);
    const ofItem = Math.min(rest, read(ofSupplier, supplier), Math.max(0, left - later));
    room += Math.min(left, later) + Math.min(most, ofItem);
    most -= Math.min(most, ofItem);
  }
  return search.short + rest + read(search.restUnits, t + 1) - room > search.bestShort;
}
