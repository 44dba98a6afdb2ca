import type { Actor } from '../../modules/activity/activity.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { ConnectionKey } from '../../modules/connections/connection.ts';
import {
  readOrderFavours,
  saveOrderFavours,
} from '../../modules/connections/order-favours.server.ts';
import type { OrderFavours } from '../../modules/connections/order-favours.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { FlowContext } from '../flow-context.ts';

/** The distributor makes a retailer a VIP, or the retailer agrees to substitutes. False for an unknown connection. */
export function changeOrderFavours(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: ConnectionKey & { readonly favours: Partial<OrderFavours>; readonly actor: Actor },
): Promise<boolean> {
  const { distributorId, connectionId, favours, actor } = input;
  return inTransaction(context.db, async (tx) => {
    if (!(await readOrderFavours(tx, input))) return false;
    await saveOrderFavours(tx, input, favours);
    await recordAct(
      { tx, clock: context.clock },
      {
        distributorId,
        actor,
        act: 'order-favours-changed',
        subject: { kind: 'connection', id: connectionId },
        detail: favours,
      },
    );
    return true;
  });
}
