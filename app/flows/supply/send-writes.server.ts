import {
  closeAttempt,
  recordStockOutcomes,
  withdrawAttempt,
} from '../../modules/listings/record-stock-outcomes.server.ts';
import type { AttemptKey } from '../../modules/listings/record-stock-outcomes.server.ts';
import { lookUpRest } from '../../modules/listings/settle-readings.server.ts';
import type { OpenCall } from '../../modules/listings/settle-readings.server.ts';
import type { StockWriteOutcome } from '../../modules/stores/channel.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { PublishingFailure, StoreDrain } from './publishing-back-off.server.ts';
import { reportBroken } from './report-broken.server.ts';

/**
 * Makes a marked call and notes its answer. What the store found stale stays in flight, to be looked up. A call that
 * surely had no effect is taken back; of one without a usable answer the marks stay, and it is made again under
 * the same key, which the store answers without a second effect.
 */
export async function sendWrites(
  drain: StoreDrain,
  { attempt, writes }: OpenCall,
): Promise<PublishingFailure | undefined> {
  const { context, storeId, channel } = drain;
  const key = { storeId, attempt };
  const answer = await channel.setStock(writes, attempt);
  if (answer.ok) {
    await noteAnswer(drain, key, answer.value);
    return undefined;
  }
  if (!mayHaveHadEffect(answer.error)) {
    await inTransaction(context.db, (tx) => withdrawAttempt({ tx }, key));
  }
  return answer.error;
}

function mayHaveHadEffect(failure: PublishingFailure): boolean {
  if (failure.kind === 'unavailable') return failure.outcome === 'unknown';
  return failure.kind === 'unreadable';
}

async function noteAnswer(
  drain: StoreDrain,
  key: AttemptKey,
  outcomes: readonly StockWriteOutcome[],
): Promise<void> {
  const { context, storeId } = drain;
  const isStale = outcomes.some(({ kind }) => kind === 'stale');
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const broken = await recordStockOutcomes(verb, key, outcomes);
    await lookUpRest(verb, key, 'stale');
    await closeAttempt(verb, key);
    await reportBroken(tx, context, storeId, broken);
  });
  if (isStale) drain.seen.repeat = true;
}
