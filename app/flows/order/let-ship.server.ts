import { settleException } from '../../modules/activity/settle-exception.server.ts';
import { surplusUnits } from '../../modules/orders/order-units.ts';
import type { OrderKey } from '../../modules/orders/order.ts';
import { lockOrderState } from '../../modules/shipments/order-state.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { parseId } from '../../platform/ids.ts';
import type { FlowContext } from '../flow-context.ts';
import { openReturnWithin } from './open-return.server.ts';

const RESOLUTION = 'It ships; what the shopper does not want comes back as a return.';

/**
 * A person lets units ship that nobody wants any more, because the supplier could not be stopped: a return is opened for
 * them at once, and the question is settled. Units that are in a return already are not taken again. False when the
 * exception is settled.
 */
export function letShip(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: OrderKey & { readonly exceptionId: string; readonly userId: string },
): Promise<boolean> {
  const { distributorId, orderId, exceptionId, userId } = input;
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const state = await lockOrderState(tx, { distributorId, orderId });
    const lines = (state?.order.lines ?? [])
      .map((line) => ({ orderLineId: line.id, quantity: surplusUnits(line) }))
      .filter(({ quantity }) => quantity > 0);
    if (lines.length > 0) {
      // Refused where a return has them already: then there is nothing more to open.
      await openReturnWithin(step, {
        distributorId,
        orderId,
        origin: 'cancellation',
        reason: 'cancelled-too-late',
        lines,
        actor: { kind: 'user', id: userId },
        requestId: parseId(exceptionId),
      });
    }
    const by = userId;
    return settleException(step, { distributorId, exceptionId, by, resolution: RESOLUTION });
  });
}
