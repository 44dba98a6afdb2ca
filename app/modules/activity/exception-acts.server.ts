/** Exception acts: the log of a matter — assigned, noted, remedied, warned, handed up, settled, opened again. */
import { newId } from '../../platform/ids.ts';
import type { Database } from '../../platform/database.server.ts';
import type { ActivityContext } from './activity.ts';

export type ExceptionActor = {
  readonly kind: 'system' | 'user' | 'rule';
  readonly id?: string | undefined;
};

export type ExceptionActKind =
  | 'assigned'
  | 'noted'
  | 'postponed'
  | 'remedy'
  | 'remedy-refused'
  | 'warned'
  | 'escalated'
  | 'settled'
  | 'reopened'
  | 'undone';

/** The remedies of rules are applied in the name of the rule. */
const RULE = 'rule:';

export function actorOf(userId: string): ExceptionActor {
  return userId.startsWith(RULE)
    ? { kind: 'rule', id: userId.slice(RULE.length) }
    : { kind: 'user', id: userId };
}

export function ruleActorId(ruleId: string): string {
  return `${RULE}${ruleId}`;
}

/** Writes one line of the log for each of these matters. */
export async function recordExceptionActs(
  { tx, clock }: ActivityContext,
  input: {
    readonly exceptionIds: readonly string[];
    readonly actor: ExceptionActor;
    readonly act: ExceptionActKind;
    readonly detail: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const rows = input.exceptionIds.map((exceptionId) => ({ id: newId(), exceptionId }));
  if (rows.length === 0) return;
  await tx.$executeRaw`
    insert into exception_act (id, exception_id, at, actor_kind, actor_id, act, detail)
    select a.id, a."exceptionId", ${clock.now()}, ${input.actor.kind}, ${input.actor.id ?? null}, ${input.act},
      ${JSON.stringify(input.detail)}::jsonb
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a(id uuid, "exceptionId" uuid)`;
}

export type ShownExceptionAct = {
  readonly id: string;
  readonly exceptionId: string;
  readonly at: Date;
  readonly actorKind: string;
  readonly actorId: string | null;
  /** The person's name; null for rules and the system. */
  readonly person: string | null;
  readonly act: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** The newest acts of several matters, newest first; at most 200. */
export async function readExceptionActs(
  database: Pick<Database, '$queryRaw'>,
  exceptionIds: readonly string[],
): Promise<readonly ShownExceptionAct[]> {
  if (exceptionIds.length === 0) return [];
  return database.$queryRaw<ShownExceptionAct[]>`
    select a.id, a.exception_id as "exceptionId", a.at, a.actor_kind as "actorKind", a.actor_id as "actorId", u.name as person, a.act, a.detail
    from exception_act a left join "user" u on a.actor_kind = 'user' and u.id = a.actor_id
    where a.exception_id = any(${[...exceptionIds]}::uuid[]) order by a.at desc, a.id desc limit 200`;
}
