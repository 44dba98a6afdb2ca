import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { insertFeed } from '../../modules/feeds/feeds.repository.server.ts';
import { confirmSource } from '../../modules/stock/confirm-source.server.ts';
import type { SourceKey } from '../../modules/stock/confirm-source.server.ts';
import { readFeedTerms, saveFeedCursor } from '../../modules/suppliers/feed-collection.server.ts';
import { DeliveryInterrupted } from '../../modules/suppliers/supplier-connector.ts';
import type { StockDelivery } from '../../modules/suppliers/supplier-connector.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import type { Instant } from '../../platform/clock.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict, RunningJob } from '../../platform/job-catalog.ts';
import { verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { collectionMatter, failedCollection } from './feed-exceptions.ts';

/**
 * Fetches what a supplier says of its stock, keeps it whole and hands it on to be applied. The cursor moves in the
 * transaction that keeps the delivery, so nothing that was told is lost between the two.
 */
export async function collectFeed(
  context: FlowContext,
  key: SourceKey,
  job: Pick<RunningJob, 'attempt'>,
): Promise<JobVerdict> {
  const terms = await readFeedTerms(context.db, key);
  if (!terms?.active) return { kind: 'done' };
  const connector = await context.connectorOf(key.distributorId, key.supplierId);
  if (!connector.capabilities.pullsStock) return { kind: 'done' };
  const askedAt = context.clock.now();
  const answer = await connector.collectStock(terms.feedCursor);
  const failed = (failure: AdapterFailure) =>
    giveUpOrRetry(context, { ...key, name: terms.name }, failure, job);
  if (!answer.ok) return failed(answer.error);
  if (answer.value === 'unchanged') await confirm(context, key, askedAt);
  else if ('unchangedAsOf' in answer.value) await confirm(context, key, answer.value.unchangedAsOf);
  else {
    try {
      await keep(context, key, answer.value);
    } catch (fault) {
      if (fault instanceof DeliveryInterrupted) return failed(fault.failure);
      throw fault;
    }
  }
  return { kind: 'done' };
}

async function giveUpOrRetry(
  context: FlowContext,
  key: SourceKey & { name: string },
  failure: AdapterFailure,
  job: Pick<RunningJob, 'attempt'>,
): Promise<JobVerdict> {
  const { clock, random } = context;
  const verdict = verdictFor(failure, { attempt: job.attempt, now: clock.now(), random });
  if (verdict.kind !== 'park') return verdict;
  await inTransaction(context.db, (tx) =>
    openException({ tx, clock }, failedCollection(key, verdict.why)),
  );
  return { kind: 'done' }; // the clock asks again at the next due time
}

async function confirm(context: FlowContext, key: SourceKey, asOf: Instant): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    await confirmSource(verb, key, asOf);
    await settleMatter(verb, key);
  });
}

async function keep(context: FlowContext, key: SourceKey, delivery: StockDelivery): Promise<void> {
  const kept = await context.blobs.put(delivery.body, delivery.mediaType);
  if (!kept.ok) throw new Error(`The delivery is larger than ${kept.error.maxBytes} bytes`);
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const feedId = await insertFeed(verb, {
      ...key,
      kind: delivery.scope,
      source: 'pull',
      name: delivery.name,
      mediaType: delivery.mediaType,
      blobSha256: kept.value.sha256,
      status: 'received',
      asOf: delivery.asOf,
    });
    await saveFeedCursor(tx, key, delivery.cursor);
    await settleMatter(verb, key);
    await enqueue(tx, {
      name: 'apply-feed',
      payload: { distributorId: key.distributorId, feedId },
    });
  });
}

async function settleMatter(
  verb: Parameters<typeof resolveExceptions>[0],
  key: SourceKey,
): Promise<void> {
  await resolveExceptions(verb, {
    dedupeKey: collectionMatter(key),
    by: 'system',
    resolution: 'The supplier answered again.',
  });
}
