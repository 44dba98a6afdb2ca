/** The life of a shipment's report to the store, as a table. */
import { defineMachine } from '../../platform/state-machine.ts';
import type { StateMachine } from '../../platform/state-machine.ts';

export type ReportStatus = 'pending' | 'sending' | 'reported' | 'parked';
export type ReportEvent = 'send' | 'done' | 'give-back' | 'park' | 'change' | 'retry';

export const reportMachine: StateMachine<ReportStatus, ReportEvent> = defineMachine<
  ReportStatus,
  ReportEvent
>({
  pending: { send: 'sending', change: 'pending', retry: 'pending', park: 'parked' },
  // The call may be under way or its outcome unknown: the next attempt looks into the store first.
  sending: { send: 'sending', done: 'reported', 'give-back': 'pending', park: 'parked', change: 'sending' },
  reported: { change: 'pending', park: 'parked' },
  parked: { retry: 'sending', change: 'parked', park: 'parked' },
}); // prettier-ignore
