import type { Id } from '../../platform/ids.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { OrderId } from './order.ts';

/** More changes than this of one distributor at once: look at all its waiting orders rather than for those concerned. */
const MANY = 2_000;

type Waiting = { readonly distributorId: Id<'Distributor'>; readonly orderId: OrderId };

/**
 * Short orders that wait for a variant among what has changed since a snapshot (undefined: among everything kept) and of
 * which some supplier now has a unit free: rush orders first, then those of VIP retailers, then the longest waiting, at
 * most `limit`; of one distributor, or of all. Distributors without a short order cost nothing, however much changes. The snapshot is that of this look.
 */
export async function findWaitingOrders(
  tx: Tx,
  input: {
    readonly since: string | undefined;
    readonly limit: number;
    readonly distributorId?: Id<'Distributor'>;
  },
): Promise<{ readonly orders: readonly Waiting[]; readonly snapshot: string }> {
  const since = input.since ?? null;
  const only = input.distributorId ?? null;
  const [row] = await tx.$queryRaw<{ snapshot: string; orders: Waiting[] | null }[]>`
    /* planned once */ with short as materialized (
      select o.distributor_id, o.id, o.rush, k.vip, o.placed_at, l.variant_id
      from orders o join order_line l on l.distributor_id = o.distributor_id and l.order_id = o.id
      join connection k on k.distributor_id = o.distributor_id and k.id = o.connection_id
      where o.reroute_at is not null and (${only}::uuid is null or o.distributor_id = ${only}::uuid)
        and l.quantity - l.removed_quantity + l.replaced_quantity > l.forwarded_quantity - l.cancelled_quantity
    ), recent as materialized (
      select d.distributor_id, c.variant_id, count(*) over (partition by d.distributor_id) as changes
      from (select distinct distributor_id from short) d
      cross join lateral (
        select c.variant_id from stock_change c where c.distributor_id = d.distributor_id
          and (${since}::text is null or (c.transaction_id >= pg_snapshot_xmin(${since}::pg_snapshot)
            and not pg_visible_in_snapshot(c.transaction_id, ${since}::pg_snapshot)))
        limit ${MANY + 1}::integer
      ) c
    ), concerned as (
      select s.* from short s where exists (select from recent r
        where r.distributor_id = s.distributor_id and (r.variant_id = s.variant_id or r.changes > ${MANY}::integer))
    ), found as (
      select distinct c.distributor_id, c.id, c.rush, c.vip, c.placed_at from concerned c
      where exists (select from stock_level v
        join supply y on y.distributor_id = v.distributor_id and y.supplier_id = v.supplier_id
          and y.variant_id = v.variant_id and y.active
        where v.distributor_id = c.distributor_id and v.variant_id = c.variant_id and v.on_hand > v.reserved)
      order by c.rush desc, c.vip desc, c.placed_at, c.id limit ${input.limit}::integer
    )
    select pg_current_snapshot()::text as snapshot, (select jsonb_agg(jsonb_build_object('distributorId', distributor_id,
      'orderId', id) order by rush desc, vip desc, placed_at, id) from found) as orders`;
  if (!row) throw new Error('A select without a table answered no row');
  return { orders: row.orders ?? [], snapshot: row.snapshot };
}
