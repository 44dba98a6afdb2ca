import type { Tx } from '../../platform/database.server.ts';
import type { Feed } from './feed.ts';
import type { FeedRows } from './feed-guards.ts';

const LAST_FEEDS = 5;

/**
 * What the rows of a staged feed are like, beside what is usual for the supplier. One pass over the staged rows and one
 * over the supplier's list, joined by hash: nested loops over a table that was just filled are planned for one row.
 */
export async function measureFeedRows(tx: Tx, feed: Feed, costJump: number): Promise<FeedRows> {
  if (feed.rows > 1_000) await tx.$executeRaw`set local enable_nestloop = off`;
  const rows = await tx.$queryRaw<FeedRows[]>`
    select count(*)::integer as rows, count(*) filter (where r.outcome = 'refused')::integer as refused,
      count(*) filter (where r.code = 'duplicate-row')::integer as duplicates,
      count(*) filter (where r.code = 'future-time')::integer as future,
      count(y.variant_id) filter (where r.cost_minor is not null)::integer as costs,
      count(y.variant_id) filter (where r.cost_minor is not null and y.cost_minor > 0 and r.currency = y.currency
        and abs(r.cost_minor - y.cost_minor) > ${costJump}::float8 * y.cost_minor)::integer as jumps,
      coalesce((select percentile_disc(0.5) within group (order by last.rows) from (
        select f.rows from feed f where f.distributor_id = ${feed.distributorId}::uuid and f.supplier_id = ${feed.supplierId}::uuid
          and f.kind = 'full' and f.status = 'applied' order by f.received_at desc limit ${LAST_FEEDS}) last), 0)::integer as "usualRows"
    from feed_row r
    left join supply y on y.distributor_id = r.distributor_id and y.supplier_id = ${feed.supplierId}::uuid
      and y.supplier_sku = r.supplier_sku and r.outcome <> 'refused'
    where r.distributor_id = ${feed.distributorId}::uuid and r.feed_id = ${feed.feedId}::uuid`;
  if (feed.rows > 1_000) await tx.$executeRaw`set local enable_nestloop = on`;
  return (
    rows[0] ?? { rows: 0, refused: 0, duplicates: 0, future: 0, costs: 0, jumps: 0, usualRows: 0 }
  );
}
