import { openException } from '../../modules/activity/open-exception.server.ts';
import type { Feed, StagedRow } from '../../modules/feeds/feed.ts';
import { moveFeed, resolveRows, saveFound } from '../../modules/feeds/feeds.repository.server.ts';
import { stageFeed } from '../../modules/feeds/stage-feed.server.ts';
import { toStagedRow } from '../../modules/feeds/stage-rows.ts';
import type { StagingRules } from '../../modules/feeds/stage-rows.ts';
import type { FeedLine } from '../../modules/suppliers/supplier-connector.ts';
import { readFeedTerms } from '../../modules/suppliers/feed-collection.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FileFacts } from '../../platform/records/file-row.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { unreadableFeed } from './feed-exceptions.ts';

const RESOLVE_TIMEOUT_MS = 300_000; // a million rows, once

/** What the connector could not make sense of; anything else that is thrown is a fault of ours and tried again. */
class Unreadable extends Error {}

/** Reads a kept delivery as a stream into the staging table and says of each row what becomes of it. */
export async function stageDelivery(context: FlowContext, feed: Feed): Promise<void> {
  const terms = await readFeedTerms(context.db, feed);
  const rules = { defaultLocation: terms?.onlyLocation, receivedAt: feed.receivedAt };
  const facts: FileFacts = {};
  try {
    await stageFeed(context.pool, feed, rowsOf(await linesOf(context, feed, facts), rules));
  } catch (fault) {
    if (!(fault instanceof Unreadable)) throw fault;
    return fail(context, feed, fault.message);
  }
  await inTransaction(
    context.db,
    async (tx) => {
      const verb = { tx, clock: context.clock };
      const { hasUnknownSkus } = await resolveRows(verb, feed);
      await saveFound(verb, feed, facts);
      const moved = await moveFeed(verb, feed, { from: 'received', to: 'staged' });
      const payload = { distributorId: feed.distributorId, feedId: feed.feedId };
      if (moved && hasUnknownSkus) await enqueue(tx, { name: 'note-unknown-skus', payload });
    },
    { timeout: RESOLVE_TIMEOUT_MS },
  );
}

async function linesOf(
  context: FlowContext,
  feed: Feed,
  facts: FileFacts,
): Promise<AsyncIterable<FeedLine>> {
  const blob = feed.blobSha256 ? await context.blobs.open(feed.blobSha256) : undefined;
  if (!blob) throw new Error(`The delivery of feed ${feed.feedId} is gone`);
  const connector = await context.connectorOf(feed.distributorId, feed.supplierId);
  return connector.readStock(blob.body, { mediaType: feed.mediaType, facts });
}

async function* rowsOf(
  lines: AsyncIterable<FeedLine>,
  rules: StagingRules,
): AsyncGenerator<StagedRow> {
  const reader = lines[Symbol.asyncIterator]();
  try {
    for (let row = 1; ; row += 1) {
      const step = await next(reader);
      if (step.done) return;
      yield toStagedRow(step.value, row, rules);
    }
  } finally {
    await reader.return?.();
  }
}

async function next(reader: AsyncIterator<FeedLine>): Promise<IteratorResult<FeedLine>> {
  try {
    return await reader.next();
  } catch (fault) {
    throw new Unreadable(fault instanceof Error ? fault.message : String(fault), { cause: fault });
  }
}

async function fail(context: FlowContext, feed: Feed, failure: string): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const moved = await moveFeed(verb, feed, { from: 'received', to: 'failed', failure });
    if (moved) await openException(verb, unreadableFeed(feed, failure));
  });
}
