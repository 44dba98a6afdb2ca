import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  currencyCode,
  formatDecimal,
  minorDigits,
  money,
  parseMoney,
  shareOf,
} from '../../../app/platform/money.ts';

const CHF = currencyCode('CHF');
const currencies = fc.constantFrom('CHF', 'JPY', 'BHD', 'CLF').map(currencyCode);
const amounts = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });

describe('money', () => {
  it('has the digits of ISO 4217', () => {
    expect(['CHF', 'JPY', 'BHD', 'CLF'].map((code) => minorDigits(currencyCode(code)))).toEqual([
      2, 0, 3, 4,
    ]);
  });

  it('reads back what it wrote, in every currency', () => {
    fc.assert(
      fc.property(amounts, currencies, (minor, currency) => {
        const amount = money(minor, currency);
        expect(parseMoney(formatDecimal(amount), currency)).toEqual(amount);
      }),
    );
  });

  it.each(['', 'abc', '1,5', '1.234', '--1', '1e3', 'NaN', '12345678901234'])(
    'refuses to read %j',
    (text) => {
      expect(parseMoney(text, CHF)).toBeUndefined();
    },
  );

  it('takes surplus digits only when they are zero', () => {
    expect(parseMoney('1.500', CHF)).toEqual(money(150, CHF));
    expect(parseMoney('10.0', currencyCode('JPY'))).toEqual(money(10, currencyCode('JPY')));
  });

  it('is never a fraction of a minor unit', () => {
    expect(() => money(0.5, CHF)).toThrow('Not an exact amount');
    expect(() => money(Number.MAX_SAFE_INTEGER + 1, CHF)).toThrow('Not an exact amount');
  });

  it('shares in basis points, rounded half away from zero', () => {
    expect(shareOf(money(1_999, CHF), 5_000)).toEqual(money(1_000, CHF));
    expect(shareOf(money(-1_999, CHF), 5_000)).toEqual(money(-1_000, CHF));
    expect(shareOf(money(1_999, CHF), 0)).toEqual(money(0, CHF));
  });

  it('gives shares that add up to the whole within one minor unit', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 10_000 }), (minor, part) => {
        const whole = money(minor, CHF);
        const sum = shareOf(whole, part).minor + shareOf(whole, 10_000 - part).minor;
        expect(Math.abs(sum - minor)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('refuses what is no currency', () => {
    expect(() => currencyCode('chf')).toThrow('ISO 4217');
  });
});
