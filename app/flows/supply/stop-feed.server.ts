import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { FeedKey } from '../../modules/feeds/feed.ts';
import type { FeedStatus } from '../../modules/feeds/feed-status.ts';
import { lockFeed, moveFeed } from '../../modules/feeds/feeds.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

export type FeedNotNow = { readonly kind: 'feed-not-now' };

/** Before anything is applied, stopping is rejecting; after that, what is applied stays until it goes on or is rolled back. */
const STOPPED: Partial<Record<FeedStatus, FeedStatus>> = {
  received: 'rejected',
  staged: 'rejected',
  applying: 'stopped',
};

/** A person stops a feed between two chunks, or lets a stopped one go on. */
export function stopFeed(
  context: Pick<FlowContext, 'db' | 'clock'>,
  key: FeedKey,
  input: { readonly act: 'stop' | 'resume'; readonly actor: Actor },
): Promise<Result<undefined, FeedNotNow>> {
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const feed = await lockFeed(verb, key);
    const to = feed && (input.act === 'stop' ? STOPPED[feed.status] : resumed(feed.status));
    if (!feed || !to) return err({ kind: 'feed-not-now' });
    await moveFeed(verb, key, { from: feed.status, to });
    await recordAct(verb, {
      distributorId: key.distributorId,
      actor: input.actor,
      act: input.act === 'stop' ? 'feed-stopped' : 'feed-resumed',
      subject: { kind: 'feed', id: key.feedId },
      detail: { name: feed.name, appliedThrough: feed.appliedThrough },
    });
    if (to === 'applying') await enqueue(tx, { name: 'apply-feed', payload: key });
    return ok();
  });
}

const resumed = (status: FeedStatus): FeedStatus | undefined =>
  status === 'stopped' ? 'applying' : undefined;
