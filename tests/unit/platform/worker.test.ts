import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { defineJob } from '../../../app/platform/job-catalog.ts';
import type { JobVerdict, RunningJob } from '../../../app/platform/job-catalog.ts';
import { currentCorrelation } from '../../../app/platform/log.server.ts';
import { findDeadWorkers, keepHouse } from '../../../app/platform/queue-housekeeping.server.ts';
import { createQueue } from '../../../app/platform/queue.server.ts';
import { startWorker } from '../../../app/platform/worker.server.ts';
import type { RunningWorker, WorkerOptions } from '../../../app/platform/worker.server.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { url, db, pool, empty } = await cloneDatabase();
const catalog = {
  work: defineJob({ payload: z.object({ n: z.number() }), maxAttempts: 2 }),
  tick: defineJob({ payload: z.object({}), key: () => 'all' }),
};
type Catalog = typeof catalog;
const { enqueue } = createQueue(catalog);

let workers: RunningWorker[] = [];
beforeEach(empty);
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  workers = [];
});

type Handler = (payload: { n: number }, job: RunningJob) => Promise<JobVerdict | void>;

async function start(work: Handler, options: Partial<WorkerOptions<Catalog>> = {}) {
  const tick = async () => undefined;
  const handlers = { work, tick };
  const worker = await startWorker({
    databaseUrl: url,
    catalog,
    handlers,
    housekeepingEvery: 50,
    ...options,
  });
  workers.push(worker);
  return worker;
}

const add = (...numbers: number[]) =>
  inTransaction(db, (tx) =>
    enqueue(tx, ...numbers.map((n) => ({ name: 'work' as const, payload: { n } }))),
  );

async function jobs() {
  const { rows } = await pool.query(
    'select attempts, max_attempts, last_error, locked_by, run_at from graphile_worker._private_jobs',
  );
  return rows;
}

const settled = (check: () => Promise<void> | void) =>
  vi.waitFor(check, { timeout: 10_000, interval: 20 });

describe('a worker', () => {
  test('runs each job once, with its ids in the log context, and then removes it', async () => {
    const seen: unknown[] = [];
    await start(async ({ n }) => void seen.push([n, currentCorrelation().job]));
    await add(1, 2, 3);
    await settled(async () => expect(await jobs()).toEqual([]));
    expect(seen.sort()).toEqual([
      [1, 'work'],
      [2, 'work'],
      [3, 'work'],
    ]);
  });

  test('tries a job again at the moment that its handler names', async () => {
    const runs: number[] = [];
    const at = new Date('2035-01-01T00:00:00Z');
    await start(async (_payload, job) => {
      runs.push(job.attempt);
      return { kind: 'retry', at, why: 'busy', counts: true };
    });
    await add(1);
    await settled(async () =>
      expect(await jobs()).toMatchObject([
        { attempts: 1, last_error: 'busy', locked_by: null, run_at: at },
      ]),
    );
    expect(runs).toEqual([1]);
  });

  test('a retried job keeps its key, and a newer one under that key replaces it', async () => {
    const at = new Date('2035-01-01T00:00:00Z');
    const tick = async () => ({ kind: 'retry' as const, at, why: 'busy', counts: true });
    await start(async () => undefined, { handlers: { work: async () => undefined, tick } });
    await inTransaction(db, (tx) => enqueue(tx, { name: 'tick', payload: {} }));
    await settled(async () => expect(await jobs()).toMatchObject([{ run_at: at, attempts: 1 }]));
    const runAt = new Date('2036-01-01T00:00:00Z');
    await inTransaction(db, (tx) => enqueue(tx, { name: 'tick', payload: {}, runAt }));
    expect(await jobs()).toMatchObject([{ run_at: runAt, attempts: 0 }]);
  });

  test('spends no attempt on a retry that does not count', async () => {
    const attempts: number[] = [];
    await start(async (_payload, job) => {
      attempts.push(job.attempt);
      if (attempts.length < 50)
        return { kind: 'retry', at: new Date(0), why: 'throttled', counts: false };
    });
    await add(1);
    await settled(async () => expect(await jobs()).toEqual([]));
    expect(attempts).toEqual(Array.from({ length: 50 }, () => 1));
  });

  test('parks a job on the word of its handler and tells so', async () => {
    const parked: string[] = [];
    const onParked = async (job: RunningJob, why: string) => void parked.push(`${job.name} ${why}`);
    await start(async () => ({ kind: 'park', why: 'a person must look' }), { onParked });
    await add(1);
    await settled(async () =>
      expect(await jobs()).toMatchObject([{ attempts: 2, max_attempts: 2, locked_by: null }]),
    );
    expect(parked).toEqual(['work a person must look']);
  });

  test('parks a job that threw at its last attempt, and says why', async () => {
    const parked: string[] = [];
    const onParked = async (_job: RunningJob, why: string) => void parked.push(why);
    await start(() => Promise.reject(new Error('broken')), { onParked });
    await add(1);
    await settled(async () =>
      expect(await jobs()).toMatchObject([{ attempts: 1, locked_by: null }]),
    );
    expect(parked).toEqual([]);
    await pool.query(`update graphile_worker._private_jobs set run_at = now()`);
    await settled(() => expect(parked).toEqual(['Error: broken']));
  });

  test('lets running jobs finish and gives back waiting ones when it is stopped', async () => {
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    let finished = 0;
    const worker = await start(
      async () => {
        started.resolve();
        await gate.promise;
        finished += 1;
      },
      { concurrency: 1, localQueue: 10 },
    );
    await add(1, 2, 3);
    await started.promise;
    workers = [];
    const stopped = worker.stop();
    gate.resolve();
    await stopped;
    expect(finished).toBe(1);
    expect(await jobs()).toMatchObject([{ locked_by: null }, { locked_by: null }]);
  });
});

describe('housekeeping', () => {
  test('after a SIGKILL of a worker another one runs its jobs at once', async () => {
    const program = join(import.meta.dirname, 'hanging-worker.ts');
    const doomed = spawn(process.execPath, [program, url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await add(7);
    await once(createInterface(doomed.stdout), 'line');
    const ran: number[] = [];
    await start(async ({ n }) => void ran.push(n));
    expect(ran).toEqual([]);
    doomed.kill('SIGKILL');
    await settled(() => expect(ran).toEqual([7]));
  });

  test('tells of a job whose worker died at its last attempt', async () => {
    await add(3);
    await pool.query(
      `update graphile_worker._private_jobs set attempts = 2, locked_by = 'pool-gone', locked_at = now()`,
    );
    const parked: unknown[] = [];
    const onParked = async (job: RunningJob, why: string, payload: unknown) =>
      void parked.push([job.name, why, payload]);
    await start(async () => undefined, { onParked });
    await settled(() =>
      expect(parked).toEqual([['work', 'Its worker died at the last attempt', { n: 3 }]]),
    );
  });

  test('removes a job whose key a newer one took while it ran and failed, and keeps a parked one', async () => {
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    let ticks = 0;
    const tick = async () => {
      ticks += 1;
      if (ticks > 1) return;
      started.resolve();
      await gate.promise;
      throw new Error('broken');
    };
    await start(async () => undefined, {
      handlers: { work: async () => ({ kind: 'park', why: 'a person must look' }), tick },
    });
    const addTick = () => inTransaction(db, (tx) => enqueue(tx, { name: 'tick', payload: {} }));
    await Promise.all([add(1), addTick()]);
    await started.promise;
    await addTick();
    gate.resolve();
    await settled(async () =>
      expect(await jobs()).toMatchObject([{ last_error: 'a person must look' }]),
    );
    expect(ticks).toBe(2);
  });

  test('leaves the jobs of a living worker alone', async () => {
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    let runs = 0;
    const work = async () => {
      runs += 1;
      started.resolve();
      await gate.promise;
    };
    const first = await start(work);
    await add(1);
    await started.promise;
    const second = await start(work);
    const alive = await inTransaction(db, (tx) =>
      findDeadWorkers(tx, [first.id, second.id, 'gone']),
    );
    expect(alive).toEqual(['gone']);
    const other = { workerId: second.id, catalog, schedule: [], now: new Date(0) };
    expect(await keepHouse(pool, other)).toEqual([]);
    expect(runs).toBe(1);
    gate.resolve();
  });

  test('a worker whose life lock was broken by the network takes it again', async () => {
    const worker = await start(async () => undefined);
    await pool.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
      [`worker ${worker.id}`],
    );
    const dead = () => inTransaction(db, (tx) => findDeadWorkers(tx, [worker.id]));
    await settled(async () => expect(await dead()).toEqual([]));
  });

  test('any number of workers place a scheduled job once, at the next whole multiple of its period', async () => {
    const now = new Date('2035-03-01T10:20:30Z');
    const schedule = [{ job: { name: 'tick' as const, payload: {} }, every: 3_600_000 }];
    const options = { schedule, clock: { now: () => now } };
    await Promise.all([1, 2, 3].map(() => start(async () => undefined, options)));
    await settled(async () => expect(await jobs()).toHaveLength(1));
    expect(await jobs()).toMatchObject([{ run_at: new Date('2035-03-01T11:00:00Z') }]);
  });

  test('a scheduled job that has run is placed again', async () => {
    let ticks = 0;
    const schedule = [{ job: { name: 'tick' as const, payload: {} }, every: 10 }];
    const handlers = { work: async () => undefined, tick: async () => void (ticks += 1) };
    await start(async () => undefined, { schedule, handlers });
    await settled(() => expect(ticks).toBeGreaterThan(2));
  });
});
