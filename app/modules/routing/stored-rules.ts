/**
 * Stored rules: the distributor's routing rules as they lie in the database, by version: one document with what
 * holds for all, what holds otherwise for single connections, and the limits of single suppliers. Amounts are
 * minor units of the distributor's currency.
 */
import { z } from 'zod';
import type { CurrencyCode } from '../../platform/money.ts';
import type { RoutingRules } from './routing-rules.ts';

const Amount = z.int().min(0).max(1_000_000_000);
const MarginFloor = z.int().min(-1_000_000).max(10_000);
const Days = z.int().min(0).max(60);

/** What a connection may have otherwise; what is left out is as for all. */
export const ConnectionRules = z.object({
  splitPenaltyMinor: Amount.optional(),
  latenessPenaltyMinorPerDay: Amount.optional(),
  riskPenaltyMinor: Amount.optional(),
  marginFloorBasisPoints: MarginFloor.optional(),
  neverSplit: z.boolean().optional(),
  promiseWithinDays: Days.optional(),
});
export type ConnectionRules = z.infer<typeof ConnectionRules>;

export const StoredLimit = z.object({
  territories: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .min(1)
    .optional(),
  dailyUnits: z.int().min(1).max(10_000_000).optional(),
  minimumOrderMinor: Amount.optional(),
});
export type StoredLimit = z.infer<typeof StoredLimit>;

export const StoredRules = z.object({
  splitPenaltyMinor: Amount,
  oneParcelPenaltyMinor: Amount.optional(),
  latenessPenaltyMinorPerDay: Amount,
  riskPenaltyMinor: Amount,
  tierPenaltyMinor: z.object({ primary: Amount, secondary: Amount, backup: Amount }),
  marginFloorBasisPoints: MarginFloor,
  neverSplit: z.boolean().optional(),
  promiseWithinDays: Days.optional(),
  promiseBasisPoints: z.int().min(5_000).max(9_990).optional(),
  /** By supplier id. */
  limits: z.record(z.uuid(), StoredLimit).optional(),
  /** By connection id. */
  connections: z.record(z.uuid(), ConnectionRules).optional(),
});
export type StoredRules = z.infer<typeof StoredRules>;

/** The number of the rules that are built in, for a distributor that has set none. */
export const FIRST_VERSION = 1;

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

/** The rules as they hold for one connection; without one, as they hold for all. */
export function toRoutingRules(
  version: number,
  stored: StoredRules,
  currency: CurrencyCode,
  connectionId?: string,
): RoutingRules {
  const { connections = {}, ...forAll } = stored;
  const own = connectionId === undefined ? {} : (connections[connectionId] ?? {});
  return { version: String(version), currency, ...present(forAll), ...present(own) };
}

type Present<Fields> = {
  [Name in keyof Fields]: Exclude<Fields[Name], undefined>;
};

/** Without the keys that have no value. */
function present<Fields extends object>(fields: Fields): Present<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<Fields>;
}
