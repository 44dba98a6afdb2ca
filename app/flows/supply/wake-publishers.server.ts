import {
  findLaggingStores,
  findStoresToWake,
  forgetUnseenSales,
  pruneStockChanges,
} from '../../modules/listings/find-stores-to-wake.server.ts';
import { markDoubtfulSales } from '../../modules/listings/mark-stock-writes.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

/**
 * Makes the follower of the change log that a worker runs at each notice on `stock_change`: starts a publish for every
 * store that has something of what changed since the last call. What it has seen is only in memory: losing it costs one
 * look at everything kept, and several workers' followers place the same jobs, which are one by their key.
 */
export function createStockChangeFollower(
  context: FlowContext,
): () => Promise<{ readonly more: boolean }> {
  let since: string | undefined;
  return async () => {
    const { db, clock } = context;
    const { storeIds, snapshot } = await findStoresToWake({ tx: db, clock }, since);
    if (storeIds.length > 0) await inTransaction(db, (tx) => enqueuePublishing(tx, storeIds));
    since = snapshot;
    return { more: false };
  };
}

/** The net under the follower, by the clock: stores that have work left whatever became of their notices. */
export async function wakeLaggingStores(context: FlowContext): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    await forgetUnseenSales({ tx, clock: context.clock });
    await markDoubtfulSales({ tx, clock: context.clock });
    await enqueuePublishing(tx, await findLaggingStores(tx));
  });
}

/** Removes from the change log what every store has followed. A job of the clock. */
export async function pruneChangeLog(context: FlowContext): Promise<number> {
  return pruneStockChanges(context.db);
}

async function enqueuePublishing(tx: Tx, storeIds: readonly string[]): Promise<void> {
  const jobs = storeIds.map((storeId) => ({
    name: 'publish-listings' as const,
    payload: { storeId },
  }));
  await enqueue(tx, ...jobs);
}
