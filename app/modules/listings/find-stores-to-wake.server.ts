import type { Tx } from '../../platform/database.server.ts';
import { expireReservations } from '../stock/expire-reservations.server.ts';
import { UNSEEN_SALE_MS } from './listing.ts';
import type { ListingsContext } from './listing.ts';

/** More changes than this of one distributor at once: wake all its stores rather than look for whose they are. */
const MANY = 2_000;

/** Up to so many listings are compared with their offers before their stores are woken. */
const FEW = 64;

/**
 * The stores with a listing among what has changed since a snapshot (undefined: among everything kept). Few changes
 * are looked up by (distributor, variant); many wake every store of the distributor. Where very few listings are
 * concerned, and only in their units, those that show their offer already are left alone: most of all the store whose
 * own sale the change was.
 */
export async function findStoresToWake(
  { tx, clock }: ListingsContext,
  since: string | undefined,
): Promise<{ readonly storeIds: readonly string[]; readonly snapshot: string }> {
  const rows = await tx.$queryRaw<{ snapshot: string; storeIds: string[] | null }[]>`
    /* planned once */ with recent as materialized (
      select d.id as distributor_id, c.variant_id, c.units_only, count(*) over (partition by d.id) as changes
      from distributor d
      cross join lateral (
        select c.variant_id, c.units_only from stock_change c where c.distributor_id = d.id
          and (${since ?? null}::text is null or (c.transaction_id >= pg_snapshot_xmin(${since ?? null}::pg_snapshot)
            and not pg_visible_in_snapshot(c.transaction_id, ${since ?? null}::pg_snapshot)))
        limit ${MANY + 1}::integer
      ) c
    ), listed as materialized (
      select l.distributor_id, l.connection_id, l.variant_id, l.store_id, l.told_quantity,
        r.units_only and l.in_flight is null and not l.waits_for_units as units_only
      from (select distributor_id, variant_id, bool_and(units_only) as units_only from recent
        where changes <= ${MANY}::integer group by distributor_id, variant_id) r
      join listing l on l.distributor_id = r.distributor_id and l.variant_id = r.variant_id and l.status = 'live'
    ), stores as (
      select l.store_id from listed l
      left join lateral (
        select o.quantity from offers_for(l.distributor_id, l.connection_id, array[l.variant_id], ${clock.now().toISOString()}::timestamptz) o
        where l.units_only and (select count(*) from listed) <= ${FEW}::integer offset 0) o on true
      where o.quantity is null or o.quantity is distinct from l.told_quantity
      union
      select k.store_id from (select distinct distributor_id from recent where changes > ${MANY}::integer) r
      join connection k on k.distributor_id = r.distributor_id
    )
    select pg_current_snapshot()::text as snapshot, (select array_agg(store_id order by store_id) from stores) as "storeIds"`;
  const [row] = rows;
  if (!row) throw new Error('A select without a table answered no row');
  return { storeIds: row.storeIds ?? [], snapshot: row.snapshot };
}

/** Stores with work left: changes behind their cursor, a sweep asked for, or writes without an answer. The net under the wake-ups. */
export async function findLaggingStores(tx: Tx): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ storeId: string }[]>`
    select p.store_id as "storeId" from publish_state p
    join store s on s.id = p.store_id and s.uninstalled_at is null
    where p.paused_at is null and (p.sweeps_wanted > p.sweeps_done
      or exists (select from publish_attempt a where a.store_id = p.store_id)
      or exists (select from connection k join stock_change c on c.distributor_id = k.distributor_id
        where k.store_id = p.store_id and c.transaction_id >= pg_snapshot_xmin(p.cursor)
          and not pg_visible_in_snapshot(c.transaction_id, p.cursor)))
    order by 1`;
  return rows.map(({ storeId }) => storeId);
}

/** Removes changes that every store has followed. Returns how many. */
export async function pruneStockChanges(tx: Tx): Promise<number> {
  return tx.$executeRaw`
    delete from stock_change where transaction_id < (
      select min(pg_snapshot_xmin(p.cursor)::text::bigint)::text::xid8 from publish_state p
      join store s on s.id = p.store_id and s.uninstalled_at is null)`;
}

/** Sales that a store was seen to make and whose orders never came: their units are given back. */
export async function forgetUnseenSales(context: ListingsContext): Promise<void> {
  const seenBefore = new Date(context.clock.now().getTime() - UNSEEN_SALE_MS).toISOString();
  await context.tx.$executeRaw`
    update listing set unseen_sold = 0, unseen_since = null
    where unseen_sold > 0 and unseen_since <= ${seenBefore}::timestamptz`;
  await expireReservations(context);
}
