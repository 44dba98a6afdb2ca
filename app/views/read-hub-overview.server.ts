import type { Instant } from '../platform/clock.ts';
import type { Reader } from './reader.server.ts';

export type StatusCount = { readonly status: string; readonly count: number };
export type SupplierFreshness = {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly connector: string;
  readonly confirmedAt: Date | null;
  readonly feedDueAt: Date | null;
  /** Its figures count for half by now, or for nothing. */
  readonly age: 'fresh' | 'stale' | 'gone' | 'none';
};
export type StoreLag = {
  readonly connectionId: string;
  readonly name: string;
  readonly domain: string;
  readonly status: string;
  readonly listings: number;
  /** Changes that the store has not been told yet; counts no further than 1,000. */
  readonly behind: number;
  readonly behindSince: Date | null;
  readonly drainedAt: Date | null;
  readonly blockedUntil: Date | null;
  readonly failures: number;
  readonly paused: boolean;
};
export type RecentWork = {
  readonly kind: 'import' | 'feed';
  readonly id: string;
  readonly supplierId: string | null;
  readonly name: string;
  readonly status: string;
  readonly at: Date;
  readonly rows: number;
  readonly warned: number;
  readonly refused: number;
};
export type FirstSteps = {
  readonly hasProducts: boolean;
  readonly hasSupplier: boolean;
  readonly hasPriceList: boolean;
  readonly hasRetailer: boolean;
};

/** What an operations person wants to know in the morning; every list is short, each leads on to its own page. */
export async function readHubOverview(database: Reader, distributorId: string, now: Instant) {
  const [orders, exceptions, steps, suppliers, stores, recent, requests] = await Promise.all([
    readTodaysOrders(database, distributorId, now),
    readExceptionCounts(database, distributorId),
    readFirstSteps(database, distributorId),
    readFreshness(database, distributorId, now),
    readStoreLag(database, distributorId),
    readRecentWork(database, distributorId),
    readRequests(database, distributorId),
  ]);
  return { orders, exceptions, steps, suppliers, stores, recent, requests };
}

/** Orders that came since midnight of the distributor's own day, beside all that are still open. */
async function readTodaysOrders(database: Reader, distributorId: string, now: Instant) {
  const rows = await database.$queryRaw<(StatusCount & { today: number })[]>`
    select o.status, count(*)::int as count,
      count(*) filter (where o.created_at >= day.start)::int as today
    from distributor d
    cross join lateral (select date_trunc('day', ${now} at time zone d.time_zone) at time zone d.time_zone as start) day
    join orders o on o.distributor_id = d.id
      and (o.created_at >= day.start or o.status not in ('completed', 'cancelled'))
    where d.id = ${distributorId}::uuid
    group by o.status`;
  const [held] = await database.$queryRaw<{ count: number }[]>`
    select count(distinct order_id)::int as count from order_hold
    where distributor_id = ${distributorId}::uuid and resolved_at is null`;
  return { byStatus: rows, held: held?.count ?? 0 };
}

async function readExceptionCounts(database: Reader, distributorId: string) {
  return database.$queryRaw<{ severity: string; count: number; oldest: Date }[]>`
    select severity, count(*)::int as count, min(opened_at) as oldest from exception_case
    where distributor_id = ${distributorId}::uuid and resolved_at is null group by severity`;
}

async function readFirstSteps(database: Reader, distributorId: string): Promise<FirstSteps> {
  const [steps] = await database.$queryRaw<FirstSteps[]>`
    select
      exists (select from product where distributor_id = ${distributorId}::uuid) as "hasProducts",
      exists (select from supplier where distributor_id = ${distributorId}::uuid) as "hasSupplier",
      exists (select from price_list where distributor_id = ${distributorId}::uuid) as "hasPriceList",
      exists (select from connection where distributor_id = ${distributorId}::uuid and status = 'approved') as "hasRetailer"`;
  return (
    steps ?? { hasProducts: false, hasSupplier: false, hasPriceList: false, hasRetailer: false }
  );
}

/** By the supplier's own word; where it confirms no whole source, by its most recent figure. */
async function readFreshness(database: Reader, distributorId: string, now: Instant) {
  return database.$queryRaw<SupplierFreshness[]>`
    select s.id, s.name, s.status, s.connector, s.feed_due_at as "feedDueAt", f.confirmed_at as "confirmedAt",
      case when f.confirmed_at is null then 'none'
        when extract(epoch from ${now} - f.confirmed_at) >= s.gone_after_seconds then 'gone'
        when extract(epoch from ${now} - f.confirmed_at) >= s.stale_after_seconds then 'stale'
        else 'fresh' end as age
    from supplier s
    left join stock_source src on src.distributor_id = s.distributor_id and src.supplier_id = s.id
    cross join lateral (
      select greatest(src.confirmed_at, (select max(l.confirmed_at) from supplier_location p
        cross join lateral (select confirmed_at from stock_level l where l.distributor_id = p.distributor_id
          and l.location_id = p.id order by l.variant_id limit 1) l
        where p.distributor_id = s.distributor_id and p.supplier_id = s.id)) as confirmed_at
    ) f
    where s.distributor_id = ${distributorId}::uuid and s.status <> 'ended'
    order by f.confirmed_at nulls first, s.name limit 8`;
}

/** Follows the same cursor as the publisher; stores with trouble first. */
async function readStoreLag(database: Reader, distributorId: string): Promise<StoreLag[]> {
  return database.$queryRaw<StoreLag[]>`
    select k.id as "connectionId", s.name, s.domain, s.status, listed.count as listings,
      behind.count as behind, behind.since as "behindSince", p.drained_at as "drainedAt",
      p.blocked_until as "blockedUntil", coalesce(p.failures, 0) as failures, p.paused_at is not null as paused
    from connection k
    join store s on s.id = k.store_id
    left join publish_state p on p.store_id = s.id
    cross join lateral (select count(*)::int as count from listing l
      where l.distributor_id = k.distributor_id and l.connection_id = k.id and l.status = 'live') listed
    cross join lateral (select count(*)::int as count, min(at) as since from (
      select c.at from stock_change c
      where c.distributor_id = k.distributor_id and c.transaction_id >= pg_snapshot_xmin(p.cursor)
        and not pg_visible_in_snapshot(c.transaction_id, p.cursor)
      limit 1000) c) behind
    where k.distributor_id = ${distributorId}::uuid and k.status = 'approved'
    order by (s.status <> 'active') desc, (p.paused_at is not null) desc, p.failures desc nulls last,
      behind.since nulls last, s.name limit 8`;
}

async function readRecentWork(database: Reader, distributorId: string): Promise<RecentWork[]> {
  return database.$queryRaw<RecentWork[]>`
    select * from (
      (select 'import' as kind, id, supplier_id as "supplierId", file_name as name, status, started_at as at, rows, warned, refused
       from catalog_import where distributor_id = ${distributorId}::uuid order by started_at desc limit 6)
      union all
      (select 'feed', f.id, f.supplier_id, s.name || ' · ' || case when f.source = 'upload' then f.name when f.kind = 'full' then 'all figures' else 'changes' end, f.status, f.received_at, f.rows, f.warned, f.refused
       from supplier s
       cross join lateral (select * from feed f where f.distributor_id = s.distributor_id and f.supplier_id = s.id
         order by f.received_at desc limit 3) f
       where s.distributor_id = ${distributorId}::uuid)
    ) work order by at desc limit 6`;
}

async function readRequests(database: Reader, distributorId: string) {
  return database.$queryRaw<
    { id: string; store: string; retailer: string; message: string; requestedAt: Date }[]
  >`
    select k.id, s.name as store, r.name as retailer, k.message, k.requested_at as "requestedAt"
    from connection k join store s on s.id = k.store_id join retailer r on r.id = s.retailer_id
    where k.distributor_id = ${distributorId}::uuid and k.status = 'requested'
    order by k.requested_at limit 5`;
}
