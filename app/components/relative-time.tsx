import { useSyncExternalStore } from 'react';
import { useLocale, usePageSettings } from './locale.ts';

const TICK_MS = 5_000;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const JUST_NOW_MS = 3 * SECOND;
/** Older moments are told as a date. */
const RELATIVE_UP_TO = 30 * DAY;

/** One ticking clock for all moments on the page. */
const listeners = new Set<() => void>();
let current = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  current = Date.now();
  timer ??= setInterval(() => {
    current = Date.now();
    for (const notify of listeners) notify();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present, in ms; on the server and while the page comes alive, the moment at which it was drawn. */
export function useNow(): number {
  const drawnAt = Date.parse(usePageSettings().drawnAt);
  return useSyncExternalStore(
    subscribe,
    () => current,
    () => drawnAt,
  );
}

const noChange = () => () => undefined;

/** False on the server and while the page comes alive; from then on what only the browser knows may be drawn. */
function useIsAlive(): boolean {
  return useSyncExternalStore(
    noChange,
    () => true,
    () => false,
  );
}

const STEPS = [
  { under: MINUTE, unit: SECOND, one: 's', many: 's' },
  { under: HOUR, unit: MINUTE, one: 'min', many: 'min' },
  { under: DAY, unit: HOUR, one: 'h', many: 'h' },
  { under: RELATIVE_UP_TO, unit: DAY, one: 'day', many: 'days' },
] as const;

/** "40 s ago", "3 min ago", "in 2 h"; undefined where a date says it better. */
export function relativeWords(at: number, now: number): string | undefined {
  const apart = Math.abs(now - at);
  if (apart < JUST_NOW_MS) return 'just now';
  const step = STEPS.find(({ under }) => apart < under);
  if (!step) return undefined;
  const count = Math.floor(apart / step.unit);
  const words = `${count} ${count === 1 ? step.one : step.many}`;
  return at <= now ? `${words} ago` : `in ${words}`;
}

type MomentProps = { readonly at: string | null | undefined; readonly none?: string };

/** How long ago something was, going on by itself; the full date as its title. `at` is ISO 8601. */
export function RelativeTime({ at, none = 'never' }: MomentProps) {
  const now = useNow();
  const full = useFullDate(at);
  if (!at) return <span>{none}</span>;
  return (
    <time dateTime={at} title={full} suppressHydrationWarning>
      {relativeWords(Date.parse(at), now) ?? full}
    </time>
  );
}

/** A moment as the locale writes it: first in UTC, then in the reader's own time zone. */
export function DateTimeText({ at, none = '—' }: MomentProps) {
  const full = useFullDate(at);
  if (!at) return <span>{none}</span>;
  return (
    <time dateTime={at} suppressHydrationWarning>
      {full}
    </time>
  );
}

function useFullDate(at: string | null | undefined): string {
  const locale = useLocale();
  const isAlive = useIsAlive();
  if (!at) return '';
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(isAlive ? {} : { timeZone: 'UTC' }),
  });
  return format.format(new Date(at));
}
