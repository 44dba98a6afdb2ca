/** Worker: takes jobs from the queue and runs their handlers, many at a time, until it is stopped. */
import { EventEmitter } from 'node:events';
import { Logger, runTaskList } from 'graphile-worker';
import type { WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { poolConfig } from './database.server.ts';
import type { JobCatalog, JobHandlers, RunningJob } from './job-catalog.ts';
import { taskList } from './job-run.server.ts';
import type { JobOutcome } from './job-run.server.ts';
import { holdLifeLock, keepHouse } from './queue-housekeeping.server.ts';
import type { ExhaustedJob, LifeLock, Scheduled } from './queue-housekeeping.server.ts';

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
  // Lent ones too: graphile-worker listens to them only until it ends by a fault, housekeeping may have one longer.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const events: WorkerEvents = new EventEmitter();
  const waiting = takeWaitingJobsAtRelease(events);
  const workers = runTaskList(
    {
      logger: queueLogger(fault),
      noHandleSignals: true,
      preset: preset(options, concurrency),
      events,
    },
    taskList(options, pool, () => workers),
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
      const finished = workers.gracefulShutdown('The worker is stopping');
      await Promise.all([finished, stopHousekeeping()]);
      await giveBack(pool, workers.id, waiting);
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

/**
 * graphile-worker 0.18 fails to stop while fetched jobs wait ("Cannot background something when the queue is
 * already released"), so at that moment they are taken out of its hands and given back by us.
 */
function takeWaitingJobsAtRelease(events: WorkerEvents): FetchedJob[] {
  const taken: FetchedJob[] = [];
  events.on('localQueue:setMode', ({ localQueue, newMode }) => {
    if (newMode === 'RELEASED') taken.push(...localQueue.jobQueue.splice(0));
  });
  return taken;
}

type FetchedJob = { readonly id: string; readonly attempts: number };

/** A job whose key was added again meanwhile has had its attempts raised: the newer one replaces it, so they stay. */
const GIVE_BACK_SQL = `
  update graphile_worker._private_jobs as jobs
  set locked_at = null, locked_by = null,
      attempts = case when jobs.attempts = fetched.attempts then jobs.attempts - 1 else jobs.attempts end
  from unnest($2::bigint[], $3::integer[]) as fetched(id, attempts)
  where jobs.id = fetched.id and jobs.locked_by = $1`;

async function giveBack(
  pool: pg.Pool,
  workerId: string,
  jobs: readonly FetchedJob[],
): Promise<void> {
  if (jobs.length === 0) return;
  const columns = [jobs.map(({ id }) => id), jobs.map(({ attempts }) => attempts)];
  await pool.query(GIVE_BACK_SQL, [workerId, ...columns]);
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

const NEVER = new AbortController().signal;

/** Returns what ends it, after the round that is under way. */
function startHousekeeping(
  options: AnyWorkerOptions,
  pool: pg.Pool,
  workerId: string,
  fault: (message: string, cause: unknown) => void,
): () => Promise<void> {
  const { catalog, schedule = [], clock = systemClock } = options;
  const onExhausted = async ({ id, name, payload, attempts }: ExhaustedJob) => {
    const job = { id, name, attempt: attempts, isLastAttempt: true, signal: NEVER };
    await options.onParked?.(job, 'Its worker died at the last attempt', payload);
  };
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  const next = () => {
    round = keepHouse(pool, { workerId, catalog, schedule, now: clock.now(), onExhausted })
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
