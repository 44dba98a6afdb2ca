import { expect, test } from 'vitest';
import { isShareLimited, shareReasons } from '../../../app/components/share-reason.ts';

const FACTS = { share: 4, quantity: 4, cap: null, buffer: 0, ownBuffer: 0, places: 1, allPlaces: 5, minimum: 0, weight: 1,
  demandFactor: 1, unitsPerDay: 0, exposureSeconds: null, fallShare: null, waits: false, withheld: null }; // prettier-ignore

test('a store is told its part among those that list the article', () => {
  expect(shareReasons(FACTS)).toEqual([
    'The share is 4 units: 1 of 5 parts (20 %) among the stores that list it.',
  ]);
});

test('a buffer is explained by what it was measured from', () => {
  const tuned = { ...FACTS, buffer: 2, unitsPerDay: 480, exposureSeconds: 905, fallShare: 0.25 };
  expect(shareReasons(tuned)).toContain(
    '2 units kept back: this store sells 480.0 a day, a change takes up to 15 min to reach it, and 25.0 % of the supplier’s figures fell by themselves.',
  );
});

test('a store that has all there is needs no reason', () => {
  expect(isShareLimited({ ...FACTS, places: 5 })).toBe(false);
  expect(isShareLimited(FACTS)).toBe(true);
});
