/**
 * Routing input: everything a plan is made from, and nothing else is read. Stored beside the plan it is
 * enough to make the same plan again. All amounts are minor units of `rules.currency` (costs converted
 * before), weights whole grams, quantities whole units.
 */
import type { Instant } from '../../platform/clock.ts';
import type { Id } from '../../platform/ids.ts';
import type { Money } from '../../platform/money.ts';
import type { DispatchCalendar } from './dispatch-calendar.ts';
import type { RoutingRules, SupplierTier } from './routing-rules.ts';

export type RoutingLine = {
  readonly orderLineId: Id<'OrderLine'>;
  readonly variantId: Id<'Variant'>;
  readonly quantity: number;
  readonly unitWeightGrams: number;
  /** Counts where a rate bills by volume. */
  readonly unitCubicCentimetres?: number;
  readonly unitWholesale: Money;
};

/** The cost of a unit where so many units of the variant are bought from one location at once. */
export type CostTier = { readonly minQuantity: number; readonly unitCostMinor: number };

/** What one location of a supplier could give of one variant. */
export type RoutingCandidate = {
  readonly supplierId: Id<'Supplier'>;
  readonly locationId: Id<'SupplierLocation'>;
  readonly variantId: Id<'Variant'>;
  readonly allocatable: number;
  readonly unitCostMinor: number;
  /** What a unit costs from so many units on, rising; absent: always the same. */
  readonly costTiers?: readonly CostTier[];
  /** Days before this variant leaves this location; a shipment leaves with its slowest line. */
  readonly handlingDays: number;
  /** ISO 3166-1 alpha-2 country the goods leave from; chooses among the supplier's parcel rates. */
  readonly country: string;
  /** Countries this supply may go to (ISO 3166-1 alpha-2), beside the supplier's own; absent is everywhere. */
  readonly territories?: readonly string[];
};

/** Price of one parcel: the cheapest step that carries the weight, or beyond the last step so much per begun kilogram. */
export type ParcelRate = {
  readonly zone: string;
  /** Only for goods that leave from this country; such a rate goes before one for every origin. */
  readonly originCountry?: string;
  readonly carrier?: string;
  /**
   * Dimensional weight: so much volume is billed as a kilogram (carriers print 5000 or 6000). Each unit is
   * billed by the greater of the two, as nobody knows yet how a parcel will be packed.
   */
  readonly cubicCentimetresPerKilogram?: number;
  readonly steps: readonly ParcelStep[];
  readonly perExtraKilogramMinor?: number;
};
export type ParcelStep = { readonly upToGrams: number; readonly priceMinor: number };

/** Past deliveries: how many took so many whole days from leaving the location to the door. */
export type LeadTime = { readonly days: number; readonly deliveries: number };

export type RoutingSupplier = {
  readonly supplierId: Id<'Supplier'>;
  readonly name: string;
  readonly tier: SupplierTier;
  readonly parcelRates: readonly ParcelRate[];
  /** Heavier shipments go in several parcels, each filled to this weight before the next. */
  readonly maxParcelGrams: number;
  /** Parcels cost nothing once this order's goods from the supplier reach this value at cost. */
  readonly freeShippingOverMinor?: number;
  /** For each shipment. */
  readonly handlingFeeMinor: number;
  /** The least value at cost that the supplier takes an order for. */
  readonly minimumOrderMinor?: number;
  /** Units the supplier can still handle today, over all its locations. */
  readonly dailyCapacityLeft?: number;
  /** The same for a whole day of its own, and how many of them are taken; kept so that other limits can be tried. */
  readonly dailyCapacity?: number;
  readonly unitsToday?: number;
  readonly onTimeBasisPoints: number;
  readonly leadTimes: readonly LeadTime[];
  /** Past dispatches that lead times and punctuality were learned from; absent: both are as stated. */
  readonly learnedFrom?: number;
  /** Countries the supplier ships to (ISO 3166-1 alpha-2); absent is everywhere. */
  readonly territories?: readonly string[];
  /** Absent: goods leave every day, whatever the hour. */
  readonly calendar?: DispatchCalendar;
};

/** What the retailer asks for within what the distributor's rules allow. */
export type RetailerWishes = {
  /** Every parcel beyond the first costs `oneParcelPenaltyMinor` in place of the split penalty. */
  readonly preferOneParcel?: boolean;
  readonly neverSplit?: boolean;
  /** Suppliers that have a rate of this carrier use it; with `carrierOnly` no other supplier ships. */
  readonly carrier?: string;
  readonly carrierOnly?: boolean;
};

/** What the contract between retailer and distributor says about who may ship; an absent list allows all. */
export type ContractTerms = {
  readonly suppliers?: readonly Id<'Supplier'>[];
  readonly tiers?: readonly SupplierTier[];
};

export type RoutingInput = {
  readonly lines: readonly RoutingLine[];
  readonly candidates: readonly RoutingCandidate[];
  readonly suppliers: readonly RoutingSupplier[];
  readonly rules: RoutingRules;
  readonly destination: { readonly country: string; readonly zone: string };
  readonly wishes?: RetailerWishes;
  readonly contract?: ContractTerms;
  readonly now: Instant;
  /** The latest moment of delivery that was promised; absent: nothing is late. */
  readonly promisedBy?: Instant;
  /** Steps of search before the best plan found so far is given with its gap; absent: DEFAULT_NODE_BUDGET. */
  readonly nodeBudget?: number;
};

/** Far above what orders of 20 lines and 10 suppliers need; keeps the worst case within a few seconds. */
export const DEFAULT_NODE_BUDGET = 5_000_000;

/** Whether the whole order must come from one location, by the rules or by the retailer's wish. */
export function isNeverSplit({ rules, wishes }: RoutingInput): boolean {
  return rules.neverSplit === true || wishes?.neverSplit === true;
}
