import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { setRush } from '../../modules/orders/call-off-units.server.ts';
import type { OrderKey } from '../../modules/orders/order.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';

/** A person puts an order before all others where stock is scarce, or back into line. */
export function rushOrder(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: OrderKey & { readonly rush: boolean; readonly actor: Actor },
): Promise<void> {
  const { distributorId, orderId, rush, actor } = input;
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    if (!(await setRush(step, { distributorId, orderId }, rush))) return;
    await recordAct(step, {
      distributorId,
      actor,
      act: rush ? 'order-rushed' : 'order-unrushed',
      subject: { kind: 'order', id: orderId },
      detail: {},
    });
  });
}
