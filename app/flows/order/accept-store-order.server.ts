import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { Order, OrderKey } from '../../modules/orders/order.ts';
import {
  lockOrder,
  readOrder,
  saveProgress,
} from '../../modules/orders/orders.repository.server.ts';
import type { ChannelFailure, OutsideOrderId } from '../../modules/stores/channel.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import { describeFailure, verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { acceptException, acceptKey } from './order-exceptions.ts';

/**
 * Tells the store that we ship the order: the request in the merchant's name, then its acceptance. Only after
 * the hub has the order; from then on nobody else can ship it. Both calls may be repeated, and are for lines
 * that an edit has added.
 */
export async function acceptStoreOrder(
  context: FlowContext,
  key: OrderKey,
  attempt = 1,
): Promise<JobVerdict> {
  const order = await readOrder(context.db, key);
  if (!order || order.releasedAt === null) return { kind: 'done' };
  const told = await tellAccepted(context, order);
  if (told.ok) return { kind: 'done' };
  const { clock, random } = context;
  const verdict = verdictFor(told.error, { attempt, now: clock.now(), random });
  if (verdict.kind !== 'park') return verdict;
  const why = describeFailure(told.error);
  await inTransaction(context.db, (tx) =>
    openException({ tx, clock }, acceptException(order, why)),
  );
  return { kind: 'done' };
}

/** The two calls and what is kept of them; also the first half of a report that comes before the acceptance. */
export async function tellAccepted(
  context: FlowContext,
  order: Order,
): Promise<Result<undefined, ChannelFailure>> {
  const channel = await context.channelOf(order.storeId);
  if (channel.capabilities.fulfilmentOrders) {
    const outsideOrderId = order.outsideOrderId as OutsideOrderId;
    const requested = await channel.requestFulfilment(outsideOrderId);
    if (!requested.ok) return requested;
    const accepted = await channel.acceptFulfilment(outsideOrderId);
    if (!accepted.ok) return accepted;
  }
  await inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const locked = await lockOrder(tx, { distributorId: order.distributorId, orderId: order.id });
    if (!locked || locked.acceptedInStoreAt) return;
    await saveProgress(step, locked, { acceptedInStoreAt: context.clock.now() });
    const resolution = 'The store knows that we ship the order.';
    await resolveExceptions(step, { dedupeKey: acceptKey(order.id), by: 'system', resolution });
  });
  return ok();
}
