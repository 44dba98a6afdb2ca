import { describe, expect, test } from 'vitest';
import { findSuspicions, thresholdsOf } from '../../../app/modules/feeds/feed-guards.ts';
import { feedMayBecome } from '../../../app/modules/feeds/feed-status.ts';

const limits = thresholdsOf({});
const quiet = {
  named: 100,
  stocked: 100,
  missing: 0,
  zeroed: 0,
  rows: 100,
  refused: 0,
  duplicates: 0,
  future: 0,
  costs: 100,
  jumps: 0,
  usualRows: 100,
};
const kindsOf = (kind: 'full' | 'delta', effect: Partial<typeof quiet>, thresholds = limits) =>
  findSuspicions(kind, { ...quiet, ...effect }, thresholds).map((finding) => finding.kind);

describe('a feed is suspicious', () => {
  test('when it is full and leaves out more than a fifth of what is in stock', () => {
    expect(kindsOf('full', { missing: 20 })).toEqual([]);
    expect(kindsOf('full', { missing: 21 })).toEqual(['missing']);
    expect(kindsOf('delta', { missing: 99 })).toEqual([]);
  });

  test('when more than three in ten articles in stock fall to zero', () => {
    expect(kindsOf('delta', { zeroed: 30 })).toEqual([]);
    expect(kindsOf('delta', { zeroed: 31 })).toEqual(['zeroed']);
  });

  test('when it is full and has no row, however little is in stock', () => {
    expect(kindsOf('full', { named: 0, stocked: 1 })).toEqual(['no-rows']);
    expect(kindsOf('delta', { named: 0 })).toEqual([]);
  });

  test('not for shares of a handful of articles', () => {
    expect(kindsOf('full', { stocked: 9, missing: 9, zeroed: 0 })).toEqual([]);
  });

  test('when more than one in twenty costs jumps', () => {
    expect(kindsOf('delta', { jumps: 5 })).toEqual([]);
    expect(kindsOf('delta', { jumps: 6 })).toEqual(['cost-jumps']);
  });

  test('when a full one has far fewer or more rows than the last ones had', () => {
    expect(kindsOf('full', { rows: 50 })).toEqual([]);
    expect(kindsOf('full', { rows: 49 })).toEqual(['row-count']);
    expect(kindsOf('full', { rows: 151 })).toEqual(['row-count']);
    expect(kindsOf('delta', { rows: 1_000 })).toEqual([]);
    expect(kindsOf('full', { rows: 1_000, usualRows: 0 })).toEqual([]);
  });

  test('when many of its rows repeat others, are refused, or come from the future', () => {
    expect(kindsOf('delta', { duplicates: 11 })).toEqual(['duplicates']);
    expect(kindsOf('delta', { refused: 51 })).toEqual(['refused']);
    expect(kindsOf('delta', { future: 11 })).toEqual(['future']);
  });

  test('by the supplier’s own thresholds where it has some', () => {
    const own = thresholdsOf({ feedGuards: { missingShare: 0.5, fromLevels: 1 } });
    expect(kindsOf('full', { missing: 50 }, own)).toEqual([]);
    expect(kindsOf('full', { missing: 51 }, own)).toEqual(['missing']);
  });
});

test('a feed that has ended never starts again', () => {
  const ends = ['applied', 'superseded', 'rejected', 'failed'] as const;
  expect(ends.filter((status) => feedMayBecome(status, 'applying'))).toEqual([]);
});
