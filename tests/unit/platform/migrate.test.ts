import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { migrate, pendingMigrations } from '../../../app/platform/migrate.server.ts';
import { openPool } from '../../../app/platform/database.server.ts';
import { prisma } from '../../../prisma/prisma-command.mjs';
import { createEmptyDatabase } from '../../setup/database.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../prisma/migrations');
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function migrationFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  folders.push(folder);
  for (const [name, sql] of Object.entries(files)) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'migration.sql'), sql);
  }
  return folder;
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const FUNCTION_WITH_BODY = `
  create function twice(n integer) returns integer language plpgsql as $$
  begin
    return n; return n * 2;
  end; $$;`;

test('migrations are applied in the order of their names and recorded as Prisma records them', async () => {
  const url = await createEmptyDatabase();
  const folder = await migrationFolder({
    '20260102000000_second': 'insert into one values (2);',
    '20260101000000_first': 'create table one (n integer); insert into one values (1);',
  });
  expect(await migrate(url, { folder })).toEqual(['20260101000000_first', '20260102000000_second']);
  const recorded = await query(
    url,
    'select migration_name, length(checksum) as digits, applied_steps_count, finished_at >= started_at as done, rolled_back_at, logs from _prisma_migrations order by 1',
  );
  const rest = { digits: 64, applied_steps_count: 1, done: true, rolled_back_at: null, logs: null };
  expect(recorded).toEqual([
    { migration_name: '20260101000000_first', ...rest },
    { migration_name: '20260102000000_second', ...rest },
  ]);
});

test('a function body between dollar signs with semicolons in it is applied whole', async () => {
  const url = await createEmptyDatabase();
  await migrate(url, { folder: await migrationFolder({ '20260101000000_f': FUNCTION_WITH_BODY }) });
  expect(await query(url, 'select twice(21)')).toEqual([{ twice: 21 }]);
});

test('five processes that start at once apply each migration once', async () => {
  const url = await createEmptyDatabase();
  const folder = await migrationFolder({ '20260101000000_t': 'create table once (n integer);' });
  const applied = await Promise.all([1, 2, 3, 4, 5].map(() => migrate(url, { folder })));
  expect(applied.flat()).toEqual(['20260101000000_t']);
});

test('a migration that fails leaves nothing behind and names itself', async () => {
  const url = await createEmptyDatabase();
  const folder = await migrationFolder({
    '20260101000000_bad': 'create table half (n integer);\nselect no;',
  });
  await expect(migrate(url, { folder })).rejects.toThrow(
    /20260101000000_bad failed at line 2 \(select no;\)/,
  );
  expect(await query(url, `select to_regclass('half') as half`)).toEqual([{ half: null }]);
});

test('a migration that was changed after it had been applied is refused', async () => {
  const url = await createEmptyDatabase();
  const folder = await migrationFolder({ '20260101000000_t': 'create table t (n integer);' });
  await migrate(url, { folder });
  await writeFile(join(folder, '20260101000000_t/migration.sql'), 'create table t (n bigint);');
  await expect(migrate(url, { folder })).rejects.toThrow(/20260101000000_t was changed/);
});

test('pending migrations are those that this code has and the database has not', async () => {
  const url = await createEmptyDatabase();
  const folder = await migrationFolder({ '20260101000000_t': 'create table t (n integer);' });
  const pool = openPool(url);
  expect(await pendingMigrations(pool, folder)).toEqual(['20260101000000_t']);
  await migrate(url, { folder });
  expect(await pendingMigrations(pool, folder)).toEqual([]);
  await cp(join(folder, '20260101000000_t'), join(folder, '20260102000000_u'), { recursive: true });
  expect(await pendingMigrations(pool, folder)).toEqual(['20260102000000_u']);
  await pool.end();
});

const COLUMNS_SQL = `
  select table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable || ' ' || coalesce(column_default, '') as line
  from information_schema.columns
  where table_schema = 'public' and table_name <> '_prisma_migrations'
    -- Views are the migrations' alone: the schema language has none that could be compared.
    and table_name not in (select v.table_name from information_schema.views v where v.table_schema = 'public')`;
const INDEXES_SQL = `
  select indexdef as line from pg_indexes where schemaname = 'public' and tablename <> '_prisma_migrations'`;
const FOREIGN_KEYS_SQL = `
  select conrelid::regclass || ' ' || pg_get_constraintdef(oid) as line from pg_constraint
  where contype in ('f', 'p') and connamespace = 'public'::regnamespace and conrelid <> coalesce(to_regclass('_prisma_migrations'), 0)`;

async function linesOf(url: string, sql: string): Promise<string[]> {
  return (await query<{ line: string }>(url, sql)).map(({ line }) => line).sort();
}

test('the migrations and the schema agree', async () => {
  const migrated = await createEmptyDatabase();
  await migrate(migrated, { folder: MIGRATIONS });
  const described = await createEmptyDatabase();
  const script = prisma(
    'migrate',
    'diff',
    '--from-empty',
    '--to-schema-datamodel',
    'prisma',
    '--script',
  );
  await query(described, script);
  const wanted = await linesOf(described, COLUMNS_SQL);
  expect(wanted.length).toBeGreaterThan(100);
  expect(await linesOf(migrated, COLUMNS_SQL)).toEqual(wanted);
  // Migrations may say more than the schema language can: partial indexes, checks.
  const indexes = await linesOf(migrated, INDEXES_SQL);
  expect(indexes).toEqual(expect.arrayContaining(await linesOf(described, INDEXES_SQL)));
  const foreignKeys = await linesOf(migrated, FOREIGN_KEYS_SQL);
  expect(foreignKeys).toEqual(expect.arrayContaining(await linesOf(described, FOREIGN_KEYS_SQL)));
});
