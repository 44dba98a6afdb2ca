const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** A length of time in the largest unit that fits: "0.4 sec", "1.5 min", "2 hr", as the locale writes it. */
export function formatSeconds(seconds: number, locale: string): string {
  const [value, unit] =
    seconds < MINUTE
      ? ([seconds, 'second'] as const)
      : seconds < HOUR
        ? ([seconds / MINUTE, 'minute'] as const)
        : ([seconds / HOUR, 'hour'] as const);
  const format = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, format).format(value);
}
