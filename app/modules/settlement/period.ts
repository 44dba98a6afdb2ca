/**
 * Period: the stretch of days that one invoice covers — a week from Monday, half a month (1st to 15th, 16th to the end),
 * or a month — whole days in the distributor's time zone.
 */
import type { Instant } from '../../platform/clock.ts';
import { momentInZone } from '../../platform/zoned-moment.ts';
import type { PeriodKind } from './settlement-terms.ts';

export type Day = {
  readonly year: number;
  /** 1 to 12. */ readonly month: number;
  readonly day: number;
};
export type Period = { readonly start: Instant; readonly end: Instant };

/** The day that a calendar in the zone shows at a moment. */
export function dayInZone(at: Instant, timeZone: string): Day {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1 } = parts;
  return { year, month, day };
}

/** The day some days later (or, negative, before). */
export function addDays({ year, month, day }: Day, days: number): Day {
  const moved = new Date(Date.UTC(year, month - 1, day + days));
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

/** "2026-11-22", which is also how a database reads a day. */
export function dayText({ year, month, day }: Day): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

/** The period that a moment falls into; its end is the first moment of the next one. */
export function periodAt(kind: PeriodKind, at: Instant, timeZone: string): Period {
  const [first, next] = DAYS[kind](dayInZone(at, timeZone));
  return { start: startOf(first, timeZone), end: startOf(next, timeZone) };
}

const DAYS: Readonly<Record<PeriodKind, (day: Day) => readonly [Day, Day]>> = {
  weekly: (day) => {
    const weekday = new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay();
    const monday = addDays(day, -((weekday + 6) % 7));
    return [monday, addDays(monday, 7)];
  },
  'twice-monthly': (day) => {
    const first = { ...day, day: 1 };
    const middle = { ...day, day: 16 };
    return day.day < 16 ? [first, middle] : [middle, nextMonth(first)];
  },
  monthly: (day) => {
    const first = { ...day, day: 1 };
    return [first, nextMonth(first)];
  },
};

function nextMonth({ year, month }: Day): Day {
  return month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
}

/** Midnight; where clocks skip it, the first moment after. */
export function startOf({ year, month, day }: Day, timeZone: string): Instant {
  const moment = momentInZone({ year, month, day, hour: 0, minute: 0, second: 0 }, timeZone);
  if (!moment) throw new Error(`${year}-${month}-${day} is no day`);
  return moment;
}

/** Reads "2026-11-22"; undefined for anything else, a day that no calendar has among it. */
export function dayFrom(text: string): Day | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim()) ?? [];
  if (!year) return undefined;
  const read = { year: Number(year), month: Number(month), day: Number(day) };
  return dayText(read) === text.trim() ? read : undefined;
}
