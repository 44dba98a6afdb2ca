import type { NotificationsContext } from './message.ts';

export type FreshException = {
  readonly id: string;
  readonly distributorId: string | null;
  readonly storeId: string | null;
  readonly retailerId: string | null;
  readonly kind: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly owner: 'distributor' | 'retailer' | 'platform';
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly happened: string;
  readonly meaning: string;
  readonly nextStep: string;
  readonly openedAt: Date;
  readonly deadlineAt: Date | null;
};

const DAY = 86_400_000;
const BATCH = 500;

/**
 * Takes the open exceptions that nobody has been told of, each once; looked for by the clock instead of told by those
 * who open them, so that the hot paths pay nothing and no kind is forgotten. What was settled before is not told.
 */
export async function takeFreshExceptions({
  tx,
  clock,
}: NotificationsContext): Promise<readonly FreshException[]> {
  const now = clock.now();
  return tx.$queryRaw<FreshException[]>`
    with fresh as (
      select x.* from exception_case x
      where x.resolved_at is null and x.opened_at > ${new Date(now.getTime() - 2 * DAY)}
        and not exists (select from exception_notice n where n.exception_id = x.id)
      order by x.opened_at limit ${BATCH}
    ), noted as (
      insert into exception_notice (exception_id, noticed_at) select id, ${now}::timestamptz from fresh
      on conflict do nothing returning exception_id
    )
    select f.id, f.distributor_id as "distributorId", f.store_id as "storeId", s.retailer_id as "retailerId", f.kind,
      f.severity, f.owner, f.subject_kind as "subjectKind", f.subject_id as "subjectId", f.happened, f.meaning,
      f.next_step as "nextStep", f.opened_at as "openedAt", f.deadline_at as "deadlineAt"
    from fresh f join noted n on n.exception_id = f.id left join store s on s.id = f.store_id
    order by f.opened_at`;
}

/** Forgets what was passed on so long ago that it is not looked for any more. */
export async function pruneExceptionNotices({ tx, clock }: NotificationsContext): Promise<number> {
  return tx.$executeRaw`
    delete from exception_notice where noticed_at < ${new Date(clock.now().getTime() - 7 * DAY)}`;
}
