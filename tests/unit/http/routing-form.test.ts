import { expect, test } from 'vitest';
import { readRules, showRules } from '../../../app/http/routing-form.ts';
import { FIRST_RULES } from '../../../app/modules/routing/stored-rules.ts';
import type { StoredRules } from '../../../app/modules/routing/stored-rules.ts';

const SUPPLIER = '0198a3b2-0000-7000-8000-000000000001';
const CONNECTION = '0198a3b2-0000-7000-8000-000000000002';

const RULES: StoredRules = {
  splitPenaltyMinor: 450,
  oneParcelPenaltyMinor: 2_000,
  latenessPenaltyMinorPerDay: 125,
  riskPenaltyMinor: 1_000,
  tierPenaltyMinor: { primary: 0, secondary: 200, backup: 650 },
  marginFloorBasisPoints: 1_250,
  neverSplit: true,
  promiseWithinDays: 4,
  promiseBasisPoints: 9_550,
  limits: { [SUPPLIER]: { territories: ['CH', 'LI'], dailyUnits: 300, minimumOrderMinor: 2_000 } },
  connections: {
    [CONNECTION]: { splitPenaltyMinor: 0, marginFloorBasisPoints: -500, neverSplit: false },
  },
};

/** The form as a browser sends it when nothing was changed. */
function formOf(rules: StoredRules, currency = 'CHF'): FormData {
  const { limits, own, neverSplit, ...fields } = showRules(rules, currency);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  if (neverSplit) form.set('neverSplit', 'yes');
  for (const [id, limit] of Object.entries(limits)) {
    form.append('limit', id);
    for (const [name, value] of Object.entries(limit)) form.set(`limit.${id}.${name}`, value);
  }
  for (const { connectionId, ...values } of own) {
    form.append('own', connectionId);
    for (const [name, value] of Object.entries(values)) form.set(`own.${connectionId}.${name}`, value); // prettier-ignore
  }
  return form;
}

test.each(['CHF', 'JPY', 'KWD'])('rules come out of their form as they went in, in %s', (code) => {
  expect(readRules(formOf(RULES, code), code)).toEqual(RULES);
  expect(readRules(formOf(FIRST_RULES, code), code)).toEqual(FIRST_RULES);
});

test('a supplier or retailer whose fields are all empty is left out', () => {
  const form = formOf(FIRST_RULES);
  form.append('limit', SUPPLIER);
  form.append('own', CONNECTION);
  expect(readRules(form, 'CHF')).toEqual(FIRST_RULES);
});

test.each([
  ['split', 'dear', '"dear" is no amount of CHF (like 4.90).'],
  ['split', '-1', '"-1" is no amount of CHF (like 4.90).'],
  ['marginFloor', 'ten', '"ten" is no percentage (like 12.5).'],
  ['promiseDays', '1.5', '"1.5" is no whole number.'],
  [`limit.${SUPPLIER}.territories`, 'Swiss', '"SWISS" is no country of two letters (like CH).'],
])('what cannot be read is named: %s = %s', (field, typed, told) => {
  const form = formOf(RULES);
  form.set(field, typed);
  expect(readRules(form, 'CHF')).toBe(told);
});

test.each([
  ['promiseDays', '61'],
  ['promiseSure', '100'],
  ['marginFloor', '101'],
  [`limit.${SUPPLIER}.dailyUnits`, '0'],
])('a figure out of its range is refused: %s = %s', (field, typed) => {
  const form = formOf(RULES);
  form.set(field, typed);
  expect(readRules(form, 'CHF')).toContain('out of range');
});
