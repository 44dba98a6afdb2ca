/**
 * Queue runs: graphile-worker ends for good when it cannot write down what became of a job, as when the database is
 * away at that moment. Here one run of it follows the other under one id. Between two of them what the ended run
 * still held is set right: jobs that were done are removed, all others are given back.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerPool } from 'graphile-worker';
import type pg from 'pg';
import { backOff } from './retry-policy.ts';

export type QueueRunsOptions = {
  readonly workerId: string;
  readonly pool: pg.Pool;
  readonly journal: JobJournal;
  /** Names of jobs that have keys: one that has lost its key was replaced by a newer one. */
  readonly keyedNames: readonly string[];
  readonly begin: () => WorkerPool;
  readonly onFault: (message: string, fault: unknown) => void;
};

export type QueueRuns = { current(): WorkerPool; stop(): Promise<void> };

const PAUSES = { firstMs: 250, capMs: 10_000 };
/** A run that has lasted so long did not fail because of the one before it. */
const STEADY_MS = 60_000;

/** Keeps a run going until it is stopped. */
export function keepRunning(options: QueueRunsOptions): QueueRuns {
  const { begin, onFault } = options;
  const stopping = new AbortController();
  let run = begin();
  const ended = follow();

  async function follow(): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      const begunAt = performance.now();
      await run.promise.catch((fault: unknown) => onFault('The queue has failed us', fault));
      if (performance.now() - begunAt > STEADY_MS) failures = 0;
      await settleLeft(options, stopping.signal, failures);
      if (stopping.signal.aborted) return;
      run = begin();
    }
  }

  return {
    current: () => run,
    async stop() {
      stopping.abort();
      // Its faults are told where the run's end is awaited.
      await Promise.resolve(run.gracefulShutdown('The worker is stopping')).catch(() => undefined);
      await ended;
    },
  };
}

/** Returns when the database is back and everything is in its place, or when the worker is stopping and it is not. */
async function settleLeft(
  { workerId, pool, journal, keyedNames, onFault }: QueueRunsOptions,
  stopping: AbortSignal,
  failures: number,
): Promise<void> {
  for (let attempt = failures + 1; ; attempt += 1) {
    if (!stopping.aborted) await pause(attempt, stopping);
    await journal.atRest();
    try {
      await pool.query(SETTLE_SQL, [workerId, journal.done, keyedNames]);
      return;
    } catch (fault) {
      onFault('The jobs at hand could not be given back', fault);
      if (stopping.aborted) return; // without our life lock the other workers free them
    }
  }
}

async function pause(attempt: number, stopping: AbortSignal): Promise<void> {
  const wait = backOff(attempt, PAUSES, Math.random);
  await delay(wait, undefined, { signal: stopping, ref: false }).catch(() => undefined);
}

/**
 * An attempt whose end was never written down does not count. A job that has lost its key while it ran keeps its
 * spent attempts: a newer one stands for both, and housekeeping removes it.
 */
const SETTLE_SQL = `
  with done as (
    delete from graphile_worker._private_jobs
    where id = any($2::bigint[]) and (locked_by is null or locked_by = $1)
  )
  update graphile_worker._private_jobs as jobs
  set locked_at = null, locked_by = null, attempts = case
    when jobs.key is null and tasks.identifier = any($3::text[]) then jobs.attempts
    else jobs.attempts - 1 end
  from graphile_worker._private_tasks as tasks
  where tasks.id = jobs.task_id and jobs.locked_by = $1 and jobs.id <> all($2::bigint[])`;

/** More than can be done in the moment between a job's end and the line that says so in the database. */
const REMEMBERED = 10_000;

/** Which jobs are being worked on, and which are done but perhaps not yet removed. */
export class JobJournal {
  readonly #done = new Set<string>();
  readonly #running = new Set<Promise<unknown>>();

  get done(): readonly string[] {
    return [...this.#done];
  }

  /** A job counts as done when `act` succeeds. */
  async enter(jobId: string, act: () => Promise<void>): Promise<void> {
    this.#done.delete(jobId);
    const run = act();
    this.#running.add(run);
    try {
      await run;
      this.#remember(jobId);
    } finally {
      this.#running.delete(run);
    }
  }

  #remember(jobId: string): void {
    this.#done.add(jobId);
    const [oldest] = this.#done;
    if (oldest !== undefined && this.#done.size > REMEMBERED) this.#done.delete(oldest);
  }

  async atRest(): Promise<void> {
    await Promise.allSettled(this.#running);
  }
}
