/** Worker: the process that walks the journeys, from the queue and from the tables that are queues. */
import { constants, setPriority } from 'node:os';
import { createHandlers } from './jobs/handlers.ts';
import { schedule } from './jobs/schedule.ts';
import { startDrains } from './jobs/drains.server.ts';
import { parkJob } from './jobs/park-job.server.ts';
import { jobCatalog } from './flows/job-catalog.ts';
import { readEnvironment } from './platform/env.server.ts';
import type { JobOutcome } from './platform/job-run.server.ts';
import type { Metrics } from './platform/metrics.server.ts';
import { runProcess } from './platform/process.server.ts';
import { startWorker } from './platform/worker.server.ts';
import { traced } from './platform/tracing.server.ts';
import { openRuntime } from './runtime.server.ts';
import type { Runtime } from './runtime.server.ts';

export type RunningWork = { stop(): Promise<void> };

/** Starts taking jobs and draining. Safe to run in any number of processes on one database. */
export async function startWork(runtime: Runtime): Promise<RunningWork> {
  const { door, environment, databaseUrl, metrics } = runtime;
  const onFault = (message: string, fault: unknown) => {
    metrics.faults.inc({ kind: 'worker' });
    door.log.error(message, { fault });
  };
  const worker = await startWorker({
    databaseUrl,
    catalog: jobCatalog,
    handlers: createHandlers(door),
    schedule,
    concurrency: environment.workerConcurrency,
    clock: door.clock,
    onFault,
    onParked: (job, why, payload) => parkJob(door, job, why, payload),
    around: (job, run) => timed(metrics, job.name, run),
  });
  const drains = await startDrains(door, { databaseUrl, workerId: worker.id, onFault });
  return {
    async stop() {
      await drains.stop();
      await worker.stop();
    },
  };
}

async function timed(
  metrics: Metrics,
  job: string,
  run: () => Promise<JobOutcome>,
): Promise<JobOutcome> {
  const end = metrics.jobs.startTimer({ job });
  const outcome = await traced(`job ${job}`, {}, async (span) => {
    const settled = await run();
    if (settled.kind === 'failed') span.fail(settled.fault);
    return settled;
  });
  end({ outcome: outcome.kind });
  if (outcome.kind === 'failed') metrics.faults.inc({ kind: 'job' });
  return outcome;
}

/**
 * The doors go first on a machine that runs both: a shop hangs up after seconds, the work on its event can wait its
 * turn. Costs nothing where there is room for both.
 */
function letDoorsGoFirst(): void {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}

if (import.meta.main) {
  await runProcess(async (stopping) => {
    letDoorsGoFirst();
    const runtime = await openRuntime(readEnvironment(), { name: 'worker' });
    const work = await startWork(runtime);
    runtime.door.log.info('Working');
    await stopping;
    await work.stop();
    await runtime.close();
  });
}
