/** Readiness: whether a process can do its work now. What hangs is as good as away. */
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { pendingMigrations } from './migrate.server.ts';

export type Readiness = {
  readonly ready: boolean;
  /** `ok` or what is wrong, for each thing that is needed. */
  readonly checks: Readonly<Record<string, string>>;
};

const PATIENCE_MS = 3_000;
const NEEDED = ['database', 'migrations', 'queue'];

/** Looks at the database, its migrations and the queue; answers within 3 s whatever they do. */
export async function readReadiness(pool: pg.Pool): Promise<Readiness> {
  const checks: Record<string, string> = {};
  const patience = new AbortController();
  const late = delay(PATIENCE_MS, undefined, { signal: patience.signal, ref: false }).then(
    () => Promise.reject(new Error(`No answer within ${PATIENCE_MS} ms`)),
    () => undefined,
  );
  try {
    await Promise.race([look(pool, checks), late]);
  } catch (fault) {
    checks['database'] = fault instanceof Error ? fault.message : 'away';
  } finally {
    patience.abort();
  }
  const seen = { ...checks }; // a look that is late may still be writing
  return { ready: NEEDED.every((check) => seen[check] === 'ok'), checks: seen };
}

async function look(pool: pg.Pool, checks: Record<string, string>): Promise<void> {
  await pool.query('select 1');
  checks['database'] = 'ok';
  const pending = await pendingMigrations(pool);
  checks['migrations'] = pending.length === 0 ? 'ok' : `${pending.length} are missing`;
  await pool.query('select from graphile_worker._private_jobs limit 1');
  checks['queue'] = 'ok';
}
