import type { Database } from '../../platform/database.server.ts';
import type { Subject } from './activity.ts';

export type TimelineEntry = {
  readonly id: string;
  readonly at: Date;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly act: string;
  readonly detail: Record<string, unknown>;
};

/** The newest acts on one subject of one distributor, newest first; at most 200. */
export async function readTimeline(
  database: Pick<Database, '$queryRaw'>,
  distributorId: string,
  subject: Subject,
): Promise<readonly TimelineEntry[]> {
  return database.$queryRaw<TimelineEntry[]>`
    select id, at, actor_kind as "actorKind", actor_id as "actorId", act, detail
    from audit_entry
    where subject_kind = ${subject.kind} and subject_id = ${subject.id}::uuid and distributor_id = ${distributorId}::uuid
    order by at desc, id desc limit 200`;
}
