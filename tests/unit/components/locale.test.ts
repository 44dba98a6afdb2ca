/** How numbers, money and moments are written for the person who reads. */
import { describe, expect, it } from 'vitest';
import { preferredLocale } from '../../../app/components/locale.ts';
import { formatMoney } from '../../../app/components/money-text.tsx';
import { relativeWords } from '../../../app/components/relative-time.tsx';

describe('The locale of a reader', () => {
  it.each([
    ['de-CH,de;q=0.9,en;q=0.5', 'de-CH'],
    ['*, fr;q=0.5', 'fr'],
    ['', 'en'],
    [null, 'en'],
    ['no language at all', 'en'],
  ])('read from %j is %s', (header, locale) => {
    expect(preferredLocale(header)).toBe(locale);
  });
});

describe('An amount', () => {
  it.each([
    [{ minor: 123_450, currency: 'USD' }, 'en-US', '$1,234.50'],
    [{ minor: 1_999, currency: 'JPY' }, 'en-US', '¥1,999'],
    [{ minor: 1_234, currency: 'BHD' }, 'en-US', 'BHD 1.234'],
    [{ minor: -5, currency: 'USD' }, 'en-US', '-$0.05'],
    [{ minor: 123_450, currency: 'EUR' }, 'de-DE', '1.234,50 €'],
  ])('%j in %s is written %s', (amount, locale, written) => {
    expect(formatMoney(amount, locale).replaceAll('\u00a0', ' ')).toBe(written);
  });
});

describe('A moment', () => {
  const now = Date.parse('2026-11-02T08:00:00Z');
  it.each([
    [0, 'just now'],
    [40_000, '40 s ago'],
    [59_999, '59 s ago'],
    [3 * 60_000, '3 min ago'],
    [2 * 3_600_000, '2 h ago'],
    [26 * 3_600_000, '1 day ago'],
    [72 * 3_600_000, '3 days ago'],
    [-90_000, 'in 1 min'],
  ])('%i ms before the present is told as %s', (before, words) => {
    expect(relativeWords(now - before, now)).toBe(words);
  });

  it('of long ago is better told as a date', () => {
    expect(relativeWords(now - 40 * 24 * 3_600_000, now)).toBeUndefined();
  });
});
