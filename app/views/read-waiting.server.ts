/** Waiting: what stands in the tables that are queues, and in the queue itself. For those who run the installation. */
import type { Tx } from '../platform/database.server.ts';

export type Waiting = {
  readonly queue: 'store-events' | 'supplier-events' | 'jobs' | 'jobs-parked' | 'change-log';
  readonly rows: number;
  /** Seconds since the oldest of them could have been taken; 0 when there is none. */
  readonly oldestSeconds: number;
};

/** Rows of the change log that are counted for the store farthest behind; beyond that it is far behind. */
const MOST_COUNTED = 100_000;

/**
 * Everything in one statement. The inboxes are read by their two partial indexes (due and claimed), which hold what is
 * not processed; the change log is counted for one store only, the one whose cursor is the oldest.
 */
export async function readWaiting(tx: Tx, now: Date): Promise<readonly Waiting[]> {
  return tx.$queryRaw<Waiting[]>`
    with waiting as (
      select 'store-events' as queue, received_at as since from store_event
        where processed_at is null and claimed_by is null
      union all select 'store-events', received_at from store_event
        where processed_at is null and claimed_by is not null
      union all select 'supplier-events', received_at from supplier_event
        where processed_at is null and claimed_by is null
      union all select 'supplier-events', received_at from supplier_event
        where processed_at is null and claimed_by is not null
      union all select case when attempts >= max_attempts then 'jobs-parked' else 'jobs' end,
        greatest(run_at, created_at) from graphile_worker._private_jobs
        where locked_at is null and (attempts >= max_attempts or run_at <= ${now}::timestamptz)
      union all select 'change-log', since from (
        select p.store_id, p.cursor from publish_state p
        join store s on s.id = p.store_id and s.uninstalled_at is null
        where p.paused_at is null order by pg_snapshot_xmin(p.cursor), p.store_id limit 1
      ) behind cross join lateral (
        select c.at as since from connection k
        join stock_change c on c.distributor_id = k.distributor_id
        where k.store_id = behind.store_id and c.transaction_id >= pg_snapshot_xmin(behind.cursor)
          and not pg_visible_in_snapshot(c.transaction_id, behind.cursor)
        limit ${MOST_COUNTED}::integer
      ) changes
    )
    select q.queue, count(w.queue)::int as rows,
      greatest(0, coalesce(extract(epoch from ${now}::timestamptz - min(w.since)), 0))::float8 as "oldestSeconds"
    from unnest(array['store-events', 'supplier-events', 'jobs', 'jobs-parked', 'change-log']) as q(queue)
    left join waiting w on w.queue = q.queue group by q.queue order by q.queue`;
}
