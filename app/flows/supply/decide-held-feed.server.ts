import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { FeedKey } from '../../modules/feeds/feed.ts';
import { lockFeed, moveFeed } from '../../modules/feeds/feeds.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { feedMatter } from './feed-exceptions.ts';

export type FeedNotHeld = { readonly kind: 'feed-not-held' };

const DECISIONS = {
  approve: { to: 'applying', act: 'feed-approved', resolution: 'A person let it be applied.' },
  reject: { to: 'rejected', act: 'feed-rejected', resolution: 'A person rejected it.' },
} as const;

/** A person's decision on a held feed; refused when it is not (or no longer) held, or another distributor's. */
export async function decideHeldFeed(
  context: FlowContext,
  key: FeedKey,
  input: { readonly decision: keyof typeof DECISIONS; readonly actor: Actor },
): Promise<Result<undefined, FeedNotHeld>> {
  const { to, act, resolution } = DECISIONS[input.decision];
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const feed = await lockFeed(verb, key);
    if (feed?.status !== 'held') return err({ kind: 'feed-not-held' });
    await moveFeed(verb, key, { from: 'held', to });
    await resolveExceptions(verb, {
      dedupeKey: feedMatter(key),
      by: input.actor.id ?? input.actor.kind,
      resolution,
    });
    await recordAct(verb, {
      distributorId: key.distributorId,
      actor: input.actor,
      act,
      subject: { kind: 'feed', id: key.feedId },
      detail: { name: feed.name },
    });
    if (to === 'applying') await enqueue(tx, { name: 'apply-feed', payload: key });
    return ok();
  });
}
