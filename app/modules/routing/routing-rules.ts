/**
 * Routing rules: what a distributor says a good plan is, as versioned data. A plan names the version it was
 * made under, so that it can be explained later and replayed under other rules. Amounts are minor units of
 * `currency`, shares are basis points (1/100 of a percent).
 */
import type { CurrencyCode } from '../../platform/money.ts';

export const SUPPLIER_TIERS = ['primary', 'secondary', 'backup'] as const;
export type SupplierTier = (typeof SUPPLIER_TIERS)[number];

/** What the distributor allows itself of one supplier, within what the supplier's own terms allow. */
export type SupplierLimit = {
  /** Countries (ISO 3166-1 alpha-2); absent is everywhere. */
  readonly territories?: readonly string[] | undefined;
  /** Units of a day, over all its locations. */
  readonly dailyUnits?: number | undefined;
  /** The least value at cost that an order is sent for. */
  readonly minimumOrderMinor?: number | undefined;
};

export type RoutingRules = {
  readonly version: string;
  readonly currency: CurrencyCode;
  /** For each parcel of the plan beyond the first: what a second knock at the door is worth avoiding. */
  readonly splitPenaltyMinor: number;
  /** The same where the retailer prefers one parcel; absent: four times the split penalty. */
  readonly oneParcelPenaltyMinor?: number;
  /** For each parcel and each day it is expected to arrive after the promise. */
  readonly latenessPenaltyMinorPerDay: number;
  /** For each shipment, times the share of its supplier's shipments that went wrong. */
  readonly riskPenaltyMinor: number;
  /** For each shipment, by the tier of its supplier. */
  readonly tierPenaltyMinor: Readonly<Record<SupplierTier, number>>;
  /** A line goes to no supplier whose cost leaves less than this share of the wholesale price. */
  readonly marginFloorBasisPoints: number;
  /** The whole order from one location, or not at all; the rest is a shortage. */
  readonly neverSplit?: boolean;
  /** What shoppers are promised, in days from routing; absent: what the plan itself reaches. */
  readonly promiseWithinDays?: number;
  /** Where the plan makes the promise: how surely it is kept. Absent: 9 of 10. */
  readonly promiseBasisPoints?: number;
  /** By supplier id. */
  readonly limits?: Readonly<Record<string, SupplierLimit>>;
};
