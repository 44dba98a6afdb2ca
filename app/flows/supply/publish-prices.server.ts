import { findDifferences } from '../../modules/listings/find-differences.server.ts';
import type { Difference, MarkedPrice } from '../../modules/listings/listing.ts';
import {
  closePriceRun,
  findPriceRun,
  markPriceWrites,
  notePriceRun,
  recordPriceOutcomes,
} from '../../modules/listings/publish-prices.repository.server.ts';
import type { PublishState } from '../../modules/listings/publish-state.repository.server.ts';
import { requestSweep } from '../../modules/listings/publish-state.repository.server.ts';
import type { PriceWriteOutcome } from '../../modules/stores/channel.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { PublishingFailure, StoreDrain } from './publishing-back-off.server.ts';
import { reportBroken } from './report-broken.server.ts';

const BATCH = 100;
/** Most prices in one file of the store's own. */
const MOST_IN_RUN = 50_000;

/**
 * Tells the store its prices: product by product, or as one run of the store's own where there are so many that this is
 * cheaper. A price that the store refuses is left until something changes.
 */
export async function publishPrices(
  drain: StoreDrain,
  differences: readonly Difference[],
  state: PublishState,
): Promise<PublishingFailure | undefined> {
  const due = differences.filter(({ variantId }) => !drain.refusedPrices.has(variantId));
  if (due.length === 0 || drain.seen.priceRun) return undefined;
  const products = new Set(due.map(({ productId }) => productId));
  if (products.size >= drain.channel.capabilities.bulkPricesFrom) return startRun(drain, state);
  for (let start = 0; start < due.length; start += BATCH) {
    const failure = await publishBatch(drain, due.slice(start, start + BATCH));
    if (failure) return failure;
  }
  return undefined;
}

async function publishBatch(
  drain: StoreDrain,
  differences: readonly Difference[],
): Promise<PublishingFailure | undefined> {
  const writes = await mark(drain, differences);
  if (writes.length === 0) return undefined;
  const answer = await drain.channel.setPrices(writes);
  if (!answer.ok) return answer.error;
  await record(drain, writes, answer.value);
  return undefined;
}

function mark(
  { context, storeId }: StoreDrain,
  differences: readonly Difference[],
): Promise<readonly MarkedPrice[]> {
  const variantIds = differences.map(({ variantId }) => variantId);
  return inTransaction(context.db, (tx) =>
    markPriceWrites({ tx, clock: context.clock }, storeId, variantIds),
  );
}

async function record(
  { context, storeId, refusedPrices, seen }: StoreDrain,
  writes: readonly MarkedPrice[],
  outcomes: readonly PriceWriteOutcome[],
): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const broken = await recordPriceOutcomes(verb, storeId, writes, outcomes);
    await reportBroken(tx, context, storeId, broken);
  });
  const set = new Set(
    outcomes.flatMap(({ kind, outsideVariantId }) => (kind === 'set' ? outsideVariantId : [])),
  );
  if (set.size > 0) seen.progress = true;
  for (const { variantId, outsideVariantId } of writes) {
    if (!set.has(outsideVariantId)) refusedPrices.add(variantId);
  }
}

/** Every price that differs goes into one file. A crash before the run is noted costs a second run of the same prices. */
async function startRun(
  drain: StoreDrain,
  state: PublishState,
): Promise<PublishingFailure | undefined> {
  const { context, storeId, channel } = drain;
  const verb = { tx: context.db, clock: context.clock };
  const all = await findDifferences(verb, storeId, state, MOST_IN_RUN);
  const writes = await mark(
    drain,
    all.filter(
      ({ priceDiffers, variantId }) => priceDiffers && !drain.refusedPrices.has(variantId),
    ),
  );
  if (writes.length === 0) return undefined;
  const started = await channel.startBulkPrices(writes);
  if (!started.ok) return started.error;
  await notePriceRun(verb, storeId, { outsideRunId: started.value.runId, writes });
  drain.seen.priceRun = true;
  return undefined;
}

/**
 * Looks after the run of prices that is under way; meanwhile stock goes on and no price is written. What changed during
 * the run, and what its result does not mention, is found by a comparison of the whole store afterwards.
 */
export async function settlePriceRun(drain: StoreDrain): Promise<PublishingFailure | undefined> {
  const { context, storeId, channel } = drain;
  const run = await findPriceRun({ tx: context.db }, storeId);
  if (!run) return undefined;
  const answer = await channel.readBulkPrices(run.outsideRunId, run.writes);
  if (!answer.ok) return answer.error;
  if (answer.value.state === 'running') {
    drain.seen.priceRun = true;
    return undefined;
  }
  if (answer.value.state === 'finished') await record(drain, run.writes, answer.value.outcomes);
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    await closePriceRun(verb, storeId, run.attempt);
    await requestSweep(verb, storeId);
  });
  drain.seen.repeat = true;
  return undefined;
}
