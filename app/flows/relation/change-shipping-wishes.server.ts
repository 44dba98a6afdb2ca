import { recordAct } from '../../modules/activity/record-act.server.ts';
import type { ConnectionRefusal } from '../../modules/connections/connection-errors.ts';
import type { ConnectionKey } from '../../modules/connections/connection.ts';
import {
  lockConnection,
  saveShippingWishes,
} from '../../modules/connections/connections.repository.server.ts';
import type { ShippingWishes } from '../../modules/connections/shipping-wishes.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';

/** A retailer says how it wants its orders shipped; those that are routed from now on follow it. */
export async function changeShippingWishes(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: ConnectionKey & { readonly storeId: string; readonly wishes: ShippingWishes },
): Promise<Result<undefined, ConnectionRefusal>> {
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const { distributorId, connectionId, storeId, wishes } = input;
    const connection = await lockConnection(verb, input);
    if (connection?.storeId !== storeId) return err({ kind: 'unknown-connection' });
    await saveShippingWishes(verb, input, wishes);
    await recordAct(verb, {
      distributorId,
      storeId,
      actor: { kind: 'store', id: storeId },
      act: 'shipping-wishes-changed',
      subject: { kind: 'connection', id: connectionId },
      detail: { after: wishes },
    });
    return ok();
  });
}
