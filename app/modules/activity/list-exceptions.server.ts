import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { Database } from '../../platform/database.server.ts';
import { parseId } from '../../platform/ids.ts';
import { toPage } from '../../platform/page.ts';
import type { Page, PageRequest } from '../../platform/page.ts';
import { audienceFilter } from './exception-audience.server.ts';
import type { ExceptionAudience } from './exception-audience.server.ts';

export type ListedException = {
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  readonly owner: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly happened: string;
  readonly meaning: string;
  readonly nextStep: string;
  readonly remedies: readonly string[];
  readonly occurrences: number;
  readonly openedAt: Date;
  readonly lastSeenAt: Date;
  readonly deadlineAt: Date | null;
  readonly escalatedAt: Date | null;
  readonly assigneeId: string | null;
  readonly assignee: string | null;
  readonly resolvedAt: Date | null;
  readonly resolvedBy: string | null;
  readonly resolution: string | null;
};

export const EXCEPTION_SORTS = ['deadline', 'urgency', 'newest'] as const;
export type ExceptionSort = (typeof EXCEPTION_SORTS)[number];

/** What a list is narrowed to; what is left out does not narrow. */
export type ExceptionQuery = {
  readonly open: boolean;
  readonly severity?: string | undefined;
  readonly kind?: string | undefined;
  readonly owner?: string | undefined;
  /** A person's id, or 'nobody'. */
  readonly assignee?: string | undefined;
  /** Past its deadline at this moment. */
  readonly overdueAt?: Date | undefined;
  readonly search?: string | undefined;
  readonly sort?: ExceptionSort | undefined;
};

/** The rows of `exception_case e` that a query means, as a condition. */
export function conditionOf(audience: ExceptionAudience, query: ExceptionQuery): Prisma.Sql {
  const conditions = [audienceFilter(audience)];
  conditions.push(
    query.open ? Prisma.sql`e.resolved_at is null` : Prisma.sql`e.resolved_at is not null`,
  );
  if (query.severity) conditions.push(Prisma.sql`e.severity = ${query.severity}`);
  if (query.kind) conditions.push(Prisma.sql`e.kind = ${query.kind}`);
  if (query.owner) conditions.push(Prisma.sql`e.owner = ${query.owner}`);
  if (query.assignee === 'nobody') conditions.push(Prisma.sql`e.assignee_id is null`);
  else if (query.assignee) conditions.push(Prisma.sql`e.assignee_id = ${query.assignee}`);
  if (query.overdueAt) conditions.push(Prisma.sql`e.deadline_at < ${query.overdueAt}`);
  if (query.search)
    conditions.push(
      Prisma.sql`strpos(lower(e.happened || ' ' || e.meaning), lower(${query.search})) > 0`,
    );
  return Prisma.join(conditions, ' and ');
}

const RANK = Prisma.sql`array_position(array['critical', 'warning', 'info'], e.severity)`;

/** How a query's rows follow one another, and the condition for those after a row. */
export function orderOf({ open, sort = 'deadline' }: ExceptionQuery, after: string | undefined) {
  const last = parseId(after) ?? null;
  if (!open || sort === 'newest')
    return {
      by: Prisma.sql`e.id desc`,
      beyond: Prisma.sql`(${last}::uuid is null or e.id < ${last}::uuid)`,
    };
  const key =
    sort === 'urgency' ? Prisma.sql`${RANK}, e.deadline_at, e.id` : Prisma.sql`e.deadline_at, e.id`;
  return {
    by: key,
    beyond: Prisma.sql`(${last}::uuid is null or (${key}) > (select ${key} from exception_case e where e.id = ${last}::uuid))`,
  };
}

/** Matters of an audience, the soonest deadline first (settled ones the newest first). */
export async function listExceptions(
  database: Pick<Database, '$queryRaw'>,
  audience: ExceptionAudience,
  query: ExceptionQuery,
  page: PageRequest,
): Promise<Page<ListedException>> {
  const { by, beyond } = orderOf(query, page.after);
  const rows = await database.$queryRaw<ListedException[]>(Prisma.sql`
    select e.id, e.kind, e.severity, e.owner, e.subject_kind as "subjectKind", e.subject_id as "subjectId", e.happened,
      e.meaning, e.next_step as "nextStep", e.remedies, e.occurrences, e.opened_at as "openedAt",
      e.last_seen_at as "lastSeenAt", e.deadline_at as "deadlineAt", e.escalated_at as "escalatedAt",
      e.assignee_id as "assigneeId", a.name as assignee, e.resolved_at as "resolvedAt",
      coalesce(u.name, e.resolved_by) as "resolvedBy", e.resolution
    from exception_case e left join "user" a on a.id = e.assignee_id left join "user" u on u.id = e.resolved_by
    where ${conditionOf(audience, query)} and ${beyond} order by ${by} limit ${page.size + 1}`);
  return toPage(rows, page.size, (row) => row.id);
}

/** How many matters are open, and how many of them past their deadline. */
export async function countExceptions(
  database: Pick<Database, '$queryRaw'>,
  audience: ExceptionAudience,
  now: Date,
): Promise<{ readonly open: number; readonly overdue: number }> {
  const [counts] = await database.$queryRaw<{ open: number; overdue: number }[]>(Prisma.sql`
    select count(*)::int as open, (count(*) filter (where e.deadline_at < ${now}))::int as overdue
    from exception_case e where e.resolved_at is null and ${audienceFilter(audience)}`);
  return counts ?? { open: 0, overdue: 0 };
}
