import { Prisma } from '../platform/prisma/generated/client.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import type { Reader } from './reader.server.ts';

type SupplierKey = { readonly distributorId: string; readonly supplierId: string };
type FeedKey = SupplierKey & { readonly feedId: string };

export type HubFeed = {
  readonly id: string;
  readonly supplierId: string;
  readonly supplier: string;
  readonly name: string;
  readonly kind: string;
  readonly source: string;
  readonly status: string;
  readonly asOf: Date | null;
  readonly receivedAt: Date;
  readonly appliedAt: Date | null;
  readonly rolledBackAt: Date | null;
  readonly decideAt: Date | null;
  readonly decideTo: string | null;
  readonly appliedThrough: number;
  readonly rows: number;
  readonly accepted: number;
  readonly warned: number;
  readonly refused: number;
  readonly changed: number;
  readonly costsChanged: number;
  readonly restored: number;
  readonly leftStanding: number;
  readonly isPruned: boolean;
  readonly bytes: number | null;
  readonly guard: unknown;
  readonly effect: unknown;
  readonly found: unknown;
  readonly failure: string | null;
};

export const FEED_VIEWS = ['open', 'held', 'applied', 'failed', 'rolled-back'] as const;
export type FeedView = (typeof FEED_VIEWS)[number] | '';

const OF_VIEW: Readonly<Record<FeedView, readonly string[]>> = {
  '': [],
  open: ['received', 'staged', 'applying', 'stopped', 'rolling-back'],
  held: ['held'],
  applied: ['applied', 'superseded'],
  failed: ['failed', 'rejected'],
  'rolled-back': ['rolled-back'],
};

/** A supplier's deliveries, newest first; by where they stand and how they came. */
export async function readHubFeeds(
  database: Reader,
  key: SupplierKey,
  filter: { readonly view: FeedView; readonly source: string },
  page: PageRequest,
): Promise<Page<HubFeed>> {
  const after = parseId(page.after) ?? null;
  const statuses = [...OF_VIEW[filter.view]];
  const rows = await database.$queryRaw<HubFeed[]>(Prisma.sql`${selectFeeds()}
    where f.distributor_id = ${key.distributorId}::uuid and f.supplier_id = ${key.supplierId}::uuid
      and (${statuses.length} = 0 or f.status = any(${statuses})) and (${filter.source} = '' or f.source = ${filter.source})
      and (${after}::uuid is null or f.id < ${after}::uuid)
    order by f.id desc limit ${page.size + 1}`);
  return toPage(rows, page.size, (row) => row.id);
}

/** One delivery; undefined for another distributor's as for none. */
export async function readHubFeed(database: Reader, key: FeedKey): Promise<HubFeed | undefined> {
  const [row] = await database.$queryRaw<HubFeed[]>(Prisma.sql`${selectFeeds()}
    where f.distributor_id = ${key.distributorId}::uuid and f.supplier_id = ${key.supplierId}::uuid
      and f.id = ${key.feedId}::uuid`);
  return row;
}

function selectFeeds(): Prisma.Sql {
  return Prisma.sql`
    select f.id, f.supplier_id as "supplierId", s.name as supplier, f.name, f.kind, f.source, f.status, f.as_of as "asOf",
      f.received_at as "receivedAt", f.applied_at as "appliedAt", f.rolled_back_at as "rolledBackAt", f.decide_at as "decideAt",
      f.decide_to as "decideTo", f.applied_through as "appliedThrough", f.rows, f.accepted, f.warned, f.refused, f.changed,
      f.costs_changed as "costsChanged", f.restored, f.left_standing as "leftStanding", f.pruned_at is not null as "isPruned",
      b.size::float8 as bytes, f.guard, f.effect, f.found, f.failure
    from feed f join supplier s on s.distributor_id = f.distributor_id and s.id = f.supplier_id
    left join blob b on b.sha256 = f.blob_sha256`;
}

export type FeedChange = {
  readonly key: string;
  readonly supplierSku: string;
  readonly location: string;
  readonly title: string;
  readonly productId: string;
  readonly before: number;
  readonly after: number;
};

const SHOWN = 50;

export type FeedTotals = {
  readonly unitsBefore: number;
  readonly unitsAfter: number;
  readonly rising: number;
  readonly falling: number;
  readonly toZero: number;
  readonly missing: number;
};

/**
 * What a delivery that waits would change: totals over all of it, and the largest falls. What a full one leaves out falls
 * to zero. Reads the delivery and the supplier's levels once each.
 */
export async function readFeedChanges(
  database: Reader,
  key: FeedKey,
): Promise<{ readonly totals: FeedTotals; readonly changes: readonly FeedChange[] }> {
  const rows = await database.$queryRaw<{ totals: FeedTotals; changes: FeedChange[] }[]>`
    with f as (
      select * from feed where distributor_id = ${key.distributorId}::uuid and id = ${key.feedId}::uuid and supplier_id = ${key.supplierId}::uuid
    ), named as materialized (
      select n.variant_id, n.location_id, n.quantity from f cross join lateral feed_levels(f.distributor_id, f.id) n
    ), level as materialized (
      select l.variant_id, l.location_id, l.on_hand from f
      join stock_level l on l.distributor_id = f.distributor_id and l.supplier_id = f.supplier_id
      where l.location_id in (select location_id from named)
    ), diff as materialized (
      select variant_id, location_id, coalesce(level.on_hand, 0) as before,
        coalesce(named.quantity, case when f.kind = 'full' then 0 end, level.on_hand) as after, named.variant_id is null as missing
      from f cross join (named full join level using (variant_id, location_id))
    ), largest as (
      select * from diff where before <> after order by after - before, variant_id, location_id limit ${SHOWN}
    )
    select (select jsonb_build_object('unitsBefore', coalesce(sum(before), 0), 'unitsAfter', coalesce(sum(after), 0),
        'rising', count(*) filter (where after > before), 'falling', count(*) filter (where after < before),
        'toZero', count(*) filter (where after = 0 and before > 0), 'missing', count(*) filter (where missing and before > 0)) from diff) as totals,
      coalesce((select jsonb_agg(jsonb_build_object('key', d.variant_id || '_' || d.location_id, 'supplierSku', y.supplier_sku,
        'location', place.code, 'title', p.title, 'productId', p.id, 'before', d.before, 'after', d.after) order by d.after - d.before)
        from largest d
        join variant v on v.distributor_id = ${key.distributorId}::uuid and v.id = d.variant_id
        join product p on p.distributor_id = v.distributor_id and p.id = v.product_id
        join supplier_location place on place.distributor_id = v.distributor_id and place.id = d.location_id
        join supply y on y.distributor_id = v.distributor_id and y.supplier_id = ${key.supplierId}::uuid and y.variant_id = d.variant_id), '[]') as changes`;
  const none = { unitsBefore: 0, unitsAfter: 0, rising: 0, falling: 0, toZero: 0, missing: 0 };
  return rows[0] ?? { totals: none, changes: [] };
}

export type CostChange = {
  readonly supplierSku: string;
  readonly title: string;
  readonly before: number;
  readonly after: number;
  readonly currency: string;
};

/** Costs that a delivery which waits tells differently, the largest jumps first. */
export async function readFeedCostChanges(database: Reader, key: FeedKey): Promise<CostChange[]> {
  return database.$queryRaw<CostChange[]>`
    select y.supplier_sku as "supplierSku", p.title, y.cost_minor::float8 as before, r.cost_minor::float8 as after, y.currency
    from feed_row r
    join supply y on y.distributor_id = r.distributor_id and y.supplier_id = ${key.supplierId}::uuid and y.supplier_sku = r.supplier_sku
    join variant v on v.distributor_id = y.distributor_id and v.id = y.variant_id
    join product p on p.distributor_id = v.distributor_id and p.id = v.product_id
    where r.distributor_id = ${key.distributorId}::uuid and r.feed_id = ${key.feedId}::uuid and r.outcome <> 'refused'
      and r.cost_minor is not null and r.currency = y.currency and r.cost_minor <> y.cost_minor
    order by abs(r.cost_minor - y.cost_minor)::float8 / greatest(y.cost_minor, 1) desc, y.supplier_sku limit 20`;
}

/** What taking an applied delivery back would give back: a sample of its changes, with now and then. */
export async function readFeedUndoing(database: Reader, key: FeedKey): Promise<FeedChange[]> {
  return database.$queryRaw<FeedChange[]>`
    with changed as materialized (
      select n.variant_id, n.location_id from feed_levels(${key.distributorId}::uuid, ${key.feedId}::uuid) n limit 5000
    ), undoing as (
      select * from feed_undoing(${key.distributorId}::uuid, ${key.feedId}::uuid,
        (select array_agg(variant_id) from changed), (select array_agg(location_id) from changed))
    )
    select u.variant_id || '_' || u.location_id as key, y.supplier_sku as "supplierSku", place.code as location, p.title,
      p.id as "productId", l.on_hand as before, greatest(l.on_hand + u.on_hand_delta, 0) as after
    from undoing u
    join stock_level l on l.distributor_id = ${key.distributorId}::uuid and l.variant_id = u.variant_id and l.location_id = u.location_id
    join variant v on v.distributor_id = l.distributor_id and v.id = l.variant_id
    join product p on p.distributor_id = v.distributor_id and p.id = v.product_id
    join supplier_location place on place.distributor_id = l.distributor_id and place.id = l.location_id
    join supply y on y.distributor_id = l.distributor_id and y.supplier_id = l.supplier_id and y.variant_id = l.variant_id
    where u.stands order by abs(u.on_hand_delta) desc, y.supplier_sku limit ${SHOWN}`;
}

export type FeedRemark = {
  readonly row: number;
  readonly line: number;
  readonly outcome: string;
  readonly code: string | null;
  readonly sku: string;
  readonly column: string | null;
  readonly value: string | null;
  readonly message: string | null;
};

export type RemarkFilter = {
  readonly outcome: string;
  readonly code: string;
  readonly search: string;
};

/** Rows with a warning or a refusal in the order of the delivery, by outcome, reason and text, page by page. */
export async function readFeedRemarks(
  database: Reader,
  key: FeedKey,
  filter: RemarkFilter,
  page: PageRequest,
): Promise<Page<FeedRemark>> {
  const search = filter.search ? `%${filter.search.replace(/[\\%_]/g, '\\$&')}%` : null;
  const rows = await database.$queryRaw<FeedRemark[]>`
    select row_number as row, line, outcome, code, supplier_sku as sku, "column", value, message from feed_row
    where distributor_id = ${key.distributorId}::uuid and feed_id = ${key.feedId}::uuid and outcome <> 'accepted'
      and (${filter.outcome} = '' or outcome = ${filter.outcome}) and (${filter.code} = '' or code = ${filter.code})
      and (${search}::text is null or supplier_sku ilike ${search} or value ilike ${search})
      and row_number > ${Number(page.after ?? 0)}::integer
    order by row_number limit ${page.size + 1}::integer`;
  return toPage(rows, page.size, ({ row }) => String(row));
}

/** How often each reason occurs, the most frequent first. */
export async function countFeedRemarks(
  database: Reader,
  key: FeedKey,
): Promise<{ readonly code: string; readonly rows: number }[]> {
  return database.$queryRaw<{ code: string; rows: number }[]>`
    select coalesce(code, '') as code, count(*)::integer as rows from feed_row
    where distributor_id = ${key.distributorId}::uuid and feed_id = ${key.feedId}::uuid and outcome <> 'accepted'
    group by 1 order by 2 desc limit 30`;
}

/** The whole report, as lines of a file. */
export async function* exportFeedRemarks(
  database: Reader,
  key: FeedKey,
  filter: RemarkFilter,
): AsyncGenerator<readonly (string | number | null)[]> {
  let after: string | undefined;
  do {
    const page = await readFeedRemarks(database, key, filter, { after, size: 5_000 });
    for (const row of page.rows)
      yield [row.line, row.outcome, row.code, row.sku, row.column, row.value, row.message];
    after = page.next;
  } while (after);
}
