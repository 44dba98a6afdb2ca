import { describe, expect, test } from 'vitest';
import {
  inTransaction,
  sqlState,
  tryAdvisoryXactLock,
} from '../../../app/platform/database.server.ts';
import type { Tx } from '../../../app/platform/database.server.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, pool } = await cloneDatabase();
await pool.query('create table tally (id integer primary key, count integer not null)');

async function fresh(): Promise<void> {
  await pool.query('truncate tally');
  await pool.query('insert into tally values (1, 0), (2, 0)');
}

async function counts(): Promise<number[]> {
  const { rows } = await pool.query<{ count: number }>('select count from tally order by id');
  return rows.map(({ count }) => count);
}

const increment = (tx: Tx, id: number) =>
  tx.$executeRaw`update tally set count = count + 1 where id = ${id}`;

/** Resolves for both callers when both have come. */
function meeting(): () => Promise<void> {
  let come = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  return async () => {
    come += 1;
    if (come >= 2) resolve();
    await promise;
  };
}

describe('inTransaction', () => {
  test('repeats both of two transactions that deadlock until both have committed', async () => {
    await fresh();
    const bothHoldOne = meeting();
    let runs = 0;
    const act = (first: number, second: number) =>
      inTransaction(db, async (tx) => {
        runs += 1;
        await increment(tx, first);
        await bothHoldOne();
        await increment(tx, second);
      });
    await Promise.all([act(1, 2), act(2, 1)]);
    expect(await counts()).toEqual([2, 2]);
    expect(runs).toBeGreaterThan(2);
  });

  test('repeats a serializable transaction that read what another has changed', async () => {
    await fresh();
    const bothHaveRead = meeting();
    const addOne = () =>
      inTransaction(
        db,
        async (tx) => {
          const rows = await tx.$queryRaw<
            { count: number }[]
          >`select count from tally where id = 1`;
          await bothHaveRead();
          const next = (rows[0]?.count ?? 0) + 1;
          await tx.$executeRaw`update tally set count = ${next} where id = 1`;
        },
        { isolation: 'Serializable' },
      );
    await Promise.all([addOne(), addOne()]);
    expect(await counts()).toEqual([2, 0]);
  });

  test('gives up after the attempts allowed', async () => {
    let runs = 0;
    const failing = inTransaction(
      db,
      async (tx) => {
        runs += 1;
        await tx.$executeRaw`do $$ begin raise exception 'again' using errcode = '40001'; end $$`;
      },
      { attempts: 3, random: () => 0 },
    );
    await expect(failing).rejects.toSatisfy((fault) => sqlState(fault) === '40001');
    expect(runs).toBe(3);
  });

  test('rolls back and throws on what the act throws, without repeating it', async () => {
    await fresh();
    let runs = 0;
    const act = inTransaction(db, async (tx) => {
      runs += 1;
      await increment(tx, 1);
      throw new Error('no');
    });
    await expect(act).rejects.toThrow('no');
    expect([runs, await counts()]).toEqual([1, [0, 0]]);
  });
});

test('sqlState names a unique violation that came through Prisma', async () => {
  await fresh();
  const fault = await db.$executeRaw`insert into tally values (1, 0)`.catch(
    (caught: unknown) => caught,
  );
  expect(sqlState(fault)).toBe('23505');
});

test('tryAdvisoryXactLock refuses a name that another transaction holds, and grants it after the commit', async () => {
  const inner = await inTransaction(db, async (tx) => {
    expect(await tryAdvisoryXactLock(tx, 'drain:1')).toBe(true);
    return inTransaction(db, async (other) => [
      await tryAdvisoryXactLock(other, 'drain:1'),
      await tryAdvisoryXactLock(other, 'drain:2'),
    ]);
  });
  expect(inner).toEqual([false, true]);
  expect(await inTransaction(db, (tx) => tryAdvisoryXactLock(tx, 'drain:1'))).toBe(true);
});
