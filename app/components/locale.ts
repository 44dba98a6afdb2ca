/** Locale: how the person who reads wants numbers, money and dates written. The words of the pages are English. */
import { useRouteLoaderData } from '@remix-run/react';

/** What the root of every page tells all components, so that server and browser draw the same. */
export type PageSettings = {
  readonly locale: string;
  /** The moment of drawing on the server, ISO 8601. */
  readonly drawnAt: string;
};

const FALLBACK = 'en';

/** The first language of an Accept-Language header (RFC 9110 §12.5.4) that Intl knows. */
export function preferredLocale(acceptLanguage: string | null): string {
  const tags = (acceptLanguage ?? '').split(',').map((part) => (part.split(';')[0] ?? '').trim());
  return tags.find(isKnown) ?? FALLBACK;
}

function isKnown(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false; // `*`, an empty header, or no language tag at all
  }
}

/** Settings of the page; English and the epoch where no root tells them (pages drawn alone in tests). */
export function usePageSettings(): PageSettings {
  const told = useRouteLoaderData<PageSettings>('root');
  return told ?? { locale: FALLBACK, drawnAt: new Date(0).toISOString() };
}

export function useLocale(): string {
  return usePageSettings().locale;
}
