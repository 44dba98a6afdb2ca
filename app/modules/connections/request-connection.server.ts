import type { DistributorId } from '../accounts/account.ts';
import { recordAct } from '../activity/record-act.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { ConnectionId, ConnectionsContext } from './connection.ts';
import type { ConnectionRefusal } from './connection-errors.ts';
import { nextConnectionStatus } from './connection-status.ts';
import {
  findConnectionOfStore,
  insertConnection,
  saveMessage,
  saveStatus,
} from './connections.repository.server.ts';

/** A retailer asks a distributor to connect one of its stores; after a refusal or an end it may ask again. */
export async function requestConnection(
  context: ConnectionsContext,
  input: { distributorId: DistributorId; storeId: string; message: string },
): Promise<Result<ConnectionId, ConnectionRefusal>> {
  const { distributorId, storeId } = input;
  const known = await context.tx.distributor.count({ where: { id: distributorId } });
  if (known === 0) return err({ kind: 'unknown-distributor' });
  const before = await findConnectionOfStore(context.tx, distributorId, storeId);
  if (before && !nextConnectionStatus(before.status, 'request')) {
    return err({ kind: 'already-connected', status: before.status });
  }
  const connectionId = before?.id ?? (await insertConnection(context, input));
  if (before) {
    await saveStatus(context, { distributorId, connectionId }, 'requested');
    await saveMessage(context, { distributorId, connectionId }, input.message);
  }
  await recordAct(context, {
    distributorId,
    storeId,
    actor: { kind: 'store', id: storeId },
    act: 'connection-requested',
    subject: { kind: 'connection', id: connectionId },
    detail: { message: input.message },
  });
  return ok(connectionId);
}
