/** What people do about matters besides remedies: assign, note, postpone, settle, and take a settlement back. */
import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { ActivityContext } from './activity.ts';
import { recordExceptionActs } from './exception-acts.server.ts';
import { audienceFilter } from './exception-audience.server.ts';
import type { ExceptionAudience } from './exception-audience.server.ts';

type Matters = {
  readonly audience: ExceptionAudience;
  readonly exceptionIds: readonly string[];
  readonly userId: string;
};

/** Changes those of the matters that are open and the audience's; answers their ids. */
async function change(
  { tx }: ActivityContext,
  { audience, exceptionIds }: Matters,
  set: Prisma.Sql,
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update exception_case e set ${set}
    where e.id = any(${[...exceptionIds]}::uuid[]) and e.resolved_at is null and ${audienceFilter(audience)}
    returning e.id`);
  return rows.map(({ id }) => id);
}

/** Gives matters to a person of the same account, or to nobody; how many. Zero too where the person has no seat there. */
export async function assignExceptions(
  context: ActivityContext,
  input: Matters & { readonly assigneeId: string | null; readonly note: string },
): Promise<number> {
  const { assigneeId, note, audience, userId } = input;
  if (assigneeId && !(await hasSeat(context, audience, assigneeId))) return 0;
  const ids = await change(context, input, Prisma.sql`assignee_id = ${assigneeId}`);
  const detail = { assigneeId, ...(note ? { note } : {}) };
  const actor = { kind: 'user', id: userId } as const;
  await recordExceptionActs(context, { exceptionIds: ids, actor, act: 'assigned', detail });
  return ids.length;
}

/** Writes a note into the log of open matters; how many. */
export async function noteExceptions(
  context: ActivityContext,
  input: Matters & { readonly note: string },
): Promise<number> {
  const ids = await change(context, input, Prisma.sql`assignee_id = assignee_id`);
  const actor = { kind: 'user', id: input.userId } as const;
  const detail = { note: input.note };
  await recordExceptionActs(context, { exceptionIds: ids, actor, act: 'noted', detail });
  return ids.length;
}

/** Gives matters more time: their timers begin anew. */
export async function postponeExceptions(
  context: ActivityContext,
  input: Matters & { readonly hours: number },
): Promise<number> {
  const until = new Date(context.clock.now().getTime() + input.hours * 3_600_000);
  const timers = Prisma.sql`deadline_at = ${until}, warned_at = null, escalated_at = null`;
  const ids = await change(context, input, timers);
  const actor = { kind: 'user', id: input.userId } as const;
  const detail = { hours: input.hours };
  await recordExceptionActs(context, { exceptionIds: ids, actor, act: 'postponed', detail });
  return ids.length;
}

/** A person settles matters by hand, saying how; how many. */
export async function settleExceptions(
  context: ActivityContext,
  input: Matters & { readonly resolution: string },
): Promise<number> {
  const { userId, resolution } = input;
  const settled = Prisma.sql`resolved_at = ${context.clock.now()}, resolved_by = ${userId}, resolution = ${resolution}`;
  const ids = await change(context, input, settled);
  const actor = { kind: 'user', id: userId } as const;
  const detail = { note: resolution };
  await recordExceptionActs(context, { exceptionIds: ids, actor, act: 'settled', detail });
  return ids.length;
}

/** For so long a settlement by hand can be taken back. */
const REOPEN_WITHIN_HOURS = 24;

/**
 * Opens again what a person has settled lately; false for what settled by itself, what is another's, and where the same
 * matter has been opened anew meanwhile.
 */
export async function reopenException(
  context: ActivityContext,
  input: {
    readonly audience: ExceptionAudience;
    readonly exceptionId: string;
    readonly userId: string;
  },
): Promise<boolean> {
  const { tx, clock } = context;
  const since = new Date(clock.now().getTime() - REOPEN_WITHIN_HOURS * 3_600_000);
  const opened = await tx.$executeRaw(Prisma.sql`
    update exception_case e set resolved_at = null, resolved_by = null, resolution = null
    where e.id = ${input.exceptionId}::uuid and e.resolved_at >= ${since} and ${audienceFilter(input.audience)}
      and exists (select from exception_act a where a.exception_id = e.id and a.act = 'settled' and a.at >= e.resolved_at)
      and not exists (select from exception_case o where o.dedupe_key = e.dedupe_key and o.resolved_at is null)`);
  if (opened === 0) return false;
  const actor = { kind: 'user', id: input.userId } as const;
  await recordExceptionActs(context, { exceptionIds: [input.exceptionId], actor, act: 'reopened', detail: {} }); // prettier-ignore
  return true;
}

async function hasSeat(
  { tx }: ActivityContext,
  audience: ExceptionAudience,
  userId: string,
): Promise<boolean> {
  return (await readColleagues(tx, audience)).some((each) => each.id === userId);
}

/** The people who have a seat at the audience's account: whom a matter can be given to. */
export async function readColleagues(
  tx: Pick<ActivityContext['tx'], '$queryRaw'>,
  audience: ExceptionAudience,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const account =
    'distributorId' in audience
      ? Prisma.sql`m.distributor_id = ${audience.distributorId}::uuid`
      : Prisma.sql`m.retailer_id = (select retailer_id from store where id = ${audience.storeId}::uuid)`;
  return tx.$queryRaw<{ id: string; name: string }[]>(Prisma.sql`
    select distinct u.id, u.name from membership m join "user" u on u.id = m.user_id where ${account}
    order by u.name, u.id limit 200`);
}
