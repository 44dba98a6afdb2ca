import { describe, expect, test } from 'vitest';
import { RetailRule } from '../../../app/modules/connections/connection.ts';
import { recommendPrice } from '../../../app/modules/pricing/competitor-prices.ts';
import { convertMinor, retailTermsOf, roundPrice } from '../../../app/modules/pricing/price-arithmetic.ts'; // prettier-ignore
import { PriceListTerms } from '../../../app/modules/pricing/price-list.ts';
import { stepsForRetailer } from '../../../app/modules/pricing/price-step.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';

describe('rounding', () => {
  test.each([
    ['99', 'CHF', 1_860, 1_899],
    ['99', 'CHF', 1_899, 1_899],
    ['00', 'CHF', 1_801, 1_900],
    ['near-99', 'CHF', 1_830, 1_799],
    ['near-005', 'CHF', 1_832, 1_830],
    ['near-005', 'CHF', 1_833, 1_835],
    ['near-5', 'CHF', 1_740, 1_500],
    ['near-10', 'JPY', 1_236, 1_240],
    ['99', 'JPY', 1_236, 1_236],
    ['95', 'BHD', 1_960, 2_950],
  ] as const)('%s in %s makes %i into %i', (rounding, currency, minor, wanted) => {
    expect(roundPrice(minor, rounding, currency, 1)).toBe(wanted);
  });

  test('to the nearest goes up where the nearest is under the floor', () => {
    expect(roundPrice(1_740, 'near-5', 'CHF', 1_700)).toBe(2_000);
  });
});

test('money is converted half up to the digits of its new currency', () => {
  expect(convertMinor(1_000, 'JPY', 'BHD', '0.0025125')).toBe(2_513); // 2.5125 dinar
  expect(convertMinor(2_513, 'BHD', 'JPY', '398')).toBe(1_000); // 1000.174 yen
  expect(convertMinor(1, 'CHF', 'JPY', '50')).toBe(1); // 0.5 yen
});

test('the first case that covers a product gives its formula, the rest of the rule stays', () => {
  const rule = RetailRule.parse({
    kind: 'list',
    rounding: '99',
    feeBasisPoints: 300,
    cases: [
      { scope: { by: 'vendor', values: ['Alpine'] }, kind: 'markup', basisPoints: 5_000, rounding: 'none' },
      { scope: { by: 'type', values: ['Socks'] }, kind: 'amount', amountMinor: 500, rounding: '00' },
    ],
  }); // prettier-ignore
  const sock = { productType: 'Socks', tags: [], vendor: 'Alpine', category: null, sku: 'S' };
  expect(retailTermsOf(rule, sock)).toMatchObject({ kind: 'markup', rounding: 'none', feeBasisPoints: 300 }); // prettier-ignore
  expect(retailTermsOf(rule, { ...sock, vendor: 'Other' })).toMatchObject({ kind: 'amount' });
  expect(retailTermsOf(rule, { ...sock, vendor: 'Other', productType: 'Hats' })).toMatchObject({ kind: 'list' }); // prettier-ignore
});

test.each([
  ['more than everything off', { percentOffBasisPoints: 10_001 }],
  ['a negative surcharge', { costPlusMinor: -1 }],
  ['tiers out of order', { volumeTiers: [{ minQuantity: 10, basisPointsOff: 500 }, { minQuantity: 5, basisPointsOff: 900 }] }],
  ['two tiers at one quantity', { volumeTiers: [{ minQuantity: 10, basisPointsOff: 500 }, { minQuantity: 10, basisPointsOff: 900 }] }],
  ['a larger quantity that saves less', { volumeTiers: [{ minQuantity: 10, basisPointsOff: 500 }, { minQuantity: 20, basisPointsOff: 400 }] }],
  ['a floor that nothing can keep', { marginFloorBasisPoints: 10_000 }],
])('a price list with %s is refused', (_what, wrong) => {
  const right = { name: 'Standard', kind: 'percent-off', currency: 'CHF' };
  expect(PriceListTerms.safeParse(right).success).toBe(true);
  expect(PriceListTerms.safeParse({ ...right, ...wrong }).success).toBe(false);
}); // prettier-ignore

describe('a competitor’s price', () => {
  const base = {
    wholesaleMinor: 1_200,
    shelfMinor: 2_000,
    costMinor: 500,
    floorBasisPoints: 2_000,
  };

  test('that is lower suggests to lower wholesale in proportion, though not under the margin floor', () => {
    expect(recommendPrice({ ...base, competitorMinor: 1_800 })).toEqual({
      kind: 'lower', wholesaleMinor: 1_080, heldBy: undefined, gapBasisPoints: -1_000,
    }); // prettier-ignore
    expect(recommendPrice({ ...base, competitorMinor: 800 })).toMatchObject({ wholesaleMinor: 625, heldBy: 'margin-floor' }); // prettier-ignore
    expect(recommendPrice({ ...base, costMinor: 1_000, competitorMinor: 1_800 })).toBeUndefined();
  });

  test('that is clearly higher suggests to raise it; one that hardly differs suggests nothing', () => {
    expect(recommendPrice({ ...base, competitorMinor: 2_200 })).toMatchObject({ kind: 'raise', wholesaleMinor: 1_320 }); // prettier-ignore
    expect(recommendPrice({ ...base, competitorMinor: 2_050 })).toBeUndefined();
    expect(recommendPrice({ ...base, competitorMinor: 1_990 })).toBeUndefined();
  });
});

test('a retailer is never told what its distributor pays, nor what it must keep', () => {
  const chf = (minor: number) => money(minor, currencyCode('CHF'));
  const steps = stepsForRetailer([
    { kind: 'cost', supplier: 'North', amount: chf(500) },
    { kind: 'converted', what: 'cost', from: chf(500), amount: chf(510), rate: '1.02', day: '2026-11-20' },
    { kind: 'cost-plus', list: 'Standard', basisPoints: 5_000, plus: chf(0), amount: chf(765) },
    { kind: 'margin-floor', basisPoints: 2_000, least: chf(640), isKept: true, act: 'hold', amount: chf(765) },
    { kind: 'markup', basisPoints: 5_000, amount: chf(1_148) },
  ]); // prettier-ignore
  expect(steps).toEqual([
    { kind: 'fixed-entry', list: 'Standard', amount: chf(765) },
    { kind: 'markup', basisPoints: 5_000, amount: chf(1_148) },
  ]);
});
