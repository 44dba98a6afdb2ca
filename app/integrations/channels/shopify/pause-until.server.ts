import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../../platform/clock.ts';
import type { Pause } from './shopify-access.ts';

/** Waiting by the machine's timer; a moment that has come is not waited for. */
export function pauseUntil(clock: Clock): Pause {
  return async (moment) => {
    const wait = moment.getTime() - clock.now().getTime();
    if (wait > 0) await delay(wait);
  };
}
