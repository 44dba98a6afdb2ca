import type { Actor } from '../activity/activity.ts';
import { recordAct } from '../activity/record-act.server.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { ConnectionKey, ConnectionsContext } from './connection.ts';
import type { ConnectionRefusal } from './connection-errors.ts';
import type { ConnectionAct } from './connection-status.ts';
import { nextConnectionStatus } from './connection-status.ts';
import { lockConnection, saveStatus } from './connections.repository.server.ts';
import type { ConnectionRow } from './connections.repository.server.ts';

/** Moves a connection along its life (approve, decline, suspend, resume, end) and records who did it. */
export async function changeConnection(
  context: ConnectionsContext,
  input: ConnectionKey & { act: ConnectionAct; actor: Actor },
): Promise<Result<ConnectionRow, ConnectionRefusal>> {
  const connection = await lockConnection(context, input);
  if (!connection) return err({ kind: 'unknown-connection' });
  const status = nextConnectionStatus(connection.status, input.act);
  if (!status) return err({ kind: 'not-now', status: connection.status, act: input.act });
  await saveStatus(context, input, status);
  await recordAct(context, {
    distributorId: input.distributorId,
    storeId: connection.storeId,
    actor: input.actor,
    act: `connection-${status}`,
    subject: { kind: 'connection', id: input.connectionId },
    detail: { before: connection.status, after: status },
  });
  return ok({ ...connection, status });
}
