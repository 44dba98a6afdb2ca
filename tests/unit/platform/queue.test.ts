import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { defineJob } from '../../../app/platform/job-catalog.ts';
import { createQueue } from '../../../app/platform/queue.server.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, pool, empty } = await cloneDatabase();
beforeEach(empty);

const { enqueue } = createQueue({
  greet: defineJob({ payload: z.object({ name: z.string() }), maxAttempts: 3, priority: 7 }),
  drain: defineJob({
    payload: z.object({ store: z.string(), n: z.number() }),
    key: (p) => p.store,
  }),
  tick: defineJob({ payload: z.object({}), key: () => 'all', keepsRunAt: true }),
});

type Row = {
  task: string;
  key: string | null;
  payload: unknown;
  run_at: Date;
  max_attempts: number;
  priority: number;
};

async function waiting(): Promise<Row[]> {
  const { rows } = await pool.query<Row>(
    `select tasks.identifier as task, jobs.key, jobs.payload, jobs.run_at, jobs.max_attempts, jobs.priority
     from graphile_worker._private_jobs as jobs join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
     order by jobs.id`,
  );
  return rows;
}

const drain = (store: string, n: number) => ({ name: 'drain' as const, payload: { store, n } });

describe('enqueue', () => {
  test('adds a job with what its catalogue entry says, when the transaction commits', async () => {
    const runAt = new Date('2030-01-01T00:00:00Z');
    await inTransaction(db, (tx) => enqueue(tx, { name: 'greet', payload: { name: 'A' }, runAt }));
    expect(await waiting()).toEqual([
      {
        task: 'greet',
        key: null,
        payload: { name: 'A' },
        run_at: runAt,
        max_attempts: 3,
        priority: 7,
      },
    ]);
  });

  test('adds nothing when the transaction rolls back', async () => {
    const act = inTransaction(db, async (tx) => {
      await enqueue(tx, { name: 'greet', payload: { name: 'A' } });
      throw new Error('no');
    });
    await expect(act).rejects.toThrow('no');
    expect(await waiting()).toEqual([]);
  });

  test('keeps one job per key, with the last payload, also within one call', async () => {
    await inTransaction(db, (tx) => enqueue(tx, drain('b', 1), drain('a', 1), drain('b', 2)));
    await inTransaction(db, (tx) => enqueue(tx, drain('a', 3)));
    const left = (await waiting()).map(({ key, payload }) => [key, payload]);
    expect(left).toEqual([
      ['drain:a', { store: 'a', n: 3 }],
      ['drain:b', { store: 'b', n: 2 }],
    ]);
  });

  test('transactions that add the same keys in opposite orders all commit', async () => {
    const keys = Array.from({ length: 50 }, (_, index) => String(index));
    const add = (order: string[], n: number) =>
      inTransaction(db, (tx) => enqueue(tx, ...order.map((key) => drain(key, n))), { attempts: 1 });
    await Promise.all([1, 2, 3, 4].map((n) => add(n % 2 ? keys : keys.toReversed(), n)));
    expect((await waiting()).length).toBe(50);
  });

  test('adding again leaves the time of a job that keeps it', async () => {
    const first = new Date('2030-01-01T00:00:00Z');
    const later = new Date('2031-01-01T00:00:00Z');
    for (const runAt of [first, later]) {
      await inTransaction(db, (tx) => enqueue(tx, { name: 'tick', payload: {}, runAt }));
    }
    expect((await waiting()).map((job) => job.run_at)).toEqual([first]);
  });

  test('takes more jobs than fit into one statement', async () => {
    const jobs = Array.from({ length: 2_500 }, (_, n) => drain(String(n), n));
    await inTransaction(db, (tx) => enqueue(tx, ...jobs));
    expect((await waiting()).length).toBe(2_500);
  });

  test('refuses a payload against its schema', async () => {
    const wrong = JSON.parse('{"name":"drain","payload":{"store":1}}');
    await expect(inTransaction(db, (tx) => enqueue(tx, wrong))).rejects.toThrow(/store/);
  });
});
