import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { Feed, FeedKey } from '../../modules/feeds/feed.ts';
import { findCostsBefore } from '../../modules/feeds/feed-costs.repository.server.ts';
import {
  countRestored,
  findFeed,
  findFeedsLeftStanding,
  lockFeed,
  moveFeed,
} from '../../modules/feeds/feeds.repository.server.ts';
import { markChanged } from '../../modules/stock/mark-changed.server.ts';
import { rollBackLevels } from '../../modules/stock/roll-back-levels.server.ts';
import type { LevelKey, VariantId } from '../../modules/stock/stock-level.ts';
import { openEpoch } from '../../modules/suppliers/save-feed-settings.server.ts';
import { saveSupplyCosts } from '../../modules/suppliers/save-supply-costs.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

const CHUNK = 5_000;
const CHUNK_TIMEOUT_MS = 60_000;

export type FeedNotApplied = { readonly kind: 'feed-not-applied' };

/**
 * A person takes an applied feed back: exactly what it changed, and nothing that came later. A new source epoch begins,
 * so that the supplier's next word counts whatever moment it speaks of. The work itself is the job that this enqueues.
 */
export function rollBackFeed(
  context: Pick<FlowContext, 'db' | 'clock'>,
  key: FeedKey,
  actor: Actor,
): Promise<Result<undefined, FeedNotApplied>> {
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const feed = await lockFeed(verb, key);
    const from = feed?.status;
    if (!feed || feed.isPruned || (from !== 'applied' && from !== 'stopped'))
      return err({ kind: 'feed-not-applied' });
    await moveFeed(verb, key, { from, to: 'rolling-back' });
    const epoch = await openEpoch(verb, feed);
    await recordAct(verb, {
      distributorId: key.distributorId,
      actor,
      act: 'feed-rolled-back',
      subject: { kind: 'feed', id: key.feedId },
      detail: { name: feed.name, changed: feed.changed, epoch },
    });
    await enqueue(tx, { name: 'apply-feed', payload: key });
    return ok();
  });
}

/** Does the work, chunk by chunk; after a kill it finds what is left. */
export async function rollBackNext(context: FlowContext, feed: Feed): Promise<void> {
  await restoreLevels(context, feed);
  // What an earlier rollback had to leave because this feed stood above it can be undone now.
  for (const key of await findFeedsLeftStanding(context.db, feed)) {
    const below = await findFeed(context.db, key);
    if (below) await restoreLevels(context, below);
  }
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    if ((await lockFeed(verb, feed))?.status !== 'rolling-back') return;
    const changed = await saveSupplyCosts(verb, feed, await findCostsBefore(verb, feed));
    if (changed.length > 0) await markChanged(verb, feed.distributorId, changed as VariantId[]);
    await moveFeed(verb, feed, { from: 'rolling-back', to: 'rolled-back' });
  });
}

async function restoreLevels(context: FlowContext, feed: Feed): Promise<void> {
  let after: LevelKey | undefined;
  let isFirst = true;
  do {
    const range = { after, limit: CHUNK };
    const startsOver = isFirst;
    const done = await inTransaction(
      context.db,
      async (tx) => {
        const verb = { tx, clock: context.clock };
        await lockFeed(verb, feed);
        const chunk = await rollBackLevels(verb, feed, range);
        await countRestored(verb, feed, { ...chunk, startsOver });
        return chunk;
      },
      { timeout: CHUNK_TIMEOUT_MS },
    );
    after = done.next;
    isFirst = false;
  } while (after);
}
