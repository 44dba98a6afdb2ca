/** When a supplier's goods leave, as its form states it: time zone, cut-off, weekdays and holidays, all local to it. */
import { NEW_DISPATCH } from '../components/hub/shipping-values.ts';
import type { DispatchValues } from '../components/hub/shipping-values.ts';
import type { DispatchCalendar } from '../modules/routing/dispatch-calendar.ts';

const MOST_HOLIDAYS = 400;

/** Undefined without a time zone: goods leave every day. A text says what is wrong. */
export function readDispatchCalendar(form: FormData): DispatchCalendar | undefined | string {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const timeZone = text('timeZone');
  if (!timeZone) return undefined;
  if (!isTimeZone(timeZone)) return `"${timeZone}" is no time zone (like Europe/Zurich).`;
  const cutOffMinutes = minutesOf(text('cutOff'));
  if (cutOffMinutes === undefined) return `"${text('cutOff')}" is no time of the day (like 14:00).`;
  const weekdays = form
    .getAll('weekday')
    .map(Number)
    .filter((day) => Number.isInteger(day) && day >= 1 && day <= 7);
  if (weekdays.length === 0) return 'Choose at least one day of the week on which goods leave.';
  const holidays = [
    ...new Set(
      text('holidays')
        .split(/[\s,;]+/)
        .filter(Boolean),
    ),
  ].sort();
  const wrong = holidays.find((day) => !isDate(day));
  if (wrong) return `"${wrong}" is no date (like 2026-12-25).`;
  if (holidays.length > MOST_HOLIDAYS) return `At most ${MOST_HOLIDAYS} holidays can be kept.`;
  return { timeZone, cutOffMinutes, weekdays: [...new Set(weekdays)].sort(), holidays };
}

export function showDispatchCalendar(calendar: DispatchCalendar | undefined): DispatchValues {
  if (!calendar) return NEW_DISPATCH;
  const { timeZone, cutOffMinutes, weekdays, holidays = [] } = calendar;
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    timeZone,
    cutOff: `${two(Math.floor(cutOffMinutes / 60))}:${two(cutOffMinutes % 60)}`,
    weekdays,
    holidays: holidays.join(', '),
  };
}

function minutesOf(time: string): number | undefined {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time);
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-GB', { timeZone: name }));
  } catch {
    return false;
  }
}
