/** Queue: jobs in the same database, added inside the caller's transaction and gone with it if it rolls back. */
import type pg from 'pg';
import type { Tx } from './database.server.ts';
import type { Job, JobCatalog, JobDefinition } from './job-catalog.ts';
import { carryTrace } from './tracing.server.ts';

export type Queue<Catalog extends JobCatalog> = {
  /**
   * Adds jobs; call it last in the transaction, because adding locks rows of equal keys until the commit.
   * Of several jobs with one key in a call the last counts. A payload against its schema is a bug and throws.
   */
  enqueue(tx: Tx, ...jobs: readonly Job<Catalog>[]): Promise<void>;
};

type Spec = {
  identifier: string;
  payload: unknown;
  run_at: string | null;
  max_attempts: number;
  job_key: string | null;
  priority: number;
  keepsRunAt: boolean;
};

const BATCH = 1_000; // larger statements are no faster and hold their locks longer

/**
 * One statement per batch: JSON in, composite array made in the database. graphile_worker.add_jobs fails
 * on a key given twice, and two transactions adding the same keys in different orders would deadlock:
 * hence deduplicated and sorted before.
 */
export const ADD_JOBS_SQL = `
  /* planned once */ select count(*) from graphile_worker.add_jobs(
    array(
      select row(j.identifier, j.payload, null, j.run_at, j.max_attempts, j.job_key, j.priority, null)::graphile_worker.job_spec
      from json_to_recordset($1::json) as j(
        identifier text, payload json, run_at timestamptz, max_attempts integer, job_key text, priority integer
      )
    ),
    $2::boolean
  )`;

/** The queue of a catalogue. Make it once beside the catalogue and import it from the flows. */
export function createQueue<const Catalog extends JobCatalog>(catalog: Catalog): Queue<Catalog> {
  return {
    async enqueue(tx, ...jobs) {
      for (const { json, keepsRunAt } of batchesOf(toSpecs(catalog, jobs))) {
        await tx.$executeRawUnsafe(ADD_JOBS_SQL, json, keepsRunAt); // constant text, bound values
      }
    },
  };
}

/** The same without Prisma, for the worker's own bookkeeping. */
export async function enqueueThrough<Catalog extends JobCatalog>(
  client: Pick<pg.Pool, 'query'>,
  catalog: Catalog,
  jobs: readonly Job<Catalog>[],
): Promise<void> {
  for (const { json, keepsRunAt } of batchesOf(toSpecs(catalog, jobs))) {
    await client.query(ADD_JOBS_SQL, [json, keepsRunAt]);
  }
}

function toSpecs(catalog: JobCatalog, jobs: readonly Job<JobCatalog>[]): readonly Spec[] {
  const byKey = new Map<string, Spec>();
  const keyless: Spec[] = [];
  for (const job of jobs) {
    const spec = toSpec(job, definitionOf(catalog, job.name));
    if (spec.job_key === null) keyless.push(spec);
    else byKey.set(spec.job_key, spec);
  }
  const keyed = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, spec]) => spec);
  return [...keyless, ...keyed];
}

function toSpec(job: Job<JobCatalog>, definition: JobDefinition<unknown>): Spec {
  const payload = definition.payload.parse(job.payload);
  const key = definition.key?.(payload);
  return {
    identifier: job.name,
    payload: carryTrace(payload),
    run_at: job.runAt?.toISOString() ?? null,
    max_attempts: definition.maxAttempts,
    job_key: key === undefined ? null : `${job.name}:${key}`,
    priority: definition.priority,
    keepsRunAt: definition.keepsRunAt,
  };
}

export function definitionOf(catalog: JobCatalog, name: string): JobDefinition<unknown> {
  const definition = catalog[name];
  if (!definition) throw new Error(`The job catalogue has no ${name}`);
  return definition;
}

function* batchesOf(specs: readonly Spec[]): Generator<{ json: string; keepsRunAt: boolean }> {
  for (const keepsRunAt of [false, true]) {
    const alike = specs.filter((spec) => spec.keepsRunAt === keepsRunAt);
    for (let start = 0; start < alike.length; start += BATCH) {
      yield { json: JSON.stringify(alike.slice(start, start + BATCH)), keepsRunAt };
    }
  }
}
