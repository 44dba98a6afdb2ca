import { useLocale } from './locale.ts';

/** A calendar day ("2026-11-30") as the locale writes it; the same everywhere, whatever the viewer's time zone. */
export function DayText({ day }: { readonly day: string }) {
  const locale = useLocale();
  const text = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${day.slice(0, 10)}T00:00:00Z`),
  );
  return (
    <time dateTime={day} suppressHydrationWarning>
      {text}
    </time>
  );
}
