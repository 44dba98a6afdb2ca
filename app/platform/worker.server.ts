/** Worker: takes jobs from the queue and runs their handlers, many at a time, until it is stopped. */
import { Logger, runTaskList } from 'graphile-worker';
import type { JobHelpers, TaskList } from 'graphile-worker';
import pg from 'pg';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { poolConfig } from './database.server.ts';
import type { JobCatalog, JobHandlers, JobVerdict, RunningJob } from './job-catalog.ts';
import { correlate } from './log.server.ts';
import { holdLifeLock, keepHouse } from './queue-housekeeping.server.ts';
import type { LifeLock, Scheduled } from './queue-housekeeping.server.ts';
import { definitionOf } from './queue.server.ts';

export type WorkerOptions<Catalog extends JobCatalog> = {
  readonly databaseUrl: string;
  readonly catalog: Catalog;
  readonly handlers: JobHandlers<Catalog>;
  /** Jobs at a time; default 8. */
  readonly concurrency?: number;
  /** Jobs fetched ahead; default 100, at least `concurrency`. More is faster and shares less with other workers. */
  readonly localQueue?: number;
  readonly schedule?: readonly Scheduled<Catalog>[];
  /** Milliseconds between rounds of housekeeping; default 1,000. */
  readonly housekeepingEvery?: number;
  /** Milliseconds that running jobs get to finish at `stop` before they are told to abort; default 20,000. */
  readonly patience?: number;
  readonly clock?: Clock;
  /** Wraps each run, for correlation ids and histograms. It must call `run` once and return its answer. */
  readonly around?: (job: RunningJob, run: () => Promise<JobOutcome>) => Promise<JobOutcome>;
  /** Told of each job that is not tried again: open an exception for a person. */
  readonly onParked?: (job: RunningJob, why: string, payload: unknown) => Promise<void>;
  /** Told of trouble that is no job's fault. */
  readonly onFault?: (message: string, fault: unknown) => void;
};

type AnyWorkerOptions = WorkerOptions<JobCatalog>;

export type JobOutcome = JobVerdict | { readonly kind: 'failed'; readonly fault: unknown };

export type RunningWorker = {
  readonly id: string;
  /** Takes no more jobs, lets the running ones finish, gives back the waiting ones. */
  stop(): Promise<void>;
  /** Settles when the worker has ended; rejects when it ended by a fault, after which the process should exit. */
  readonly ended: Promise<void>;
};

const POLL_MS = 1_000; // the net under NOTIFY, and the grain of jobs that wait for their time

/** Starts a worker; the database must be migrated. Rejects when the database cannot be reached. */
export function startWorker<Catalog extends JobCatalog>(
  options: WorkerOptions<Catalog>,
): Promise<RunningWorker>;
export async function startWorker(options: AnyWorkerOptions): Promise<RunningWorker> {
  const fault = options.onFault ?? (() => undefined);
  const concurrency = options.concurrency ?? 8;
  // No connection is handed out before the life lock is held, so no job is ever locked by an id without one.
  const alive = Promise.withResolvers<void>();
  const pool = queuePool(options.databaseUrl, concurrency, alive.promise);
  pool.on('error', (cause) => fault('A connection of the queue broke', cause));
  const workers = runTaskList(
    { logger: queueLogger(fault), noHandleSignals: true, preset: preset(options, concurrency) },
    taskList(options, pool, () => workers.id),
    pool,
  );
  const ended = workers.promise.then(() => undefined);
  ended.catch((cause: unknown) => fault('The worker ended by a fault', cause));
  const lifeLock = await takeLifeLock(options.databaseUrl, workers.id, alive);
  const stopHousekeeping = startHousekeeping(options, pool, workers.id, fault);
  return {
    id: workers.id,
    ended,
    async stop() {
      await stopHousekeeping();
      await workers.gracefulShutdown('The worker is stopping');
      await pool.end();
      await lifeLock.release();
    },
  };
}

function queuePool(databaseUrl: string, concurrency: number, alive: Promise<void>): pg.Pool {
  const config = {
    ...poolConfig(databaseUrl, { size: Math.min(concurrency, 4) + 3, name: 'queue' }),
    // node-postgres calls it for each new connection before it hands it out
    verify: (_client: pg.PoolClient, done: (fault?: Error) => void) =>
      void alive.then(() => done(), done),
  };
  return new pg.Pool(config);
}

async function takeLifeLock(
  databaseUrl: string,
  workerId: string,
  alive: PromiseWithResolvers<void>,
): Promise<LifeLock> {
  try {
    const lock = await holdLifeLock(databaseUrl, workerId);
    alive.resolve();
    return lock;
  } catch (cause) {
    alive.reject(cause);
    throw cause;
  }
}

function preset(options: AnyWorkerOptions, concurrency: number) {
  return {
    worker: {
      concurrentJobs: concurrency,
      pollInterval: POLL_MS,
      localQueue: { size: Math.max(options.localQueue ?? 100, concurrency), ttl: 60_000 },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
      gracefulShutdownAbortTimeout: options.patience ?? 20_000,
    },
  };
}

function queueLogger(fault: (message: string, cause: unknown) => void): Logger {
  return new Logger(() => (level, message, meta) => {
    const isJobFailure = meta?.['failure'] === true; // `around` has seen it
    if (level === 'error' && !isJobFailure) fault(message, meta?.['error']);
  });
}

function taskList(options: AnyWorkerOptions, pool: pg.Pool, workerId: () => string): TaskList {
  const around = options.around ?? ((_job, run) => run());
  const names = Object.keys(options.handlers);
  return Object.fromEntries(
    names.map((name) => [
      name,
      async (payload: unknown, helpers: JobHelpers) => {
        const job = toRunningJob(name, helpers);
        const outcome = await correlate({ jobId: job.id, job: name }, () =>
          around(job, () => attemptJob(options, job, payload)),
        );
        await settle(options, pool, workerId(), job, outcome, payload);
      },
    ]),
  );
}

function toRunningJob(name: string, { job, abortSignal }: JobHelpers): RunningJob {
  const isLastAttempt = job.attempts >= job.max_attempts;
  return { id: job.id, name, attempt: job.attempts, isLastAttempt, signal: abortSignal };
}

async function attemptJob(
  options: AnyWorkerOptions,
  job: RunningJob,
  payload: unknown,
): Promise<JobOutcome> {
  const parsed = definitionOf(options.catalog, job.name).payload.safeParse(payload);
  if (!parsed.success) return { kind: 'park', why: `Payload: ${parsed.error.message}` };
  const handler = options.handlers[job.name];
  if (!handler) return { kind: 'park', why: 'No handler' };
  try {
    return (await handler(parsed.data, job)) ?? { kind: 'done' };
  } catch (fault) {
    return { kind: 'failed', fault };
  }
}

/** Thrown to graphile-worker for a job that we have given back ourselves; its own update then finds no row. */
class GivenBack extends Error {}

async function settle(
  options: AnyWorkerOptions,
  pool: pg.Pool,
  workerId: string,
  job: RunningJob,
  outcome: JobOutcome,
  payload: unknown,
): Promise<void> {
  if (outcome.kind === 'done') return;
  const ends = outcome.kind === 'park' || (job.isLastAttempt && !isFree(outcome));
  const why = outcome.kind === 'failed' ? String(outcome.fault) : outcome.why;
  if (ends) await options.onParked?.(job, why, payload);
  if (outcome.kind === 'failed') throw outcome.fault;
  if (outcome.kind === 'park') await pool.query(PARK_SQL, [job.id, workerId, why]);
  else {
    const spent = outcome.counts ? job.attempt : job.attempt - 1;
    await pool.query(RETRY_SQL, [job.id, workerId, why, outcome.at, job.attempt, spent]);
  }
  throw new GivenBack(why);
}

function isFree(outcome: JobOutcome): boolean {
  return outcome.kind === 'retry' && !outcome.counts;
}

const PARK_SQL = `
  update graphile_worker._private_jobs
  set locked_at = null, locked_by = null, last_error = $3, attempts = max_attempts
  where id = $1 and locked_by = $2`;

/** A job whose key was added again while it ran has had its attempts raised: the newer one replaces it, so they stay. */
const RETRY_SQL = `
  update graphile_worker._private_jobs
  set locked_at = null, locked_by = null, last_error = $3, run_at = $4,
      attempts = case when attempts = $5 then $6::integer else attempts end
  where id = $1 and locked_by = $2`;

/** Returns what ends it, after the round that is under way. */
function startHousekeeping(
  options: AnyWorkerOptions,
  pool: pg.Pool,
  workerId: string,
  fault: (message: string, cause: unknown) => void,
): () => Promise<void> {
  const { catalog, schedule = [], clock = systemClock } = options;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  const next = () => {
    round = keepHouse(pool, { workerId, catalog, schedule, now: clock.now() })
      .then(() => undefined)
      .catch((cause: unknown) => fault('Housekeeping of the queue failed', cause))
      .then(() => {
        if (!stopped) timer = setTimeout(next, options.housekeepingEvery ?? 1_000);
      });
  };
  next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await round;
  };
}
