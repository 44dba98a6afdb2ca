import { toOrderRules } from '../modules/orders/order-rules.repository.server.ts';
import { GoodsRestriction } from '../modules/orders/goods-restrictions.ts';
import { parseId } from '../platform/ids.ts';
import type { Reader } from './reader.server.ts';

/**
 * The rules of orders as they are edited: the distributor's default, or the own list of one connection. `own` is false
 * where a connection follows the default. Undefined for a connection that is not the distributor's.
 */
export async function readOrderRulesPage(
  database: Reader,
  distributorId: string,
  connectionId: string | null,
) {
  const of = parseId(connectionId) ?? null;
  if (connectionId && !of) return undefined;
  const [[head], restrictions, connections] = await Promise.all([
    database.$queryRaw<Head[]>`
      select d.currency, s.name as store, release_rules(d.id, c.id) as clauses, '[]'::jsonb as restrictions,
        (select count(*)::int from release_policy p where p.distributor_id = d.id and p.connection_id = c.id) > 0 as own
      from distributor d
      left join connection c on c.distributor_id = d.id and c.id = ${of}::uuid
      left join store s on s.id = c.store_id
      where d.id = ${distributorId}::uuid and (${of}::uuid is null or c.id is not null)`,
    database.$queryRaw<(Record<string, unknown> & { id: string })[]>`
      select id, scope, mode, countries, reason from goods_restriction
      where distributor_id = ${distributorId}::uuid order by created_at, id limit 200`,
    database.$queryRaw<{ id: string; store: string; own: boolean }[]>`
      select c.id, s.name as store, exists (select from release_policy p where p.distributor_id = c.distributor_id
        and p.connection_id = c.id) as own
      from connection c join store s on s.id = c.store_id
      where c.distributor_id = ${distributorId}::uuid and c.status in ('approved', 'suspended') order by s.name limit 250`,
  ]);
  if (!head) return undefined;
  return {
    currency: head.currency,
    store: head.store,
    own: head.own,
    clauses: toOrderRules(head).clauses,
    restrictions: restrictions.flatMap(({ id, ...row }) => {
      const restriction = GoodsRestriction.safeParse(row).data;
      return restriction ? [{ id, ...restriction }] : [];
    }),
    connections,
  };
}

type Head = {
  readonly currency: string;
  readonly store: string | null;
  readonly clauses: unknown;
  readonly restrictions: unknown;
  readonly own: boolean;
};
