import type { Difference } from '../../modules/listings/listing.ts';
import { markStockWrites } from '../../modules/listings/mark-stock-writes.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { PublishingFailure, StoreDrain } from './publishing-back-off.server.ts';
import { lookUpOpenWrites } from './settle-open-writes.server.ts';
import { sendWrites } from './send-writes.server.ts';

/** Tells the store its quantities, as many in one call as the channel takes. */
export async function publishStock(
  drain: StoreDrain,
  differences: readonly Difference[],
): Promise<PublishingFailure | undefined> {
  const { stockBatch } = drain.channel.capabilities;
  for (let start = 0; start < differences.length; start += stockBatch) {
    const failure = await publishBatch(drain, differences.slice(start, start + stockBatch));
    if (failure) return failure;
  }
  return undefined;
}

async function publishBatch(
  drain: StoreDrain,
  batch: readonly Difference[],
): Promise<PublishingFailure | undefined> {
  const { context, storeId, channel } = drain;
  const variantIds = batch.map(({ variantId }) => variantId);
  const compare = channel.capabilities.compareAndSwapStock;
  const { attempt, writes } = await inTransaction(context.db, (tx) =>
    markStockWrites({ tx, clock: context.clock }, storeId, { variantIds, compare }),
  );
  if (writes.length === 0) return undefined;
  drain.seen.progress = true;
  const failure = await sendWrites(drain, { attempt, writes });
  return failure ?? lookUpOpenWrites(drain);
}
