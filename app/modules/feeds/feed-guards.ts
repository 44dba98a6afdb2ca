/**
 * Guards: what makes a feed suspicious enough to wait for a person. Pure arithmetic over what the feed would do;
 * a supplier's own thresholds stand in its settings under `feedGuards`.
 */
import { z } from 'zod';
import type { FeedKind } from './feed.ts';

const share = z.number().min(0).max(1);
const Thresholds = z.object({
  /** Of the levels that have units: the share that a full feed may leave out. */
  missingShare: share.default(0.2),
  /** Of the levels that have units: the share that may fall to zero. */
  zeroShare: share.default(0.3),
  /** Below so many levels with units, shares say nothing. */
  fromLevels: z.int().min(0).default(10),
});
export type GuardThresholds = z.infer<typeof Thresholds>;

const Settings = z.object({ feedGuards: Thresholds.optional() });

/** A supplier's thresholds, or the defaults where its settings say nothing (or nothing readable). */
export function thresholdsOf(supplierSettings: unknown): GuardThresholds {
  return Settings.safeParse(supplierSettings).data?.feedGuards ?? Thresholds.parse({});
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

export type GuardFinding = {
  readonly kind: 'no-rows' | 'missing' | 'zeroed';
  readonly count: number;
  readonly of: number;
  readonly threshold: number;
};

/** Everything that speaks against applying the feed; nothing means that it may go on. */
export function findSuspicions(
  kind: FeedKind,
  effect: FeedEffect,
  thresholds: GuardThresholds,
): readonly GuardFinding[] {
  const { named, stocked, missing, zeroed } = effect;
  const { missingShare, zeroShare, fromLevels } = thresholds;
  if (kind === 'full' && named === 0) {
    return [{ kind: 'no-rows', count: 0, of: stocked, threshold: 0 }];
  }
  if (stocked < fromLevels) return [];
  const findings: GuardFinding[] = [];
  if (kind === 'full' && missing > missingShare * stocked) {
    findings.push({ kind: 'missing', count: missing, of: stocked, threshold: missingShare });
  }
  if (zeroed > zeroShare * stocked) {
    findings.push({ kind: 'zeroed', count: zeroed, of: stocked, threshold: zeroShare });
  }
  return findings;
}

const SENTENCES: Readonly<Record<GuardFinding['kind'], (finding: GuardFinding) => string>> = {
  'no-rows': () => 'The full delivery has no row that counts.',
  missing: ({ count, of }) => `${count} of ${of} articles in stock are not in the full delivery.`,
  zeroed: ({ count, of }) => `${count} of ${of} articles in stock would fall to zero.`,
};

export function describeFinding(finding: GuardFinding): string {
  return SENTENCES[finding.kind](finding);
}
