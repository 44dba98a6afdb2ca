/** Stored rules: the distributor's routing rules as they lie in the database, by version. */
import { z } from 'zod';
import type { CurrencyCode } from '../../platform/money.ts';
import type { RoutingRules } from './routing-rules.ts';

const Amount = z.int().min(0);

export const StoredRules = z.object({
  splitPenaltyMinor: Amount,
  oneParcelPenaltyMinor: Amount.optional(),
  latenessPenaltyMinorPerDay: Amount,
  riskPenaltyMinor: Amount,
  tierPenaltyMinor: z.object({ primary: Amount, secondary: Amount, backup: Amount }),
  marginFloorBasisPoints: z.int().min(-1_000_000).max(10_000),
  neverSplit: z.boolean().optional(),
});
export type StoredRules = z.infer<typeof StoredRules>;

/** Version 1, for a distributor that has set none: one parcel is worth about the postage of a small one. */
export const FIRST_RULES: StoredRules = {
  splitPenaltyMinor: 500,
  latenessPenaltyMinorPerDay: 100,
  riskPenaltyMinor: 1_000,
  tierPenaltyMinor: { primary: 0, secondary: 200, backup: 600 },
  marginFloorBasisPoints: 0,
};

/** So low that no cost is refused: for an order that a person lets go below the margin floor. */
export const NO_MARGIN_FLOOR = -1_000_000_000;

export function toRoutingRules(
  version: number,
  rules: StoredRules,
  currency: CurrencyCode,
): RoutingRules {
  const { neverSplit, oneParcelPenaltyMinor, ...amounts } = rules;
  return {
    version: String(version),
    currency,
    ...amounts,
    ...(oneParcelPenaltyMinor === undefined ? {} : { oneParcelPenaltyMinor }),
    ...(neverSplit === undefined ? {} : { neverSplit }),
  };
}
