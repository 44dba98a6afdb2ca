/**
 * Routing problem: the input as numbered rows of numbers, in an order that does not depend on the order the
 * input came in (locations by supplier id, then location id; lines by order line id).
 *
 * Item: order lines of the same variant, weight and wholesale price, which are alike to the search.
 */
import { daysUntilDispatch } from './dispatch-calendar.ts';
import { daysAllowed, expectedLatenessMinor, expectedRiskMinor } from './expected-lateness.ts';
import { increase, numberRow, read } from './number-row.ts';
import type { NumberRow } from './number-row.ts';
import {
  billedUnitGrams,
  findRate,
  heaviestParcel,
  parcelStairs,
  shipmentStairs,
} from './parcel-price.ts';
import type { ShipmentStair } from './parcel-price.ts';
import type { Rejection } from './route-plan.ts';
import type {
  ParcelRate,
  RoutingCandidate,
  RoutingInput,
  RoutingLine,
  RoutingSupplier,
} from './routing-input.ts';
import { screenCandidate } from './screen-candidate.ts';
import { withLimits } from './supplier-limits.ts';

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
  rate: ParcelRate | undefined;
  /** The most billed grams that this order could load on it. */
  mostGrams: number;
};

export type RoutingProblem = {
  readonly input: RoutingInput;
  readonly items: readonly RoutingItem[];
  readonly locations: readonly RoutingLocation[];
  readonly suppliers: readonly RoutingSupplier[];
  readonly variantCount: number;
  /** For each parcel beyond the first, by the rules or the retailer's wish for one parcel. */
  readonly splitMinor: number;
  /** By item × location: why not, or undefined where it may ship. */
  readonly rejections: readonly (Rejection | undefined)[];
  /** By item × location: unit cost; expected lateness of a parcel that waits for this item. */
  readonly unitCost: NumberRow;
  readonly lateMinor: NumberRow;
  /** By item × location: what a unit weighs to the rates of the location. */
  readonly billedGrams: NumberRow;
  /** By variant × location: allocatable. */
  readonly stock: NumberRow;
};

export function buildProblem(given: RoutingInput): RoutingProblem {
  const input = withLimits(given);
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
    splitMinor: splitMinor(input),
    rejections: [],
    unitCost: numberRow(cells),
    lateMinor: numberRow(cells),
    billedGrams: numberRow(cells),
    stock: numberRow(variants.size * locations.length),
  };
  for (const location of locations) {
    const { supplier, candidate } = location;
    const { zone } = input.destination;
    location.rate = findRate(supplier.parcelRates, zone, candidate.country, input.wishes);
  }
  items.forEach((item, index) => fillItem(problem, item, index));
  rejectBelowMinimum(problem);
  locations.forEach((location, index) => fillLocation(problem, location, index));
  return problem;
}

/** A wish for one parcel without a penalty of its own in the rules. */
export const ONE_PARCEL_FACTOR = 4;

function splitMinor({ rules, wishes }: RoutingInput): number {
  const { splitPenaltyMinor, oneParcelPenaltyMinor } = rules;
  if (!wishes?.preferOneParcel) return splitPenaltyMinor;
  return oneParcelPenaltyMinor ?? ONE_PARCEL_FACTOR * splitPenaltyMinor;
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
    a.unitCubicCentimetres === b.unitCubicCentimetres &&
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
    rate: undefined,
    mostGrams: 0,
  };
}

type Screened = RoutingProblem & { readonly rejections: (Rejection | undefined)[] };

function fillItem(problem: Screened, item: RoutingItem, index: number): void {
  const { input, locations } = problem;
  locations.forEach(({ supplier, byVariant, rate }, locationIndex) => {
    const cell = index * locations.length + locationIndex;
    const candidate = byVariant[item.variant];
    problem.rejections[cell] = candidate
      ? screenCandidate(input, item.first, candidate, supplier)
      : 'out-of-stock';
    if (!candidate || problem.rejections[cell]) return;
    problem.unitCost[cell] = candidate.unitCostMinor;
    problem.billedGrams[cell] = rate ? billedUnitGrams(item.first, rate) : 0;
    problem.stock[item.variant * locations.length + locationIndex] = candidate.allocatable;
    problem.lateMinor[cell] = expectedLatenessMinor(
      supplier.leadTimes,
      supplier.calendar
        ? daysUntilDispatch(supplier.calendar, input.now, candidate.handlingDays)
        : candidate.handlingDays,
      daysAllowed(input, supplier),
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
  const { input, items, locations, lateMinor, billedGrams } = problem;
  const { supplier, rate } = location;
  let mostGrams = 0;
  let leastLate = Infinity;
  items.forEach((_, itemIndex) => {
    const units = mostUnits(problem, itemIndex, index);
    if (units === 0) return;
    const cell = itemIndex * locations.length + index;
    mostGrams += units * read(billedGrams, cell);
    leastLate = Math.min(leastLate, read(lateMinor, cell));
  });
  if (!rate || leastLate === Infinity) return;
  const parcel = parcelStairs(rate, heaviestParcel(rate, supplier.maxParcelGrams));
  location.stairs = shipmentStairs(parcel, mostGrams);
  location.mostGrams = mostGrams;
  location.leastLateMinor = leastLate;
  const { riskPenaltyMinor, tierPenaltyMinor } = input.rules;
  location.riskMinor = expectedRiskMinor(riskPenaltyMinor, supplier.onTimeBasisPoints);
  location.fixedMinor =
    supplier.handlingFeeMinor + location.riskMinor + tierPenaltyMinor[supplier.tier];
}
