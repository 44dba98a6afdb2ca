/**
 * Job: one unit of work that a worker does after the transaction that made it necessary has committed.
 * The catalogue says for each name what it carries, how often it is tried and which jobs are the same.
 * Jobs are delivered at least once: every handler must be safe to repeat.
 */
import type { z } from 'zod';
import type { Instant } from './clock.ts';

export type JobDefinition<Payload> = {
  readonly payload: z.ZodType<Payload>;
  readonly maxAttempts: number;
  /** Lower goes first; default 0. */
  readonly priority: number;
  /** Waiting jobs with one key are one job, with the newest payload. A running one does not count. */
  readonly key: KeyOf<Payload> | undefined;
  /** Whether adding a waiting job again leaves its time (so that a stream of them cannot postpone it for ever). */
  readonly keepsRunAt: boolean;
};

// A method type, so that definitions of different payloads fit into one catalogue.
type KeyOf<Payload> = { of(payload: Payload): string }['of'];

export type JobCatalog = Readonly<Record<string, JobDefinition<unknown>>>;
export type JobName<Catalog extends JobCatalog> = keyof Catalog & string;
export type PayloadOf<Catalog extends JobCatalog, Name extends JobName<Catalog>> =
  Catalog[Name] extends JobDefinition<infer Payload> ? Payload : never;

/** A job as it is asked for: any name of the catalogue with the payload that belongs to it. */
export type Job<Catalog extends JobCatalog> = {
  [Name in JobName<Catalog>]: {
    readonly name: Name;
    readonly payload: PayloadOf<Catalog, Name>;
    /** Not before this moment; default at once. */
    readonly runAt?: Instant | undefined;
  };
}[JobName<Catalog>];

export type JobSettings<Payload> = {
  readonly payload: z.ZodType<Payload>;
  readonly maxAttempts?: number;
  readonly priority?: number;
  readonly key?: (payload: Payload) => string;
  readonly keepsRunAt?: boolean;
};

/** Default: 25 attempts, which with the queue's own growing delays span about three days. */
export function defineJob<Payload>(settings: JobSettings<Payload>): JobDefinition<Payload> {
  return {
    payload: settings.payload,
    maxAttempts: settings.maxAttempts ?? 25,
    priority: settings.priority ?? 0,
    key: settings.key,
    keepsRunAt: settings.keepsRunAt ?? false,
  };
}

/** What a handler says about a job that did not simply succeed or throw. */
export type JobVerdict =
  | { readonly kind: 'done' }
  /** Run it again at that moment. `counts: false` spends no attempt (throttled, lock busy). */
  | { readonly kind: 'retry'; readonly at: Instant; readonly why: string; readonly counts: boolean }
  /** Stop trying and keep it for a person; the worker's `onParked` is told. */
  | { readonly kind: 'park'; readonly why: string };

export type RunningJob = {
  readonly id: string;
  readonly name: string;
  /** 1 at the first run. */
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  /** Aborted when the worker is stopping and its patience is at an end. */
  readonly signal: AbortSignal;
};

/**
 * Handlers return nothing (done) or a verdict. What they throw is tried again with delays of e^attempt
 * seconds, at most e^10 (6 h), until the attempts are spent; then the job is parked.
 */
export type JobHandlers<Catalog extends JobCatalog> = {
  readonly [Name in JobName<Catalog>]: (
    payload: PayloadOf<Catalog, Name>,
    job: RunningJob,
  ) => Promise<JobVerdict | void>;
};
