import { openException } from '../modules/activity/open-exception.server.ts';
import type { FlowContext } from '../flows/flow-context.ts';
import { parkedJobKey, PARKED_SUBJECTS } from '../flows/parked-job.ts';
import { inTransaction } from '../platform/database.server.ts';
import { stableId } from '../platform/ids.ts';
import type { RunningJob } from '../platform/job-catalog.ts';

/**
 * Opens an exception for a job that is not tried again, so that it does not end in a log only. A flow that parks has
 * usually said more already; this is the net under all of them.
 */
export async function parkJob(
  context: FlowContext,
  job: RunningJob,
  why: string,
  payload: unknown,
): Promise<void> {
  const ids = payload as Readonly<Record<string, string | undefined>>;
  const [name, kind] = PARKED_SUBJECTS.find(([key]) => ids[key]) ?? [undefined, 'job'];
  const id = (name && ids[name]) ?? stableId('job', job.name);
  context.log.error('A job is parked', { job: job.name, why, payload });
  await inTransaction(context.db, (tx) =>
    openException(
      { tx, clock: context.clock },
      {
        distributorId: ids['distributorId'],
        storeId: ids['storeId'],
        kind: 'job-parked',
        severity: 'warning',
        owner: ids['distributorId'] ? 'distributor' : 'platform',
        subject: { kind, id },
        dedupeKey: parkedJobKey(job.name, id),
        happened: `The step “${job.name}” was tried as often as makes sense and did not succeed: ${why}`,
        meaning: 'What it should have done is not done. Nothing else is lost.',
        nextStep: 'Mend what the reason names, then have the step run again.',
        remedies: ['retry-parked'],
      },
    ),
  );
}
