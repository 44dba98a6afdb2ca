import type { Clock, Instant } from '../../../app/platform/clock.ts';

/** A clock that only waiting moves: whoever waits until a moment finds it come. */
export type TestClock = Clock & {
  readonly waitUntil: (moment: Instant) => Promise<void>;
};

export function createTestClock(start = new Date('2026-11-21T09:00:00Z')): TestClock {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    async waitUntil(moment) {
      now = Math.max(now, moment.getTime());
    },
  };
}
