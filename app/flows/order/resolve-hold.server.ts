import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import type { HoldKind } from '../../modules/orders/order-checks.ts';
import type { OrderRefusal } from '../../modules/orders/order-errors.ts';
import { closeHold, openHold } from '../../modules/orders/order-holds.server.ts';
import { hasUnitsToForward } from '../../modules/orders/order-status.ts';
import type { OrderKey } from '../../modules/orders/order.ts';
import { saveProgress } from '../../modules/orders/orders.repository.server.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { lockOrderState } from '../../modules/shipments/order-state.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { holdException, holdKey } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

/** A person lets an order pass a check; for the same reason it is not held again. The order goes on at once. */
export async function resolveHold(
  context: FlowContext,
  input: OrderKey & { readonly kind: HoldKind; readonly userId: string },
): Promise<Result<undefined, OrderRefusal>> {
  return decide(context, input, async (step, order) => {
    const closed = await closeHold(step, input, { kind: input.kind, by: input.userId });
    if (!closed) return err({ kind: 'no-such-hold' });
    const dedupeKey = holdKey(order.id, input.kind);
    await resolveExceptions(step, { dedupeKey, by: input.userId, resolution: 'Released by hand.' });
    await tell(step, order, input.userId, { act: 'hold-released', detail: { kind: input.kind } });
    return ok();
  });
}

/** A person keeps an order back; what suppliers have been asked for already is not asked back by it. */
export async function holdOrder(
  context: FlowContext,
  input: OrderKey & { readonly reason: string; readonly userId: string },
): Promise<Result<undefined, OrderRefusal>> {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const state = await lockOrderState(tx, input);
    if (!state) return err({ kind: 'unknown-order' });
    const { order } = state;
    if (!hasUnitsToForward(order.lines)) return err({ kind: 'already-forwarded' });
    const check = { kind: 'manual', reason: input.reason } as const;
    await openHold(step, input, check);
    await openException(step, holdException(order, check));
    await tell(step, order, input.userId, { act: 'order-held', detail: { kind: 'manual' } });
    return ok();
  });
}

/** A person sends what there is of an order without waiting for the rest. */
export async function sendAvailable(
  context: FlowContext,
  input: OrderKey & { readonly userId: string },
): Promise<Result<undefined, OrderRefusal>> {
  return decide(context, input, async (step, order) => {
    await saveProgress(step, order, { partAllowed: true });
    await tell(step, order, input.userId, { act: 'part-allowed', detail: {} });
    return ok();
  });
}

async function decide(
  context: FlowContext,
  key: OrderKey,
  act: (step: OrderStep, order: OrderWithLines) => Promise<Result<undefined, OrderRefusal>>,
): Promise<Result<undefined, OrderRefusal>> {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const state = await lockOrderState(tx, key);
    if (!state) return err({ kind: 'unknown-order' });
    const done = await act(step, state.order);
    if (done.ok) await rebalanceOrder(step, key);
    return done;
  });
}

function tell(
  step: OrderStep,
  order: OrderWithLines,
  userId: string,
  act: { readonly act: string; readonly detail: Readonly<Record<string, unknown>> },
): Promise<void> {
  return recordAct(step, {
    distributorId: order.distributorId,
    storeId: order.storeId,
    actor: { kind: 'user', id: userId },
    subject: { kind: 'order', id: order.id },
    ...act,
  });
}
