/** Why each candidate got what it got, and what is missing from each line and why. */
import { increase, numberRow, read } from './number-row.ts';
import type { NumberRow } from './number-row.ts';
import { costAlone } from './plan-shipments.ts';
import type { Allocation, ConsideredCandidate, Shortage, Verdict } from './route-plan.ts';
import { mostUnits } from './routing-problem.ts';
import type { RoutingItem, RoutingLocation, RoutingProblem } from './routing-problem.ts';
import { isNeverSplit } from './routing-input.ts';
import type { RoutingLine } from './routing-input.ts';

/** A placement by item, dealt out to the order lines: lines by id, locations in order. */
export type DealtPlan = {
  readonly allocations: readonly Allocation[];
  readonly candidates: readonly ConsideredCandidate[];
  readonly shortages: readonly Shortage[];
};

type Dealing = {
  readonly problem: RoutingProblem;
  readonly left: NumberRow;
  readonly used: PlacementUse;
  readonly allocations: Allocation[];
  readonly candidates: ConsideredCandidate[];
  readonly shortages: Shortage[];
};

export function dealPlacement(problem: RoutingProblem, taken: NumberRow): DealtPlan {
  const dealing: Dealing = {
    problem,
    left: taken.slice(),
    used: usePlacement(problem, taken),
    allocations: [],
    candidates: [],
    shortages: [],
  };
  const inOrder = problem.items
    .flatMap((item, index) => item.lines.map((line) => ({ item, index, line })))
    .sort((a, b) => (a.line.orderLineId < b.line.orderLineId ? -1 : 1));
  for (const { item, index, line } of inOrder) dealLine(dealing, item, index, line);
  const { allocations, candidates, shortages } = dealing;
  return { allocations, candidates, shortages };
}

function dealLine(dealing: Dealing, item: RoutingItem, index: number, line: RoutingLine): void {
  const { problem, left, allocations, candidates, shortages } = dealing;
  const from = candidates.length;
  let missing = line.quantity;
  problem.locations.forEach((location, locationIndex) => {
    const cell = index * problem.locations.length + locationIndex;
    const quantity = Math.min(missing, read(left, cell));
    increase(left, cell, -quantity);
    missing -= quantity;
    const { supplierId, locationId } = location.candidate;
    const { orderLineId } = line;
    if (quantity > 0) allocations.push({ orderLineId, supplierId, locationId, quantity });
    const considered = consider(dealing, item, index, line, locationIndex, quantity);
    if (considered) candidates.push(considered);
  });
  if (missing === 0) return;
  for (let at = from; at < candidates.length; at++) {
    const candidate = candidates[at];
    if (candidate) candidates[at] = explainShortage(dealing, item, candidate);
  }
  const reasons = candidates
    .slice(from)
    .map(({ supplierId, locationId, verdict }) => ({ supplierId, locationId, verdict }));
  shortages.push({ orderLineId: line.orderLineId, quantity: missing, reasons });
}

function consider(
  { problem }: Dealing,
  item: RoutingItem,
  index: number,
  line: RoutingLine,
  locationIndex: number,
  quantity: number,
): ConsideredCandidate | undefined {
  const candidate = problem.locations[locationIndex]?.byVariant[item.variant];
  if (!candidate) return undefined;
  const rejection = problem.rejections[index * problem.locations.length + locationIndex];
  const units = Math.min(line.quantity, mostUnits(problem, index, locationIndex));
  const alone = rejection ? undefined : costAlone(problem, index, locationIndex, units);
  const verdict: Verdict = rejection ?? (quantity > 0 ? 'chosen' : 'costlier');
  const { orderLineId } = line;
  const { supplierId, locationId, allocatable, unitCostMinor } = candidate;
  const seen = { orderLineId, supplierId, locationId, allocatable, unitCostMinor };
  return alone ? { ...seen, quantity, verdict, alone } : { ...seen, quantity, verdict };
}

type PlacementUse = {
  readonly shipments: number;
  readonly unitsBySupplier: NumberRow;
  readonly unitsByStock: NumberRow;
};

function usePlacement(problem: RoutingProblem, taken: NumberRow): PlacementUse {
  const { locations, items, suppliers, variantCount } = problem;
  const unitsBySupplier = numberRow(suppliers.length);
  const unitsByStock = numberRow(variantCount * locations.length);
  const shipping = new Set<number>();
  taken.forEach((units, cell) => {
    if (units === 0) return;
    const location = cell % locations.length;
    const item = items[(cell - location) / locations.length];
    shipping.add(location);
    increase(unitsBySupplier, locations[location]?.supplierIndex ?? 0, units);
    increase(unitsByStock, (item?.variant ?? 0) * locations.length + location, units);
  });
  return { shipments: shipping.size, unitsBySupplier, unitsByStock };
}

/** For a line that is short nothing is merely costlier: what could have shipped it was held by something. */
function explainShortage(
  { problem, used }: Dealing,
  item: RoutingItem,
  seen: ConsideredCandidate,
): ConsideredCandidate {
  if (seen.verdict !== 'costlier') return seen;
  const index = problem.locations.findIndex(
    ({ candidate }) =>
      candidate.supplierId === seen.supplierId && candidate.locationId === seen.locationId,
  );
  const location = problem.locations[index];
  if (!location) return seen;
  const stockCell = item.variant * problem.locations.length + index;
  const isExhausted = read(used.unitsByStock, stockCell) >= seen.allocatable;
  return { ...seen, verdict: isExhausted ? 'stock-taken' : heldBack(problem, used, location) };
}

function heldBack(
  { input }: RoutingProblem,
  used: PlacementUse,
  { supplier, supplierIndex }: RoutingLocation,
): Verdict {
  const units = read(used.unitsBySupplier, supplierIndex);
  if (units >= (supplier.dailyCapacityLeft ?? Infinity)) return 'capacity';
  if (units === 0 && supplier.minimumOrderMinor) return 'minimum-order';
  return isNeverSplit(input) && used.shipments === 1 ? 'split-forbidden' : 'capacity';
}
