import type { Tx } from '../../platform/database.server.ts';
import type { Feed } from '../feeds/feed.ts';
import type { FeedEffect } from '../feeds/feed-guards.ts';
import { acrossFeed } from './across-feed.server.ts';

/**
 * What a staged feed would do to the levels that have units at the locations it names. One pass over the supplier's
 * levels and one over the staged rows, joined by hash.
 */
export async function measureFeedEffect(tx: Tx, feed: Feed): Promise<FeedEffect> {
  const rows = await acrossFeed(
    tx,
    feed,
    () => tx.$queryRaw<FeedEffect[]>`
    with named as materialized (
      select variant_id, location_id, quantity from feed_levels(${feed.distributorId}::uuid, ${feed.feedId}::uuid)
    ), stocked as (
      select l.variant_id, l.location_id from stock_level l
      where l.distributor_id = ${feed.distributorId}::uuid and l.supplier_id = ${feed.supplierId}::uuid and l.on_hand > 0
        and l.location_id in (select location_id from named)
    )
    select (select count(*) from named)::integer as named, count(*)::integer as stocked,
      count(*) filter (where named.variant_id is null)::integer as missing,
      count(*) filter (where named.quantity = 0)::integer as zeroed
    from stocked left join named using (variant_id, location_id)`,
  );
  return rows[0] ?? { named: 0, stocked: 0, missing: 0, zeroed: 0 };
}
