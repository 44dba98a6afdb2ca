import { openException } from '../../modules/activity/open-exception.server.ts';
import {
  findSilentPurchaseOrders,
  pushBackDeadline,
} from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { silentException } from './order-exceptions.ts';

const BATCH = 200;
const REMIND_MS = 4 * 3_600_000;

/** For the clock: purchase orders that nobody has acknowledged in time are shown to a person, again every four hours. */
export async function escalateSilentPurchaseOrders(context: FlowContext): Promise<number> {
  const { clock } = context;
  return inTransaction(context.db, async (tx) => {
    const now = clock.now();
    const silent = await findSilentPurchaseOrders(tx, { now, limit: BATCH });
    for (const purchaseOrder of silent) {
      await openException({ tx, clock }, silentException(purchaseOrder));
      await pushBackDeadline(tx, purchaseOrder, new Date(now.getTime() + REMIND_MS));
    }
    return silent.length;
  });
}
