import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, dayInZone, dayText, periodAt } from '../../../app/modules/settlement/period.ts';
import { PERIODS } from '../../../app/modules/settlement/settlement-terms.ts';

const ZONES = [
  'UTC',
  'Europe/Zurich',
  'America/New_York',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Sao_Paulo',
];

test.each([
  ['monthly', '2026-11-22T12:00:00Z', 'Europe/Zurich', '2026-10-31T23:00:00.000Z', '2026-11-30T23:00:00.000Z'],
  ['monthly', '2026-12-31T23:30:00Z', 'Europe/Zurich', '2026-12-31T23:00:00.000Z', '2027-01-31T23:00:00.000Z'],
  ['twice-monthly', '2026-11-15T12:00:00Z', 'UTC', '2026-11-01T00:00:00.000Z', '2026-11-16T00:00:00.000Z'],
  ['twice-monthly', '2026-02-28T12:00:00Z', 'UTC', '2026-02-16T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
  // Clocks go forward on 29 March 2026: this week has 167 hours.
  ['weekly', '2026-03-29T12:00:00Z', 'Europe/Zurich', '2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
] as const)('a %s period at %s in %s', (kind, at, zone, start, end) => {
  const period = periodAt(kind, new Date(at), zone);
  expect([period.start.toISOString(), period.end.toISOString()]).toEqual([start, end]);
}); // prettier-ignore

test('every moment lies in exactly one period, and each period ends where the next begins', () => {
  const moments = fc.date({
    min: new Date('2020-01-01'),
    max: new Date('2035-01-01'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(
      moments,
      fc.constantFrom(...PERIODS),
      fc.constantFrom(...ZONES),
      (at, kind, zone) => {
        const { start, end } = periodAt(kind, at, zone);
        expect(start.getTime()).toBeLessThanOrEqual(at.getTime());
        expect(at.getTime()).toBeLessThan(end.getTime());
        expect(periodAt(kind, end, zone).start).toEqual(end);
        expect(periodAt(kind, new Date(end.getTime() - 1), zone).start).toEqual(start);
      },
    ),
    { seed: 11, numRuns: 400 },
  );
});

test('days are counted as a calendar counts them', () => {
  expect(dayText(addDays({ year: 2026, month: 12, day: 30 }, 3))).toBe('2027-01-02');
  expect(dayText(dayInZone(new Date('2026-11-22T23:30:00Z'), 'Europe/Zurich'))).toBe('2026-11-23');
});
