/** Bucket: the leaky bucket of query points per app and shop. Refills by the sandbox's clock. */
import type { SandboxClock } from './clock.ts';
import type { Plan } from './store.ts';

/** Points per second; the bucket holds twenty times as much. */
export const RESTORE_RATES: Record<Plan, number> = {
  basic: 100,
  advanced: 200,
  plus: 1000,
  enterprise: 2000,
};

export type ThrottleStatus = {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
};
export type Buckets = {
  /** Reserves the points asked for; false (and nothing taken) when they are not there. */
  reserve(key: string, plan: Plan, points: number): boolean;
  refund(key: string, plan: Plan, points: number): void;
  status(key: string, plan: Plan): ThrottleStatus;
  drain(key: string, plan: Plan): void;
};

export function createBuckets(clock: SandboxClock): Buckets {
  const levels = new Map<string, { available: number; at: number }>();
  const read = (key: string, plan: Plan) => {
    const maximum = RESTORE_RATES[plan] * 20;
    const now = clock.now().getTime();
    const level = levels.get(key) ?? { available: maximum, at: now };
    const restored = ((now - level.at) / 1000) * RESTORE_RATES[plan];
    level.available = Math.min(maximum, level.available + restored);
    level.at = now;
    levels.set(key, level);
    return level;
  };
  return {
    reserve(key, plan, points) {
      const level = read(key, plan);
      if (level.available < points) return false;
      level.available -= points;
      return true;
    },
    refund(key, plan, points) {
      const level = read(key, plan);
      level.available = Math.min(RESTORE_RATES[plan] * 20, level.available + points);
    },
    status(key, plan) {
      return {
        maximumAvailable: RESTORE_RATES[plan] * 20,
        currentlyAvailable: Math.floor(read(key, plan).available),
        restoreRate: RESTORE_RATES[plan],
      };
    },
    drain(key, plan) {
      read(key, plan).available = 0;
    },
  };
}
