/**
 * The database of the tests: one embedded PostgreSQL for a run, a template with all migrations, and for
 * each test file a copy of its own, made when the file asks and dropped when it ends.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { openDatabase } from '../../app/db.server.ts';
import { openPool } from '../../app/platform/database.server.ts';
import type { Database } from '../../app/platform/database.server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    serverUrl: string;
    templateDatabase: string;
  }
}

export type TestDatabase = {
  readonly url: string;
  readonly db: Database;
  readonly pool: pg.Pool;
  /** Empties every table but the record of migrations, and the queue. */
  empty(): Promise<void>;
};

/** A database of this test file's own, with all migrations. Call it once, in `beforeAll` or at the top. */
export async function cloneDatabase(options: { poolSize?: number } = {}): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(
    `create database ${name} template ${inject('templateDatabase')} strategy file_copy`,
  );
  const url = databaseUrl(name);
  const db = openDatabase(url, { size: options.poolSize ?? 10, name });
  const pool = openPool(url, { size: options.poolSize ?? 10, name });
  afterAll(async () => {
    await db.$disconnect();
    await pool.end();
    await onServer(`drop database ${name} with (force)`);
  });
  return { url, db, pool, empty: () => emptyTables(pool) };
}

/** An empty database without any migration, dropped when the file ends. Returns its URL. */
export async function createEmptyDatabase(): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`create database ${name}`);
  afterAll(() => onServer(`drop database ${name} with (force)`));
  return databaseUrl(name);
}

function databaseUrl(name: string): string {
  const url = new URL(inject('serverUrl'));
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('serverUrl') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const TABLES_SQL = `
  select string_agg(format('%I.%I', schemaname, tablename), ', ') as list from pg_tables
  where (schemaname = 'public' and tablename <> '_prisma_migrations')
     or (schemaname = 'graphile_worker' and tablename = '_private_jobs')`;

async function emptyTables(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ list: string | null }>(TABLES_SQL);
  if (rows[0]?.list) await pool.query(`truncate ${rows[0].list} restart identity cascade`);
}
