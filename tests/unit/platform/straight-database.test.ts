import { PrismaPg } from '@prisma/adapter-pg';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../app/db.server.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import type { Tx } from '../../../app/platform/database.server.ts';
import { Prisma, PrismaClient } from '../../../app/platform/prisma/generated/client.ts';
import { besideTransaction } from '../../../app/platform/straight-database.server.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { url, db, pool, empty } = await cloneDatabase();
await pool.query('create table noted (word text not null)');
const single = openDatabase(url, { size: 1 });
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) });

beforeEach(async () => {
  await empty();
  await pool.query('truncate noted');
});
afterAll(async () => {
  await single.$disconnect();
  await prisma.$disconnect();
});

const NOW = new Date('2026-11-22T01:02:03.456Z');
const ID = '00000000-0000-4000-8000-000000000001';

const note = (tx: Pick<Tx, '$executeRaw'>, word: string) =>
  tx.$executeRaw`insert into noted (word) values (${word})`;

async function noted(): Promise<string[]> {
  const { rows } = await pool.query<{ word: string }>('select word from noted order by word');
  return rows.map(({ word }) => word);
}

const makeSession = (tx: Tx) =>
  tx.storeSession.create({
    data: { id: 'one', domain: 'shop', isOnline: false, sealed: 'x', updatedAt: NOW },
  });

describe('a transaction', () => {
  test('keeps its raw statements and its models together', async () => {
    await inTransaction(db, async (tx) => {
      await note(tx, 'before');
      await makeSession(tx);
      const seen = await tx.$queryRaw<{ id: string }[]>`select id from store_session`;
      expect(seen).toEqual([{ id: 'one' }]);
      expect(await db.storeSession.count()).toBe(0); // nobody else sees it yet
    });
    expect(await noted()).toEqual(['before']);
    expect(await db.storeSession.count()).toBe(1);
  });

  test('takes both back when it fails after the models were asked', async () => {
    const act = inTransaction(db, async (tx) => {
      await makeSession(tx);
      await note(tx, 'never');
      throw new Error('changed our mind');
    });
    await expect(act).rejects.toThrow('changed our mind');
    expect(await noted()).toEqual([]);
    expect(await db.storeSession.count()).toBe(0);
  });

  test('takes both back when a statement of a model is refused', async () => {
    const act = inTransaction(db, async (tx) => {
      await note(tx, 'never');
      await makeSession(tx);
      await makeSession(tx);
    });
    await expect(act).rejects.toThrow(/unique/i);
    expect(await noted()).toEqual([]);
  });

  test('gives its connection back, however it ends', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      await inTransaction(single, makeSession).catch(() => undefined); // the second one is refused
      await inTransaction(single, (tx) => note(tx, `turn ${turn}`));
    }
    expect(await noted()).toEqual(['turn 0', 'turn 1', 'turn 2']);
  });

  test('that takes too long is rolled back while it still waits', async () => {
    const held = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const late = inTransaction(
      single,
      async (tx) => {
        await note(tx, 'never');
        held.resolve();
        await over.promise;
        await note(tx, 'never either');
      },
      { timeout: 500 },
    );
    await held.promise;
    await note(db, 'meanwhile');
    const locks = async () => {
      const { rows } = await pool.query(
        `select from pg_locks where relation = 'noted'::regclass and mode = 'RowExclusiveLock'`,
      );
      return rows.length;
    };
    await expect.poll(locks, { timeout: 20_000 }).toBe(0);
    over.resolve();
    await expect(late).rejects.toThrow('took longer than 500 ms');
    expect(await noted()).toEqual(['meanwhile']);
  });

  test('runs at the isolation that was asked for', async () => {
    const isolation = 'RepeatableRead';
    const level = await inTransaction(
      db,
      (tx) => tx.$queryRaw`select current_setting('transaction_isolation') as level`,
      { isolation },
    );
    expect(level).toEqual([{ level: 'repeatable read' }]);
  });
});

describe('beside a transaction', () => {
  test('what is written stays when the transaction is rolled back, even where its pool has no connection left', async () => {
    const act = inTransaction(single, async (tx) => {
      await note(tx, 'inside');
      await note(besideTransaction(tx), 'beside');
      throw new Error('changed our mind');
    });
    await expect(act).rejects.toThrow('changed our mind');
    expect(await noted()).toEqual(['beside']);
  });
});

describe('a raw statement', () => {
  const kinds = Prisma.sql`
    select 9007199254740993::bigint as whole, 12.340::numeric as exact, 1.5::float8 as broad, 7 as small, true as yes,
      'Straße' as text, ${ID}::uuid as id, null::text as nothing, ${NOW}::timestamptz as moment,
      '2026-11-22 01:02:03.456'::timestamp as unzoned, '2026-11-22'::date as day,
      '{"a": [1, null, "x"]}'::jsonb as json, array[1, null]::bigint[] as wholes, array['a', 'b,"c"', null] as texts,
      array[${NOW}::timestamptz] as moments, array['2026-11-22'::date] as days, array[1.50]::numeric[] as exacts,
      array[${ID}]::uuid[] as ids, array[1, 2] as numbers, array[true] as answers`;

  test('is read as Prisma reads it', async () => {
    expect(await db.$queryRaw(kinds)).toEqual(await prisma.$queryRaw(kinds));
  });

  test('takes its values as Prisma takes them', async () => {
    const values = Prisma.sql`
      select ${NOW}::timestamptz as moment, ${NOW}::timestamp as unzoned, ${[NOW, null]}::timestamptz[] as moments,
        ${12n}::bigint as whole, ${[1n]}::bigint[] as wholes, ${['a', 'b"{,}']}::text[] as texts, ${null}::text as nothing,
        ${new Prisma.Decimal('1.50')}::numeric as exact, ${false}::boolean as no, ${[] as string[]}::uuid[] as none,
        ${Buffer.from('abc')}::bytea = 'abc'::bytea as bytes`;
    expect(await db.$queryRaw(values)).toEqual(await prisma.$queryRaw(values));
  });

  test('tells how many rows it has changed', async () => {
    expect(
      await db.$executeRaw`insert into noted select 'word' from generate_series(1, ${3}::integer)`,
    ).toBe(3);
  });

  test('that says so is prepared once on its connection', async () => {
    const count = () =>
      single.$queryRaw<{ plans: bigint }[]>`
        /* planned once */ select generic_plans + custom_plans as plans from pg_prepared_statements`;
    await count();
    expect(await count()).toEqual([{ plans: 2n }]); // one statement for both calls
  });
});
