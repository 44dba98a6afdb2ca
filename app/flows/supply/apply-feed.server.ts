import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { Feed, FeedKey } from '../../modules/feeds/feed.ts';
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

async function applyNext(context: FlowContext, feed: Feed): Promise<void> {
  if (feed.appliedThrough < feed.rows) return applyChunk(context, feed);
  if (feed.kind === 'full') await zeroUnnamed(context, feed);
  await inTransaction(context.db, (tx) => finish(tx, context, feed));
}

async function applyChunk(context: FlowContext, key: FeedKey): Promise<void> {
  await inTransaction(
    context.db,
    async (tx) => {
      const verb = { tx, clock: context.clock };
      const feed = await lockFeed(verb, key); // a second worker on the same feed waits here, then goes on from there
      if (feed?.status !== 'applying' || feed.appliedThrough >= feed.rows) return;
      const through = Math.min(feed.appliedThrough + CHUNK, feed.rows);
      const range = { after: feed.appliedThrough, through };
      const { changed } = await applyFeedRows(verb, feed, range);
      const costsChanged = await applyFeedCosts(verb, feed, range);
      await saveProgress(verb, feed, { appliedThrough: through, changed, costsChanged });
    },
    { timeout: CHUNK_TIMEOUT_MS },
  );
}

/** Repeating it after a kill finds only what is left. */
async function zeroUnnamed(context: FlowContext, key: FeedKey): Promise<void> {
  let after: LevelKey | undefined;
  do {
    after = await inTransaction(context.db, (tx) => zeroSome(tx, context, key, after), {
      timeout: CHUNK_TIMEOUT_MS,
    });
  } while (after);
}

async function zeroSome(
  tx: Tx,
  { clock }: FlowContext,
  key: FeedKey,
  after: LevelKey | undefined,
): Promise<LevelKey | undefined> {
  const verb = { tx, clock };
  const feed = await lockFeed(verb, key);
  if (feed?.status !== 'applying') return undefined;
  const unnamed = await findUnnamedLevels(tx, feed, { after, limit: CHUNK });
  if (unnamed.length === 0) return undefined;
  const { changed } = await applyLevels(
    verb,
    { ...feed, reference: feed.feedId },
    unnamed.map((level) => ({ ...level, quantity: 0, statedAsOf: feed.asOf })),
  );
  await saveProgress(verb, feed, { appliedThrough: feed.appliedThrough, changed });
  return unnamed.length === CHUNK ? unnamed.at(-1) : undefined;
}

/** A delta that we fetched by a cursor says of everything it does not name that nothing changed. */
async function confirmUnnamed(verb: StockContext, feed: Feed): Promise<void> {
  if (feed.source === 'pull') await confirmSource(verb, feed, feed.asOf ?? feed.receivedAt);
}

async function finish(tx: Tx, { clock }: FlowContext, feed: Feed): Promise<void> {
  const verb = { tx, clock };
  const moved = await moveFeed(verb, feed, { from: 'applying', to: 'applied' });
  if (!moved) return;
  if (feed.kind === 'delta') return confirmUnnamed(verb, feed);
  for (const feedId of await findOvertakenFeeds(tx, feed)) {
    const overtaken = { ...feed, feedId };
    await moveFeed(verb, overtaken, { from: 'held', to: 'superseded' });
    await resolveExceptions(verb, {
      dedupeKey: feedMatter(overtaken),
      by: 'system',
      resolution: 'A newer full delivery has been applied.',
    });
  }
}
