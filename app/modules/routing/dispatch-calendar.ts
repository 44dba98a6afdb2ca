/**
 * Dispatch calendar: when a supplier's goods leave. What is ordered before the cut-off of a working day counts
 * from that day, else from the next working day; days of handling are working days, days of transit are not.
 */
import type { Instant } from '../../platform/clock.ts';
import { momentInZone } from '../../platform/zoned-moment.ts';

export type DispatchCalendar = {
  /** IANA name, such as `Europe/Berlin`; all times and dates of the calendar are local to it. */
  readonly timeZone: string;
  /** Minutes after local midnight; an order at this minute is too late. */
  readonly cutOffMinutes: number;
  /** ISO 8601 weekdays on which goods leave, Monday = 1. */
  readonly weekdays: readonly number[];
  /** Local dates, `YYYY-MM-DD`, on which nothing leaves. */
  readonly holidays?: readonly string[];
};

const DAY_MILLISECONDS = 86_400_000;
/** A calendar without a working day in so many days is a mistake; the goods count as leaving after them. */
const MOST_DAYS = 60;

/** Calendar days from now until goods leave that take so many working days of handling. */
export function daysUntilDispatch(
  calendar: DispatchCalendar,
  now: Instant,
  handlingDays: number,
): number {
  const local = localTime(now, calendar.timeZone);
  let day = local.minutes < calendar.cutOffMinutes ? 0 : 1;
  let workingDays = handlingDays;
  for (; day < MOST_DAYS; day++) {
    if (!isWorkingDay(calendar, local.day + day)) continue;
    if (workingDays === 0) return day;
    workingDays--;
  }
  return MOST_DAYS;
}

/** The next cut-off of a working day after a moment; undefined for a calendar without one. */
export function nextCutOff(calendar: DispatchCalendar, now: Instant): Instant | undefined {
  const { day: today } = localTime(now, calendar.timeZone);
  for (let day = today; day < today + MOST_DAYS; day++) {
    if (!isWorkingDay(calendar, day)) continue;
    const at = momentOf(calendar, day);
    if (at && at > now) return at;
  }
  return undefined;
}

function momentOf({ timeZone, cutOffMinutes }: DispatchCalendar, day: number): Instant | undefined {
  const date = new Date(day * DAY_MILLISECONDS);
  const wall = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: Math.floor(Math.min(cutOffMinutes, 1_439) / 60),
    minute: Math.min(cutOffMinutes, 1_439) % 60,
    second: 0,
  };
  return momentInZone(wall, timeZone);
}

/** Local calendar days between two moments. */
export function localDaysBetween(from: Instant, to: Instant, timeZone: string): number {
  return localTime(to, timeZone).day - localTime(from, timeZone).day;
}

function isWorkingDay({ weekdays, holidays }: DispatchCalendar, day: number): boolean {
  const date = new Date(day * DAY_MILLISECONDS);
  if (!weekdays.includes(date.getUTCDay() || 7)) return false;
  return !holidays?.includes(date.toISOString().slice(0, 10));
}

/** Days since 1970-01-01 by the local date, and minutes since local midnight. */
function localTime(at: Instant, timeZone: string): { day: number; minutes: number } {
  const parts = new Map<string, number>();
  for (const { type, value } of formatterOf(timeZone).formatToParts(at)) {
    parts.set(type, Number(value));
  }
  const part = (type: string): number => parts.get(type) ?? 0;
  const day = Date.UTC(part('year'), part('month') - 1, part('day')) / DAY_MILLISECONDS;
  return { day, minutes: part('hour') * 60 + part('minute') };
}

/** Making a formatter takes far longer than using one. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    formatter = new Intl.DateTimeFormat('en-GB', { timeZone, ...parts, ...clock });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}
