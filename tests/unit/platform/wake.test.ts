import { afterEach, expect, test, vi } from 'vitest';
import { coalesce, createCaller, startListener } from '../../../app/platform/wake.server.ts';
import type { Listener } from '../../../app/platform/wake.server.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { url, pool } = await cloneDatabase();
let listener: Listener | undefined;
afterEach(() => listener?.close());

const settled = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

test('a call wakes the one who listens to its channel and nobody else', async () => {
  const woken: string[] = [];
  const channels = {
    inbox: async () => void woken.push('inbox'),
    other: async () => void woken.push('other'),
  };
  listener = await startListener({ databaseUrl: url, channels });
  await pool.query(`notify inbox`);
  await settled(() => expect(woken).toEqual(['inbox']));
});

test('calls that come during a run lead to exactly one more run', async () => {
  let runs = 0;
  const gate = Promise.withResolvers<void>();
  const run = coalesce(async () => {
    runs += 1;
    await gate.promise;
  });
  for (let call = 0; call < 20; call += 1) run.wake();
  await Promise.resolve();
  for (let call = 0; call < 20; call += 1) run.wake();
  gate.resolve();
  await run.idle();
  expect(runs).toBe(2);
});

test('a run that fails is told of and does not stop the next', async () => {
  const faults: unknown[] = [];
  let runs = 0;
  const act = async () => {
    runs += 1;
    if (runs === 1) throw new Error('first');
  };
  const run = coalesce(act, (fault) => faults.push(fault));
  run.wake();
  await run.idle();
  run.wake();
  await run.idle();
  expect([runs, faults.length]).toEqual([2, 1]);
});

test('after its connection was cut the listener wakes everyone, for calls that it missed, and hears again', async () => {
  let woken = 0;
  listener = await startListener({
    databaseUrl: url,
    channels: { inbox: async () => void (woken += 1) },
  });
  await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'listener'`,
  );
  await settled(() => expect(woken).toBe(1));
  await pool.query(`notify inbox`);
  await settled(() => expect(woken).toBe(2));
});

test('a caller sends many calls as few', async () => {
  let sent = 0;
  const counting = {
    query: async () => {
      sent += 1;
      return { rows: [] };
    },
  };
  const caller = createCaller(Object.assign(Object.create(pool), counting), 'inbox');
  for (let call = 0; call < 100; call += 1) caller.wake();
  await caller.idle();
  expect(sent).toBe(1);
});
