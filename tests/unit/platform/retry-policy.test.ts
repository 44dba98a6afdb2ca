import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backOff, remedyFor, verdictFor } from '../../../app/platform/retry-policy.ts';

const now = new Date('2030-01-01T00:00:00Z');
const at = (attempt: number) => ({ attempt, now, random: () => 0 });

describe('the standard policy', () => {
  test.each(['unauthorised', 'refused'] as const)('parks what was %s at once', (kind) => {
    expect(remedyFor({ kind, why: 'no' }, at(1))).toEqual({ kind: 'park', why: `${kind}: no` });
  });

  test('waits as long as a throttling says, without spending an attempt', () => {
    const until = new Date(now.getTime() + 5_000);
    const remedy = remedyFor({ kind: 'throttled', until }, at(1_000));
    expect(remedy).toEqual({ kind: 'delay', at: until, outcomeUnknown: false, counts: false });
  });

  test('never comes back before now when the throttling is over already', () => {
    const remedy = remedyFor({ kind: 'throttled', until: new Date(0) }, at(1));
    expect(remedy).toMatchObject({ kind: 'delay', at: now });
  });

  test('tries what was unavailable again and says when its outcome is unknown', () => {
    const failure = { kind: 'unavailable', why: 'time-out', outcome: 'unknown' } as const;
    expect(remedyFor(failure, at(1))).toMatchObject({
      kind: 'delay',
      outcomeUnknown: true,
      counts: true,
    });
    expect(remedyFor(failure, at(60))).toMatchObject({ kind: 'park' });
  });

  test('gives up the unreadable after three attempts', () => {
    const failure = { kind: 'unreadable', why: 'html' } as const;
    expect([1, 2, 3].map((attempt) => remedyFor(failure, at(attempt)).kind)).toEqual([
      'delay',
      'delay',
      'park',
    ]);
  });

  test('becomes a verdict for the queue', () => {
    const verdict = verdictFor({ kind: 'refused', why: 'no' }, at(1));
    expect(verdict).toEqual({ kind: 'park', why: 'refused: no' });
  });
});

test('delays at least double their floor until the cap, and jitter stays within the upper half', () => {
  const rule = { firstMs: 1_000, capMs: 60_000 };
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const full = Math.min(rule.capMs, rule.firstMs * 2 ** Math.min(attempt - 1, 40));
        const wait = backOff(attempt, rule, () => random);
        expect(wait).toBeGreaterThanOrEqual(full / 2);
        expect(wait).toBeLessThanOrEqual(full);
      },
    ),
  );
});
