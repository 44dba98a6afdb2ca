import { findDueSources, refreshSource } from '../../modules/stock/refresh-stale-sources.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';

const AT_A_TIME = 100;

/** Lets offers follow time: what has gone stale or gone since the last look is told to the publishers. A job of the clock. */
export async function refreshStaleOffers(context: FlowContext): Promise<void> {
  const due = await findDueSources({ tx: context.db, clock: context.clock }, AT_A_TIME);
  for (const source of due) {
    await inTransaction(context.db, (tx) => refreshSource({ tx, clock: context.clock }, source), {
      timeout: 60_000,
    });
  }
}
