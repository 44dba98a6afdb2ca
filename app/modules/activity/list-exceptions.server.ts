import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { Database } from '../../platform/database.server.ts';
import { toPage } from '../../platform/page.ts';
import type { Page, PageRequest } from '../../platform/page.ts';

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
  readonly resolvedAt: Date | null;
  readonly resolvedBy: string | null;
  readonly resolution: string | null;
};

/** Whose exceptions: a distributor's whole queue, or what one store's retailer owns. */
export type ExceptionAudience = { readonly distributorId: string } | { readonly storeId: string };

function audienceFilter(audience: ExceptionAudience): Prisma.Sql {
  return 'distributorId' in audience
    ? Prisma.sql`distributor_id = ${audience.distributorId}::uuid`
    : Prisma.sql`store_id = ${audience.storeId}::uuid and owner = 'retailer'`;
}

/** Open (or settled) exceptions, newest first, paged by id (ids sort by the time of opening). */
export async function listExceptions(
  database: Pick<Database, '$queryRaw'>,
  audience: ExceptionAudience,
  filter: { readonly open: boolean; readonly subjectId?: string | undefined },
  page: PageRequest,
): Promise<Page<ListedException>> {
  const rows = await database.$queryRaw<ListedException[]>(Prisma.sql`
    select id, kind, severity, owner, subject_kind as "subjectKind", subject_id as "subjectId", happened, meaning,
      next_step as "nextStep", remedies, occurrences, opened_at as "openedAt", last_seen_at as "lastSeenAt",
      deadline_at as "deadlineAt", resolved_at as "resolvedAt", resolved_by as "resolvedBy", resolution
    from exception_case
    where ${audienceFilter(audience)} and (resolved_at is null) = ${filter.open}
      and (${filter.subjectId ?? null}::uuid is null or subject_id = ${filter.subjectId ?? null}::uuid)
      and (${page.after ?? null}::uuid is null or id < ${page.after ?? null}::uuid)
    order by id desc limit ${page.size + 1}`);
  return toPage(rows, page.size, (row) => row.id);
}
