/**
 * Arrival days: on which day after routing a plan's last parcel is at the door, as a distribution: what the
 * lead times of each shipment tell, taken as independent of one another. From it come the promise that a plan
 * can make and the lateness that it is expected to have.
 */
import type { Instant } from '../../platform/clock.ts';
import { daysUntilDispatch } from './dispatch-calendar.ts';
import type { RoutingPlan } from './route-plan.ts';
import type { LeadTime, RoutingInput, RoutingSupplier } from './routing-input.ts';

const DAY_MILLISECONDS = 86_400_000;
/** Shares of so many days; what comes later counts as the last. */
const MOST_DAYS = 120;
const PROMISE_BASIS_POINTS = 9_000;

/** `shares[d]`: how likely the last parcel is there by the end of day d. Empty where nothing ships. */
export type Arrival = { readonly shares: readonly number[] };

type Made = Pick<RoutingPlan, 'shipments' | 'allocations' | 'shortages'> & {
  readonly input: RoutingInput;
};

export function arrivalOf(plan: Made): Arrival {
  if (plan.shipments.length === 0) return { shares: [] };
  const shares = new Array<number>(MOST_DAYS + 1).fill(1);
  for (const { supplierId, locationId } of plan.shipments) {
    const supplier = plan.input.suppliers.find((each) => each.supplierId === supplierId);
    if (!supplier) continue;
    const own = sharesOf(plan.input, supplier, slowestHandling(plan, locationId));
    own.forEach((share, day) => (shares[day] = (shares[day] ?? 1) * share));
  }
  return { shares };
}

/** Days of handling of the slowest variant that the plan takes from a location. */
function slowestHandling({ input, allocations }: Made, locationId: string): number {
  const variantOf = new Map(input.lines.map((line) => [line.orderLineId, line.variantId]));
  const taken = new Set(
    allocations
      .filter((each) => each.locationId === locationId)
      .map(({ orderLineId }) => variantOf.get(orderLineId)),
  );
  const days = input.candidates
    .filter((each) => each.locationId === locationId && taken.has(each.variantId))
    .map(({ handlingDays }) => handlingDays);
  return Math.max(0, ...days);
}

function sharesOf({ now }: RoutingInput, supplier: RoutingSupplier, handlingDays: number) {
  const { calendar, leadTimes } = supplier;
  const start = calendar ? daysUntilDispatch(calendar, now, handlingDays) : handlingDays;
  const all = leadTimes.reduce((sum, { deliveries }) => sum + deliveries, 0);
  const known: readonly LeadTime[] = all > 0 ? leadTimes : [{ days: 0, deliveries: 1 }];
  const by = new Array<number>(MOST_DAYS + 1).fill(0);
  for (const { days, deliveries } of known) {
    const day = Math.min(MOST_DAYS, start + days);
    by[day] = (by[day] ?? 0) + deliveries / (all > 0 ? all : 1);
  }
  let sum = 0;
  return by.map((share) => (sum += share));
}

/** The mean day of arrival; 0 where nothing ships. */
export function meanDay({ shares }: Arrival): number {
  return shares.reduce((sum, share) => sum + 1 - share, 0);
}

/** Days that the last parcel is expected after so many. */
export function meanDaysLate({ shares }: Arrival, allowed: number): number {
  return shares.slice(Math.max(0, allowed)).reduce((sum, share) => sum + 1 - share, 0);
}

/** How likely the last parcel comes after so many days. */
export function chanceLate({ shares }: Arrival, allowed: number): number {
  if (shares.length === 0) return 0;
  return 1 - (shares[Math.min(MOST_DAYS, Math.max(0, allowed))] ?? 1);
}

/** The first day by which the last parcel is there so surely. */
export function dayBy({ shares }: Arrival, basisPoints: number): number {
  const day = shares.findIndex((share) => share >= basisPoints / 10_000 - 1e-9);
  return day < 0 ? MOST_DAYS : day;
}

/** So many days after a moment, at the end of that day (UTC). */
export function endOfDayIn(now: Instant, days: number): Instant {
  const day = Math.floor(now.getTime() / DAY_MILLISECONDS) + days + 1;
  return new Date(day * DAY_MILLISECONDS - 1);
}

/** What may be promised: as the rules say, else what the plan reaches so surely; undefined where units are missing. */
export function promiseOf(plan: Made): Instant | undefined {
  const { rules, now } = plan.input;
  if (rules.promiseWithinDays !== undefined) return endOfDayIn(now, rules.promiseWithinDays);
  if (plan.shipments.length === 0 || plan.shortages.length > 0) return undefined;
  const sure = rules.promiseBasisPoints ?? PROMISE_BASIS_POINTS;
  return endOfDayIn(now, dayBy(arrivalOf(plan), sure));
}

/** Whole days, by the date in UTC, from now until a promise. */
export function daysUntil(now: Instant, promisedBy: Instant): number {
  const dayOf = (at: Instant) => Math.floor(at.getTime() / DAY_MILLISECONDS);
  return dayOf(promisedBy) - dayOf(now);
}
