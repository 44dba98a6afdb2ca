import type { Instant } from '../../platform/clock.ts';
import { advisoryXactLock } from '../../platform/database.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { Feed, FeedId, FeedKey, FeedKind, FeedSource, FeedsContext } from './feed.ts';
import type { GuardFinding } from './feed-guards.ts';
import type { FeedStatus } from './feed-status.ts';
import { feedMayBecome } from './feed-status.ts';

export type NewFeed = {
  readonly distributorId: Id<'Distributor'>;
  readonly supplierId: Id<'Supplier'>;
  readonly kind: FeedKind;
  readonly source: FeedSource;
  readonly name: string;
  readonly mediaType: string;
  readonly blobSha256: string | undefined;
  readonly status: FeedStatus;
  readonly asOf: Instant | undefined;
};

/** Records a delivery in the supplier's present source epoch, received now. */
export async function insertFeed({ tx, clock }: FeedsContext, feed: NewFeed): Promise<FeedId> {
  const feedId = newId<'Feed'>();
  await tx.$executeRaw`
    insert into feed (distributor_id, id, supplier_id, kind, source, name, media_type, blob_sha256, status, epoch, as_of, received_at)
    select distributor_id, ${feedId}::uuid, id, ${feed.kind}, ${feed.source}, ${feed.name}, ${feed.mediaType},
      ${feed.blobSha256 ?? null}, ${feed.status}, epoch, ${feed.asOf?.toISOString() ?? null}::timestamptz,
      ${clock.now().toISOString()}::timestamptz
    from supplier where distributor_id = ${feed.distributorId}::uuid and id = ${feed.supplierId}::uuid`;
  return feedId;
}

/** What is done with a held feed by the clock. */
export type Unattended = { readonly at: Instant; readonly then: 'apply' | 'discard' };

export async function findFeed(tx: Tx, key: FeedKey): Promise<Feed | undefined> {
  const row = await tx.feed.findUnique({
    where: { distributorId_id: { distributorId: key.distributorId, id: key.feedId } },
  });
  if (!row) return undefined;
  return {
    ...key,
    supplierId: row.supplierId as Id<'Supplier'>,
    kind: row.kind as FeedKind,
    source: row.source as FeedSource,
    name: row.name,
    mediaType: row.mediaType,
    blobSha256: row.blobSha256 ?? undefined,
    status: row.status as FeedStatus,
    epoch: row.epoch,
    asOf: row.asOf ?? undefined,
    receivedAt: row.receivedAt,
    appliedThrough: row.appliedThrough,
    rows: row.rows,
    accepted: row.accepted,
    warned: row.warned,
    refused: row.refused,
    changed: row.changed,
    isPruned: row.prunedAt !== null,
  };
}

/** The same, locked until the transaction ends: steps of one feed follow one another. */
export async function lockFeed({ tx }: FeedsContext, key: FeedKey): Promise<Feed | undefined> {
  await tx.$executeRaw`
    select from feed where distributor_id = ${key.distributorId}::uuid and id = ${key.feedId}::uuid for update`;
  return findFeed(tx, key);
}

/** Moves a feed that is still in `from`; false when somebody else has moved it meanwhile. */
export async function moveFeed(
  { tx, clock }: FeedsContext,
  key: FeedKey,
  step: {
    readonly from: FeedStatus;
    readonly to: FeedStatus;
    readonly guard?: readonly GuardFinding[];
    /** What it would do, as measured. */
    readonly effect?: object;
    /** What is done with a held feed that nobody decides about. */
    readonly unattended?: Unattended | undefined;
    readonly failure?: string;
  },
): Promise<boolean> {
  const { from, to, guard, effect, unattended, failure } = step;
  if (!feedMayBecome(from, to)) throw new Error(`A feed that is ${from} cannot become ${to}`);
  const now = clock.now().toISOString();
  const moved = await tx.$executeRaw`
    update feed set status = ${to}, guard = coalesce(${guard ? JSON.stringify(guard) : null}::jsonb, guard),
      effect = coalesce(${effect ? JSON.stringify(effect) : null}::jsonb, effect), failure = coalesce(${failure ?? null}, failure),
      applied_at = case when ${to} = 'applied' then ${now}::timestamptz else applied_at end,
      held_at = case when ${to} = 'held' then ${now}::timestamptz else held_at end,
      rolled_back_at = case when ${to} = 'rolled-back' then ${now}::timestamptz else rolled_back_at end,
      decide_at = case when ${to} = 'held' then ${unattended?.at.toISOString() ?? null}::timestamptz end,
      decide_to = case when ${to} = 'held' then ${unattended?.then ?? null} end
    where distributor_id = ${key.distributorId}::uuid and id = ${key.feedId}::uuid and status = ${from}`;
  return moved === 1;
}

export async function saveProgress(
  { tx }: FeedsContext,
  key: FeedKey,
  progress: {
    readonly appliedThrough: number;
    readonly changed: number;
    readonly costsChanged?: number;
  },
): Promise<void> {
  await tx.$executeRaw`
    update feed set applied_through = ${progress.appliedThrough}, changed = changed + ${progress.changed},
      costs_changed = costs_changed + ${progress.costsChanged ?? 0}
    where distributor_id = ${key.distributorId}::uuid and id = ${key.feedId}::uuid`;
}

/**
 * Whether a full feed that speaks of a later moment has been applied in the same source epoch. Where neither states a
 * moment, for itself or in this one's rows, the time of receipt is what their figures count by.
 */
export async function isOutdated(tx: Tx, feed: Feed): Promise<boolean> {
  const asOf = feed.asOf?.toISOString() ?? null;
  // By cases, so that the feed's rows are looked through only where the answer hangs on them.
  const rows = await tx.$queryRaw<{ outdated: boolean }[]>`
    select case when newer.found then ${asOf}::timestamptz is not null or not exists (select from feed_row r
        where r.distributor_id = ${feed.distributorId}::uuid and r.feed_id = ${feed.feedId}::uuid and r.as_of is not null)
      else false end as outdated
    from (select exists (select from feed where distributor_id = ${feed.distributorId}::uuid and supplier_id = ${feed.supplierId}::uuid
      and kind = 'full' and status = 'applied' and epoch >= ${feed.epoch}
      and (as_of > ${asOf}::timestamptz or (${asOf}::timestamptz is null and as_of is null
        and received_at > ${feed.receivedAt.toISOString()}::timestamptz))) as found) newer`;
  return rows[0]?.outdated === true;
}

/**
 * Until the transaction ends, no other feed of the supplier writes a chunk or comes to its end: so that what a full feed
 * finds missing is still missing when it is applied, and an older one sees that it is overtaken.
 */
export function takeTurn(
  { tx }: FeedsContext,
  { supplierId }: Pick<Feed, 'supplierId'>,
): Promise<void> {
  return advisoryXactLock(tx, `feeds-of:${supplierId}`);
}

/** Held feeds of the supplier that were received before a full feed which has now been applied. */
export async function findOvertakenFeeds(tx: Tx, by: Feed): Promise<readonly FeedId[]> {
  const rows = await tx.$queryRaw<{ id: FeedId }[]>`
    select id from feed where distributor_id = ${by.distributorId}::uuid and supplier_id = ${by.supplierId}::uuid
      and status = 'held' and received_at < ${by.receivedAt.toISOString()}::timestamptz order by id`;
  return rows.map(({ id }) => id);
}

/**
 * Refuses rows that name nothing we know, sets repeated ones aside, and counts; see `resolve_feed_rows`. Answers whether
 * any of them names a SKU that no supply has.
 */
export async function resolveRows(
  { tx }: FeedsContext,
  { distributorId, feedId }: FeedKey,
): Promise<{ readonly hasUnknownSkus: boolean }> {
  await tx.$executeRaw`select resolve_feed_rows(${distributorId}::uuid, ${feedId}::uuid)`;
  const rows = await tx.$queryRaw<{ found: boolean }[]>`
    select f.refused > 0 and exists (select from feed_row r where r.distributor_id = f.distributor_id and r.feed_id = f.id
      and r.code = 'unknown-sku') as found
    from feed f where f.distributor_id = ${distributorId}::uuid and f.id = ${feedId}::uuid`;
  return { hasUnknownSkus: rows[0]?.found === true };
}

/** Notes what the reader found out about the file. */
export async function saveFound({ tx }: FeedsContext, key: FeedKey, found: object): Promise<void> {
  await tx.$executeRaw`
    update feed set found = ${JSON.stringify(found)}::jsonb
    where distributor_id = ${key.distributorId}::uuid and id = ${key.feedId}::uuid`;
}

/** Held feeds whose time has come, the longest waiting first. */
export async function findUnattendedFeeds(
  { tx, clock }: FeedsContext,
  limit: number,
): Promise<readonly (FeedKey & { readonly then: 'apply' | 'discard' })[]> {
  return tx.$queryRaw<(FeedKey & { then: 'apply' | 'discard' })[]>`
    select distributor_id as "distributorId", id as "feedId", decide_to as then from feed
    where status = 'held' and decide_at <= ${clock.now().toISOString()}::timestamptz
    order by decide_at limit ${limit}::integer`;
}

/** Counts what a rollback gave back, and what it had to leave since it (last) began. */
export async function countRestored(
  { tx }: FeedsContext,
  key: FeedKey,
  done: { readonly restored: number; readonly left: number; readonly startsOver: boolean },
): Promise<void> {
  await tx.$executeRaw`
    update feed set restored = restored + ${done.restored},
      left_standing = case when ${done.startsOver} then 0 else left_standing end + ${done.left}
    where distributor_id = ${key.distributorId}::uuid and id = ${key.feedId}::uuid`;
}

/** Feeds of the supplier that were rolled back while later ones stood above them, the newest first. */
export async function findFeedsLeftStanding(tx: Tx, by: Feed): Promise<readonly FeedKey[]> {
  return tx.$queryRaw<FeedKey[]>`
    select distributor_id as "distributorId", id as "feedId" from feed
    where distributor_id = ${by.distributorId}::uuid and supplier_id = ${by.supplierId}::uuid and id <> ${by.feedId}::uuid
      and status = 'rolled-back' and left_standing > 0 and pruned_at is null
    order by received_at desc, id desc limit 100`;
}
