/**
 * Brute force: tries every way of dealing the units of every line to every candidate, and prices each from
 * the routing input alone. Shares no code with the planner; for small orders only.
 */
import type {
  ParcelRate,
  RoutingCandidate,
  RoutingInput,
  RoutingLine,
  RoutingSupplier,
} from '../../../app/modules/routing/routing-input.ts';

export type Dealt = { line: RoutingLine; candidate: RoutingCandidate; quantity: number };
export type Outcome = { placed: number; costMinor: number };

/** The most units that can be placed, and the least cost of placing so many. */
export function bruteForceRoute(input: RoutingInput): Outcome {
  let best: Outcome = { placed: 0, costMinor: 0 };
  const visit = (lineIndex: number, dealt: Dealt[]): void => {
    const line = input.lines[lineIndex];
    if (!line) {
      const costMinor = priceIfAllowed(input, dealt);
      if (costMinor === undefined) return;
      const placed = dealt.reduce((sum, { quantity }) => sum + quantity, 0);
      if (placed > best.placed || (placed === best.placed && costMinor < best.costMinor)) {
        best = { placed, costMinor };
      }
      return;
    }
    const candidates = input.candidates.filter(({ variantId }) => variantId === line.variantId);
    for (const split of splits(line.quantity, candidates.length)) {
      const more = candidates.map((candidate, at) => ({
        line,
        candidate,
        quantity: split[at] ?? 0,
      }));
      visit(lineIndex + 1, [...dealt, ...more.filter(({ quantity }) => quantity > 0)]);
    }
  };
  visit(0, []);
  return best;
}

/** Every way to give up to `units` units to `places` places. */
function splits(units: number, places: number): number[][] {
  if (places === 0) return [[]];
  const all: number[][] = [];
  for (let here = 0; here <= units; here++) {
    for (const rest of splits(units - here, places - 1)) all.push([here, ...rest]);
  }
  return all;
}

/** The expected landed cost of a placement in minor units; undefined where a constraint forbids it. */
export function priceIfAllowed(input: RoutingInput, dealt: readonly Dealt[]): number | undefined {
  const supplierOf = new Map(input.suppliers.map((supplier) => [supplier.supplierId, supplier]));
  const stock = new Map<RoutingCandidate, number>();
  const goods = new Map<RoutingSupplier, number>();
  const units = new Map<RoutingSupplier, number>();
  const shipments = new Map<string, Dealt[]>();
  let cost = 0;
  for (const entry of dealt) {
    const { line, candidate, quantity } = entry;
    const supplier = supplierOf.get(candidate.supplierId);
    if (!supplier) return undefined;
    const wholesale = line.unitWholesale.minor;
    const floor = input.rules.marginFloorBasisPoints / 10_000;
    if (wholesale - candidate.unitCostMinor < wholesale * floor - 1e-9) return undefined;
    for (const territories of [supplier.territories, candidate.territories]) {
      if (territories && !territories.includes(input.destination.country)) return undefined;
    }
    stock.set(candidate, (stock.get(candidate) ?? 0) + quantity);
    if ((stock.get(candidate) ?? 0) > candidate.allocatable) return undefined;
    goods.set(supplier, (goods.get(supplier) ?? 0) + quantity * candidate.unitCostMinor);
    units.set(supplier, (units.get(supplier) ?? 0) + quantity);
    const key = `${candidate.supplierId}/${candidate.locationId}`;
    shipments.set(key, [...(shipments.get(key) ?? []), entry]);
    cost += quantity * candidate.unitCostMinor;
  }
  for (const [supplier, count] of units) {
    if (count > (supplier.dailyCapacityLeft ?? Infinity)) return undefined;
    if ((goods.get(supplier) ?? 0) < (supplier.minimumOrderMinor ?? 0)) return undefined;
  }
  if (input.rules.neverSplit && shipments.size > 1) return undefined;
  let parcels = 0;
  for (const entries of shipments.values()) {
    const supplier = entries[0] && supplierOf.get(entries[0].candidate.supplierId);
    if (!supplier) return undefined;
    const shipment = priceShipment(input, supplier, entries, goods.get(supplier) ?? 0);
    if (!shipment) return undefined;
    cost += shipment.cost;
    parcels += shipment.parcels;
  }
  return cost + Math.max(0, parcels - 1) * input.rules.splitPenaltyMinor;
}

function priceShipment(
  input: RoutingInput,
  supplier: RoutingSupplier,
  entries: readonly Dealt[],
  supplierGoods: number,
): { cost: number; parcels: number } | undefined {
  const { rules, destination } = input;
  const country = entries[0]?.candidate.country;
  const rates = supplier.parcelRates.filter(({ zone }) => zone === destination.zone);
  const rate =
    rates.find(({ originCountry }) => originCountry === country) ??
    rates.find(({ originCountry }) => originCountry === undefined);
  if (!rate) return undefined;
  const last = Math.max(0, ...rate.steps.map(({ upToGrams }) => upToGrams));
  const most =
    rate.perExtraKilogramMinor === undefined
      ? Math.min(last, supplier.maxParcelGrams)
      : supplier.maxParcelGrams;
  if (entries.some(({ line }) => line.unitWeightGrams > most)) return undefined;
  const grams = entries.reduce((sum, e) => sum + e.quantity * e.line.unitWeightGrams, 0);
  const parcels = Math.max(1, Math.ceil(grams / most));
  const isFree = supplierGoods >= (supplier.freeShippingOverMinor ?? Infinity);
  const price =
    (parcels - 1) * parcelPrice(rate, most) + parcelPrice(rate, grams - (parcels - 1) * most);
  const handling = Math.max(...entries.map(({ candidate }) => candidate.handlingDays));
  const risk = (rules.riskPenaltyMinor * (10_000 - supplier.onTimeBasisPoints)) / 10_000;
  const cost =
    (isFree ? 0 : price) +
    supplier.handlingFeeMinor +
    rules.tierPenaltyMinor[supplier.tier] +
    Math.round(risk) +
    parcels * lateness(input, supplier, handling);
  return { cost, parcels };
}

/** The cheapest of all steps that carry the weight and, beyond the last, the price by begun kilogram. */
function parcelPrice(rate: ParcelRate, grams: number): number {
  const steps = [...rate.steps].sort((a, b) => a.upToGrams - b.upToGrams);
  const prices = steps.filter((s) => s.upToGrams >= grams).map((s) => s.priceMinor);
  if (rate.perExtraKilogramMinor !== undefined) {
    const last = steps.at(-1) ?? { upToGrams: 0, priceMinor: 0 };
    const kilograms = Math.max(0, Math.ceil((grams - last.upToGrams) / 1_000));
    prices.push(last.priceMinor + kilograms * rate.perExtraKilogramMinor);
  }
  return Math.min(...prices);
}

function lateness(input: RoutingInput, supplier: RoutingSupplier, handlingDays: number): number {
  if (!input.promisedBy) return 0;
  const milliseconds = input.promisedBy.getTime() - input.now.getTime();
  const allowed = Math.floor(milliseconds / 86_400_000);
  const all = supplier.leadTimes.reduce((sum, { deliveries }) => sum + deliveries, 0);
  const late = supplier.leadTimes.reduce(
    (sum, { days, deliveries }) => sum + deliveries * Math.max(0, days + handlingDays - allowed),
    0,
  );
  return Math.round((late * input.rules.latenessPenaltyMinorPerDay) / all);
}
