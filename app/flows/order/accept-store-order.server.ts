import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { Order, OrderKey } from '../../modules/orders/order.ts';
import { noteAccepted, readOrder } from '../../modules/orders/orders.repository.server.ts';
import type {
  ChannelFailure,
  OutsideFulfilmentOrderId,
  OutsideOrderId,
} from '../../modules/stores/channel.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import { ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import { describeFailure, verdictFor } from '../../platform/retry-policy.ts';
import type { FlowContext } from '../flow-context.ts';
import { acceptException, acceptKey } from './order-exceptions.ts';

/**
 * Tells the store that we ship the order. Only after the hub has the order; from then on nobody else can ship it.
 * The call may be repeated, and is, for lines that an edit has added.
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

/** The call and what is kept of them; also the first half of a report that comes before the acceptance. */
export async function tellAccepted(
  context: FlowContext,
  order: Order,
): Promise<Result<undefined, ChannelFailure>> {
  const channel = await context.channelOf(order.storeId);
  if (channel.capabilities.fulfilmentOrders) {
    const outsideOrderId = order.outsideOrderId as OutsideOrderId;
    const ours = order.outsideFulfilmentOrderIds as readonly OutsideFulfilmentOrderId[];
    const accepted = await channel.acceptFulfilment(outsideOrderId, ours);
    if (!accepted.ok) return accepted;
  }
  await inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    if (!(await noteAccepted(step, { distributorId: order.distributorId, orderId: order.id })))
      return;
    const resolution = 'The store knows that we ship the order.';
    await resolveExceptions(step, { dedupeKey: acceptKey(order.id), by: 'system', resolution });
  });
  return ok();
}
