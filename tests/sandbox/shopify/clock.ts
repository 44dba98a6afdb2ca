/** The sandbox's clock: real time plus what was advanced, or standing still at a given moment. */
import type { Clock } from '../../../app/platform/clock.ts';

export type SandboxClock = Clock & { advance(ms: number): void; iso(): string };

export function createSandboxClock(base: Clock): SandboxClock {
  let ahead = 0;
  const now = () => new Date(base.now().getTime() + ahead);
  return {
    now,
    iso: () => now().toISOString(),
    advance: (ms) => {
      ahead += ms;
    },
  };
}
