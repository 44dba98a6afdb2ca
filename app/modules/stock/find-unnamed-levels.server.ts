import type { Feed } from '../feeds/feed.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { LevelKey } from './stock-level.ts';
import { acrossFeed } from './across-feed.server.ts';

/**
 * A full feed speaks for every article of the locations it names: the levels there that have units and that it leaves
 * out, in key order from `after` on. A row that was refused still names its article; a level of which a newer figure is
 * known is none of this feed's.
 */
export async function findUnnamedLevels(
  tx: Tx,
  feed: Feed,
  { after, limit }: { readonly after: LevelKey | undefined; readonly limit: number },
): Promise<readonly LevelKey[]> {
  const moment = feed.asOf && feed.asOf < feed.receivedAt ? feed.asOf : feed.receivedAt;
  return acrossFeed(
    tx,
    feed,
    () => tx.$queryRaw<LevelKey[]>`
    with named as (
      select variant_id, location_id from feed_levels(${feed.distributorId}::uuid, ${feed.feedId}::uuid)
    ), refused as (
      select y.variant_id from feed_row r
      join supply y on y.distributor_id = r.distributor_id and y.supplier_id = ${feed.supplierId}::uuid and y.supplier_sku = r.supplier_sku
      where r.distributor_id = ${feed.distributorId}::uuid and r.feed_id = ${feed.feedId}::uuid and r.outcome = 'refused'
    )
    select l.variant_id as "variantId", l.location_id as "locationId" from stock_level l
    where l.distributor_id = ${feed.distributorId}::uuid and l.supplier_id = ${feed.supplierId}::uuid and l.on_hand > 0
      and l.location_id in (select location_id from named)
      and (l.epoch < ${feed.epoch}::integer or (l.epoch = ${feed.epoch}::integer and l.as_of <= ${moment.toISOString()}::timestamptz))
      and (${after?.variantId ?? null}::uuid is null
        or (l.variant_id, l.location_id) > (${after?.variantId ?? null}::uuid, ${after?.locationId ?? null}::uuid))
      and not exists (select from named where named.variant_id = l.variant_id and named.location_id = l.location_id)
      and not exists (select from refused where refused.variant_id = l.variant_id)
    order by l.variant_id, l.location_id limit ${limit}::integer`,
  );
}
