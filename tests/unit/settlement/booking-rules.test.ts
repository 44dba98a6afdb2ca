import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entriesOf, freeUnits } from '../../../app/modules/settlement/booking-rules.ts';
import type { BookingEvent } from '../../../app/modules/settlement/booking-rules.ts';
import { faultOfEntries, sumsOf } from '../../../app/modules/settlement/ledger.ts';
import type { Entry } from '../../../app/modules/settlement/ledger.ts';
import { DEFAULT_TERMS, toleranceOf } from '../../../app/modules/settlement/settlement-terms.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';

const RETAILER = { kind: 'connection', id: 'c' } as const;
const SUPPLIER = { kind: 'supplier', id: 's' } as const;
/** With 0, 2 and 3 decimals. */
const currencies = fc.constantFrom(...['JPY', 'CHF', 'EUR', 'KWD'].map(currencyCode));
const minors = fc.integer({ min: 0, max: 50_000_000 });
const shares = fc.integer({ min: 0, max: 10_000 });

const terms = fc
  .record({
    taxBasisPoints: shares,
    feeBasisPoints: shares,
    orderFeeMinor: minors,
    parcelMinor: minors,
    shipping: fc.constantFrom('at-cost' as const, 'per-parcel' as const, 'none' as const),
  })
  .map((given) => ({ ...DEFAULT_TERMS, ...given }));

const moneys = fc.tuple(minors, currencies).map(([minor, currency]) => money(minor, currency));
const lines = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 }), moneys, moneys)
    .map(([charged, free, unitWholesale, unitCost]) => ({
      title: 'Mug',
      units: charged + free,
      chargedUnits: charged,
      unitWholesale,
      unitCost,
    })),
  { minLength: 1, maxLength: 8 },
);

const signed = fc
  .tuple(fc.integer({ min: -90_000, max: 90_000 }), currencies)
  .map(([minor, currency]) => money(minor, currency));

const events: fc.Arbitrary<BookingEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('parcel-shipped' as const),
    retailer: fc.constant(RETAILER),
    supplier: fc.constant(SUPPLIER),
    lines,
    shippingCost: fc.option(moneys, { nil: undefined }),
    isFirstOfOrder: fc.boolean(),
    terms,
    currency: currencies,
  }),
  fc
    .tuple(currencies, minors, minors, fc.integer({ min: 1, max: 99 }))
    .map(([currency, before, after, units]) => ({
      kind: 'cost-changed' as const,
      supplier: SUPPLIER,
      lines: [
        { title: 'Mug', units, before: money(before, currency), after: money(after, currency) },
      ],
    })),
  fc.record({
    kind: fc.constant('invoice-approved' as const),
    supplier: fc.constant(SUPPLIER),
    number: fc.constant('R-1'),
    goods: signed,
    shipping: signed,
    tax: signed,
  }),
  fc.record({
    kind: fc.constant('credit-given' as const),
    retailer: fc.constant(RETAILER),
    amount: moneys,
    reason: fc.constant('Broken'),
  }),
  fc.record({
    kind: fc.constant('retailer-paid' as const),
    retailer: fc.constant(RETAILER),
    amount: moneys,
  }),
  fc.record({
    kind: fc.constant('supplier-paid' as const),
    supplier: fc.constant(SUPPLIER),
    amount: moneys,
  }),
);

const total = (entries: readonly Entry[], account: string, currency: string) =>
  entries
    .filter((entry) => entry.account === account && entry.amount.currency === currency)
    .reduce((sum, { amount }) => sum + amount.minor, 0);

test('every event of every kind can be posted, and after any sequence each currency sums to zero', () => {
  fc.assert(
    fc.property(fc.array(events, { maxLength: 20 }), (sequence) => {
      const booked = sequence.map(entriesOf);
      expect(booked.map(faultOfEntries).filter(Boolean)).toEqual([]);
      expect([...sumsOf(booked.flat()).values()].every((sum) => sum === 0)).toBe(true);
    }),
    { seed: 20_261_122, numRuns: 500 },
  );
});

test('sales and cost of a parcel are units times price, in each currency by itself', () => {
  fc.assert(
    fc.property(events, (event) => {
      fc.pre(event.kind === 'parcel-shipped');
      const entries = entriesOf(event);
      for (const currency of ['JPY', 'CHF', 'EUR', 'KWD']) {
        const sold = event.lines
          .filter(({ unitWholesale }) => unitWholesale.currency === currency)
          .reduce((sum, line) => sum + line.chargedUnits * line.unitWholesale.minor, 0);
        const bought = event.lines
          .filter(({ unitCost }) => unitCost.currency === currency)
          .reduce((sum, line) => sum + line.units * line.unitCost.minor, 0);
        expect(total(entries, 'sales', currency)).toBe(sold === 0 ? 0 : -sold);
        expect(total(entries, 'goods-cost', currency)).toBe(bought);
      }
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('what a retailer owes is the sum of its lines: goods, shipping, fees and tax', () => {
  const CHF = currencyCode('CHF');
  const entries = entriesOf({
    kind: 'parcel-shipped',
    retailer: RETAILER,
    supplier: SUPPLIER,
    lines: [
      { title: 'Mug', units: 3, chargedUnits: 3, unitWholesale: money(1_000, CHF), unitCost: money(600, CHF) },
      { title: 'Jar', units: 2, chargedUnits: 1, unitWholesale: money(500, CHF), unitCost: money(200, CHF) },
    ],
    shippingCost: money(700, CHF),
    isFirstOfOrder: true,
    terms: { ...DEFAULT_TERMS, taxBasisPoints: 810, feeBasisPoints: 100, orderFeeMinor: 50 },
    currency: CHF,
  }); // prettier-ignore
  const owed = entries
    .filter(({ account }) => account === 'receivable')
    .map(({ memo, amount, purpose }) => [memo, amount.minor, purpose]);
  expect(owed).toEqual([
    ['Mug', 3_000, 'sales'],
    ['Jar', 500, 'sales'],
    ['Shipping', 700, 'shipping-charged'],
    ['Order fee', 50, 'fees'],
    ['Service fee, 1 % of wholesale', 35, 'fees'],
    ['VAT 8.1 %', 347, 'tax'], // 8.1 % of 42.85, half away from zero
  ]);
  expect(total(entries, 'payable', 'CHF')).toBe(-(3 * 600 + 2 * 200 + 700));
});

test.each([
  ['nothing was replaced', { quantity: 5, removedQuantity: 0, replacedQuantity: 0 }, 5, 0],
  ['one unit goes out once more', { quantity: 5, removedQuantity: 0, replacedQuantity: 1 }, 6, 1],
  ['the replacement leaves before the rest', { quantity: 5, removedQuantity: 0, replacedQuantity: 1 }, 4, 0],
  ['two were called off and one replaced', { quantity: 5, removedQuantity: 2, replacedQuantity: 1 }, 4, 1],
  ['units leave though they were called off', { quantity: 5, removedQuantity: 2, replacedQuantity: 0 }, 5, 0],
])('of the units shipped as many are free as replace paid ones: %s', (_when, line, shipped, free) => {
  expect(freeUnits(line, shipped)).toBe(free);
}); // prettier-ignore

test.each([
  [{}, 0],
  [{ toleranceBasisPoints: 200 }, 20],
  [{ toleranceMinor: 5 }, 5],
  [{ toleranceBasisPoints: 200, toleranceMinor: 5 }, 5],
  [{ toleranceBasisPoints: 20, toleranceMinor: 5 }, 2],
])('of the tolerances %o on 10.00 the lesser one holds', (given, allowed) => {
  expect(toleranceOf({ ...DEFAULT_TERMS, ...given }, 1_000)).toBe(allowed);
});
