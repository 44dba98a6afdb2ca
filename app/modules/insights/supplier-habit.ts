/**
 * Supplier habit: on which day after the one on which they should have left a supplier's goods do leave, by the
 * country they go to, as a share for each day. It tells how long goods will take and how punctual the supplier is.
 *
 * Dispatch: one purchase order, from its making to the first parcel's leaving. One that has not left yet and is
 * overdue counts as late as it is by now.
 */
import type { Instant } from '../../platform/clock.ts';
import { daysUntilDispatch, localDaysBetween } from '../routing/dispatch-calendar.ts';
import type { DispatchCalendar } from '../routing/dispatch-calendar.ts';
import { estimateOutcomes } from './outcome-estimate.ts';
import type { Observation, Shares } from './outcome-estimate.ts';

export type Dispatch = {
  readonly supplierId: string;
  /** ISO 3166-1 alpha-2 country of the destination. */
  readonly zone: string;
  readonly askedAt: Instant;
  /** Null while nothing has left. */
  readonly leftAt: Instant | null;
  /** Working days that its slowest line is stated to take. */
  readonly handlingDays: number;
  /** Absent: goods leave every day (UTC), whatever the hour. */
  readonly calendar?: DispatchCalendar | undefined;
};

export type SupplierHabit = {
  readonly supplierId: string;
  /** `*`: countries that it has not sent to yet. */
  readonly zone: string;
  readonly slip: Shares;
  readonly observations: number;
  readonly halfLifeDays: number;
};

/** Days of slipping that are told apart; the last stands for as many and more. */
export const MOST_SLIP = 10;
export const ANY_ZONE = '*';

/** Before anything is known: 19 of 20 leave when they should, the rest a few days later. */
const STATED: Shares = statedShares();

function statedShares(): Shares {
  const late = Array.from({ length: MOST_SLIP }, (_, day) => 0.5 ** (day + 1));
  const sum = late.reduce((total, share) => total + share, 0);
  return [0.95, ...late.map((share) => (0.05 * share) / sum)];
}

/** Whole days after the day on which the goods should have left; undefined while that day has not passed. */
export function slipOf(dispatch: Dispatch, now: Instant): number | undefined {
  const { askedAt, leftAt, handlingDays, calendar } = dispatch;
  const due = calendar ? daysUntilDispatch(calendar, askedAt, handlingDays) : handlingDays;
  const taken = localDaysBetween(askedAt, leftAt ?? now, calendar?.timeZone ?? 'UTC');
  const slip = Math.min(MOST_SLIP, Math.max(0, taken - due));
  return leftAt === null && slip === 0 ? undefined : slip;
}

/** One habit for each supplier and country it has sent to, and one for all others. */
export function learnHabits(dispatches: readonly Dispatch[], now: Instant): SupplierHabit[] {
  const observations = dispatches.flatMap((dispatch) => toObservation(dispatch, now) ?? []);
  const { sharesOf, observationsOf, settings } = estimateOutcomes(observations, STATED, now);
  const groups = new Map(
    dispatches.flatMap(({ supplierId }) => [
      [groupOf(supplierId, ANY_ZONE), [supplierId, ANY_ZONE]],
    ]),
  );
  for (const { supplierId, zone } of dispatches) groups.set(groupOf(supplierId, zone), [supplierId, zone]); // prettier-ignore
  return [...groups].map(([group, [supplierId = '', zone = '']]) => ({
    supplierId,
    zone,
    slip: sharesOf(group, supplierId),
    observations:
      zone === ANY_ZONE
        ? observations.filter(({ parent }) => parent === supplierId).length
        : observationsOf(group),
    halfLifeDays: settings.halfLifeDays,
  }));
}

function toObservation(dispatch: Dispatch, now: Instant): Observation | undefined {
  const outcome = slipOf(dispatch, now);
  const { supplierId, zone, leftAt } = dispatch;
  if (outcome === undefined) return undefined;
  return { group: groupOf(supplierId, zone), parent: supplierId, outcome, at: leftAt ?? now };
}

function groupOf(supplierId: string, zone: string): string {
  return `${supplierId} ${zone}`;
}
