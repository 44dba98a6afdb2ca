/** Expected lateness: what the days after the promise cost on average, from past deliveries. */
import type { Instant } from '../../platform/clock.ts';
import { localDaysBetween } from './dispatch-calendar.ts';
import type { LeadTime, RoutingSupplier } from './routing-input.ts';

const DAY_MILLISECONDS = 86_400_000;

/**
 * Whole days between now and the promise: local dates where the supplier has a calendar, else days of 24
 * hours; Infinity without a promise.
 */
export function daysAllowed(
  { now, promisedBy }: { readonly now: Instant; readonly promisedBy?: Instant },
  { calendar }: RoutingSupplier,
): number {
  if (!promisedBy) return Infinity;
  if (calendar) return localDaysBetween(now, promisedBy, calendar.timeZone);
  return Math.floor((promisedBy.getTime() - now.getTime()) / DAY_MILLISECONDS);
}

/**
 * Σ deliveries × days late × penalty ÷ Σ deliveries, in minor units, rounded half up. A supplier without
 * past deliveries is expected to deliver on the day the goods leave.
 */
export function expectedLatenessMinor(
  leadTimes: readonly LeadTime[],
  handlingDays: number,
  allowed: number,
  penaltyMinorPerDay: number,
): number {
  if (leadTimes.length === 0) return Math.max(0, handlingDays - allowed) * penaltyMinorPerDay;
  let deliveries = 0;
  let lateDays = 0;
  for (const leadTime of leadTimes) {
    deliveries += leadTime.deliveries;
    lateDays += leadTime.deliveries * Math.max(0, handlingDays + leadTime.days - allowed);
  }
  return deliveries === 0 ? 0 : divideHalfUp(lateDays * penaltyMinorPerDay, deliveries);
}

/** Expected cost of a shipment going wrong: penalty × share not on time, in minor units, rounded half up. */
export function expectedRiskMinor(penaltyMinor: number, onTimeBasisPoints: number): number {
  return divideHalfUp(penaltyMinor * (10_000 - onTimeBasisPoints), 10_000);
}

/** Whole-number division of non-negative numbers, halves rounded up. */
function divideHalfUp(dividend: number, divisor: number): number {
  return Math.floor((2 * dividend + divisor) / (2 * divisor));
}
