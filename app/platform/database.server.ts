/**
 * Database: PostgreSQL through Prisma. A `Tx` is the one handle that verbs write through: business rows,
 * audit lines and jobs of one act commit together. The inbox insert and COPY use a bare pool (`openPool`).
 */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { Prisma } from './prisma/generated/client.ts';
import type { PrismaClient } from './prisma/generated/client.ts';

export type Database = PrismaClient;
export type Tx = Prisma.TransactionClient;

export type TransactionOptions = {
  readonly isolation?: Prisma.TransactionIsolationLevel;
  /** Milliseconds that the transaction may take; default 15,000. */
  readonly timeout?: number;
  /** How often to run it in all when PostgreSQL asks for a repetition; default 5. */
  readonly attempts?: number;
  /** 0 ≤ x < 1, for the jitter of repetitions. */
  readonly random?: () => number;
};

/**
 * What PostgreSQL asks to repeat (appendix A, class 40), and the milliseconds to wait before the n-th repetition.
 * 25P02 is not among them: it is the echo of an earlier fault.
 */
const REPEAT_AFTER: Readonly<Record<string, readonly number[]>> = {
  '40001': [5, 20, 60, 150, 300], // serialization failure
  '40P01': [10, 40, 120, 250, 500], // deadlock detected
};

/**
 * Runs `act` in one transaction and commits. Serialization failures and deadlocks repeat it from the
 * start, so it must have no effects outside the database. Anything else that it throws rolls back and is thrown on.
 */
export async function inTransaction<Value>(
  database: Database,
  act: (tx: Tx) => Promise<Value>,
  options: TransactionOptions = {},
): Promise<Value> {
  const { isolation, timeout = 15_000, attempts = 5, random = Math.random } = options;
  const settings = { timeout, ...(isolation ? { isolationLevel: isolation } : {}) };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.$transaction(act, settings);
    } catch (fault) {
      const pauses = REPEAT_AFTER[sqlState(fault) ?? ''];
      if (!pauses || attempt >= attempts) throw fault;
      await delay((pauses[Math.min(attempt, pauses.length) - 1] ?? 0) * (0.5 + random()));
    }
  }
}

const AdapterFault = z.object({
  meta: z.object({
    driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }),
  }),
});
const PgFault = z.object({ code: z.string().regex(/^[0-9A-Z]{5}$/) });
const WRITE_CONFLICT = 'P2034'; // how Prisma names 40001 and 40P01 when it hides the original code

/** The SQLSTATE of a fault that came through Prisma or `pg`, its causes searched too; undefined when it is none. */
export function sqlState(fault: unknown): string | undefined {
  if (!(fault instanceof Error)) return undefined;
  const throughAdapter = AdapterFault.safeParse(fault).data;
  if (throughAdapter) return throughAdapter.meta.driverAdapterError.cause.originalCode;
  const code = z.object({ code: z.string() }).safeParse(fault).data?.code;
  if (code === WRITE_CONFLICT) return '40001';
  return PgFault.safeParse(fault).success ? code : sqlState(fault.cause);
}

/**
 * Takes the lock named by `key` until the transaction ends, or answers false at once when another holds it.
 * The name is hashed to 64 bits; two names on one number would only wait for each other.
 */
export async function tryAdvisoryXactLock(tx: Tx, key: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ locked: boolean }[]>(
    Prisma.sql`/* planned once */ select pg_try_advisory_xact_lock(hashtextextended(${key}, 0)) as locked`,
  );
  return rows[0]?.locked === true;
}

/** Takes the lock named by `key` until the transaction ends, waiting for whoever holds it. */
export async function advisoryXactLock(tx: Tx, key: string): Promise<void> {
  await tx.$executeRaw`/* planned once */ select pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
}

export type PoolOptions = {
  readonly size?: number;
  /** Shown in pg_stat_activity. */
  readonly name?: string;
};

/** A bare pool, for the two named exceptions (inbox insert, COPY) and for the queue. */
export function openPool(databaseUrl: string, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool(poolConfig(databaseUrl, options));
  pool.on('error', () => undefined); // an idle connection broke: the pool replaces it at the next use
  // One that breaks while it is lent fails its query; as an event that nobody hears it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Connection settings that every pool of ours shares. */
export function poolConfig(databaseUrl: string, options: PoolOptions): pg.PoolConfig {
  return {
    connectionString: databaseUrl,
    max: options.size ?? 10,
    application_name: options.name ?? 'stockbridge',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // Moments travel without a zone in some statements: every session of ours reads them as UTC.
    options: '-c timezone=UTC',
  };
}
