import type { ActivityContext } from './activity.ts';
import { escalated, WARN_AT } from './deadlines.ts';
import { recordExceptionActs } from './exception-acts.server.ts';

const AT_A_TIME = 500;

/** Calls close deadlines: those of which three quarters of the time are over, each once. How many. */
export async function warnOfDeadlines(context: ActivityContext): Promise<number> {
  const now = context.clock.now();
  const rows = await context.tx.$queryRaw<{ id: string }[]>`
    update exception_case set warned_at = ${now} where id in (
      select id from exception_case where resolved_at is null and escalated_at is null and warned_at is null
        and opened_at + (deadline_at - opened_at) * ${WARN_AT}::float8 <= ${now}
      order by deadline_at limit ${AT_A_TIME} for update skip locked)
    returning id`;
  const exceptionIds = rows.map(({ id }) => id);
  const actor = { kind: 'system' } as const;
  await recordExceptionActs(context, { exceptionIds, actor, act: 'warned', detail: {} });
  return exceptionIds.length;
}

type Overdue = {
  readonly id: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly owner: 'distributor' | 'retailer' | 'platform';
};

/** Hands up what is past its deadline, once: graver by a degree, and the retailer's to the distributor. How many. */
export async function escalateOverdue(context: ActivityContext): Promise<number> {
  const { tx, clock } = context;
  const now = clock.now();
  const overdue = await tx.$queryRaw<Overdue[]>`
    select id, severity, owner from exception_case
    where resolved_at is null and escalated_at is null and deadline_at <= ${now}
    order by deadline_at limit ${AT_A_TIME} for update skip locked`;
  for (const matter of overdue) {
    const after = escalated(matter);
    await tx.$executeRaw`
      update exception_case set escalated_at = ${now}, severity = ${after.severity}, owner = ${after.owner},
        first_owner = coalesce(first_owner, owner) where id = ${matter.id}::uuid`;
    const { severity, owner } = matter;
    await recordExceptionActs(context, {
      exceptionIds: [matter.id],
      actor: { kind: 'system' },
      act: 'escalated',
      detail: { before: { severity, owner }, after },
    });
  }
  return overdue.length;
}
