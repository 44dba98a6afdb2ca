import { findWaitingOrders } from '../../modules/orders/find-waiting-orders.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

/** Orders that one look sets going; who is left out is looked at by the clock. */
const MOST = 500;

/**
 * Makes the follower of the change log that a worker runs at each notice on `stock_change`: short orders are routed again
 * as soon as what they wait for has come in, one job each. An order that only tries in vain changes no stock and so wakes
 * nobody. Where the follower has been is only in memory: losing it costs one look at everything kept.
 */
export function createShortOrderFollower(
  context: FlowContext,
): () => Promise<{ readonly more: boolean }> {
  let since: string | undefined;
  return async () => {
    since = await inTransaction(context.db, async (tx) => {
      const { orders, snapshot } = await findWaitingOrders(tx, { since, limit: MOST });
      await enqueue(tx, ...orders.map((payload) => ({ name: 'reroute-order' as const, payload })));
      return snapshot;
    });
    return { more: false };
  };
}
