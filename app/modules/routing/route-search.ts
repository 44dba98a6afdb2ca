/**
 * Route search: the working state of one branch and bound. Locations are tried in sets; within a set the
 * items are placed one after another, cheapest location first. Everything here is a number row, so that a
 * step of the search allocates nothing.
 *
 * Placing more units always goes before cost, so results compare by (short units, cost).
 */
import { numberRow, read } from './number-row.ts';
import type { NumberRow } from './number-row.ts';
import { mostUnits } from './routing-problem.ts';
import type { RoutingProblem } from './routing-problem.ts';
import { stairTable } from './stair-table.ts';
import type { StairTable } from './stair-table.ts';

export type RouteSearch = {
  readonly problem: RoutingProblem;
  readonly itemCount: number;
  readonly locationCount: number;
  readonly supplierCount: number;
  readonly stairs: StairTable;
  /** By item: quantity, weight, variant. By item × location: most units, unit cost, lateness over the least. */
  readonly quantity: NumberRow;
  readonly weight: NumberRow;
  readonly variant: NumberRow;
  readonly most: NumberRow;
  readonly unitCost: NumberRow;
  readonly extraLate: NumberRow;
  /** By item: the locations that could ship it, cheapest first (of equals the lower id), and their number. */
  readonly byCost: NumberRow;
  readonly byCostCount: NumberRow;
  /** By location: supplier number, fixed cost of a shipment. */
  readonly supplierOf: NumberRow;
  readonly fixed: NumberRow;
  /** By supplier: minimum order, free shipping over (Infinity where none in reach). */
  readonly minimum: NumberRow;
  readonly freeOver: NumberRow;
  readonly hasCapacity: boolean;
  readonly hasThreshold: boolean;
  readonly splitMinor: number;
  /** Units that the suppliers' capacities leave short whatever is chosen. */
  readonly capacityShort: number;

  /** The set in hand and what is known about the items from position t on (filled by `prepareSet`). */
  size: number;
  /** Whether the forced moves of the set are prepared and count in its bounds. */
  hasMoves: boolean;
  readonly members: NumberRow;
  readonly isMember: NumberRow;
  readonly losses: NumberRow;
  readonly order: NumberRow;
  readonly optionCount: NumberRow;
  readonly options: NumberRow;
  readonly laterStock: NumberRow;
  readonly restCost: NumberRow;
  readonly restShort: NumberRow;
  readonly restUnits: NumberRow;
  readonly restWeight: NumberRow;
  readonly dearestUnit: NumberRow;
  readonly heaviestUnit: NumberRow;
  readonly restGoods: NumberRow;
  /** By location: its last stair, paid or free as the set in hand has it. */
  readonly lastStair: NumberRow;
  /** By supplier: the value to be bought from it, so that its minimum or free shipping holds. */
  readonly wantedGoods: NumberRow;
  readonly isFree: NumberRow;
  /** By position × supplier and by supplier × item, see forced-moves.ts. */
  readonly restFillUnits: NumberRow;
  readonly restFillGoods: NumberRow;
  readonly joinRatio: NumberRow;
  readonly leaveCount: NumberRow;
  readonly leavePosition: NumberRow;
  readonly leaveUnits: NumberRow;
  readonly leaveLoss: NumberRow;

  /** The placement in hand. */
  readonly taken: NumberRow;
  readonly stockLeft: NumberRow;
  readonly capacityLeft: NumberRow;
  readonly goods: NumberRow;
  readonly loadWeight: NumberRow;
  readonly loadUnits: NumberRow;
  readonly loadStair: NumberRow;
  readonly loadLate: NumberRow;
  setFixed: number;
  parcelCost: number;
  goodsCost: number;
  short: number;

  /** The best placement so far. */
  readonly best: NumberRow;
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
  haltAfter: number;
  halted: boolean;
};

const NO_LIMIT = Infinity;

export function createSearch(problem: RoutingProblem, budget: number): RouteSearch {
  const { items, locations, suppliers } = problem;
  const cells = items.length * locations.length;
  const most = numberRow(cells);
  for (let cell = 0; cell < cells; cell++) {
    const location = cell % locations.length;
    most[cell] = mostUnits(problem, (cell - location) / locations.length, location);
  }
  const freeOver = reachableFreeShipping(problem, most);
  const minimum = Float64Array.from(suppliers, (s) => s.minimumOrderMinor ?? 0);
  return {
    problem,
    itemCount: items.length,
    locationCount: locations.length,
    supplierCount: suppliers.length,
    stairs: stairTable(problem, freeOver),
    quantity: Float64Array.from(items, (item) => item.quantity),
    weight: Float64Array.from(items, (item) => item.first.unitWeightGrams),
    variant: Float64Array.from(items, (item) => item.variant),
    most,
    unitCost: problem.unitCost,
    extraLate: latenessOverLeast(problem, most),
    ...rankByCost(problem, most),
    supplierOf: Float64Array.from(locations, (location) => location.supplierIndex),
    fixed: Float64Array.from(locations, (location) => location.fixedMinor),
    minimum,
    freeOver,
    hasCapacity: suppliers.some((s) => s.dailyCapacityLeft !== undefined),
    hasThreshold: minimum.some((m) => m > 0) || freeOver.some((f) => f < NO_LIMIT),
    splitMinor: problem.input.rules.splitPenaltyMinor,
    capacityShort: shortByCapacity(problem, most),
    ...emptySet(items.length, locations.length, suppliers.length),
    ...emptyPlacement(problem, cells),
    best: numberRow(cells),
    bestShort: NO_LIMIT,
    bestCost: NO_LIMIT,
    openShort: NO_LIMIT,
    openCost: NO_LIMIT,
    nodes: 0,
    budget,
    rootShort: NO_LIMIT,
    rootCost: NO_LIMIT,
    stopAtLeaf: false,
    halted: false,
    haltAfter: NO_LIMIT,
  };
}

function rankByCost({ items, locations, unitCost }: RoutingProblem, most: NumberRow) {
  const byCost = numberRow(most.length);
  const byCostCount = numberRow(items.length);
  for (let item = 0; item < items.length; item++) {
    const row = item * locations.length;
    let count = 0;
    for (let location = 0; location < locations.length; location++) {
      if (read(most, row + location) === 0) continue;
      const cost = read(unitCost, row + location);
      let at = row + count++;
      for (; at > row && read(unitCost, row + read(byCost, at - 1)) > cost; at--) {
        byCost[at] = read(byCost, at - 1);
      }
      byCost[at] = location;
    }
    byCostCount[item] = count;
  }
  return { byCost, byCostCount };
}

function emptySet(itemCount: number, locationCount: number, supplierCount: number) {
  return {
    size: 0,
    hasMoves: false,
    members: numberRow(locationCount),
    isMember: numberRow(locationCount),
    losses: numberRow(itemCount),
    order: numberRow(itemCount),
    optionCount: numberRow(itemCount),
    options: numberRow(itemCount * locationCount),
    laterStock: numberRow(itemCount * (locationCount + 1)),
    restCost: numberRow(itemCount + 1),
    restShort: numberRow(itemCount + 1),
    restUnits: numberRow(itemCount + 1),
    restWeight: numberRow(itemCount + 1),
    dearestUnit: numberRow(itemCount + 1),
    heaviestUnit: numberRow(itemCount + 1),
    restGoods: numberRow((itemCount + 1) * supplierCount),
    lastStair: numberRow(locationCount),
    wantedGoods: numberRow(supplierCount),
    isFree: numberRow(supplierCount),
    restFillUnits: numberRow((itemCount + 1) * supplierCount),
    restFillGoods: numberRow((itemCount + 1) * supplierCount),
    joinRatio: numberRow((itemCount + 1) * supplierCount),
    leaveCount: numberRow(supplierCount),
    leavePosition: numberRow(supplierCount * itemCount),
    leaveUnits: numberRow(supplierCount * itemCount),
    leaveLoss: numberRow(supplierCount * itemCount),
  };
}

function emptyPlacement({ suppliers, locations, stock }: RoutingProblem, cells: number) {
  return {
    taken: numberRow(cells),
    stockLeft: Float64Array.from(stock),
    capacityLeft: Float64Array.from(suppliers, (s) => s.dailyCapacityLeft ?? NO_LIMIT),
    goods: numberRow(suppliers.length),
    loadWeight: numberRow(locations.length),
    loadUnits: numberRow(locations.length),
    loadStair: numberRow(locations.length),
    loadLate: numberRow(locations.length),
    setFixed: 0,
    parcelCost: 0,
    goodsCost: 0,
    short: 0,
  };
}

/** By supplier: the value from which parcels are free, where this order could reach it at all. */
function reachableFreeShipping(problem: RoutingProblem, most: NumberRow): NumberRow {
  const { suppliers, locations, unitCost } = problem;
  const reach = numberRow(suppliers.length);
  for (let cell = 0; cell < most.length; cell++) {
    const supplier = locations[cell % locations.length]?.supplierIndex ?? 0;
    reach[supplier] = read(reach, supplier) + read(most, cell) * read(unitCost, cell);
  }
  return Float64Array.from(suppliers, ({ freeShippingOverMinor }, index) =>
    freeShippingOverMinor !== undefined && freeShippingOverMinor <= read(reach, index)
      ? freeShippingOverMinor
      : NO_LIMIT,
  );
}

function shortByCapacity({ suppliers, locations, items }: RoutingProblem, most: NumberRow): number {
  const reach = numberRow(suppliers.length);
  for (let cell = 0; cell < most.length; cell++) {
    const supplier = locations[cell % locations.length]?.supplierIndex ?? 0;
    reach[supplier] = read(reach, supplier) + read(most, cell);
  }
  let short = items.reduce((sum, { quantity }) => sum + quantity, 0);
  suppliers.forEach(({ dailyCapacityLeft = NO_LIMIT }, index) => {
    short -= Math.min(dailyCapacityLeft, read(reach, index));
  });
  return short;
}

function latenessOverLeast({ lateMinor, locations }: RoutingProblem, most: NumberRow): NumberRow {
  return lateMinor.map((late, cell) =>
    read(most, cell) > 0 ? late - (locations[cell % locations.length]?.leastLateMinor ?? 0) : 0,
  );
}
