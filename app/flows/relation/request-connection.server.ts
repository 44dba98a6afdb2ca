import type { DistributorId } from '../../modules/accounts/account.ts';
import type { ConnectionId } from '../../modules/connections/connection.ts';
import type { ConnectionRefusal } from '../../modules/connections/connection-errors.ts';
import { requestConnection as noteRequest } from '../../modules/connections/request-connection.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { tellConnectionRequested } from '../messages/tell-of-connection.server.ts';

/** A retailer asks a distributor to connect one of its stores. The store is the caller's own. */
export function requestConnection(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: {
    readonly distributorId: DistributorId;
    readonly storeId: string;
    readonly message: string;
  },
): Promise<Result<ConnectionId, ConnectionRefusal>> {
  return inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const asked = await noteRequest(step, input);
    if (asked.ok) {
      const { distributorId } = input;
      await tellConnectionRequested(step, { distributorId, connectionId: asked.value });
    }
    return asked;
  });
}
