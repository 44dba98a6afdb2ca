import type { Feed } from '../feeds/feed.ts';
import { followUp } from './apply-levels.server.ts';
import type { AppliedLevels, StockContext } from './stock-level.ts';

/**
 * Applies the staged rows (after, through] of a feed, straight from the staging table; see `applyLevels`. Applying
 * the same rows again changes nothing.
 */
export async function applyFeedRows(
  context: StockContext,
  feed: Feed,
  { after, through }: { readonly after: number; readonly through: number },
): Promise<AppliedLevels> {
  const answers = await context.tx.$queryRaw<{ answer: unknown }[]>`
    select apply_stock_levels(${feed.distributorId}::uuid, ${feed.supplierId}::uuid, ${feed.feedId}, ${feed.epoch}::integer,
      ${feed.receivedAt.toISOString()}::timestamptz, ${context.clock.now().toISOString()}::timestamptz,
      array_agg(variant_id order by row_number), array_agg(location_id order by row_number), array_agg(quantity order by row_number),
      array_agg(stated_as_of order by row_number)) as answer
    from feed_levels(${feed.distributorId}::uuid, ${feed.feedId}::uuid)
    where row_number > ${after}::integer and row_number <= ${through}::integer`;
  return followUp(context, feed.distributorId, answers[0]?.answer);
}
