/**
 * Deadlines of exceptions: until when somebody should have acted, when a warning is due before it, and what becomes of
 * a matter whose deadline has passed.
 */
import type { Instant } from '../../platform/clock.ts';
import type { ExceptionOwner, Severity } from './activity.ts';

const HOUR = 60 * 60_000;

/** Hours that a matter may wait where its kind says nothing else. */
const WITHIN_HOURS: Readonly<Record<Severity, number>> = { critical: 4, warning: 24, info: 72 };

export function deadlineOf(
  input: {
    readonly severity: Severity;
    readonly deadlineAt?: Instant | undefined;
    readonly withinHours?: number | undefined;
  },
  now: Instant,
): Instant {
  if (input.deadlineAt) return input.deadlineAt;
  return new Date(now.getTime() + (input.withinHours ?? WITHIN_HOURS[input.severity]) * HOUR);
}

/** A quarter of the time is left. */
export const WARN_AT = 0.75;

/** After its deadline a matter is one degree graver, and the retailer's becomes the distributor's. */
export function escalated(matter: {
  readonly severity: Severity;
  readonly owner: ExceptionOwner;
}): {
  readonly severity: Severity;
  readonly owner: ExceptionOwner;
} {
  const severity = matter.severity === 'info' ? 'warning' : 'critical';
  return { severity, owner: matter.owner === 'retailer' ? 'distributor' : matter.owner };
}
