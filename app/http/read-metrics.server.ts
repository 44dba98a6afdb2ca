import type { Metrics } from '../platform/metrics.server.ts';
import { readWaiting } from '../views/read-waiting.server.ts';
import type { DoorContext } from './door-context.ts';

/** The figures in Prometheus' text format; what waits is counted now. Without the database the others are still told. */
export async function readMetrics(
  { db, clock, log }: Pick<DoorContext, 'db' | 'clock' | 'log'>,
  { registry, waiting, waitingOldest }: Metrics,
): Promise<string> {
  try {
    for (const { queue, rows, oldestSeconds } of await readWaiting(db, clock.now())) {
      waiting.set({ queue }, rows);
      waitingOldest.set({ queue }, oldestSeconds);
    }
  } catch (fault) {
    waiting.reset();
    waitingOldest.reset();
    log.warn('What waits could not be counted', { fault });
  }
  return registry.metrics();
}
