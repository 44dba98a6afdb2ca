/**
 * Rate of exchange: how many units of a currency one euro buys on a day, as the European Central Bank states it. Any other
 * pair is crossed over the euro. A rate in use is the one by which prices are made; it follows the rate of the day only
 * when that has moved further than a set share (hysteresis), so that prices do not tremble.
 */
import { z } from 'zod';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import type { Result } from '../../platform/result.ts';

export const FX_BASE = 'EUR';

export type DayRate = {
  readonly currency: string;
  /** ISO date. */
  readonly day: string;
  /** Decimal text, units of the currency for one euro. */
  readonly perEuro: string;
};

export const RateOrigin = z.enum(['ecb', 'file', 'hand']);
export type RateOrigin = z.infer<typeof RateOrigin>;

export const FxSettings = z.object({
  /** Where the day's rates are fetched; null: they are entered by hand or by file. */
  sourceUrl: z.url({ protocol: /^https?$/ }).nullable(),
  hysteresisBasisPoints: z.int().min(0).max(5_000),
  /** A rate is stale when its day is longer ago than this. */
  staleAfterDays: z.int().min(1).max(365),
  whenStale: z.enum(['warn', 'withhold']),
});
export type FxSettings = z.infer<typeof FxSettings>;

export const DEFAULT_FX_SETTINGS: FxSettings = {
  sourceUrl: null,
  hysteresisBasisPoints: 100,
  staleAfterDays: 7,
  whenStale: 'warn',
};

/** The bank's daily file; https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates */
export const ECB_URL = 'https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml';

/** Port: fetches the text of a file of rates. */
export type RateSource = {
  readonly fetchFile: (url: string) => Promise<Result<string, AdapterFailure>>;
};

/** A decimal that is greater than zero, with at most 12 digits before its point and 15 after; undefined: anything else. */
export function parseRate(text: string): string | undefined {
  const plain = text.trim().replace(',', '.');
  if (!/^\d{1,12}(\.\d{1,15})?$/.test(plain) || !/[1-9]/.test(plain)) return undefined;
  return plain;
}
