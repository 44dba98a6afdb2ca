import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { inTransaction, openPool } from '../../../app/platform/database.server.ts';
import { defineJob } from '../../../app/platform/job-catalog.ts';
import { createQueue } from '../../../app/platform/queue.server.ts';
import { readReadiness } from '../../../app/platform/readiness.server.ts';
import { startWorker } from '../../../app/platform/worker.server.ts';
import type { RunningWorker } from '../../../app/platform/worker.server.ts';
import { openPostgresGate } from '../../sandbox/cutting-proxy/postgres-gate.ts';
import { createToll } from '../../sandbox/cutting-proxy/toll.ts';
import type { Gate } from '../../sandbox/cutting-proxy/toll.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { url, db, pool, empty } = await cloneDatabase();
const catalog = { work: defineJob({ payload: z.object({ n: z.number() }), maxAttempts: 2 }) };
const { enqueue } = createQueue(catalog);

const toll = createToll();
let gate: Gate;
let worker: RunningWorker | undefined;
beforeEach(async () => {
  await empty();
  gate = await openPostgresGate(toll);
  const { hostname: host, port } = new URL(url);
  gate.aim({ host, port: Number(port) });
});
afterEach(async () => {
  toll.end();
  gate.setShut(false);
  await worker?.stop();
  worker = undefined;
  await gate.close();
});

const throughGate = () => {
  const address = new URL(url);
  address.hostname = '127.0.0.1';
  address.port = String(gate.port);
  return address.href;
};

const add = (...numbers: number[]) =>
  inTransaction(db, (tx) =>
    enqueue(tx, ...numbers.map((n) => ({ name: 'work' as const, payload: { n } }))),
  );

async function start(work: (n: number) => Promise<void>): Promise<string[]> {
  const faults: string[] = [];
  worker = await startWorker({
    databaseUrl: throughGate(),
    catalog,
    handlers: { work: ({ n }) => work(n) },
    housekeepingEvery: 50,
    onFault: (message) => void faults.push(message),
  });
  return faults;
}

const locked = async () =>
  (
    await pool.query(
      'select locked_by from graphile_worker._private_jobs where locked_by is not null',
    )
  ).rows;
const waiting = async () =>
  (await pool.query<{ attempts: number }>('select attempts from graphile_worker._private_jobs'))
    .rows;
const settled = (check: () => Promise<void> | void) =>
  vi.waitFor(check, { timeout: 20_000, interval: 20 });

/** Shuts the gate at the statement that would write down how a job has ended, so that nothing of it arrives. */
const cutAt = (beginning: RegExp) =>
  toll.begin({
    matches: ({ what }) => beginning.test(what),
    when: 'before',
    act: () => gate.setShut(true),
  });

describe('a worker whose database goes away', () => {
  test('when a job is done: the job is not run again, and the others follow when it is back', async () => {
    const ran: number[] = [];
    const faults = await start(async (n) => void ran.push(n));
    cutAt(/^delete from "?graphile_worker"?\._private_jobs as jobs where id/);
    await add(1);
    await settled(() => expect(faults).toContain('The queue has failed us'));
    await add(2, 3);
    gate.setShut(false);
    await settled(async () => expect(await waiting()).toEqual([]));
    expect(ran.sort()).toEqual([1, 2, 3]);
  });

  test('when a job has failed: it has kept its attempts, and runs again when it is back', async () => {
    const ran: number[] = [];
    const faults = await start(async (n) => {
      ran.push(n);
      if (ran.length === 1) throw new Error('broken');
    });
    cutAt(/update "?graphile_worker"?\._private_jobs as jobs set attempts|last_error/);
    await add(7);
    await settled(() => expect(faults).toContain('The queue has failed us'));
    expect(await waiting()).toEqual([{ attempts: 1 }]);
    gate.setShut(false);
    await settled(async () => expect(await waiting()).toEqual([]));
    expect(ran).toEqual([7, 7]);
  });

  test('again and again under many jobs: none is lost, none stays locked', async () => {
    const ran = new Map<number, number>();
    await start(async (n) => void ran.set(n, (ran.get(n) ?? 0) + 1));
    for (let round = 0; round < 5; round += 1) {
      await add(...Array.from({ length: 40 }, (_, index) => round * 40 + index));
      await delay(round * 7); // somewhere else in the middle each time
      gate.setShut(true);
      gate.setShut(false);
    }
    await settled(async () => expect(await waiting()).toEqual([]));
    expect(await locked()).toEqual([]);
    expect(ran.size).toBe(200);
  });

  test('and it is stopped while the database is away: it stops', async () => {
    await start(async () => undefined);
    gate.setShut(true);
    await worker?.stop();
    worker = undefined;
    expect(gate.refused).toBeGreaterThan(0);
  });
});

test('readiness says no while the database is away, and yes when it is back', async () => {
  const through = openPool(throughGate());
  const isReady = async () => (await readReadiness(through)).checks['database'] === 'ok';
  expect(await isReady()).toBe(true);
  gate.setShut(true);
  expect(await readReadiness(through)).toMatchObject({ ready: false });
  gate.setShut(false);
  await settled(async () => expect(await isReady()).toBe(true));
  await through.end();
});
