/**
 * Settlement terms: what was agreed with a party about money — how often it is billed, until when it pays, and what is
 * charged beside the goods. Fixed amounts are minor units of the distributor's currency. What was booked under earlier
 * terms stays as it was.
 */
import { z } from 'zod';

export const PERIODS = ['weekly', 'twice-monthly', 'monthly'] as const;
export type PeriodKind = (typeof PERIODS)[number];

const Amount = z.int().min(0).max(1_000_000_000_000);
const Share = z.int().min(0).max(10_000);

export const SettlementTerms = z.object({
  period: z.enum(PERIODS).default('monthly'),
  /** Days from the invoice to when it must be paid. */
  dueDays: z.int().min(0).max(365).default(30),
  /** As the contract states it; nothing is worked out by country. */
  taxName: z.string().trim().min(1).max(40).default('VAT'),
  taxBasisPoints: Share.default(0),
  /** Of a retailer: what it pays for shipping. `at-cost`: what the supplier's terms charge us. */
  shipping: z.enum(['at-cost', 'per-parcel', 'none']).default('at-cost'),
  parcelMinor: Amount.default(0),
  /** Of a retailer: per order with its first parcel, and a share of wholesale. */
  orderFeeMinor: Amount.default(0),
  feeBasisPoints: Share.default(0),
  /** Of a supplier: we write the invoices, it sends none. */
  selfBilling: z.boolean().default(false),
  /** Of a supplier: how far a line of its invoice may be above what was agreed. Both hold where both are set. */
  toleranceBasisPoints: Share.optional(),
  toleranceMinor: Amount.optional(),
});
export type SettlementTerms = z.infer<typeof SettlementTerms>;

/** What holds where nothing was agreed. */
export const DEFAULT_TERMS: SettlementTerms = SettlementTerms.parse({});

/**
 * How far a line may lie above what was expected for it, minor units: the lesser of the share and the amount, as far as
 * they are set; nothing where neither is.
 */
export function toleranceOf(terms: SettlementTerms, expectedMinor: number): number {
  const limits = [
    ...(terms.toleranceBasisPoints === undefined
      ? []
      : [Math.floor((expectedMinor * terms.toleranceBasisPoints) / 10_000)]),
    ...(terms.toleranceMinor === undefined ? [] : [terms.toleranceMinor]),
  ];
  return limits.length === 0 ? 0 : Math.min(...limits);
}
