import {
  findSearchChanges,
  refreshSearchSupply,
  rememberSearchChanges,
} from '../../modules/stock/follow-search.server.ts';
import { inTransaction, tryAdvisoryXactLock } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';

/**
 * Follows the change log of stock, so that a search by stock or supplier is a few seconds behind at most. Each piece is
 * a short transaction of its own; what was reached is remembered at the end, so that a fault only repeats.
 */
export async function refreshSearch(context: Pick<FlowContext, 'db'>): Promise<void> {
  const { changes, snapshot } = await inTransaction(context.db, (tx) => findSearchChanges(tx));
  for (const { distributorId, variantIds } of changes)
    await inTransaction(context.db, (tx) => refreshSearchSupply(tx, distributorId, variantIds));
  await inTransaction(context.db, async (tx) => {
    // Of two at once the later snapshot may be overwritten by the earlier: that repeats a little, and loses nothing.
    if (await tryAdvisoryXactLock(tx, 'search-cursor')) await rememberSearchChanges(tx, snapshot);
  });
}
