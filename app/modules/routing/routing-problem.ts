/**
 * Routing problem: the input as numbered rows of numbers, in an order that does not depend on the order the
 * input came in (locations by supplier id, then location id; lines by order line id).
 *
 * Item: order lines of the same variant, weight and wholesale price, which are alike to the search.
 */
import { daysAllowed, expectedLatenessMinor, expectedRiskMinor } from './expected-lateness.ts';
import { increase, numberRow, read } from './number-row.ts';
import type { NumberRow } from './number-row.ts';
import { findRate, heaviestParcel, parcelStairs, shipmentStairs } from './parcel-price.ts';
import type { ShipmentStair } from './parcel-price.ts';
import type { Rejection } from './route-plan.ts';
import type {
  RoutingCandidate,
  RoutingInput,
  RoutingLine,
  RoutingSupplier,
} from './routing-input.ts';
import { screenCandidate } from './screen-candidate.ts';

export type RoutingItem = {
  readonly lines: RoutingLine[];
  readonly first: RoutingLine;
  readonly variant: number;
  quantity: number;
};

export type RoutingLocation = {
  readonly supplier: RoutingSupplier;
  readonly supplierIndex: number;
  readonly candidate: RoutingCandidate;
  /** Candidates of this location by variant number. */
  readonly byVariant: (RoutingCandidate | undefined)[];
  /** Handling, risk and tier of a shipment from here. */
  fixedMinor: number;
  riskMinor: number;
  stairs: readonly ShipmentStair[];
  /** The least expected lateness of a parcel from here. */
  leastLateMinor: number;
};

export type RoutingProblem = {
  readonly input: RoutingInput;
  readonly items: readonly RoutingItem[];
  readonly locations: readonly RoutingLocation[];
  readonly suppliers: readonly RoutingSupplier[];
  readonly variantCount: number;
  /** By item × location: why not, or undefined where it may ship. */
  readonly rejections: readonly (Rejection | undefined)[];
  /** By item × location: unit cost; expected lateness of a parcel that waits for this item. */
  readonly unitCost: NumberRow;
  readonly lateMinor: NumberRow;
  /** By variant × location: allocatable. */
  readonly stock: NumberRow;
};

export function buildProblem(input: RoutingInput): RoutingProblem {
  const variants = new Map<string, number>();
  const items = collectItems(input, variants);
  const suppliers = [...input.suppliers].sort((a, b) => compare(a.supplierId, b.supplierId));
  const locations = collectLocations(input, suppliers, variants);
  const cells = items.length * locations.length;
  const problem: Screened = {
    input,
    items,
    locations,
    suppliers,
    variantCount: variants.size,
    rejections: [],
    unitCost: numberRow(cells),
    lateMinor: numberRow(cells),
    stock: numberRow(variants.size * locations.length),
  };
  items.forEach((item, index) => fillItem(problem, item, index));
  rejectBelowMinimum(problem);
  locations.forEach((location, index) => fillLocation(problem, location, index));
  return problem;
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function collectItems(input: RoutingInput, variants: Map<string, number>): RoutingItem[] {
  const lines = [...input.lines].sort((a, b) => compare(a.orderLineId, b.orderLineId));
  const items: RoutingItem[] = [];
  for (const line of lines) {
    if (line.unitWholesale.currency !== input.rules.currency) {
      throw new Error(`Line in ${line.unitWholesale.currency}, rules in ${input.rules.currency}`);
    }
    let variant = variants.get(line.variantId);
    if (variant === undefined) variants.set(line.variantId, (variant = variants.size));
    else {
      const same = items.find(({ first }) => isAlike(first, line));
      if (same) {
        same.lines.push(line);
        same.quantity += line.quantity;
        continue;
      }
    }
    items.push({ lines: [line], first: line, variant, quantity: line.quantity });
  }
  return items;
}

function isAlike(a: RoutingLine, b: RoutingLine): boolean {
  return (
    a.variantId === b.variantId &&
    a.unitWeightGrams === b.unitWeightGrams &&
    a.unitWholesale.minor === b.unitWholesale.minor
  );
}

/** The locations with a candidate for a variant of the order. A candidate given twice is a bug of the caller. */
function collectLocations(
  input: RoutingInput,
  suppliers: readonly RoutingSupplier[],
  variants: ReadonlyMap<string, number>,
): RoutingLocation[] {
  const numbers = new Map(suppliers.map(({ supplierId }, index) => [supplierId, index]));
  const byId = new Map<string, RoutingLocation>();
  for (const candidate of input.candidates) {
    const variant = variants.get(candidate.variantId);
    const supplierIndex = numbers.get(candidate.supplierId);
    if (variant === undefined || supplierIndex === undefined) continue;
    const supplier = suppliers[supplierIndex];
    if (!supplier) continue;
    const key = `${candidate.supplierId} ${candidate.locationId}`;
    let location = byId.get(key);
    if (!location) byId.set(key, (location = emptyLocation(supplier, supplierIndex, candidate)));
    if (location.byVariant[variant]) throw new Error(`Candidate given twice: ${key}`);
    location.byVariant[variant] = candidate;
  }
  return [...byId.values()].sort(
    (a, b) =>
      a.supplierIndex - b.supplierIndex || compare(a.candidate.locationId, b.candidate.locationId),
  );
}

function emptyLocation(
  supplier: RoutingSupplier,
  supplierIndex: number,
  candidate: RoutingCandidate,
): RoutingLocation {
  return {
    supplier,
    supplierIndex,
    candidate,
    byVariant: [],
    fixedMinor: 0,
    riskMinor: 0,
    stairs: [],
    leastLateMinor: 0,
  };
}

type Screened = RoutingProblem & { readonly rejections: (Rejection | undefined)[] };

function fillItem(problem: Screened, item: RoutingItem, index: number): void {
  const { input, locations } = problem;
  const allowed = daysAllowed(input.now, input.promisedBy);
  locations.forEach(({ supplier, byVariant }, locationIndex) => {
    const cell = index * locations.length + locationIndex;
    const candidate = byVariant[item.variant];
    problem.rejections[cell] = candidate
      ? screenCandidate(input, item.first, candidate, supplier)
      : 'out-of-stock';
    if (!candidate || problem.rejections[cell]) return;
    problem.unitCost[cell] = candidate.unitCostMinor;
    problem.stock[item.variant * locations.length + locationIndex] = candidate.allocatable;
    problem.lateMinor[cell] = expectedLatenessMinor(
      supplier.leadTimes,
      candidate.handlingDays,
      allowed,
      input.rules.latenessPenaltyMinorPerDay,
    );
  });
}

/** The most units of an item that a location could ship. */
export function mostUnits(problem: RoutingProblem, item: number, location: number): number {
  const { items, locations, stock, rejections } = problem;
  const entry = items[item];
  if (!entry || rejections[item * locations.length + location]) return 0;
  return Math.min(entry.quantity, read(stock, entry.variant * locations.length + location));
}

/** A supplier whose minimum exceeds all that this order could buy there is out from the start. */
function rejectBelowMinimum(problem: Screened): void {
  const { items, locations, suppliers, unitCost, rejections } = problem;
  if (suppliers.every(({ minimumOrderMinor }) => !minimumOrderMinor)) return;
  const most = numberRow(suppliers.length);
  const eachCell = (visit: (cell: number, item: number, location: number) => void): void => {
    for (let cell = 0; cell < items.length * locations.length; cell++) {
      visit(cell, Math.floor(cell / locations.length), cell % locations.length);
    }
  };
  eachCell((cell, item, location) => {
    const value = mostUnits(problem, item, location) * read(unitCost, cell);
    increase(most, locations[location]?.supplierIndex ?? 0, value);
  });
  eachCell((cell, _item, location) => {
    const { supplier, supplierIndex } = locations[location] ?? {};
    if (!supplier || supplierIndex === undefined || rejections[cell]) return;
    if (read(most, supplierIndex) < (supplier.minimumOrderMinor ?? 0)) {
      problem.rejections[cell] = 'minimum-order';
    }
  });
}

function fillLocation(problem: RoutingProblem, location: RoutingLocation, index: number): void {
  const { input, items, locations, lateMinor } = problem;
  const { supplier, candidate } = location;
  const rate = findRate(supplier.parcelRates, input.destination.zone, candidate.country);
  let mostGrams = 0;
  let leastLate = Infinity;
  items.forEach((item, itemIndex) => {
    const units = mostUnits(problem, itemIndex, index);
    if (units === 0) return;
    mostGrams += units * item.first.unitWeightGrams;
    leastLate = Math.min(leastLate, read(lateMinor, itemIndex * locations.length + index));
  });
  if (!rate || leastLate === Infinity) return;
  const parcel = parcelStairs(rate, heaviestParcel(rate, supplier.maxParcelGrams));
  location.stairs = shipmentStairs(parcel, mostGrams);
  location.leastLateMinor = leastLate;
  const { riskPenaltyMinor, tierPenaltyMinor } = input.rules;
  location.riskMinor = expectedRiskMinor(riskPenaltyMinor, supplier.onTimeBasisPoints);
  location.fixedMinor =
    supplier.handlingFeeMinor + location.riskMinor + tierPenaltyMinor[supplier.tier];
}
