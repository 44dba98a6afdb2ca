/**
 * Money: an exact amount in a currency, held as integer minor units (cents, yen, fils) per ISO 4217.
 * Never a float: JavaScript numbers here are safe integers (|minor| < 2^53).
 */
export type CurrencyCode = string & { readonly __brand: 'CurrencyCode' };
export type Money = { readonly minor: number; readonly currency: CurrencyCode };

/** ISO 4217 minor-unit digits where they are not 2 (ISO 4217 list one, amendment 176). */
const DIGITS: Readonly<Record<string, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0,
  VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
  CLF: 4, UYW: 4,
}; // prettier-ignore

export function currencyCode(text: string): CurrencyCode {
  if (!/^[A-Z]{3}$/.test(text)) throw new Error(`Not an ISO 4217 currency code: ${text}`);
  return text as CurrencyCode;
}

/** Digits after the decimal point that the currency uses (0, 2, 3 or 4). */
export function minorDigits(currency: CurrencyCode): number {
  return DIGITS[currency] ?? 2;
}

export function money(minor: number, currency: CurrencyCode): Money {
  if (!Number.isSafeInteger(minor)) throw new Error(`Not an exact amount: ${minor}`);
  return { minor, currency };
}

/**
 * Reads a plain decimal ("19.90", "-3", "1000.5"). Returns undefined for anything else, and for more
 * digits than the currency has unless the surplus digits are zero: nothing is rounded silently.
 */
export function parseMoney(text: string, currency: CurrencyCode): Money | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d*))?$/.exec(text.trim());
  if (!match) return undefined;
  const digits = minorDigits(currency);
  const fraction = (match[3] ?? '').padEnd(digits, '0');
  if (/[1-9]/.test(fraction.slice(digits))) return undefined;
  const minor = Number(`${match[2]}${fraction.slice(0, digits)}`);
  if (!Number.isSafeInteger(minor)) return undefined;
  return { minor: match[1] && minor !== 0 ? -minor : minor, currency };
}

/** "19.90": the plain decimal form that channels and files use, always with the currency's digits. */
export function formatDecimal({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  const sign = minor < 0 ? '-' : '';
  const all = Math.abs(minor)
    .toString()
    .padStart(digits + 1, '0');
  return digits === 0 ? sign + all : `${sign}${all.slice(0, -digits)}.${all.slice(-digits)}`;
}

/** The share of an amount in basis points (1/100 of a percent), rounded half away from zero. */
export function shareOf(amount: Money, basisPoints: number): Money {
  const scaled = BigInt(amount.minor) * BigInt(basisPoints);
  const magnitude = scaled < 0n ? -scaled : scaled;
  const rounded = Number((magnitude + 5_000n) / 10_000n);
  return money(scaled < 0n ? -rounded : rounded, amount.currency);
}
