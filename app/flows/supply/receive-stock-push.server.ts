import type { FeedId } from '../../modules/feeds/feed.ts';
import {
  findFeed,
  insertFeed,
  moveFeed,
  resolveRows,
  saveProgress,
} from '../../modules/feeds/feeds.repository.server.ts';
import { stageRows } from '../../modules/feeds/stage-feed.server.ts';
import { toStagedRow } from '../../modules/feeds/stage-rows.ts';
import { applyFeedRows } from '../../modules/stock/apply-feed-rows.server.ts';
import type { SourceKey } from '../../modules/stock/confirm-source.server.ts';
import { readFeedTerms } from '../../modules/suppliers/feed-collection.server.ts';
import type { Instant } from '../../platform/clock.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Money } from '../../platform/money.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { applyFeedCosts } from './apply-feed-costs.server.ts';

export type PushedLevel = {
  readonly supplierSku: string;
  readonly locationCode: string | undefined;
  readonly quantity: number;
  readonly asOf: Instant | undefined;
  /** Minor units of a currency, for one unit. */
  readonly cost?: Money | undefined;
};

export type PushRefusal =
  | { readonly kind: 'unknown-supplier' }
  | { readonly kind: 'too-many-rows'; readonly most: number };

export type PushAnswer = {
  readonly feedId: FeedId;
  readonly accepted: number;
  readonly warned: number;
  readonly refused: number;
  readonly changed: number;
};

export const MOST_PUSHED_ROWS = 1_000;

/**
 * Takes over figures of a few articles the moment a supplier tells them: recorded, judged row by row and applied in
 * one transaction, so that stores follow within the second. Longer lists go through `receiveStockUpload`.
 */
export async function receiveStockPush(
  context: FlowContext,
  key: SourceKey,
  levels: readonly PushedLevel[],
): Promise<Result<PushAnswer, PushRefusal>> {
  if (levels.length > MOST_PUSHED_ROWS)
    return err({ kind: 'too-many-rows', most: MOST_PUSHED_ROWS });
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const terms = await readFeedTerms(tx, key);
    if (!terms) return err({ kind: 'unknown-supplier' });
    const feedId = await insertFeed(verb, {
      ...key,
      kind: 'delta',
      source: 'push',
      name: 'API',
      mediaType: 'application/json',
      blobSha256: undefined,
      status: 'applying',
      asOf: undefined,
    });
    const feedKey = { distributorId: key.distributorId, feedId };
    const rules = { defaultLocation: terms.onlyLocation, receivedAt: context.clock.now() };
    const rows = levels.map((level, index) => {
      const line = { kind: 'level' as const, line: index + 1, ...level, cost: level.cost };
      return toStagedRow(line, index + 1, rules);
    });
    await stageRows(tx, feedKey, rows);
    const { hasUnknownSkus } = await resolveRows(verb, feedKey);
    const feed = await findFeed(tx, feedKey);
    if (!feed) throw new Error('A feed that was just recorded is gone');
    const range = { after: 0, through: feed.rows };
    const { changed } = await applyFeedRows(verb, feed, range);
    const costsChanged = await applyFeedCosts(verb, feed, range);
    await saveProgress(verb, feedKey, { appliedThrough: feed.rows, changed, costsChanged });
    await moveFeed(verb, feedKey, { from: 'applying', to: 'applied' });
    if (hasUnknownSkus) await enqueue(tx, { name: 'note-unknown-skus', payload: feedKey });
    const { accepted, warned, refused } = feed;
    return ok({ feedId, accepted, warned, refused, changed });
  });
}
