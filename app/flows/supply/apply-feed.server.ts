import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { Feed, FeedKey, FeedsContext } from '../../modules/feeds/feed.ts';
import { findSuspicions, holdRuleOf, thresholdsOf } from '../../modules/feeds/feed-guards.ts';
import type { FeedStatus } from '../../modules/feeds/feed-status.ts';
import type { Unattended } from '../../modules/feeds/feeds.repository.server.ts';
import {
  findFeed,
  findOvertakenFeeds,
  isOutdated,
  lockFeed,
  moveFeed,
  saveProgress,
  takeTurn,
} from '../../modules/feeds/feeds.repository.server.ts';
import { measureFeedRows } from '../../modules/feeds/measure-feed-rows.server.ts';
import { confirmSource } from '../../modules/stock/confirm-source.server.ts';
import { applyFeedRows } from '../../modules/stock/apply-feed-rows.server.ts';
import { applyLevels } from '../../modules/stock/apply-levels.server.ts';
import { findUnnamedLevels } from '../../modules/stock/find-unnamed-levels.server.ts';
import { measureFeedEffect } from '../../modules/stock/measure-feed-effect.server.ts';
import type { LevelKey, StockContext } from '../../modules/stock/stock-level.ts';
import { readFeedTerms } from '../../modules/suppliers/feed-collection.server.ts';
import type { Instant } from '../../platform/clock.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import { refreshStatistics } from '../../platform/statistics.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { applyFeedCosts } from './apply-feed-costs.server.ts';
import { feedMatter, heldFeed } from './feed-exceptions.ts';
import { rollBackNext } from './roll-back-feed.server.ts';
import { stageDelivery } from './stage-delivery.server.ts';

/** Rows in one transaction: long enough to be cheap, short enough that a reservation never waits for long. */
const CHUNK = 5_000;
const CHUNK_TIMEOUT_MS = 60_000;

type Step = (context: FlowContext, feed: Feed) => Promise<void>;

/** What the feed's status asks for next; a status without a step is an end, or waits for a person. */
const STEPS: Partial<Record<FeedStatus, Step>> = {
  received: stageDelivery,
  staged: examine,
  applying: applyNext,
  'rolling-back': rollBackNext,
};

const FILLED = ['supply', 'feed_row', 'stock_level', 'stock_entry', 'stock_change'];

/**
 * Takes a kept delivery through staging, guards and application, one committed step after the other, so that a
 * killed worker's successor goes on where it stopped.
 */
export async function applyFeed(context: FlowContext, key: FeedKey): Promise<void> {
  for (;;) {
    const feed = await findFeed(context.db, key);
    const step = feed && STEPS[feed.status];
    if (!step) return;
    await refreshStatistics(context.db, FILLED);
    await step(context, feed);
  }
}

/** Decides whether the feed may be applied: it may be older than what is known, or suspicious. */
async function examine(context: FlowContext, feed: Feed): Promise<void> {
  await inTransaction(
    context.db,
    async (tx) => {
      const verb = { tx, clock: context.clock };
      if (await isOutdated(tx, feed)) {
        await moveFeed(verb, feed, { from: 'staged', to: 'superseded' });
        return;
      }
      const terms = await readFeedTerms(tx, feed);
      const thresholds = thresholdsOf(terms?.settings);
      const rows = await measureFeedRows(tx, feed, thresholds.costJump);
      const effect = { ...(await measureFeedEffect(tx, feed)), ...rows };
      const guard = findSuspicions(feed.kind, effect, thresholds);
      const to = guard.length > 0 ? 'held' : 'applying';
      const unattended = unattendedOf(terms?.settings, context.clock.now());
      const step = { from: 'staged', to, guard, effect, unattended } as const;
      const moved = await moveFeed(verb, feed, step);
      if (moved && to === 'held') await openException(verb, heldFeed(feed, guard, unattended));
    },
    { timeout: CHUNK_TIMEOUT_MS },
  );
}

/** What the clock does with a held feed that nobody decides about; undefined: it waits. */
function unattendedOf(settings: unknown, now: Instant): Unattended | undefined {
  const { afterHours, then } = holdRuleOf(settings);
  if (then === 'wait') return undefined;
  return { at: new Date(now.getTime() + afterHours * 3_600_000), then };
}

function applyNext(context: FlowContext, feed: Feed): Promise<void> {
  return feed.appliedThrough < feed.rows ? applyChunk(context, feed) : applyRest(context, feed);
}

async function applyChunk(context: FlowContext, key: FeedKey): Promise<void> {
  await inTransaction(
    context.db,
    async (tx) => {
      const verb = { tx, clock: context.clock };
      const feed = await claimApplying(verb, key);
      if (!feed || feed.appliedThrough >= feed.rows) return;
      const through = Math.min(feed.appliedThrough + CHUNK, feed.rows);
      const range = { after: feed.appliedThrough, through };
      const { changed } = await applyFeedRows(verb, feed, range);
      const costsChanged = await applyFeedCosts(verb, feed, range);
      await saveProgress(verb, feed, { appliedThrough: through, changed, costsChanged });
    },
    { timeout: CHUNK_TIMEOUT_MS },
  );
}

/**
 * The feed, if it is still to be applied. A second worker on it waits here, then goes on from where the first has come;
 * a feed that a newer one has overtaken between two chunks ends: what it applied is the newer one's by now.
 */
async function claimApplying(verb: FeedsContext, key: FeedKey): Promise<Feed | undefined> {
  const feed = await lockFeed(verb, key);
  if (feed?.status !== 'applying') return undefined;
  await takeTurn(verb, feed);
  if (!(await isOutdated(verb.tx, feed))) return feed;
  await moveFeed(verb, feed, { from: 'applying', to: 'superseded' });
  return undefined;
}

/** Zeroes what a full feed leaves out, then ends. Repeating it after a kill finds only what is left. */
async function applyRest(context: FlowContext, key: FeedKey): Promise<void> {
  let after: LevelKey | undefined;
  do {
    after = await inTransaction(context.db, (tx) => applyRestAfter(tx, context, key, after), {
      timeout: CHUNK_TIMEOUT_MS,
    });
  } while (after);
}

/** The feed ends in the transaction that has looked at everything and found no more than it could zero. */
async function applyRestAfter(
  tx: Tx,
  { clock }: FlowContext,
  key: FeedKey,
  after: LevelKey | undefined,
): Promise<LevelKey | undefined> {
  const verb = { tx, clock };
  const feed = await claimApplying(verb, key);
  if (!feed) return undefined;
  const unnamed = feed.kind === 'full' ? await findUnnamedLevels(tx, feed, { after, limit: CHUNK }) : []; // prettier-ignore
  if (unnamed.length > 0) await zero(verb, feed, unnamed);
  if (unnamed.length === CHUNK) return unnamed.at(-1);
  if (after === undefined) await finish(verb, feed);
  return undefined; // otherwise the next round looks once more from the start
}

async function zero(verb: StockContext, feed: Feed, unnamed: readonly LevelKey[]): Promise<void> {
  const { changed } = await applyLevels(
    verb,
    { ...feed, reference: feed.feedId },
    unnamed.map((level) => ({ ...level, quantity: 0, statedAsOf: feed.asOf })),
  );
  await saveProgress(verb, feed, { appliedThrough: feed.appliedThrough, changed });
}

/** A delta that we fetched by a cursor says of everything it does not name that nothing changed. */
async function confirmUnnamed(verb: StockContext, feed: Feed): Promise<void> {
  if (feed.source === 'pull') await confirmSource(verb, feed, feed.asOf ?? feed.receivedAt);
}

async function finish(verb: StockContext, feed: Feed): Promise<void> {
  const moved = await moveFeed(verb, feed, { from: 'applying', to: 'applied' });
  if (!moved) return;
  if (feed.kind === 'delta') return confirmUnnamed(verb, feed);
  for (const feedId of await findOvertakenFeeds(verb.tx, feed)) {
    const overtaken = { ...feed, feedId };
    await moveFeed(verb, overtaken, { from: 'held', to: 'superseded' });
    await resolveExceptions(verb, {
      dedupeKey: feedMatter(overtaken),
      by: 'system',
      resolution: 'A newer full delivery has been applied.',
    });
  }
}
