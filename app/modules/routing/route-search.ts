/**
 * Route search: the working state of one branch and bound. Locations are tried in sets; within a set the
 * items are placed one after another, best location first. Everything here is a number row, so that a step
 * of the search allocates nothing, and the rows are kept for the next order.
 *
 * Placing more units always goes before cost, so results compare by (short units, cost).
 */
import { increase, numberRow, read } from './number-row.ts';
import { mostUnits } from './routing-problem.ts';
import type { RoutingProblem } from './routing-problem.ts';
import { emptyStairTable, fillStairTable } from './stair-table.ts';
import { emptyRows } from './search-rows.ts';
import type { SearchRows } from './search-rows.ts';
import type { StairTable } from './stair-table.ts';

export type RouteSearch = SearchRows & {
  problem: RoutingProblem;
  itemCount: number;
  locationCount: number;
  supplierCount: number;
  stairs: StairTable;
  hasCapacity: boolean;
  hasThreshold: boolean;
  splitMinor: number;
  /** Units that the suppliers' capacities leave short whatever is chosen. */
  capacityShort: number;
  /** Grams and goods value of a typical unit: the yardsticks of the price steps. */
  gramScale: number;
  valueScale: number;

  size: number;
  setSupplierCount: number;
  setFixed: number;
  /** The least units that the set leaves short; its prices are made for so many. */
  targetShort: number;
  /** Whether units may be left out beyond what stock forces, for a price. */
  mayDrop: boolean;
  /** Lower bound of the set by its prices. */
  setBound: number;

  parcelCost: number;
  goodsCost: number;
  short: number;
  /** Cost so far by the prices of the set; with `restFill` a lower bound. */
  pricedCost: number;

  bestShort: number;
  bestCost: number;
  /** The least (short, cost) bound among what the budget left unsearched. */
  openShort: number;
  openCost: number;
  nodes: number;
  budget: number;
  /** The least bound of the set in hand before any item is placed, among those that could be better. */
  rootShort: number;
  rootCost: number;
  /** Go down each set once, cheapest first, and look no further in it. */
  stopAtLeaf: boolean;
  haltAtLeaf: boolean;
  /** Steps that may be taken to price a set. */
  mostSteps: number;
  /** Whether sets are priced; an order whose sets are searched in a few steps needs no prices. */
  isPriced: boolean;
  haltAfter: number;
  halted: boolean;
};

const NO_LIMIT = Infinity;
/** Rows for more than so many pairs of item and location are not kept for the next order. */
const MOST_CELLS_KEPT = 4_096;

let kept: RouteSearch | undefined;

/**
 * A search for one order. Its rows are those of the order before where they are long enough, so a search
 * must be used up before the next is created; only copies of its rows may leave the planner.
 */
export function createSearch(problem: RoutingProblem, budget: number): RouteSearch {
  const search = rowsFor(problem);
  search.problem = problem;
  search.itemCount = problem.items.length;
  search.locationCount = problem.locations.length;
  search.supplierCount = problem.suppliers.length;
  fillCells(search);
  fillSuppliers(search);
  fillStairTable(search.stairs, problem, search.freeOver);
  measureUnits(search);
  search.splitMinor = problem.splitMinor;
  search.capacityShort = shortByCapacity(search);
  search.taken.fill(0);
  search.isFree.fill(0);
  search.prices.fill(0);
  search.bestShort = search.bestCost = NO_LIMIT;
  search.openShort = search.openCost = NO_LIMIT;
  search.rootShort = search.rootCost = NO_LIMIT;
  search.nodes = 0;
  search.budget = budget;
  search.stopAtLeaf = search.isPriced = false;
  search.mostSteps = 14;
  return search;
}

function rowsFor(problem: RoutingProblem): RouteSearch {
  const items = problem.items.length;
  const locations = problem.locations.length;
  const suppliers = problem.suppliers.length;
  const isLongEnough =
    kept &&
    kept.quantity.length >= items &&
    kept.fixed.length >= locations &&
    kept.freeOver.length >= suppliers;
  if (kept && isLongEnough) return kept;
  const search = emptySearch(
    problem,
    Math.max(items, kept?.quantity.length ?? 16),
    Math.max(locations, kept?.fixed.length ?? 16),
    Math.max(suppliers, kept?.freeOver.length ?? 16),
  );
  if (search.most.length <= MOST_CELLS_KEPT) kept = search;
  return search;
}

function emptySearch(
  problem: RoutingProblem,
  items: number,
  locations: number,
  suppliers: number,
): RouteSearch {
  return {
    ...emptyRows(items, locations, suppliers),
    problem,
    itemCount: 0,
    locationCount: 0,
    supplierCount: 0,
    stairs: emptyStairTable(locations),
    hasCapacity: false,
    hasThreshold: false,
    splitMinor: 0,
    capacityShort: 0,
    gramScale: 1,
    valueScale: 1,
    size: 0,
    setSupplierCount: 0,
    setFixed: 0,
    targetShort: 0,
    mayDrop: false,
    setBound: 0,
    parcelCost: 0,
    goodsCost: 0,
    short: 0,
    pricedCost: 0,
    bestShort: NO_LIMIT,
    bestCost: NO_LIMIT,
    openShort: NO_LIMIT,
    openCost: NO_LIMIT,
    nodes: 0,
    budget: 0,
    rootShort: NO_LIMIT,
    rootCost: NO_LIMIT,
    stopAtLeaf: false,
    haltAtLeaf: false,
    mostSteps: 0,
    isPriced: false,
    haltAfter: NO_LIMIT,
    halted: false,
  };
}

function fillCells(search: RouteSearch): void {
  const { problem, itemCount, locationCount } = search;
  for (let location = 0; location < locationCount; location++) {
    const place = problem.locations[location];
    search.supplierOf[location] = place?.supplierIndex ?? 0;
    search.fixed[location] = place?.fixedMinor ?? 0;
  }
  for (let item = 0; item < itemCount; item++) {
    const entry = problem.items[item];
    search.quantity[item] = entry?.quantity ?? 0;
    search.variant[item] = entry?.variant ?? 0;
    let lightest = NO_LIMIT;
    let heaviest = 0;
    let count = 0;
    const row = item * locationCount;
    for (let location = 0; location < locationCount; location++) {
      const cell = row + location;
      const most = mostUnits(problem, item, location);
      const stockCell = (entry?.variant ?? 0) * locationCount + location;
      search.stockLeft[stockCell] = read(problem.stock, stockCell);
      search.most[cell] = most;
      search.unitCost[cell] = read(problem.unitCost, cell);
      search.extraLate[cell] = 0;
      search.grams[cell] = read(problem.billedGrams, cell);
      if (most === 0) continue;
      const least = problem.locations[location]?.leastLateMinor ?? 0;
      search.extraLate[cell] = read(problem.lateMinor, cell) - least;
      lightest = Math.min(lightest, read(search.grams, cell));
      heaviest = Math.max(heaviest, read(search.grams, cell));
      rankByCost(search, row, count++, location);
    }
    search.byCostCount[item] = count;
    search.lightest[item] = count === 0 ? 0 : lightest;
    search.heaviest[item] = heaviest;
  }
}

function rankByCost(
  { byCost, unitCost }: RouteSearch,
  row: number,
  count: number,
  location: number,
): void {
  const cost = read(unitCost, row + location);
  let at = row + count;
  for (; at > row && read(unitCost, row + read(byCost, at - 1)) > cost; at--) {
    byCost[at] = read(byCost, at - 1);
  }
  byCost[at] = location;
}

/** Free shipping counts only where this order could reach the value at all. */
function fillSuppliers(search: RouteSearch): void {
  const { problem, goods, freeOver, minimum, capacityLeft, supplierCount } = search;
  goods.fill(0);
  search.dearestOf.fill(0);
  eachCell(search, (cell, supplier) => {
    const most = read(search.most, cell);
    if (most === 0) return;
    increase(goods, supplier, most * read(search.unitCost, cell));
    const dearest = Math.max(read(search.dearestOf, supplier), read(search.unitCost, cell));
    search.dearestOf[supplier] = dearest;
  });
  search.hasCapacity = search.hasThreshold = false;
  for (let s = 0; s < supplierCount; s++) {
    const supplier = problem.suppliers[s];
    const over = supplier?.freeShippingOverMinor ?? NO_LIMIT;
    const capacity = supplier?.dailyCapacityLeft ?? NO_LIMIT;
    const reach = Math.min(read(goods, s), capacity * read(search.dearestOf, s));
    freeOver[s] = over <= reach ? over : NO_LIMIT;
    minimum[s] = supplier?.minimumOrderMinor ?? 0;
    capacityLeft[s] = capacity;
    search.hasCapacity ||= read(capacityLeft, s) < NO_LIMIT;
    search.hasThreshold ||= read(minimum, s) > 0 || read(freeOver, s) < NO_LIMIT;
  }
  goods.fill(0);
}

function eachCell(search: RouteSearch, visit: (cell: number, supplier: number) => void): void {
  const { itemCount, locationCount } = search;
  for (let cell = 0; cell < itemCount * locationCount; cell++) {
    visit(cell, read(search.supplierOf, cell % locationCount));
  }
}

function measureUnits(search: RouteSearch): void {
  let [units, grams, value] = [0, 0, 0];
  for (let item = 0; item < search.itemCount; item++) {
    const quantity = read(search.quantity, item);
    const first = item * search.locationCount + read(search.byCost, item * search.locationCount);
    units += quantity;
    grams += quantity * read(search.lightest, item);
    value += quantity * (read(search.byCostCount, item) > 0 ? read(search.unitCost, first) : 0);
  }
  search.gramScale = Math.max(1, grams / units);
  search.valueScale = Math.max(1, value / units);
}

function shortByCapacity(search: RouteSearch): number {
  const reach = numberRow(search.supplierCount);
  eachCell(search, (cell, supplier) => increase(reach, supplier, read(search.most, cell)));
  let short = 0;
  for (let item = 0; item < search.itemCount; item++) short += read(search.quantity, item);
  for (let s = 0; s < search.supplierCount; s++) {
    short -= Math.min(read(search.capacityLeft, s), read(reach, s));
  }
  return short;
}
