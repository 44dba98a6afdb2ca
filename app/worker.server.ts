/** Worker: the process that walks the journeys, from the queue and from the tables that are queues. */
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
import { openRuntime } from './runtime.server.ts';
import type { Runtime } from './runtime.server.ts';

export type RunningWork = { stop(): Promise<void>; readonly ended: Promise<void> };

/** Starts taking jobs and draining. Safe to run in any number of processes on one database. */
export async function startWork(runtime: Runtime): Promise<RunningWork> {
  const { door, environment, databaseUrl, metrics } = runtime;
  const onFault = (message: string, fault: unknown) => door.log.error(message, { fault });
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
    ended: worker.ended,
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
  const outcome = await run();
  end({ outcome: outcome.kind });
  if (outcome.kind === 'failed') metrics.faults.inc({ kind: 'job' });
  return outcome;
}

if (import.meta.main) {
  await runProcess(async (stopping) => {
    const runtime = await openRuntime(readEnvironment(), { name: 'worker' });
    const work = await startWork(runtime);
    runtime.door.log.info('Working');
    await Promise.race([stopping, work.ended]);
    await work.stop();
    await runtime.close();
  });
}
