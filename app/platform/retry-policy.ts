/** Retry policy: what to do about an adapter failure, as a table over the five kinds. */
import type { AdapterFailure } from './adapter-failure.ts';
import type { Instant } from './clock.ts';
import type { JobVerdict } from './job-catalog.ts';

export type Remedy =
  /** Try again at `at`. Where the outcome is unknown, look first whether it happened. */
  | {
      readonly kind: 'delay';
      readonly at: Instant;
      readonly outcomeUnknown: boolean;
      readonly counts: boolean;
    }
  /** Stop and open an exception for a person. */
  | { readonly kind: 'park'; readonly why: string }
  /** Nothing more to do; say so where the noun keeps its history. */
  | { readonly kind: 'drop'; readonly why: string };

type Rule =
  | {
      readonly then: 'delay';
      readonly firstMs: number;
      readonly capMs: number;
      readonly attempts: number;
    }
  | { readonly then: 'delay-until' }
  | { readonly then: 'park' }
  | { readonly then: 'drop' };

export type RetryPolicy = { readonly [Kind in AdapterFailure['kind']]: Rule };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Delays double from `firstMs` to `capMs`, jittered over their upper half; with these figures about a day in all. */
export const STANDARD_POLICY: RetryPolicy = {
  unauthorised: { then: 'park' },
  throttled: { then: 'delay-until' },
  refused: { then: 'park' },
  unavailable: { then: 'delay', firstMs: SECOND, capMs: 30 * MINUTE, attempts: 60 },
  unreadable: { then: 'delay', firstMs: 10 * SECOND, capMs: 5 * MINUTE, attempts: 3 },
};

export type RetryCircumstances = {
  /** Which attempt has just failed; the first is 1. */
  readonly attempt: number;
  readonly now: Instant;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly policy?: RetryPolicy;
};

export function remedyFor(failure: AdapterFailure, circumstances: RetryCircumstances): Remedy {
  const rule = (circumstances.policy ?? STANDARD_POLICY)[failure.kind];
  const outcomeUnknown = failure.kind === 'unavailable' && failure.outcome === 'unknown';
  if (rule.then === 'park') return { kind: 'park', why: describeFailure(failure) };
  if (rule.then === 'drop') return { kind: 'drop', why: describeFailure(failure) };
  if (rule.then === 'delay-until') {
    return {
      kind: 'delay',
      at: allowedAgainAt(failure, circumstances),
      outcomeUnknown,
      counts: false,
    };
  }
  if (circumstances.attempt >= rule.attempts)
    return { kind: 'park', why: describeFailure(failure) };
  const wait = backOff(circumstances.attempt, rule, circumstances.random);
  const at = new Date(circumstances.now.getTime() + wait);
  return { kind: 'delay', at, outcomeUnknown, counts: true };
}

/** The remedy as a job's verdict, for handlers that need nothing more. */
export function verdictFor(failure: AdapterFailure, circumstances: RetryCircumstances): JobVerdict {
  const remedy = remedyFor(failure, circumstances);
  if (remedy.kind === 'drop') return { kind: 'done' };
  if (remedy.kind === 'park') return remedy;
  return { kind: 'retry', at: remedy.at, why: describeFailure(failure), counts: remedy.counts };
}

/** Milliseconds before the next attempt: exponential to the cap, jitter over the upper half ("equal jitter"). */
export function backOff(
  attempt: number,
  rule: { readonly firstMs: number; readonly capMs: number },
  random: () => number,
): number {
  const full = Math.min(rule.capMs, rule.firstMs * 2 ** Math.min(attempt - 1, 40));
  return Math.round(full / 2 + (full / 2) * random());
}

/** Spread a little, so that all who were throttled do not come back in one instant. */
function allowedAgainAt(failure: AdapterFailure, { now, random }: RetryCircumstances): Instant {
  const until = failure.kind === 'throttled' ? failure.until.getTime() : now.getTime() + SECOND;
  return new Date(Math.max(until, now.getTime()) + Math.round(250 * random()));
}

export function describeFailure(failure: AdapterFailure): string {
  if (failure.kind === 'throttled') return `throttled until ${failure.until.toISOString()}`;
  return `${failure.kind}: ${failure.why}`;
}
