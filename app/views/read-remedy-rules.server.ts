import { listRemedyRules } from '../modules/activity/remedy-rules.repository.server.ts';
import { AUTOMATIC_REMEDIES, mayBeAutomatic } from '../modules/activity/remedy-rules.ts';
import type { Reader } from './reader.server.ts';

/** The rules of automatic remedies, with what they did lately, and what further ones could be about. */
export async function readRemedyRules(database: Reader, distributorId: string, now: Date) {
  const [rules, offered, connections, log] = await Promise.all([
    listRemedyRules(database, distributorId, now),
    database.$queryRaw<{ kind: string; remedies: string[] }[]>`
      select e.kind, array_agg(distinct r.remedy order by r.remedy) as remedies
      from exception_case e cross join lateral jsonb_array_elements_text(e.remedies) as r(remedy)
      where e.distributor_id = ${distributorId}::uuid and r.remedy = any(${[...AUTOMATIC_REMEDIES]}::text[])
      group by 1 order by 1 limit 100`,
    database.$queryRaw<{ id: string; store: string }[]>`
      select c.id, s.name as store from connection c join store s on s.id = c.store_id
      where c.distributor_id = ${distributorId}::uuid and c.status in ('approved', 'suspended') order by s.name limit 250`,
    database.$queryRaw<LoggedRemedy[]>`
      select a.id, a.at, a.act, a.detail->>'remedy' as remedy, a.detail->>'why' as why, e.kind, e.happened
      from remedy_rule r
      join exception_act a on a.actor_kind = 'rule' and a.actor_id = r.id::text
      join exception_case e on e.id = a.exception_id
      where r.distributor_id = ${distributorId}::uuid order by a.at desc, a.id desc limit 50`,
  ]);
  const kinds = offered.flatMap(({ kind, remedies }) => {
    const own = remedies.filter((remedy) => mayBeAutomatic({ kind, remedy }));
    return own.length > 0 ? [{ kind, remedies: own }] : [];
  });
  return { rules, offered: kinds, connections, log };
}

export type LoggedRemedy = {
  readonly id: string;
  readonly at: Date;
  readonly act: string;
  readonly remedy: string;
  readonly why: string | null;
  readonly kind: string;
  readonly happened: string;
};
