import type { Instant } from '../platform/clock.ts';
import type { Reader } from './reader.server.ts';

type HomeStore = {
  readonly name: string;
  readonly domain: string;
  readonly status: string;
  readonly preparedAt: Date | null;
  readonly blockAddedAt: string | null;
};

type HomeCounts = {
  readonly requested: number;
  readonly approved: number;
  readonly picked: number;
  readonly productsLive: number;
  readonly listingsLive: number;
  readonly listingsBroken: number;
  readonly unitsShown: number;
  readonly ordersInFlight: number;
  readonly orders: number;
  readonly toResolve: number;
};

/** One supplier behind this store's listings, without its name: that is the distributor's own matter. */
export type SourceFreshness = {
  readonly distributor: string;
  readonly listings: number;
  readonly newest: Date;
  readonly oldest: Date;
  /** `stale`: some of its figures count for half; `gone`: some count for nothing any more. */
  readonly state: 'fresh' | 'stale' | 'gone';
};

type RetailerHome = {
  readonly store: HomeStore;
  readonly counts: HomeCounts;
  /** The oldest change that this store has not been told; null when it knows everything. */
  readonly behindSince: Date | null;
  readonly sources: readonly SourceFreshness[];
};

/** What a retailer sees first. Everything is counted within one store, through its indexes. */
export async function readRetailerHome(
  database: Reader,
  storeId: string,
  now: Instant,
): Promise<RetailerHome | undefined> {
  const [store, counts, behindSince, sources] = await Promise.all([
    readStore(database, storeId),
    readCounts(database, storeId),
    readBehindSince(database, storeId),
    readSources(database, storeId, now),
  ]);
  return store && counts ? { store, counts, behindSince, sources } : undefined;
}

async function readStore(database: Reader, storeId: string): Promise<HomeStore | undefined> {
  const rows = await database.$queryRaw<HomeStore[]>`
    select name, domain, status, prepared_at as "preparedAt", settings ->> 'blockAddedAt' as "blockAddedAt"
    from store where id = ${storeId}::uuid`;
  return rows[0];
}

async function readCounts(database: Reader, storeId: string): Promise<HomeCounts | undefined> {
  const rows = await database.$queryRaw<HomeCounts[]>`
    select c.*, p.*, l.*, o.*, e.* from
      (select count(*) filter (where status = 'requested')::int as requested,
          count(*) filter (where status = 'approved')::int as approved
        from connection where store_id = ${storeId}::uuid) c,
      (select count(*)::int as picked, count(*) filter (where status = 'listed')::int as "productsLive"
        from listed_product where store_id = ${storeId}::uuid) p,
      (select count(*) filter (where status = 'live')::int as "listingsLive",
          count(*) filter (where status = 'broken')::int as "listingsBroken",
          coalesce(sum(told_quantity) filter (where status = 'live'), 0)::int as "unitsShown"
        from listing where store_id = ${storeId}::uuid) l,
      (select count(*)::int as orders,
          count(*) filter (where status not in ('completed', 'cancelled'))::int as "ordersInFlight"
        from orders where store_id = ${storeId}::uuid) o,
      (select count(*)::int as "toResolve" from exception_case
        where store_id = ${storeId}::uuid and owner = 'retailer' and resolved_at is null) e`;
  return rows[0];
}

/** Changes that the store's publisher has not followed yet, and calls to the store whose answer is still out. */
async function readBehindSince(database: Reader, storeId: string): Promise<Date | null> {
  const rows = await database.$queryRaw<{ since: Date | null }[]>`
    select least(
      (select min(change.at) from publish_state state
        join connection c on c.store_id = state.store_id
        join stock_change change on change.distributor_id = c.distributor_id
          and change.transaction_id >= pg_snapshot_xmin(state.cursor)
        where state.store_id = ${storeId}::uuid
          and not pg_visible_in_snapshot(change.transaction_id, state.cursor)
          and exists (select from listing l where l.store_id = state.store_id and l.variant_id = change.variant_id
            and l.distributor_id = change.distributor_id)),
      (select min(started_at) from publish_attempt where store_id = ${storeId}::uuid)) as since`;
  return rows[0]?.since ?? null;
}

/** From the store's listings to their levels, so that the size of the distributor's catalogue does not matter. */
async function readSources(
  database: Reader,
  storeId: string,
  now: Instant,
): Promise<readonly SourceFreshness[]> {
  return database.$queryRaw<SourceFreshness[]>`
    select d.name as distributor, count(distinct level.variant_id)::int as listings,
      max(level.confirmed_at) as newest, min(level.confirmed_at) as oldest,
      case
        when extract(epoch from ${now.toISOString()}::timestamptz - min(level.confirmed_at)) >= sup.gone_after_seconds then 'gone'
        when extract(epoch from ${now.toISOString()}::timestamptz - min(level.confirmed_at)) >= sup.stale_after_seconds then 'stale'
        else 'fresh' end as state
    from (
      select k.distributor_id, k.supplier_id, k.variant_id, greatest(k.confirmed_at, src.confirmed_at) as confirmed_at
      from listing l
      join stock_level k on k.distributor_id = l.distributor_id and k.variant_id = l.variant_id
      left join stock_source src on src.distributor_id = k.distributor_id and src.supplier_id = k.supplier_id
      where l.store_id = ${storeId}::uuid and l.status = 'live'
    ) level
    join supplier sup on sup.distributor_id = level.distributor_id and sup.id = level.supplier_id and sup.status = 'active'
    join distributor d on d.id = sup.distributor_id
    group by d.name, sup.distributor_id, sup.id, sup.gone_after_seconds, sup.stale_after_seconds
    order by d.name, sup.id limit 50`;
}
