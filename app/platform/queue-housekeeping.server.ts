/**
 * Housekeeping of the queue, done by every worker and by only one at a time: jobs of workers that died
 * are freed, what newer jobs have replaced is removed, and jobs of the clock are put in place.
 *
 * Which workers live is known by advisory locks: each holds one on its id in a session of its own, which
 * ends with the process. graphile-worker itself would free a dead worker's jobs after four hours.
 */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Instant } from './clock.ts';
import type { Tx } from './database.server.ts';
import type { Job, JobCatalog } from './job-catalog.ts';
import { definitionOf, enqueueThrough } from './queue.server.ts';

/** A job that is due again and again. It needs a key in the catalogue; `every` is in milliseconds. */
export type Scheduled<Catalog extends JobCatalog> = {
  readonly job: Job<Catalog>;
  readonly every: number;
};

export type HousekeepingRound = {
  readonly workerId: string;
  readonly catalog: JobCatalog;
  readonly schedule: readonly Scheduled<JobCatalog>[];
  readonly now: Instant;
  /** Told, before the round commits, of a job whose worker died at its last attempt. */
  readonly onExhausted?: (job: ExhaustedJob) => Promise<void>;
};

export type ExhaustedJob = {
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
  readonly attempts: number;
};

export type LifeLock = { release(): Promise<void> };

const LIFE_LOCK_SQL = `select pg_advisory_lock(hashtextextended('worker:' || $1, 0))`;
/** A machine that vanishes sends no goodbye: 10 s + 3 × 5 s later the server ends its session. */
const KEEPALIVE_SQL = `set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3`;

/** Holds the worker's lock until released, on a connection of its own that is made again when it breaks. */
export async function holdLifeLock(databaseUrl: string, workerId: string): Promise<LifeLock> {
  let released = false;
  let client = await connectAndLock(databaseUrl, workerId, hold);
  function hold(): void {
    if (!released) void relock();
  }
  async function relock(): Promise<void> {
    while (!released) {
      await delay(250, undefined, { ref: false });
      try {
        client = await connectAndLock(databaseUrl, workerId, hold);
        if (released) await client.end();
        return;
      } catch {
        // The database is away: try until it is back, or the worker stops.
      }
    }
  }
  return {
    async release() {
      released = true;
      await client.end().catch(() => undefined);
    },
  };
}

async function connectAndLock(
  databaseUrl: string,
  workerId: string,
  onLost: () => void,
): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: `worker ${workerId}`,
    keepAlive: true,
  });
  client.on('error', () => undefined); // 'end' follows
  try {
    await client.connect();
    await client.query(KEEPALIVE_SQL);
    await client.query(LIFE_LOCK_SQL, [workerId]);
  } catch (fault) {
    await client.end().catch(() => undefined);
    throw fault;
  }
  client.once('end', onLost);
  return client;
}

/** Keys of the 64-bit advisory locks that are held; the lock table shows them as two halves. */
const HELD_SQL = `
  select (classid::bigint << 32) | objid::bigint as key
  from pg_locks
  where locktype = 'advisory' and objsubid = 1 and granted
    and database = (select oid from pg_database where datname = current_database())`;

/** Frees what dead workers had locked and tells the living. One look at the lock table, one scan of the locked jobs. */
const FREE_DEAD_SQL = `
  with held as materialized (${HELD_SQL}), owners as materialized (
    select distinct locked_by as id from graphile_worker._private_jobs
    where locked_by is not null and locked_by <> $1
  ), dead as materialized (
    select id from owners where hashtextextended('worker:' || id, 0) not in (select key from held)
  ), freed as (
    update graphile_worker._private_jobs as jobs
    set locked_at = null, locked_by = null,
        last_error = case when attempts >= max_attempts then 'Its worker died' else last_error end
    from dead where jobs.locked_by = dead.id
    returning jobs.id, jobs.task_id, jobs.payload, jobs.key, jobs.attempts, jobs.max_attempts, dead.id as worker
  )
  select freed.*, tasks.identifier as name, pg_notify('jobs:insert', '{"count":1}')
  from freed join graphile_worker._private_tasks as tasks on tasks.id = freed.task_id`;

const DEAD_AMONG_SQL = `
  with held as materialized (${HELD_SQL})
  select id from unnest($1::text[]) as named(id)
  where hashtextextended('worker:' || id, 0) not in (select key from held)`;

/**
 * Those of these worker ids that no living process has. For tables that are queues themselves and note in a
 * row which worker has claimed it.
 */
export async function findDeadWorkers(tx: Tx, workerIds: readonly string[]): Promise<string[]> {
  if (workerIds.length === 0) return [];
  const rows = await tx.$queryRawUnsafe<{ id: string }[]>(DEAD_AMONG_SQL, workerIds); // constant text
  return rows.map(({ id }) => id);
}

const MISSING_SQL = `
  select wanted.key from unnest($1::text[]) as wanted(key)
  where not exists (
    select from graphile_worker._private_jobs as jobs
    where jobs.key = wanted.key and (jobs.attempts < jobs.max_attempts or jobs.locked_at is not null)
  )`;

const HOUSEKEEPING_LOCK = `select pg_try_advisory_xact_lock(hashtextextended('queue housekeeping', 0)) as mine`;

/** One round. Returns the ids of dead workers whose jobs were freed; does nothing while another worker is at it. */
export async function keepHouse(
  pool: pg.Pool,
  round: HousekeepingRound,
): Promise<readonly string[]> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const lock = await client.query<{ mine: boolean }>(HOUSEKEEPING_LOCK);
    const freed = lock.rows[0]?.mine ? await freeDeadWorkers(client, round) : [];
    if (lock.rows[0]?.mine) {
      await client.query(REMOVE_REPLACED_SQL, [keyedNames(round.catalog)]);
      await placeScheduled(client, round);
    }
    await client.query('commit');
    return freed;
  } catch (fault) {
    broken = fault instanceof Error ? fault : new Error(String(fault));
    throw fault;
  } finally {
    client.release(broken);
  }
}

type FreedJob = {
  id: string;
  name: string;
  payload: unknown;
  key: string | null;
  attempts: number;
  max_attempts: number;
  worker: string;
};

async function freeDeadWorkers(
  client: pg.PoolClient,
  round: HousekeepingRound,
): Promise<readonly string[]> {
  const { rows } = await client.query<FreedJob>(FREE_DEAD_SQL, [round.workerId]);
  for (const job of rows) {
    if (job.attempts < job.max_attempts || isReplaced(round.catalog, job)) continue;
    await round.onExhausted?.(job);
  }
  return [...new Set(rows.map(({ worker }) => worker))];
}

/** Adding the key of a running job takes the key from it and spends its attempts: the newer job stands for both. */
function isReplaced(catalog: JobCatalog, job: FreedJob): boolean {
  return job.key === null && catalog[job.name]?.key !== undefined;
}

/** Names of the jobs that have keys. One of them without its key has been replaced; a parked one still has it. */
export function keyedNames(catalog: JobCatalog): string[] {
  return Object.keys(catalog).filter((name) => catalog[name]?.key !== undefined);
}

/** What was replaced while it ran and then did not succeed would lie here for ever. */
const REMOVE_REPLACED_SQL = `
  delete from graphile_worker._private_jobs as jobs using graphile_worker._private_tasks as tasks
  where tasks.id = jobs.task_id and tasks.identifier = any($1::text[]) and jobs.key is null
    and jobs.locked_at is null and jobs.attempts >= jobs.max_attempts`;

/**
 * Sees that each scheduled job stands in the queue for its next boundary (whole multiples of `every` since
 * 1970, UTC). The waiting job is the memory: what fell due while all workers were down runs at once, a run
 * still going is not doubled, and any number of workers place one.
 */
async function placeScheduled(client: pg.PoolClient, round: HousekeepingRound): Promise<void> {
  const byKey = new Map(round.schedule.map((entry) => [scheduleKey(round.catalog, entry), entry]));
  const { rows } = await client.query<{ key: string }>(MISSING_SQL, [[...byKey.keys()]]);
  const missing = rows.flatMap(({ key }) => byKey.get(key) ?? []);
  const jobs = missing.map(({ job, every }) => ({ ...job, runAt: nextBoundary(round.now, every) }));
  await enqueueThrough(client, round.catalog, jobs);
}

function scheduleKey(catalog: JobCatalog, { job }: Scheduled<JobCatalog>): string {
  const definition = definitionOf(catalog, job.name);
  if (!definition.key) throw new Error(`The scheduled job ${job.name} needs a key`);
  return `${job.name}:${definition.key(definition.payload.parse(job.payload))}`;
}

function nextBoundary(now: Instant, every: number): Instant {
  return new Date((Math.floor(now.getTime() / every) + 1) * every);
}
