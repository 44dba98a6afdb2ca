import type { DistributorId } from '../../modules/accounts/account.ts';
import type { ConnectionId } from '../../modules/connections/connection.ts';
import type { ConnectionRefusal } from '../../modules/connections/connection-errors.ts';
import { requestConnection as noteRequest } from '../../modules/connections/request-connection.server.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';

/** A retailer asks a distributor to connect one of its stores. The store is the caller's own. */
export function requestConnection(
  context: Pick<FlowContext, 'db' | 'clock'>,
  input: {
    readonly distributorId: DistributorId;
    readonly storeId: string;
    readonly message: string;
  },
): Promise<Result<ConnectionId, ConnectionRefusal>> {
  return inTransaction(context.db, (tx) => noteRequest({ tx, clock: context.clock }, input));
}
