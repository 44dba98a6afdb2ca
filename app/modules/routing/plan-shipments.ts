/** Shipments of a placement, priced part by part from the input's own terms, not from the search's sums. */
import { increase, numberRow, read } from './number-row.ts';
import type { NumberRow } from './number-row.ts';
import { addCosts, NO_COST, totalCost } from './cost-parts.ts';
import type { CostParts } from './cost-parts.ts';
import type { PlannedShipment, SupplierShare } from './route-plan.ts';
import type { RoutingLocation, RoutingProblem } from './routing-problem.ts';

type Load = {
  units: number;
  weightGrams: number;
  billedGrams: number;
  goods: number;
  lateMinor: number;
};

/**
 * The shipments that a placement (units by item × location) amounts to, in location order. The split
 * penalty is charged for every parcel but the first parcel of the first shipment.
 */
export function planShipments(problem: RoutingProblem, taken: NumberRow): PlannedShipment[] {
  const loads = problem.locations.map((_, location) => loadOf(problem, taken, location));
  const goodsBySupplier = numberRow(problem.suppliers.length);
  problem.locations.forEach(({ supplierIndex }, index) =>
    increase(goodsBySupplier, supplierIndex, loads[index]?.goods ?? 0),
  );
  const shipments: PlannedShipment[] = [];
  problem.locations.forEach((location, index) => {
    const load = loads[index];
    if (!load || load.units === 0) return;
    const supplierGoods = read(goodsBySupplier, location.supplierIndex);
    shipments.push(priceShipment(problem, location, load, supplierGoods, shipments.length === 0));
  });
  return shipments;
}

/** The one shipment of a placement that takes from this location only. */
export function planSingleShipment(
  problem: RoutingProblem,
  taken: NumberRow,
  location: number,
): PlannedShipment {
  const place = problem.locations[location];
  if (!place) throw new Error(`No location ${location}`);
  const load = loadOf(problem, taken, location);
  return priceShipment(problem, place, load, load.goods, true);
}

function loadOf(problem: RoutingProblem, taken: NumberRow, location: number): Load {
  const load = { units: 0, weightGrams: 0, billedGrams: 0, goods: 0, lateMinor: 0 };
  const width = problem.locations.length;
  for (let item = 0; item < problem.items.length; item++) {
    const cell = item * width + location;
    const units = read(taken, cell);
    if (units === 0) continue;
    load.units += units;
    load.weightGrams += units * (problem.items[item]?.first.unitWeightGrams ?? 0);
    load.billedGrams += units * read(problem.billedGrams, cell);
    load.goods += units * read(problem.unitCost, cell);
    load.lateMinor = Math.max(load.lateMinor, read(problem.lateMinor, cell));
  }
  return load;
}

function priceShipment(
  problem: RoutingProblem,
  location: RoutingLocation,
  load: Load,
  supplierGoods: number,
  isFirst: boolean,
): PlannedShipment {
  const { parcels, costs } = shipmentCosts(problem, location, load, supplierGoods, isFirst);
  return {
    supplierId: location.candidate.supplierId,
    locationId: location.candidate.locationId,
    units: load.units,
    weightGrams: load.weightGrams,
    ...(load.billedGrams === load.weightGrams ? {} : { billedGrams: load.billedGrams }),
    ...(location.rate?.carrier === undefined ? {} : { carrier: location.rate.carrier }),
    parcels,
    costs,
    totalMinor: totalCost(costs),
  };
}

function shipmentCosts(
  { input: { rules }, splitMinor }: RoutingProblem,
  { supplier, stairs, riskMinor }: RoutingLocation,
  load: Load,
  supplierGoods: number,
  isFirst: boolean,
): { parcels: number; costs: CostParts } {
  const stair = stairs.find(({ upToGrams }) => upToGrams >= load.billedGrams);
  if (!stair) throw new Error(`No parcel price for ${load.billedGrams} g of ${supplier.name}`);
  const isFree = supplierGoods >= (supplier.freeShippingOverMinor ?? Infinity);
  const { parcels } = stair;
  const costs = {
    goods: load.goods,
    parcels: isFree ? 0 : stair.priceMinor,
    handling: supplier.handlingFeeMinor,
    split: (isFirst ? parcels - 1 : parcels) * splitMinor,
    lateness: parcels * load.lateMinor,
    risk: riskMinor,
    tier: rules.tierPenaltyMinor[supplier.tier],
  };
  return { parcels, costs };
}

/** What shipping so many units of one item from one location, and nothing else, would cost. */
export function costAlone(
  problem: RoutingProblem,
  item: number,
  location: number,
  units: number,
): CostParts | undefined {
  const place = problem.locations[location];
  const entry = problem.items[item];
  if (!place || !entry || units === 0) return undefined;
  const cell = item * problem.locations.length + location;
  const goods = units * read(problem.unitCost, cell);
  const weightGrams = units * entry.first.unitWeightGrams;
  const billedGrams = units * read(problem.billedGrams, cell);
  const load = { units, weightGrams, billedGrams, goods, lateMinor: read(problem.lateMinor, cell) };
  return shipmentCosts(problem, place, load, goods, true).costs;
}

export function sumCosts(shipments: readonly PlannedShipment[]): CostParts {
  let sum = NO_COST;
  for (const { costs } of shipments) sum = addCosts(sum, costs);
  return sum;
}

/** Shipments come in supplier order, so those of one supplier stand side by side. */
export function sumBySupplier(shipments: readonly PlannedShipment[]): SupplierShare[] {
  const shares: SupplierShare[] = [];
  for (const { supplierId, costs } of shipments) {
    const last = shares.at(-1);
    const same = last?.supplierId === supplierId ? shares.pop() : undefined;
    const sum = same ? addCosts(same.costs, costs) : costs;
    shares.push({ supplierId, costs: sum, totalMinor: totalCost(sum) });
  }
  return shares;
}
