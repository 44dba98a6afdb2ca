import type { OpenException } from '../modules/activity/find-exception.server.ts';
import { resolveExceptions } from '../modules/activity/resolve-exceptions.server.ts';
import { inTransaction } from '../platform/database.server.ts';
import type { FlowContext } from './flow-context.ts';
import { enqueue, jobCatalog } from './job-catalog.ts';
import { PARKED_SUBJECTS, parkedJobName } from './parked-job.ts';

type ParkedCase = {
  readonly distributorId: string;
  readonly exception: Pick<OpenException, 'dedupeKey' | 'subjectKind' | 'subjectId'>;
  readonly userId: string;
};

/**
 * Has a parked step run again, with what its exception is about; false for a step whose work cannot be told from
 * that alone. If it is parked again, the exception opens again.
 */
export async function retryParkedJob(
  { db, clock }: Pick<FlowContext, 'db' | 'clock'>,
  { distributorId, exception, userId }: ParkedCase,
): Promise<boolean> {
  const { dedupeKey, subjectKind, subjectId } = exception;
  const name = parkedJobName(dedupeKey);
  const idName = PARKED_SUBJECTS.find(([, kind]) => kind === subjectKind)?.[0];
  if (!name || !idName || !isJob(name)) return false;
  const payload = jobCatalog[name].payload.safeParse({ distributorId, [idName]: subjectId });
  if (!payload.success) return false;
  // Name and payload belong together: the one has parsed the other.
  const job = { name, payload: payload.data } as Parameters<typeof enqueue>[1];
  await inTransaction(db, async (tx) => {
    const resolution = 'Run again.';
    await resolveExceptions({ tx, clock }, { dedupeKey, by: userId, resolution });
    await enqueue(tx, job);
  });
  return true;
}

function isJob(name: string): name is keyof typeof jobCatalog {
  return Object.hasOwn(jobCatalog, name);
}
