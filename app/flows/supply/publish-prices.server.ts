import type { Difference } from '../../modules/listings/listing.ts';
import {
  markPriceWrites,
  recordPriceOutcomes,
} from '../../modules/listings/publish-prices.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { PublishingFailure, StoreDrain } from './publishing-back-off.server.ts';
import { reportBroken } from './report-broken.server.ts';

const BATCH = 100;

/** Tells the store its prices. A price that the store refuses is left until something changes. */
export async function publishPrices(
  drain: StoreDrain,
  differences: readonly Difference[],
): Promise<PublishingFailure | undefined> {
  const due = differences
    .map(({ variantId }) => variantId)
    .filter((variantId) => !drain.refusedPrices.has(variantId));
  for (let start = 0; start < due.length; start += BATCH) {
    const failure = await publishBatch(drain, due.slice(start, start + BATCH));
    if (failure) return failure;
  }
  return undefined;
}

async function publishBatch(
  drain: StoreDrain,
  variantIds: readonly Difference['variantId'][],
): Promise<PublishingFailure | undefined> {
  const { context, storeId, channel, refusedPrices } = drain;
  const { clock } = context;
  const writes = await inTransaction(context.db, (tx) =>
    markPriceWrites({ tx, clock }, storeId, variantIds),
  );
  if (writes.length === 0) return undefined;
  const answer = await channel.setPrices(writes);
  if (!answer.ok) return answer.error;
  await inTransaction(context.db, async (tx) => {
    const broken = await recordPriceOutcomes({ tx, clock }, storeId, writes, answer.value);
    await reportBroken(tx, context, storeId, broken);
  });
  const set = new Set(
    answer.value.flatMap(({ kind, outsideVariantId }) => (kind === 'set' ? outsideVariantId : [])),
  );
  if (set.size > 0) drain.seen.progress = true;
  for (const { variantId, outsideVariantId } of writes) {
    if (!set.has(outsideVariantId)) refusedPrices.add(variantId);
  }
  return undefined;
}
