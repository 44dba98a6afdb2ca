import { expect, test } from 'vitest';
import { readShippingTerms, showShippingTerms } from '../../../app/http/shipping-form.ts';

const TERMS = {
  rates: [
    {
      originCountry: 'DE',
      carrier: 'Swiss Post',
      cubicCentimetresPerKilogram: 5_000,
      countries: ['CH', 'LI'],
      steps: [
        { upToGrams: 2_000, priceMinor: 700 },
        { upToGrams: 10_500, priceMinor: 1_000 },
      ],
      perExtraKilogramMinor: 95,
    },
    { steps: [{ upToGrams: 30_000, priceMinor: 1_900 }] },
  ],
  maxParcelGrams: 25_000,
  freeShippingOverMinor: 100_000,
  handlingFeeMinor: 150,
  minimumOrderMinor: 2_000,
  territories: ['CH', 'LI', 'DE'],
  calendar: {
    timeZone: 'Europe/Zurich',
    cutOffMinutes: 13 * 60 + 30,
    weekdays: [1, 2, 3, 4, 5],
    holidays: ['2026-12-25', '2026-12-26'],
  },
  onTimeBasisPoints: 9_200,
  leadTimes: [{ days: 2, deliveries: 5 }],
};

/** The form as a browser sends it when nothing was changed. */
function formOf(stored: unknown): FormData {
  const { rates, dispatch, ...fields } = showShippingTerms(stored, 'CHF');
  const form = new FormData();
  form.set('timeZone', dispatch.timeZone);
  form.set('cutOff', dispatch.cutOff);
  form.set('holidays', dispatch.holidays);
  for (const day of dispatch.weekdays) form.append('weekday', String(day));
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const [number, table] of rates.entries()) {
    const { countries, steps, perExtraKilogram } = table;
    form.append('rateTable', String(number));
    form.set(`carrier.${number}`, table.carrier);
    form.set(`divisor.${number}`, table.volumeDivisor);
    form.set(`countries.${number}`, countries);
    form.set(`extra.${number}`, perExtraKilogram);
    for (const { upToKilograms, price } of [...steps, { upToKilograms: '', price: '' }]) {
      form.append(`upTo.${number}`, upToKilograms);
      form.append(`price.${number}`, price);
    }
  }
  return form;
}

test('saving the form without a change keeps every part of the terms, shown or not', () => {
  expect(readShippingTerms(formOf(TERMS), 'CHF', TERMS)).toEqual(TERMS);
});

test('terms of a supplier without any stay empty', () => {
  expect(readShippingTerms(formOf({}), 'CHF')).toEqual({});
});

test('weights come out in order, whatever the order in which they were filled in', () => {
  const form = formOf({});
  for (const [upTo, price] of [
    ['10', '9'],
    ['2', '7'],
  ] as const) {
    form.append('upTo.0', upTo);
    form.append('price.0', price);
  }
  expect(readShippingTerms(form, 'CHF')).toEqual({
    rates: [
      {
        steps: [
          { upToGrams: 2_000, priceMinor: 700 },
          { upToGrams: 10_000, priceMinor: 900 },
        ],
      },
    ],
  });
});

test.each([
  ['handlingFee', '1,50', /"1,50" is no amount of CHF/],
  ['heaviestParcel', 'many', /"many" is no weight/],
  ['territories', 'CH Germany', /"GERMANY" is no country/],
])('a wrong %s is named in words', (name, value, message) => {
  const form = formOf({});
  form.set(name, value);
  expect(readShippingTerms(form, 'CHF')).toMatch(message);
});

test('a weight without a price is named in words', () => {
  const form = formOf({});
  form.append('upTo.0', '3');
  form.append('price.0', '');
  expect(readShippingTerms(form, 'CHF')).toMatch(/is no amount of CHF/);
});

test.each([
  ['timeZone', 'Zurich', '"Zurich" is no time zone (like Europe/Zurich).'],
  ['cutOff', '25:00', '"25:00" is no time of the day (like 14:00).'],
  ['holidays', '2026-02-30', '"2026-02-30" is no date (like 2026-12-25).'],
  ['divisor.0', '12', '"12" is no volume of a kilogram in cm³ (carriers use 5000).'],
])('a field of dispatch that cannot be read is named: %s', (field, typed, told) => {
  const form = formOf(TERMS);
  form.set(field, typed);
  expect(readShippingTerms(form, 'CHF', TERMS)).toBe(told);
});
