/**
 * Guards: what makes a feed suspicious enough to wait for a person. Pure arithmetic over what the feed would do;
 * a supplier's own thresholds stand in its settings under `feedGuards`.
 */
import { z } from 'zod';
import type { FeedKind } from './feed.ts';

const share = z.coerce.number().min(0).max(1);
export const GuardThresholds = z.object({
  /** Of the levels that have units: the share that a full feed may leave out. */
  missingShare: share.default(0.2),
  /** Of the levels that have units: the share that may fall to zero. */
  zeroShare: share.default(0.3),
  /** A cost that changes by more than this share has jumped … */
  costJump: z.coerce.number().min(0).max(100).default(0.5),
  /** … and of the costs that a feed tells, this share may jump. */
  costJumpShare: share.default(0.05),
  /** By which share a full feed's rows may be fewer or more than the usual number (median of the last feeds). */
  rowCountShare: z.coerce.number().min(0).max(100).default(0.5),
  /** Of the rows: the share that may say again what a later row says. */
  duplicateShare: share.default(0.1),
  /** Of the rows: the share that may be refused. */
  refusedShare: share.default(0.5),
  /** Of the rows: the share whose moment may lie in the future. */
  futureShare: share.default(0.1),
  /** Below so many levels or rows, shares say nothing. */
  fromLevels: z.coerce.number().int().min(0).max(1_000_000).default(10),
});
export type GuardThresholds = z.infer<typeof GuardThresholds>;

/** How long a held feed waits for a person, and what is done then. */
export const HoldRule = z.object({
  afterHours: z.coerce.number().min(0.1).max(720).default(24),
  then: z.enum(['wait', 'apply', 'discard']).default('wait'),
});
export type HoldRule = z.infer<typeof HoldRule>;

const Settings = z.object({ feedGuards: GuardThresholds.optional() });
const Hold = z.object({ feedHold: HoldRule.optional() });

/** A supplier's thresholds, or the defaults where its settings say nothing (or nothing readable). */
export function thresholdsOf(supplierSettings: unknown): GuardThresholds {
  return Settings.safeParse(supplierSettings).data?.feedGuards ?? GuardThresholds.parse({});
}

export function holdRuleOf(supplierSettings: unknown): HoldRule {
  return Hold.safeParse(supplierSettings).data?.feedHold ?? HoldRule.parse({});
}

/** What a feed would do to the levels that have units now. */
export type FeedEffect = {
  /** Rows that count. */
  readonly named: number;
  /** Levels with units at the locations the feed speaks of. */
  readonly stocked: number;
  /** Of those: not named by a full feed. */
  readonly missing: number;
  /** Of those: named with nothing. */
  readonly zeroed: number;
};

/** What its rows are like. */
export type FeedRows = {
  readonly rows: number;
  readonly refused: number;
  readonly duplicates: number;
  readonly future: number;
  /** Articles whose cost it tells, and of those how many change by more than the threshold. */
  readonly costs: number;
  readonly jumps: number;
  /** Median of the rows of the last applied full feeds; 0 where there is none. */
  readonly usualRows: number;
};

export type GuardFinding = {
  readonly kind: keyof typeof SENTENCES;
  readonly count: number;
  readonly of: number;
  readonly threshold: number;
};

/** Everything that speaks against applying the feed; nothing means that it may go on. */
export function findSuspicions(
  kind: FeedKind,
  effect: FeedEffect & FeedRows,
  thresholds: GuardThresholds,
): readonly GuardFinding[] {
  const { named, stocked, missing, zeroed } = effect;
  if (kind === 'full' && named === 0) {
    return [{ kind: 'no-rows', count: 0, of: stocked, threshold: 0 }];
  }
  const findings: GuardFinding[] = [];
  const over = (finding: GuardFinding['kind'], count: number, of: number, threshold: number) => {
    if (of >= thresholds.fromLevels && count > threshold * of)
      findings.push({ kind: finding, count, of, threshold });
  };
  if (kind === 'full') {
    over('missing', missing, stocked, thresholds.missingShare);
    const away = Math.abs(effect.rows - effect.usualRows);
    if (
      effect.usualRows >= thresholds.fromLevels &&
      away > thresholds.rowCountShare * effect.usualRows
    )
      findings.push({
        kind: 'row-count',
        count: effect.rows,
        of: effect.usualRows,
        threshold: thresholds.rowCountShare,
      });
  }
  over('zeroed', zeroed, stocked, thresholds.zeroShare);
  over('cost-jumps', effect.jumps, effect.costs, thresholds.costJumpShare);
  over('duplicates', effect.duplicates, effect.rows, thresholds.duplicateShare);
  over('refused', effect.refused, effect.rows, thresholds.refusedShare);
  over('future', effect.future, effect.rows, thresholds.futureShare);
  return findings;
}

const SENTENCES = {
  'no-rows': () => 'The full delivery has no row that counts.',
  missing: (count: number, of: number) =>
    `${count} of ${of} articles in stock are not in the full delivery.`,
  zeroed: (count: number, of: number) => `${count} of ${of} articles in stock would fall to zero.`,
  'row-count': (count: number, of: number) =>
    `It has ${count} rows where the last full deliveries had about ${of}.`,
  'cost-jumps': (count: number, of: number) =>
    `${count} of the ${of} costs that it tells are far from what they were.`,
  duplicates: (count: number, of: number) =>
    `${count} of ${of} rows are said again by a later row.`,
  refused: (count: number, of: number) => `${count} of ${of} rows cannot be taken.`,
  future: (count: number, of: number) => `${count} of ${of} rows bear a time in the future.`,
} satisfies Record<string, (count: number, of: number) => string>;

export function describeFinding({ kind, count, of }: GuardFinding): string {
  return SENTENCES[kind](count, of);
}
