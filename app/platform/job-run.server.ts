/** Job run: one attempt at a job, and what becomes of the job after it. */
import type { JobHelpers, TaskList } from 'graphile-worker';
import type pg from 'pg';
import type { Instant } from './clock.ts';
import type { JobCatalog, JobHandlers, JobVerdict, RunningJob } from './job-catalog.ts';
import { correlate } from './log.server.ts';
import { definitionOf } from './queue.server.ts';
import { readTrace } from './tracing.server.ts';
import type { JobJournal } from './queue-runs.server.ts';

export type JobOutcome = JobVerdict | { readonly kind: 'failed'; readonly fault: unknown };

export type RunOptions = {
  readonly catalog: JobCatalog;
  readonly handlers: JobHandlers<JobCatalog>;
  readonly around?: (job: RunningJob, run: () => Promise<JobOutcome>) => Promise<JobOutcome>;
  readonly onParked?: (job: RunningJob, why: string, payload: unknown) => Promise<void>;
};

export type RunGround = {
  readonly pool: pg.Pool;
  readonly workerId: string;
  readonly journal: JobJournal;
  /** Has the worker look for due jobs now. */
  readonly nudge: () => void;
};

/** The catalogue's handlers as graphile-worker wants them. */
export function taskList(options: RunOptions, ground: RunGround): TaskList {
  const around = options.around ?? ((_job, run) => run());
  const names = Object.keys(options.handlers);
  return Object.fromEntries(
    names.map((name) => [
      name,
      (payload: unknown, helpers: JobHelpers) =>
        ground.journal.enter(helpers.job.id, async () => {
          const job = toRunningJob(name, helpers);
          const ids = { ...readTrace(payload), jobId: job.id, job: name };
          const outcome = await correlate(ids, () =>
            around(job, () => attemptJob(options, job, payload)),
          );
          await settle(options, ground, job, outcome, payload);
        }),
    ]),
  );
}

function toRunningJob(name: string, { job, abortSignal }: JobHelpers): RunningJob {
  const isLastAttempt = job.attempts >= job.max_attempts;
  return { id: job.id, name, attempt: job.attempts, isLastAttempt, signal: abortSignal };
}

async function attemptJob(
  options: RunOptions,
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

/** Thrown to graphile-worker, which would otherwise remove the job; its own update then finds no row that it holds. */
class Parked extends Error {}

async function settle(
  options: RunOptions,
  { pool, workerId, nudge }: RunGround,
  job: RunningJob,
  outcome: JobOutcome,
  payload: unknown,
): Promise<void> {
  if (outcome.kind === 'done') return;
  const ends = outcome.kind === 'park' || (job.isLastAttempt && !isFree(outcome));
  const why = outcome.kind === 'failed' ? String(outcome.fault) : outcome.why;
  if (ends) await options.onParked?.(job, why, payload);
  if (outcome.kind === 'failed') throw outcome.fault;
  if (outcome.kind === 'retry' && !ends) {
    const spent = outcome.counts ? job.attempt : job.attempt - 1;
    await pool.query(RETRY_SQL, [job.id, workerId, job.attempt, outcome.at, why, spent]);
    return nudgeAt(nudge, outcome.at);
  }
  await pool.query(PARK_SQL, [job.id, workerId, why]);
  throw new Parked(why);
}

function isFree(outcome: JobOutcome): boolean {
  return outcome.kind === 'retry' && !outcome.counts;
}

const PARK_SQL = `
  update graphile_worker._private_jobs
  set locked_at = null, locked_by = null, last_error = $3, attempts = max_attempts
  where id = $1 and locked_by = $2`;

/**
 * Puts the job back as a new row and leaves nothing of the old one. Unlocking the old row would race with
 * graphile-worker, which settles it a moment later, when this very worker may have fetched it again.
 * A job whose key was added again while it ran has had its attempts raised: the newer one replaces it.
 */
const RETRY_SQL = `
  with taken as (
    delete from graphile_worker._private_jobs where id = $1 and locked_by = $2 and attempts = $3
    returning task_id, payload, max_attempts, key, priority, flags
  )
  insert into graphile_worker._private_jobs
    (task_id, payload, max_attempts, key, priority, flags, run_at, last_error, attempts)
  select task_id, payload, max_attempts, key, priority, flags, $4, $5, $6::integer from taken`;

const SOON_MS = 10_000;

/** Polling would find a job that waits for its time up to a second late. */
function nudgeAt(nudge: () => void, at: Instant): void {
  const wait = at.getTime() - Date.now();
  if (wait < SOON_MS) setTimeout(nudge, Math.max(0, wait) + 1).unref();
}
