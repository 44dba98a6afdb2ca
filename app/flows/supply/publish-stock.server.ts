import type { Difference } from '../../modules/listings/listing.ts';
import { markStockWrites } from '../../modules/listings/mark-stock-writes.server.ts';
import type { MarkedStock } from '../../modules/listings/mark-stock-writes.server.ts';
import {
  closeAttempt,
  recordStockOutcomes,
  withdrawAttempt,
} from '../../modules/listings/record-stock-outcomes.server.ts';
import type { StockWriteOutcome } from '../../modules/stores/channel.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { reportBroken } from './report-broken.server.ts';
import type { PublishingFailure, StoreDrain } from './publishing-back-off.server.ts';
import { settleOpenWrites } from './settle-open-writes.server.ts';

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
  const { clock } = context;
  const marked = await inTransaction(context.db, (tx) =>
    markStockWrites({ tx, clock }, storeId, variantIds),
  );
  if (marked.listings.length === 0) return undefined;
  drain.progress = true;
  const answer = await channel.setStock(writesOf(drain, marked), marked.attempt);
  if (!answer.ok) return giveBack(drain, marked, answer.error);
  await record(context, { storeId, attempt: marked.attempt }, answer.value);
  if (answer.value.every(({ kind }) => kind !== 'stale')) return undefined;
  drain.repeat = true;
  return settleOpenWrites(drain, { mayHaveApplied: false });
}

function writesOf({ channel }: StoreDrain, { listings }: MarkedStock) {
  const { compareAndSwapStock } = channel.capabilities;
  return listings.map(({ outsideStockId, quantity, told }) => ({
    outsideStockId,
    quantity,
    expected: compareAndSwapStock ? told : undefined,
  }));
}

/** A call that surely had no effect is taken back; of any other the marks stay, and the next drain looks in the store. */
async function giveBack(
  { context, storeId }: StoreDrain,
  { attempt }: MarkedStock,
  failure: PublishingFailure,
): Promise<PublishingFailure> {
  const unknown =
    failure.kind === 'unreadable' ||
    (failure.kind === 'unavailable' && failure.outcome === 'unknown');
  if (!unknown) {
    await inTransaction(context.db, (tx) => withdrawAttempt({ tx }, { storeId, attempt }));
  }
  return failure;
}

async function record(
  context: FlowContext,
  key: Parameters<typeof recordStockOutcomes>[1],
  outcomes: readonly StockWriteOutcome[],
): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const broken = await recordStockOutcomes(verb, key, outcomes);
    await closeAttempt(verb, key);
    await reportBroken(tx, context, key.storeId, broken);
  });
}
