/** The moment at which everything made by a factory came to be, and a clock that stands there until moved. */
import type { Clock, Instant } from '../../app/platform/clock.ts';

export const FACTORY_NOW: Instant = new Date('2026-11-02T08:00:00.000Z');

export type MovableClock = Clock & { move(milliseconds: number): void; set(at: Instant): void };

export function movableClock(start: Instant = FACTORY_NOW): MovableClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    move: (milliseconds) => void (at += milliseconds),
    set: (moment) => void (at = moment.getTime()),
  };
}
