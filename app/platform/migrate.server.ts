/**
 * Migrations: `prisma/migrations/<time>_<name>/migration.sql`, applied in order of name, one transaction
 * each, under Prisma's own advisory lock, and recorded in `_prisma_migrations` exactly as Prisma does, so
 * that whoever has Prisma's native engine can go on with `prisma migrate`.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';

export type MigrateOptions = {
  /** Default: prisma/migrations of this repository. */
  readonly folder?: string;
  readonly clock?: Clock;
};

type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };
type Recorded = { migration_name: string; checksum: string; finished_at: Date | null };

const DEFAULT_FOLDER = join(import.meta.dirname, '../../prisma/migrations');
const PRISMA_LOCK = 72_707_369; // the key that Prisma's schema engine locks, so that the two exclude each other

const RECORDS_TABLE = `
  create table if not exists _prisma_migrations (
    id                  varchar(36) primary key not null,
    checksum            varchar(64) not null,
    finished_at         timestamptz,
    migration_name      varchar(255) not null,
    logs                text,
    rolled_back_at      timestamptz,
    started_at          timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;

/** Brings the database up to date, the queue's own schema included. Returns the names applied now. */
export async function migrate(
  databaseUrl: string,
  options: MigrateOptions = {},
): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(RECORDS_TABLE);
    const pending = await findPending(client, options.folder ?? DEFAULT_FOLDER);
    for (const migration of pending) await apply(client, migration, options.clock ?? systemClock);
    await migrateQueue(databaseUrl);
    return pending.map(({ name }) => name);
  } finally {
    await client.end(); // ends the lock with the session
  }
}

/** Names of migrations that this code has and the database has not: not ready to serve while there are any. */
export async function pendingMigrations(pool: pg.Pool, folder?: string): Promise<string[]> {
  const there = await pool.query<{ there: boolean }>(
    `select to_regclass('_prisma_migrations') is not null as there`,
  );
  if (there.rows[0]?.there !== true) {
    return (await readMigrations(folder ?? DEFAULT_FOLDER)).map(({ name }) => name);
  }
  return (await findPending(pool, folder ?? DEFAULT_FOLDER)).map(({ name }) => name);
}

async function findPending(
  database: Pick<pg.Pool, 'query'>,
  folder: string,
): Promise<readonly Migration[]> {
  const { rows } = await database.query<Recorded>(
    `select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null`,
  );
  const recorded = new Map(rows.map((row) => [row.migration_name, row]));
  const unfinished = rows.find((row) => row.finished_at === null);
  if (unfinished)
    throw new Error(`Migration ${unfinished.migration_name} was begun and not finished.`);
  const migrations = await readMigrations(folder);
  for (const { name, checksum } of migrations) {
    const before = recorded.get(name);
    if (before && before.checksum !== checksum) {
      throw new Error(
        `Migration ${name} was changed after it had been applied. Write a new one instead.`,
      );
    }
  }
  return migrations.filter(({ name }) => !recorded.has(name));
}

async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function apply(client: pg.Client, migration: Migration, clock: Clock): Promise<void> {
  const startedAt = clock.now();
  await client.query('begin');
  try {
    await client.query(migration.sql); // one simple query: bodies between $$ arrive whole
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, $4, $5, 1)`,
      [randomUUID(), migration.checksum, migration.name, startedAt, clock.now()],
    );
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    const place = placeOf(migration.sql, cause);
    throw new Error(`Migration ${migration.name} failed${place}: ${String(cause)}`, { cause });
  }
}

/** PostgreSQL counts characters from 1; people look for a line. */
function placeOf(sql: string, fault: unknown): string {
  const position = Number(fault instanceof pg.DatabaseError ? fault.position : undefined);
  if (!Number.isInteger(position)) return '';
  const before = sql.slice(0, position - 1).split('\n');
  const line = sql.split('\n')[before.length - 1]?.trim();
  return ` at line ${before.length} (${line})`;
}

async function migrateQueue(databaseUrl: string): Promise<void> {
  await runMigrations({ connectionString: databaseUrl, logger: new Logger(() => () => undefined) });
}
