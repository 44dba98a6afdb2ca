import type { Difference } from '../../modules/listings/listing.ts';
import { markForReading } from '../../modules/listings/mark-stock-writes.server.ts';
import { closeAttempt } from '../../modules/listings/record-stock-outcomes.server.ts';
import {
  findOpenCalls,
  findOpenWrites,
  settleReadings,
} from '../../modules/listings/settle-readings.server.ts';
import type { OpenWrite } from '../../modules/listings/settle-readings.server.ts';
import { countCommittedUnits } from '../../modules/orders/count-committed-units.server.ts';
import { countUntoldUnits } from '../../modules/shipments/count-untold-units.server.ts';
import type { StockReading } from '../../modules/stores/channel.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { reportBroken } from './report-broken.server.ts';
import { sendWrites } from './send-writes.server.ts';
import type { PublishingFailure, StoreDrain } from './publishing-back-off.server.ts';

const READ_BATCH = 250;
/** How long a store surely remembers a call's key. */
const REPEATABLE_MS = 3_600_000;
/** A listing whose orders keep coming in while it is read is left for the next drain. */
const MOST_ROUNDS = 20;

/**
 * Leaves nothing of the store in flight: calls without an answer (a time-out, a crash) are made again under their own
 * key; what the store found stale, and calls too old to repeat, are looked up and what the store shows is taken as told.
 */
export async function settleOpenWrites(drain: StoreDrain): Promise<PublishingFailure | undefined> {
  const { context, storeId } = drain;
  const since = new Date(context.clock.now().getTime() - REPEATABLE_MS);
  for (const call of await findOpenCalls({ tx: context.db }, storeId, since)) {
    drain.seen.repeat = true;
    const failure = await sendWrites(drain, call);
    if (failure) return failure;
  }
  return lookUpOpenWrites(drain);
}

/** Reads what the store shows for every listing in flight whose write cannot be repeated. */
export async function lookUpOpenWrites(drain: StoreDrain): Promise<PublishingFailure | undefined> {
  const { context, storeId, channel } = drain;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const open = await findOpenWrites({ tx: context.db }, storeId, READ_BATCH);
    if (open.length === 0) return undefined;
    drain.seen.repeat = true;
    const answer = await channel.readStock(open.map(({ outsideStockId }) => outsideStockId));
    if (!answer.ok) return answer.error;
    await settle(drain, open, answer.value);
  }
  return undefined;
}

async function settle(
  { context, storeId }: StoreDrain,
  open: readonly OpenWrite[],
  readings: readonly StockReading[],
): Promise<void> {
  const attempts = [...new Set(open.map(({ attempt }) => attempt))];
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const variantIds = open.map(({ variantId }) => variantId);
    const known = await countCommittedUnits(tx, { storeId, variantIds });
    const untold = await countUntoldUnits(tx, { storeId, variantIds });
    const variantOf = new Map(open.map((write) => [write.outsideStockId, write.variantId]));
    const unitsOf = (units: ReadonlyMap<string, number>, { outsideStockId }: StockReading) =>
      units.get(variantOf.get(outsideStockId) ?? '') ?? 0;
    const shown = readings.map((reading) => ({
      ...reading,
      knownCommitted: unitsOf(known, reading) + unitsOf(untold, reading),
    }));
    for (const attempt of attempts) {
      const key = { storeId, attempt };
      const ofAttempt = open.filter((write) => write.attempt === attempt);
      const broken = await settleReadings(verb, key, ofAttempt, shown);
      await closeAttempt(verb, key);
      await reportBroken(tx, context, storeId, broken);
    }
  });
}

/** What was never told is read first, so that no sale is overwritten by a first write. */
export async function readNeverTold(
  drain: StoreDrain,
  differences: readonly Difference[],
): Promise<PublishingFailure | undefined> {
  const { context, storeId, channel } = drain;
  const unknown = differences.filter(({ neverTold }) => neverTold);
  if (unknown.length === 0 || !channel.capabilities.compareAndSwapStock) return undefined;
  for (let start = 0; start < unknown.length; start += READ_BATCH) {
    const variantIds = unknown.slice(start, start + READ_BATCH).map(({ variantId }) => variantId);
    await inTransaction(context.db, (tx) =>
      markForReading({ tx, clock: context.clock }, storeId, variantIds),
    );
  }
  return lookUpOpenWrites(drain);
}
