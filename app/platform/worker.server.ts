/** Worker: takes jobs from the queue and runs their handlers, many at a time, until it is stopped. */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Logger, runTaskList } from 'graphile-worker';
import type { TaskList, WorkerEvents, WorkerPool } from 'graphile-worker';
import pg from 'pg';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { poolConfig } from './database.server.ts';
import type { JobCatalog, JobHandlers, RunningJob } from './job-catalog.ts';
import { taskList } from './job-run.server.ts';
import type { JobOutcome } from './job-run.server.ts';
import { holdLifeLock, keepHouse, keyedNames } from './queue-housekeeping.server.ts';
import type { ExhaustedJob, Scheduled } from './queue-housekeeping.server.ts';
import { JobJournal, keepRunning } from './queue-runs.server.ts';

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
  /** Under which jobs are locked, for as long as the worker lives. */
  readonly id: string;
  /** Takes no more jobs, lets the running ones finish, gives back the waiting ones. */
  stop(): Promise<void>;
};

const POLL_MS = 1_000; // the net under NOTIFY, and the grain of jobs that wait for their time

/**
 * Starts a worker; the database must be migrated. Rejects when the database cannot be reached; once started it
 * outlives every absence of the database.
 */
export function startWorker<Catalog extends JobCatalog>(
  options: WorkerOptions<Catalog>,
): Promise<RunningWorker>;
export async function startWorker(options: AnyWorkerOptions): Promise<RunningWorker> {
  const { databaseUrl, onFault = () => undefined } = options;
  const workerId = `worker-${randomUUID()}`;
  // Held before the first job is locked: no job is ever locked by an id without a life lock.
  const lifeLock = await holdLifeLock(databaseUrl, workerId);
  const pool = queuePool(options, onFault);
  const journal = new JobJournal();
  const tasks = taskList(options, {
    pool,
    workerId,
    journal,
    nudge: () => runs.current().nudge(1),
  });
  const runs = keepRunning({
    workerId,
    pool,
    journal,
    keyedNames: keyedNames(options.catalog),
    begin: () => beginRun(options, { pool, workerId, tasks }),
    onFault,
  });
  const stopHousekeeping = startHousekeeping(options, pool, workerId, onFault);
  return {
    id: workerId,
    async stop() {
      await Promise.all([runs.stop(), stopHousekeeping()]);
      await pool.end();
      await lifeLock.release();
    },
  };
}

type Fault = (message: string, cause: unknown) => void;

const DEFAULT_CONCURRENCY = 8;

function queuePool({ databaseUrl, concurrency }: AnyWorkerOptions, onFault: Fault): pg.Pool {
  const size = Math.min(concurrency ?? DEFAULT_CONCURRENCY, 4) + 3;
  const pool = new pg.Pool(poolConfig(databaseUrl, { size, name: 'queue' }));
  pool.on('error', (cause) => onFault('A connection of the queue broke', cause));
  // Lent ones too: graphile-worker listens to them only until it ends by a fault, housekeeping may have one longer.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

function beginRun(
  options: AnyWorkerOptions,
  { pool, workerId, tasks }: { pool: pg.Pool; workerId: string; tasks: TaskList },
): WorkerPool {
  const events: WorkerEvents = new EventEmitter();
  // Told before its first query: every run of this worker locks jobs under the id that holds the life lock.
  events.on('pool:create', ({ workerPool }) => void (workerPool.id = workerId));
  // graphile-worker 0.18 fails to stop while fetched jobs wait ("Cannot background something when the queue is
  // already released"), so at that moment they are taken out of its hands; they are given back after its end.
  events.on('localQueue:setMode', ({ localQueue, newMode }) => {
    if (newMode === 'RELEASED') localQueue.jobQueue.splice(0);
  });
  const logger = queueLogger(options.onFault ?? (() => undefined));
  const settings = { logger, noHandleSignals: true, preset: preset(options), events };
  const run = runTaskList(settings, tasks, pool);
  endWithoutFirstLook(run, events);
  return run;
}

const FIRST_LOOK_MS = 5_000;

/**
 * graphile-worker 0.18 keeps the answer to its first question (the ids of the job names) for all time, even when that
 * answer was a fault: every later look at the queue would fail with it. A run that has begun so is ended.
 */
function endWithoutFirstLook(run: WorkerPool, events: WorkerEvents): void {
  const end = () =>
    void Promise.resolve(run.gracefulShutdown('No look at the queue')).catch(() => undefined);
  const timer = setTimeout(end, FIRST_LOOK_MS).unref();
  const forget = () => clearTimeout(timer);
  events.once('localQueue:getJobs:complete', forget).once('pool:gracefulShutdown', forget);
}

function preset(options: AnyWorkerOptions) {
  const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
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

function queueLogger(fault: Fault): Logger {
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
  fault: Fault,
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
