import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { FeedKey } from '../../modules/feeds/feed.ts';
import {
  findUnattendedFeeds,
  lockFeed,
  moveFeed,
} from '../../modules/feeds/feeds.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { feedMatter } from './feed-exceptions.ts';

export type FeedNotHeld = { readonly kind: 'feed-not-held' };

const DECISIONS = {
  approve: { to: 'applying', act: 'feed-approved', resolution: 'let it be applied.' },
  reject: { to: 'rejected', act: 'feed-rejected', resolution: 'rejected it.' },
} as const;

type Decision = { readonly decision: keyof typeof DECISIONS; readonly actor: Actor };

/** A decision on a held feed; refused when it is not (or no longer) held, or another distributor's. */
export async function decideHeldFeed(
  context: Pick<FlowContext, 'db' | 'clock'>,
  key: FeedKey,
  input: Decision,
): Promise<Result<undefined, FeedNotHeld>> {
  const { to, act, resolution } = DECISIONS[input.decision];
  const who = input.actor.kind === 'system' ? 'The clock' : 'A person';
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const feed = await lockFeed(verb, key);
    if (feed?.status !== 'held') return err({ kind: 'feed-not-held' });
    await moveFeed(verb, key, { from: 'held', to });
    await resolveExceptions(verb, {
      dedupeKey: feedMatter(key),
      by: input.actor.id ?? input.actor.kind,
      resolution: `${who} ${resolution}`,
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

const AT_A_TIME = 100;

/** Does with held feeds whose time has come what their supplier's settings say. A job of the clock. */
export async function decideUnattendedFeeds(context: FlowContext): Promise<void> {
  const due = await findUnattendedFeeds({ tx: context.db, clock: context.clock }, AT_A_TIME);
  for (const { then, ...key } of due) {
    const decision = then === 'apply' ? 'approve' : 'reject';
    await decideHeldFeed(context, key, { decision, actor: { kind: 'system' } });
  }
}
