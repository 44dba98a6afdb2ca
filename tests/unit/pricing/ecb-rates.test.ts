import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseEcbRates } from '../../../app/modules/pricing/ecb-rates.ts';

/** Written after the bank's description of its format; the figures are made up. */
const XML = readFileSync(
  join(import.meta.dirname, '../../fixtures/rates/eurofxref-daily.xml'),
  'utf8',
);

describe('a file of euro reference rates', () => {
  test('in XML gives each day its rates', () => {
    expect(parseEcbRates(XML)).toEqual([
      { currency: 'USD', day: '2026-11-20', perEuro: '1.0853' },
      { currency: 'JPY', day: '2026-11-20', perEuro: '162.41' },
      { currency: 'CHF', day: '2026-11-20', perEuro: '0.9342' },
      { currency: 'USD', day: '2026-11-19', perEuro: '1.0821' },
    ]);
  });

  test('in CSV is read with either way of writing a day, and what was not quoted is left out', () => {
    const daily = 'Date, USD, CYP, CHF, \n20 November 2026, 1.0853, N/A, 0.9342, \n';
    const history = 'Date,USD,CHF,\n2026-11-20,1.0853,0.9342,\n2026-11-19,1.0821,N/A,\n';
    const rate = (currency: string, day: string, perEuro: string) => ({ currency, day, perEuro });
    const newest = [rate('USD', '2026-11-20', '1.0853'), rate('CHF', '2026-11-20', '0.9342')];
    expect(parseEcbRates(daily)).toEqual(newest);
    expect(parseEcbRates(history)).toEqual([...newest, rate('USD', '2026-11-19', '1.0821')]);
  });

  test.each([
    ['a page of HTML', '<html><body>Down for maintenance</body></html>'],
    ['another table', 'sku,price\nA,1\n'],
    ['nothing', ''],
    [
      'rates that are none',
      "<Cube time='2026-11-20'><Cube currency='USD' rate='-1'/><Cube currency='usd' rate='1'/><Cube currency='CHF' rate='1e9'/></Cube>",
    ],
    ['rates of no day', "<Cube time='soon'><Cube currency='USD' rate='1.1'/></Cube>"],
  ])('that is %s has none', (_what, text) => {
    expect(parseEcbRates(text)).toEqual([]);
  });
});
