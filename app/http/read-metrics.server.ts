import type { Metrics } from '../platform/metrics.server.ts';
import { readSlowestLags } from '../views/read-publish-lag.server.ts';
import { readWaiting } from '../views/read-waiting.server.ts';
import type { DoorContext } from './door-context.ts';

/** Labels must be few: only the connections that are told latest, and only what was measured lately. */
const MOST_CONNECTIONS = 20;
const LAG_SINCE_MS = 3_600_000;

/** The figures in Prometheus' text format; what waits is counted now. Without the database the others are still told. */
export async function readMetrics(
  { db, clock, log }: Pick<DoorContext, 'db' | 'clock' | 'log'>,
  { registry, waiting, waitingOldest, publishLag }: Metrics,
): Promise<string> {
  try {
    for (const { queue, rows, oldestSeconds } of await readWaiting(db, clock.now())) {
      waiting.set({ queue }, rows);
      waitingOldest.set({ queue }, oldestSeconds);
    }
    const since = new Date(clock.now().getTime() - LAG_SINCE_MS);
    publishLag.reset();
    for (const lag of await readSlowestLags(db, since, MOST_CONNECTIONS)) {
      const connection = lag.connectionId;
      publishLag.set({ connection, quantile: '0.5' }, lag.p50Seconds);
      publishLag.set({ connection, quantile: '0.95' }, lag.p95Seconds);
    }
  } catch (fault) {
    waiting.reset();
    waitingOldest.reset();
    publishLag.reset();
    log.warn('What waits could not be counted', { fault });
  }
  return registry.metrics();
}
