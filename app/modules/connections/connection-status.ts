/** The life of a connection, as a table: status → act → next status. Anything else is refused. */
import { advance, defineMachine } from '../../platform/state-machine.ts';

export type ConnectionStatus = 'requested' | 'approved' | 'declined' | 'suspended' | 'ended';
export type ConnectionAct = 'request' | 'approve' | 'decline' | 'suspend' | 'resume' | 'end';

const connectionMachine = defineMachine<ConnectionStatus, ConnectionAct>({
  requested: { approve: 'approved', decline: 'declined', end: 'ended' },
  approved: { suspend: 'suspended', end: 'ended' },
  suspended: { resume: 'approved', end: 'ended' },
  declined: { request: 'requested' },
  ended: { request: 'requested' },
});

export function nextConnectionStatus(
  from: ConnectionStatus,
  act: ConnectionAct,
): ConnectionStatus | undefined {
  const next = advance(connectionMachine, from, act);
  return next.ok ? next.value : undefined;
}

/** Statuses in which a store is shown stock and prices. */
export function isTrading(status: ConnectionStatus): boolean {
  return status === 'approved';
}
