import {
  countMissingUnits,
  findFreeReservations,
} from '../../modules/stock/find-free-reservations.server.ts';
import type { FreeReservation } from '../../modules/stock/find-free-reservations.server.ts';
import { releaseReservations } from '../../modules/stock/release-reservations.server.ts';
import type { DistributorId, LevelKey } from '../../modules/stock/stock-level.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

type ShortOf = LevelKey & { readonly distributorId: DistributorId };

/**
 * Takes orders off a level that is promised beyond what it has, until it has what is left, and looks for other
 * places for them; the newest give way first. What the supplier has been asked for stays. Answers how many orders
 * were routed again.
 */
export async function rerouteShortage(context: FlowContext, level: ShortOf): Promise<number> {
  const { distributorId } = level;
  const seen = new Set<string>();
  for (const reservation of await findFreeReservations({ tx: context.db }, distributorId, level)) {
    if (seen.has(reservation.orderId)) continue;
    if ((await countMissingUnits({ tx: context.db }, distributorId, level)) === 0) break;
    seen.add(reservation.orderId);
    await routeElsewhere(context, level, reservation);
  }
  return seen.size;
}

async function routeElsewhere(
  { db, clock }: FlowContext,
  level: ShortOf,
  { orderId }: FreeReservation,
): Promise<void> {
  const { distributorId } = level;
  await inTransaction(db, async (tx) => {
    const step = { tx, clock };
    const own = (await findFreeReservations(step, distributorId, level)).filter(
      (each) => each.orderId === orderId,
    );
    await releaseReservations(step, {
      distributorId,
      reservations: own,
      reference: `order:${orderId}`,
    });
    await rebalanceOrder(step, { distributorId, orderId });
  });
}
