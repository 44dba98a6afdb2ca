import fc from 'fast-check';
import { expect, test } from 'vitest';
import { divide, dividedUnits } from '../../../app/modules/offers/division.ts';
import type { Claim, Division } from '../../../app/modules/offers/division.ts';

const claims = fc
  .array(
    fc.record({
      weight: fc.integer({ min: 1, max: 12 }),
      minimum: fc.integer({ min: 0, max: 4 }),
      tie: fc.integer(),
    }),
    { minLength: 1, maxLength: 50 },
  )
  .map((list): Claim[] => list.map((claim, index) => ({ ...claim, number: index + 1 })));
const units = fc.integer({ min: 0, max: 5_000 });

const sharesOf = (count: number, of: Division, among: readonly Claim[]) =>
  among.map(({ number }) => dividedUnits(count, of, number));
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

test('the shares of a division are together exactly what there is', () => {
  fc.assert(
    fc.property(claims, units, (among, count) => {
      expect(sum(sharesOf(count, divide(among), among))).toBe(count);
    }),
  );
});

test('one unit more gives exactly one store one more and takes from none', () => {
  fc.assert(
    fc.property(claims, units, (among, count) => {
      const division = divide(among);
      const before = sharesOf(count, division, among);
      const steps = sharesOf(count + 1, division, among).map(
        (share, at) => share - (before[at] ?? 0),
      );
      expect(steps.filter((step) => step !== 0)).toEqual([1]);
    }),
  );
});

test('a whole cycle beyond the minimums gives each as much as it weighs', () => {
  fc.assert(
    fc.property(claims, fc.integer({ min: 0, max: 9 }), (among, rounds) => {
      const division = divide(among);
      const minimums = division.first.length;
      const alike = among.every(({ weight }) => weight === among[0]?.weight);
      const shares = sharesOf(minimums + rounds * division.cycle.length, division, among);
      expect(shares).toEqual(
        among.map(({ weight, minimum }) => minimum + rounds * (alike ? 1 : weight)),
      );
    }),
  );
});

test('within a cycle nobody is more than one unit off its part for each unit of weight', () => {
  fc.assert(
    fc.property(claims, units, (among, count) => {
      const free = among.map((claim) => ({ ...claim, minimum: 0 }));
      const total = sum(free.map(({ weight }) => weight));
      const shares = sharesOf(count, divide(free), free);
      for (const [at, { weight }] of free.entries()) {
        expect(shares[at]).toBeGreaterThan((count * weight) / total - 2 - weight / 2);
        expect(shares[at]).toBeLessThan((count * weight) / total + 2 + weight / 2);
      }
    }),
  );
});

test('the minimums are served before anybody gets more', () => {
  const among = [
    { number: 1, weight: 9, minimum: 0, tie: 1 },
    { number: 2, weight: 1, minimum: 3, tie: 2 },
  ];
  expect([1, 2, 3, 4].map((count) => sharesOf(count, divide(among), among))).toEqual([
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 3],
  ]);
});

test('nobody takes part who has no place', () => {
  expect(dividedUnits(10, { first: [], cycle: [7] }, 8)).toBe(0);
  expect(dividedUnits(10, { first: [], cycle: [] }, 8)).toBe(0);
});
