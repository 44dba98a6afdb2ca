/** Screening: whether a candidate could take a unit of a line at all, seen alone; if not, the first reason. */
import { billedUnitGrams, findRate, heaviestParcel } from './parcel-price.ts';
import type { Rejection } from './route-plan.ts';
import type {
  ContractTerms,
  RoutingCandidate,
  RoutingInput,
  RoutingLine,
  RoutingSupplier,
} from './routing-input.ts';

const WHOLE = 10_000;

export function screenCandidate(
  input: RoutingInput,
  line: RoutingLine,
  candidate: RoutingCandidate,
  supplier: RoutingSupplier,
): Rejection | undefined {
  const { country, zone } = input.destination;
  if (!isInContract(input.contract, supplier)) return 'outside-contract';
  if (!mayShipTo(supplier.territories, country)) return 'outside-territory';
  if (!mayShipTo(candidate.territories, country)) return 'outside-territory';
  if (isBelowMarginFloor(line, candidate, input.rules.marginFloorBasisPoints)) {
    return 'below-margin-floor';
  }
  const rate = findRate(supplier.parcelRates, zone, candidate.country, input.wishes);
  if (!rate) return whyNoRate(input, candidate, supplier);
  if (billedUnitGrams(line, rate) > heaviestParcel(rate, supplier.maxParcelGrams)) {
    return 'over-parcel-weight';
  }
  if (candidate.allocatable <= 0) return 'out-of-stock';
  return supplier.dailyCapacityLeft !== undefined && supplier.dailyCapacityLeft <= 0
    ? 'capacity'
    : undefined;
}

function isInContract(contract: ContractTerms | undefined, supplier: RoutingSupplier): boolean {
  if (contract?.suppliers && !contract.suppliers.includes(supplier.supplierId)) return false;
  return !contract?.tiers || contract.tiers.includes(supplier.tier);
}

function whyNoRate(
  { destination }: RoutingInput,
  { country }: RoutingCandidate,
  { parcelRates }: RoutingSupplier,
): Rejection {
  return findRate(parcelRates, destination.zone, country) ? 'other-carrier' : 'no-parcel-rate';
}

function mayShipTo(territories: readonly string[] | undefined, country: string): boolean {
  return territories === undefined || territories.includes(country);
}

/** Margin = (wholesale − cost) ÷ wholesale, compared without dividing, so that nothing is rounded. */
function isBelowMarginFloor(
  line: RoutingLine,
  candidate: RoutingCandidate,
  floorBasisPoints: number,
): boolean {
  const most = line.unitWholesale.minor * (WHOLE - floorBasisPoints);
  return candidate.unitCostMinor * WHOLE > most;
}
