/** Brand: how the messages to a store's shoppers look and sound: name, logo, colour, where answers go, small print. */
import { z } from 'zod';
import { LOCALES } from './message.ts';
import type { Locale } from './message.ts';

const noControls = (text: string) => !/\p{Cc}/u.test(text);

/** As a form gives it. Header parts (name, reply-to) hold no line's end, so that no header can be slipped in. */
export const StoreBrand = z.object({
  name: z.string().trim().min(1).max(120).refine(noControls),
  logoUrl: z
    .url({ protocol: /^https$/ })
    .max(500)
    .nullable(),
  color: z.string().regex(/^#[0-9a-f]{6}$/),
  replyTo: z.email().max(200).nullable(),
  footer: z.string().trim().max(1_000),
  locale: z.enum(['auto', ...LOCALES]),
});
export type StoreBrand = z.infer<typeof StoreBrand>;

export const PLAIN_COLOR = '#1f5199';

export function plainBrand(name: string): StoreBrand {
  return { name, logoUrl: null, color: PLAIN_COLOR, replyTo: null, footer: '', locale: 'auto' };
}

/** ISO 3166-1 countries where most of a shop's mail is in the language (CIA World Factbook, languages). */
const LANGUAGE_OF_COUNTRY: Readonly<Record<string, Locale>> = {
  DE: 'de', AT: 'de', CH: 'de', LI: 'de', FR: 'fr', BE: 'fr', LU: 'fr', MC: 'fr',
}; // prettier-ignore

/** The language in which a shopper is written to: the shop's, or by where the parcel goes. */
export function localeFor({ locale }: Pick<StoreBrand, 'locale'>, country: string): Locale {
  return locale === 'auto' ? (LANGUAGE_OF_COUNTRY[country] ?? 'en') : locale;
}

/** Black or white, whichever can be read on the colour (WCAG 2.2 relative luminance). */
export function textColorOn(color: string): '#ffffff' | '#000000' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? '#ffffff' : '#000000';
}
