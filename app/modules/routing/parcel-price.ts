/** Parcel price: what it costs to send a weight from a location, as a rising staircase over grams. */
import type { ParcelRate, RetailerWishes, RoutingLine } from './routing-input.ts';

const KILOGRAM = 1_000;

/** One stair: up to this many grams the shipment costs so much and is so many parcels. */
export type ShipmentStair = {
  readonly upToGrams: number;
  readonly priceMinor: number;
  readonly parcels: number;
};

/** The rate for a shipment: one of the carrier that the retailer wishes goes before all others. */
export function findRate(
  rates: readonly ParcelRate[],
  zone: string,
  originCountry: string,
  wishes?: RetailerWishes,
): ParcelRate | undefined {
  if (wishes?.carrier === undefined) return findRateOfAny(rates, zone, originCountry);
  const wished = rates.filter(({ carrier }) => carrier === wishes.carrier);
  const found = findRateOfAny(wished, zone, originCountry);
  return found || wishes.carrierOnly ? found : findRateOfAny(rates, zone, originCountry);
}

/** What a unit weighs to a rate, in grams: its weight, or its volume where that counts for more. */
export function billedUnitGrams(
  { unitWeightGrams, unitCubicCentimetres }: RoutingLine,
  { cubicCentimetresPerKilogram }: ParcelRate,
): number {
  if (!unitCubicCentimetres || !cubicCentimetresPerKilogram) return unitWeightGrams;
  const byVolume = Math.ceil((unitCubicCentimetres * KILOGRAM) / cubicCentimetresPerKilogram);
  return Math.max(unitWeightGrams, byVolume);
}

/** For a zone: a rate for this origin goes before one for every origin; the first of equals counts. */
function findRateOfAny(
  rates: readonly ParcelRate[],
  zone: string,
  originCountry: string,
): ParcelRate | undefined {
  let general: ParcelRate | undefined;
  for (const rate of rates) {
    if (rate.zone !== zone) continue;
    if (rate.originCountry === originCountry) return rate;
    if (rate.originCountry === undefined) general ??= rate;
  }
  return general;
}

/** The heaviest single parcel: the supplier's limit, or the last step where nothing is priced beyond it. */
export function heaviestParcel(rate: ParcelRate, maxParcelGrams: number): number {
  if (rate.perExtraKilogramMinor !== undefined) return maxParcelGrams;
  let last = 0;
  for (const step of rate.steps) last = Math.max(last, step.upToGrams);
  return Math.min(last, maxParcelGrams);
}

/** The stairs of one parcel up to its heaviest: strictly rising in weight and price. */
export function parcelStairs(rate: ParcelRate, heaviest: number): ShipmentStair[] {
  const steps = [...rate.steps].sort((a, b) => a.upToGrams - b.upToGrams);
  addKilogramSteps(steps, rate.perExtraKilogramMinor, heaviest);
  const stairs: ShipmentStair[] = [];
  let cheapest = Infinity;
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index];
    if (!step || step.priceMinor >= cheapest) continue;
    cheapest = step.priceMinor;
    const upToGrams = Math.min(step.upToGrams, heaviest);
    if (stairs.at(-1)?.upToGrams === upToGrams) stairs.pop();
    stairs.push({ upToGrams, priceMinor: cheapest, parcels: 1 });
  }
  return stairs.reverse();
}

function addKilogramSteps(
  steps: { upToGrams: number; priceMinor: number }[],
  perKilogram: number | undefined,
  heaviest: number,
): void {
  if (perKilogram === undefined) return;
  let { upToGrams, priceMinor } = steps.at(-1) ?? { upToGrams: 0, priceMinor: 0 };
  while (upToGrams < heaviest) {
    upToGrams += KILOGRAM;
    priceMinor += perKilogram;
    steps.push({ upToGrams, priceMinor });
  }
}

/** The stairs of a shipment that may need several parcels, up to `mostGrams`; every parcel but the last is full. */
export function shipmentStairs(
  parcel: readonly ShipmentStair[],
  mostGrams: number,
): ShipmentStair[] {
  const full = parcel.at(-1);
  if (!full) return [];
  const stairs: ShipmentStair[] = [];
  for (let parcels = 1; ; parcels++) {
    const before = (parcels - 1) * full.upToGrams;
    for (const stair of parcel) {
      const upToGrams = before + stair.upToGrams;
      const priceMinor = (parcels - 1) * full.priceMinor + stair.priceMinor;
      stairs.push({ upToGrams, priceMinor, parcels });
      if (upToGrams >= mostGrams) return stairs;
    }
  }
}
