import type { ChannelFailure, OutsideOrderId } from '../../modules/stores/channel.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { findOrdersOfStoreOrder } from '../../modules/orders/orders.repository.server.ts';
import { lowerTold } from '../../modules/listings/lower-told.server.ts';
import { advisoryXactLock, inTransaction } from '../../platform/database.server.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import { ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { createOrder } from './create-order.server.ts';
import type { Sale } from './create-order.server.ts';
import type { Reading } from './order-step.ts';
import { updateOrder } from './update-order.server.ts';
import { shareStoreOrder } from './share-store-order.server.ts';

/**
 * `created`: at least one order is new. `updated`: known ones were brought up to date. `older`: a newer reading
 * had been taken in meanwhile. `not-ours`: no line is any distributor's. `gone`: the store has no such order.
 */
export type ImportOutcome = 'created' | 'updated' | 'older' | 'not-ours' | 'gone';

/**
 * Takes in a shop's order as the store tells it now: an order for each connection that it has lines of, with
 * what changed since the last reading, and in the same transaction routed and reserved. Repeating it, in any
 * order and by any number of workers at once, ends in the same.
 */
export async function importOrder(
  context: FlowContext,
  input: { readonly storeId: string; readonly outsideOrderId: string },
): Promise<Result<ImportOutcome, ChannelFailure>> {
  const readAt = context.clock.now();
  const channel = await context.channelOf(input.storeId);
  const read = await channel.readOrder(input.outsideOrderId as OutsideOrderId);
  if (!read.ok) return read;
  const store = read.value;
  if (!store) return ok('gone');
  const reading = { store, readAt };
  return ok(
    await inTransaction(context.db, (tx) =>
      takeIn(context, tx, input.storeId as Id<'Store'>, reading),
    ),
  );
}

async function takeIn(
  context: FlowContext,
  tx: Tx,
  storeId: Id<'Store'>,
  reading: Reading,
): Promise<ImportOutcome> {
  const { outsideOrderId } = reading.store;
  await advisoryXactLock(tx, `store-order:${storeId}:${outsideOrderId}`);
  const known = await findOrdersOfStoreOrder(tx, { storeId, outsideOrderId });
  if (known.some((order) => isOlder(reading, order))) return 'older';
  const shares = await shareStoreOrder(tx, { storeId, known, store: reading.store });
  const step = { tx, clock: context.clock };
  const sales: Sale[] = [];
  let created = false;
  for (const share of shares) {
    if (share.order)
      sales.push(...(await updateOrder(step, context.secrets, share.order, share, reading)));
    else {
      const made = await createOrder(step, context.secrets, share, reading);
      created ||= made !== undefined;
      sales.push(...(made ?? []));
    }
  }
  if (sales.length > 0) await lowerTold(step, { storeId, sales });
  if (created) return 'created';
  return known.length > 0 ? 'updated' : 'not-ours';
}

/** The store's own time decides; of two readings of one second, the one that began later. */
function isOlder({ store, readAt }: Reading, known: OrderWithLines): boolean {
  const difference = store.updatedAt.getTime() - known.storeUpdatedAt.getTime();
  return difference < 0 || (difference === 0 && readAt < known.storeReadAt);
}
