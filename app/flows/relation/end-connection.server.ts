import { changeConnection } from '../../modules/connections/change-connection.server.ts';
import type { ConnectionKey } from '../../modules/connections/connection.ts';
import type { ConnectionRefusal } from '../../modules/connections/connection-errors.ts';
import { lockConnection } from '../../modules/connections/connections.repository.server.ts';
import { requestSweep } from '../../modules/listings/publish-state.repository.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

/**
 * A retailer ends a connection of its store: nothing is offered any more, so the stock of its listings goes to zero;
 * products stay in the shop and orders under way are still shipped. Another store's connection is unknown to it.
 */
export async function endConnection(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: ConnectionKey & { readonly storeId: string },
): Promise<Result<undefined, ConnectionRefusal>> {
  return inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const connection = await lockConnection(verb, input);
    if (connection?.storeId !== input.storeId) return err({ kind: 'unknown-connection' });
    const actor = { kind: 'store', id: input.storeId } as const;
    const ended = await changeConnection(verb, { ...input, act: 'end', actor });
    if (!ended.ok) return ended;
    await requestSweep(verb, input.storeId);
    await enqueue(tx, { name: 'publish-listings', payload: { storeId: input.storeId } });
    return ok();
  });
}
