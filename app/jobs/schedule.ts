/** Schedule: the jobs of the clock, each on whole multiples of its interval (UTC), placed once for all workers. */
import type { jobCatalog } from '../flows/job-catalog.ts';
import type { Scheduled } from '../platform/queue-housekeeping.server.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const schedule: readonly Scheduled<typeof jobCatalog>[] = [
  { job: { name: 'collect-due-feeds', payload: {} }, every: 5 * SECOND },
  { job: { name: 'decide-unattended-feeds', payload: {} }, every: MINUTE },
  { job: { name: 'prune-feeds', payload: {} }, every: HOUR },
  { job: { name: 'collect-awaited-events', payload: {} }, every: 30 * SECOND },
  { job: { name: 'refresh-search', payload: {} }, every: 5 * SECOND },
  { job: { name: 'wake-lagging-stores', payload: {} }, every: 10 * SECOND },
  { job: { name: 'refresh-stale-offers', payload: {} }, every: 30 * SECOND },
  { job: { name: 'tune-offers', payload: {} }, every: 30 * SECOND },
  { job: { name: 'refresh-prices', payload: {} }, every: 15 * SECOND },
  { job: { name: 'fetch-due-rates', payload: {} }, every: 5 * MINUTE },
  { job: { name: 'reroute-short-orders', payload: {} }, every: MINUTE },
  { job: { name: 'escalate-silent-purchase-orders', payload: {} }, every: MINUTE },
  { job: { name: 'watch-parcels', payload: {} }, every: 10 * MINUTE },
  { job: { name: 'reconcile-stores', payload: {} }, every: 5 * MINUTE },
  { job: { name: 'reconcile-connections', payload: {} }, every: 15 * MINUTE },
  { job: { name: 'tend-exceptions', payload: {} }, every: MINUTE },
  { job: { name: 'learn-all-habits', payload: {} }, every: 6 * HOUR },
  { job: { name: 'escalate-returns', payload: {} }, every: 5 * MINUTE },
  { job: { name: 'pick-by-rules', payload: {} }, every: MINUTE },
  { job: { name: 'prune-change-log', payload: {} }, every: 10 * MINUTE },
  { job: { name: 'pass-on-exceptions', payload: {} }, every: 15 * SECOND },
  { job: { name: 'send-digests', payload: {} }, every: 5 * MINUTE },
  { job: { name: 'send-kept-messages', payload: {} }, every: 5 * MINUTE },
  { job: { name: 'prune-notifications', payload: {} }, every: HOUR },
  { job: { name: 'sweep-blobs', payload: {} }, every: HOUR },
  { job: { name: 'close-due-periods', payload: {} }, every: 10 * MINUTE },
  { job: { name: 'audit-due-stores', payload: {} }, every: HOUR },
];
