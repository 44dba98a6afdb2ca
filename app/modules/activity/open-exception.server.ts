import { newId } from '../../platform/ids.ts';
import type { ActivityContext, NewException } from './activity.ts';
import { deadlineOf } from './deadlines.ts';

/**
 * Opens an exception, or counts one more occurrence of the open one that has the same dedupe key. Each has a deadline;
 * one that was handed up stays as grave as it has become. The rules of automatic remedies look at a new one at once.
 */
export async function openException(
  { tx, clock }: ActivityContext,
  exception: NewException,
): Promise<void> {
  const now = clock.now();
  await tx.$executeRaw`
    insert into exception_case (id, distributor_id, connection_id, store_id, kind, severity, owner, subject_kind,
      subject_id, dedupe_key, happened, meaning, next_step, remedies, opened_at, last_seen_at, deadline_at, tend_at)
    values (${newId()}::uuid, ${exception.distributorId ?? null}::uuid, ${exception.connectionId ?? null}::uuid,
      ${exception.storeId ?? null}::uuid, ${exception.kind}, ${exception.severity}, ${exception.owner},
      ${exception.subject.kind}, ${exception.subject.id}::uuid, ${exception.dedupeKey}, ${exception.happened},
      ${exception.meaning}, ${exception.nextStep}, ${JSON.stringify(exception.remedies)}::jsonb, ${now}, ${now},
      ${deadlineOf(exception, now)}, ${now})
    on conflict (dedupe_key) where resolved_at is null do update set
      occurrences = exception_case.occurrences + 1, last_seen_at = excluded.last_seen_at,
      severity = case when exception_case.escalated_at is null then excluded.severity else exception_case.severity end,
      happened = excluded.happened, meaning = excluded.meaning,
      next_step = excluded.next_step, remedies = excluded.remedies`;
}
