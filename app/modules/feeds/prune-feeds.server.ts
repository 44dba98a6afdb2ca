import type { FeedKey, FeedsContext } from './feed.ts';

/** Days for which a feed's file and rows are kept where the supplier's settings (`feedKeepDays`) say nothing. */
export const KEEP_DAYS = 90;

/** Finished feeds beyond their supplier's retention, the oldest first; uses the index of feeds that are kept. */
export async function findPrunableFeeds(
  { tx, clock }: FeedsContext,
  limit: number,
): Promise<readonly FeedKey[]> {
  return tx.$queryRaw<FeedKey[]>`
    select f.distributor_id as "distributorId", f.id as "feedId" from feed f
    join supplier s on s.distributor_id = f.distributor_id and s.id = f.supplier_id
    where f.pruned_at is null and f.status in ('applied', 'superseded', 'rejected', 'failed', 'rolled-back')
      and f.received_at < ${clock.now().toISOString()}::timestamptz - make_interval(days =>
        case when jsonb_typeof(s.settings->'feedKeepDays') = 'number' then (s.settings->>'feedKeepDays')::integer else ${KEEP_DAYS}::integer end)
    order by f.received_at limit ${limit}::integer`;
}

/** Lets go of a feed's rows and forgets its file; the file itself goes with the sweep once nothing refers to it. */
export async function pruneFeed({ tx, clock }: FeedsContext, key: FeedKey): Promise<void> {
  await tx.$executeRaw`
    delete from feed_row where distributor_id = ${key.distributorId}::uuid and feed_id = ${key.feedId}::uuid`;
  await tx.$executeRaw`
    update feed set pruned_at = ${clock.now().toISOString()}::timestamptz, blob_sha256 = null
    where distributor_id = ${key.distributorId}::uuid and id = ${key.feedId}::uuid`;
}
