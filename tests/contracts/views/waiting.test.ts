import { beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../app/db.server.ts';
import { readMetrics } from '../../../app/http/read-metrics.server.ts';
import { claimStoreEvents } from '../../../app/modules/stores/store-inbox.repository.server.ts';
import { insertStoreEvents } from '../../../app/modules/stores/store-inbox-insert.server.ts';
import { silentLog } from '../../../app/platform/log.server.ts';
import { createMetrics } from '../../../app/platform/metrics.server.ts';
import { readWaiting } from '../../../app/views/read-waiting.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeVariant } from '../../factories/catalog.ts';
import { makeConnection } from '../../factories/connections.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, pool, empty } = await cloneDatabase();
beforeEach(empty);

const NOW = new Date('2026-10-01T12:00:00Z');
const before = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);

async function waiting() {
  const rows = await readWaiting(db, NOW);
  return Object.fromEntries(rows.map(({ queue, ...figures }) => [queue, figures]));
}

const NOTHING = { rows: 0, oldestSeconds: 0 };

const eventOf = (eventKey: string) => ({
  channel: 'shopify',
  domain: 'one.example.com',
  topic: 'orders/paid',
  eventKey,
  lane: 'main' as const,
  hint: { kind: 'order-changed' as const },
  triggeredAt: undefined,
});

test('quiet queues are told as empty, each by its name', async () => {
  expect(await waiting()).toEqual({
    'store-events': NOTHING,
    'supplier-events': NOTHING,
    jobs: NOTHING,
    'jobs-parked': NOTHING,
    'change-log': NOTHING,
  });
});

test('events of stores count until they are processed, claimed ones too, with the age of the oldest', async () => {
  await insertStoreEvents(pool, [eventOf('a')], before(90));
  await insertStoreEvents(pool, [eventOf('b'), eventOf('c')], before(30));
  await claimStoreEvents(db, { workerId: 'w', now: NOW, limit: 1 });
  expect((await waiting())['store-events']).toEqual({ rows: 3, oldestSeconds: 90 });
  await db.$executeRaw`update store_event set processed_at = ${NOW} where event_key <> 'c'`;
  expect((await waiting())['store-events']).toEqual({ rows: 1, oldestSeconds: 30 });
});

test('jobs that are due and parked ones are told apart; those for later do not wait', async () => {
  const add = (runAt: Date) =>
    pool.query(`select graphile_worker.add_job('x', run_at => $1)`, [runAt]);
  await add(before(60));
  await add(before(-60));
  await add(before(10));
  await pool.query('update graphile_worker._private_jobs set created_at = run_at');
  await pool.query(
    'update graphile_worker._private_jobs set attempts = max_attempts where run_at = $1',
    [before(10)],
  );
  const { jobs, 'jobs-parked': parked } = await waiting();
  expect(jobs).toEqual({ rows: 1, oldestSeconds: 60 });
  expect(parked).toEqual({ rows: 1, oldestSeconds: 10 });
});

test('the change log is as far behind as the store that has followed the least of it', async () => {
  const { id: distributorId } = await makeDistributor(db);
  const { id: variantId } = await makeVariant(db, distributorId);
  await makeConnection(db, distributorId);
  const [store] = await db.store.findMany();
  await db.$executeRaw`insert into publish_state (store_id, cursor) select ${store?.id}::uuid, pg_current_snapshot()
    on conflict (store_id) do update set cursor = excluded.cursor`;
  await db.$executeRaw`insert into stock_change (distributor_id, variant_id, at)
    values (${distributorId}::uuid, ${variantId}::uuid, ${before(45)}::timestamptz)`;
  expect((await waiting())['change-log']).toEqual({ rows: 1, oldestSeconds: 45 });
  await db.$executeRaw`update publish_state set cursor = pg_current_snapshot()`;
  expect((await waiting())['change-log']).toEqual(NOTHING);
});

test('the figures tell what waits, and are still told without it when the database is away', async () => {
  const metrics = createMetrics({ process: false });
  const clock = { now: () => NOW };
  await insertStoreEvents(pool, [eventOf('a')], before(90));
  const text = await readMetrics({ db, clock, log: silentLog }, metrics);
  expect(text).toContain('stockbridge_waiting{queue="store-events"} 1');
  expect(text).toContain('stockbridge_waiting_oldest_seconds{queue="store-events"} 90');
  metrics.faults.inc({ kind: 'job' });
  const away = openDatabase('postgresql://nobody@127.0.0.1:1/nothing');
  const without = await readMetrics({ db: away, clock, log: silentLog }, metrics);
  await away.$disconnect();
  expect(without).toContain('stockbridge_faults_total{kind="job"} 1');
  expect(without).not.toContain('queue="store-events"');
});
