/** Calling off units of an order line by line, by the hub or the retailer, whoever has them. */
import type { Actor } from '../../modules/activity/activity.ts';
import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { countCalledOff } from '../../modules/orders/call-off-units.server.ts';
import type { OrderRefusal } from '../../modules/orders/order-errors.ts';
import { writeLedger } from '../../modules/orders/order-ledger.server.ts';
import { isOver } from '../../modules/orders/order-status.ts';
import { wantedUnits } from '../../modules/orders/order-units.ts';
import type { OrderKey, OrderLine, OrderLineId } from '../../modules/orders/order.ts';
import { lockOrderState } from '../../modules/shipments/order-state.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { calledOffException, calledOffKey } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

export type CallOffLines = OrderKey & {
  readonly actor: Actor;
  readonly lines: readonly { readonly orderLineId: OrderLineId; readonly quantity: number }[];
};

/**
 * Units that are not to be shipped: what no supplier has is free at once; of what one has, the supplier is asked, and
 * its answer comes into the timeline. The store goes on showing them until the merchant takes them off, which is said to
 * the retailer; until then they are not ordered anew.
 */
export async function callOffLines(
  context: FlowContext,
  input: CallOffLines,
): Promise<Result<undefined, OrderRefusal>> {
  const { distributorId, orderId, actor } = input;
  const key = { distributorId, orderId };
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const order = (await lockOrderState(tx, key))?.order;
    if (!order) return err({ kind: 'unknown-order' });
    if (isOver(order.status)) return err({ kind: 'already-over' });
    const units = unitsToTake(order.lines, input.lines);
    if (units.length === 0) return err({ kind: 'nothing-to-call-off' });
    await writeLedger(
      step,
      key,
      units.map(({ line, quantity }) => ({
        orderLineId: line.id,
        kind: 'remove' as const,
        quantity,
        reference: `called-off:${line.removedQuantity + quantity}`,
      })),
    );
    await countCalledOff(
      step,
      key,
      units.map(({ line, quantity }) => ({ orderLineId: line.id, units: quantity })),
    );
    await openException(step, calledOffException(order, wordsOf(units)));
    await recordAct(step, {
      distributorId,
      storeId: order.storeId,
      actor,
      act: 'units-called-off',
      subject: { kind: 'order', id: orderId },
      detail: { units: units.map(({ line, quantity }) => ({ title: line.title, quantity })) },
    });
    await rebalanceOrder(step, key);
    return ok();
  });
}

type Taken = { readonly line: OrderLine; readonly quantity: number };

/** Never more than is still wanted and has not left. */
function unitsToTake(lines: readonly OrderLine[], asked: CallOffLines['lines']): readonly Taken[] {
  return asked.flatMap(({ orderLineId, quantity }): Taken[] => {
    const line = lines.find(({ id }) => id === orderLineId);
    const most = line ? wantedUnits(line) - line.shippedQuantity : 0;
    const taken = Math.min(quantity, most);
    return line && taken > 0 ? [{ line, quantity: taken }] : [];
  });
}

function wordsOf(units: readonly Taken[]): string {
  return units.map(({ line, quantity }) => `${quantity} × ${line.title}`).join(', ');
}

/** The store has taken units off that had been called off here: they are not to be waited for any more. */
export async function settleCalledOff(
  step: OrderStep,
  key: OrderKey,
  changes: readonly { readonly line: OrderLine; readonly calledOff: number }[],
): Promise<void> {
  const settled = changes.flatMap(({ line, calledOff }) => {
    const units = calledOff - (line.calledOffQuantity ?? 0);
    return units < 0 ? [{ orderLineId: line.id, units }] : [];
  });
  if (settled.length === 0) return;
  await countCalledOff(step, key, settled);
  if (changes.some(({ calledOff }) => calledOff > 0)) return;
  const dedupeKey = calledOffKey(key.orderId);
  const resolution = 'The store does not show the units any more.';
  await resolveExceptions(step, { dedupeKey, by: 'store', resolution });
}
