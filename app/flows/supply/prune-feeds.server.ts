import { findPrunableFeeds, pruneFeed } from '../../modules/feeds/prune-feeds.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';

const AT_A_TIME = 50;

/**
 * Lets go of rows and files of feeds that are older than their supplier's retention; figures, costs before and the
 * ledger stay. The file itself goes with the sweep of files, when nothing refers to it any more. A job of the clock.
 */
export async function pruneFeeds(context: FlowContext): Promise<void> {
  const due = await findPrunableFeeds({ tx: context.db, clock: context.clock }, AT_A_TIME);
  for (const key of due) {
    await inTransaction(context.db, (tx) => pruneFeed({ tx, clock: context.clock }, key), {
      timeout: 120_000,
    });
  }
}
