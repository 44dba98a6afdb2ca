/** Reads and writes the rules of automatic remedies, and finds the matters that they are due for. */
import { newId } from '../../platform/ids.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { ActivityContext } from './activity.ts';
import { lookAgainAt } from './remedy-rules.ts';
import type { RemedyRule } from './remedy-rules.ts';

export type StoredRemedyRule = RemedyRule & {
  readonly id: string;
  readonly active: boolean;
  /** Times that it has acted in the last seven days. */
  readonly acted: number;
};

type Key = { readonly distributorId: string; readonly ruleId: string };

/** Adds a rule; matters of its kind that are open already are looked at, too. */
export async function insertRemedyRule(
  { tx, clock }: ActivityContext,
  input: { readonly distributorId: string; readonly rule: RemedyRule; readonly by: string },
): Promise<void> {
  const { kind, connectionId, remedy, afterMinutes, perHour } = input.rule;
  await tx.$executeRaw`
    insert into remedy_rule (distributor_id, id, kind, connection_id, remedy, after_minutes, per_hour, active, created_at, created_by)
    values (${input.distributorId}::uuid, ${newId()}::uuid, ${kind}, ${connectionId}::uuid, ${remedy}, ${afterMinutes},
      ${perHour}, true, ${clock.now()}, ${input.by})`;
  await lookAtKind({ tx, clock }, input.distributorId, kind);
}

export async function switchRemedyRule(
  { tx, clock }: ActivityContext,
  key: Key & { readonly active: boolean },
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ kind: string }[]>`
    update remedy_rule set active = ${key.active}
    where distributor_id = ${key.distributorId}::uuid and id = ${key.ruleId}::uuid returning kind`;
  const [rule] = rows;
  if (rule && key.active) await lookAtKind({ tx, clock }, key.distributorId, rule.kind);
  return rule !== undefined;
}

export async function removeRemedyRule(tx: Tx, key: Key): Promise<boolean> {
  const removed = await tx.$executeRaw`
    delete from remedy_rule where distributor_id = ${key.distributorId}::uuid and id = ${key.ruleId}::uuid`;
  return removed > 0;
}

async function lookAtKind({ tx, clock }: ActivityContext, distributorId: string, kind: string) {
  await tx.$executeRaw`
    update exception_case set tend_at = ${clock.now()}
    where distributor_id = ${distributorId}::uuid and resolved_at is null and kind = ${kind}`;
}

export async function listRemedyRules(
  tx: Pick<Tx, '$queryRaw'>,
  distributorId: string,
  now: Date,
): Promise<readonly StoredRemedyRule[]> {
  const since = new Date(now.getTime() - 7 * 86_400_000);
  return tx.$queryRaw<StoredRemedyRule[]>`
    select r.id, r.kind, r.connection_id as "connectionId", r.remedy, r.after_minutes as "afterMinutes",
      r.per_hour as "perHour", r.active,
      (select count(*)::int from exception_act a where a.actor_kind = 'rule' and a.actor_id = r.id::text
        and a.act = 'remedy' and a.at >= ${since}) as acted
    from remedy_rule r where r.distributor_id = ${distributorId}::uuid order by r.created_at, r.id limit 200`;
}

export type DueMatter = {
  readonly exceptionId: string;
  readonly distributorId: string;
  readonly openedAt: Date;
  readonly ruleId: string;
  readonly remedy: string;
  readonly afterMinutes: number;
  /** How often the rule may still act in this hour. */
  readonly left: number;
};

/**
 * Takes matters whose moment has come, with the first rule that covers each. Those without a rule are not looked at
 * again until somebody makes one; the others are put off a little, so that another worker does not take them as well.
 */
export async function takeDueMatters(
  { tx, clock }: ActivityContext,
  limit: number,
): Promise<readonly DueMatter[]> {
  const now = clock.now();
  const hourAgo = new Date(now.getTime() - 3_600_000);
  return tx.$queryRaw<DueMatter[]>`
    with due as (
      select id, distributor_id, connection_id, kind, remedies, opened_at from exception_case
      where tend_at <= ${now} and resolved_at is null order by tend_at limit ${limit} for update skip locked
    ), ruled as (
      select distinct on (d.id) d.id, d.distributor_id, d.opened_at, r.id as rule_id, r.remedy, r.after_minutes, r.per_hour
      from due d join remedy_rule r on r.distributor_id = d.distributor_id and r.kind = d.kind and r.active
        and (r.connection_id is null or r.connection_id = d.connection_id) and d.remedies ? r.remedy
      order by d.id, r.connection_id is null, r.after_minutes, r.id
    ), put_off as (
      update exception_case e set tend_at = case when r.id is null then null else ${lookAgainAt(now)}::timestamptz end
      from due d left join ruled r on r.id = d.id where e.id = d.id
    )
    select id as "exceptionId", distributor_id as "distributorId", opened_at as "openedAt", rule_id as "ruleId", remedy,
      after_minutes as "afterMinutes", per_hour - (select count(*)::int from exception_act a
        where a.actor_kind = 'rule' and a.actor_id = rule_id::text and a.at >= ${hourAgo}) as left
    from ruled order by opened_at, id`;
}

/** When a matter is looked at again; null: not any more. */
export async function tendAgain(tx: Tx, exceptionId: string, at: Date | null): Promise<void> {
  await tx.$executeRaw`update exception_case set tend_at = ${at} where id = ${exceptionId}::uuid`;
}
