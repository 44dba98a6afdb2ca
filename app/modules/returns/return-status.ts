/**
 * Return status: where the goods are. What is decided about them stands beside it, because goods also arrive before
 * anybody has decided; the table says which moves can occur.
 */
import { defineMachine, isFinal } from '../../platform/state-machine.ts';

export const RETURN_STATUSES = [
  'requested',
  'authorised',
  'in-transit',
  'received',
  'inspected',
  'closed',
  'rejected',
  'cancelled',
] as const;
export type ReturnStatus = (typeof RETURN_STATUSES)[number];

/** `settle`: everything about its money is done too. `reject` after goods have arrived: they go back to the shopper. */
export type ReturnEvent =
  | 'authorise'
  | 'reject'
  | 'cancel'
  | 'send'
  | 'receive'
  | 'inspect'
  | 'settle';

export type ReturnDecision = 'open' | 'authorised' | 'rejected';

export const returnMachine = defineMachine<ReturnStatus, ReturnEvent>({
  requested: {
    authorise: 'authorised',
    reject: 'rejected',
    cancel: 'cancelled',
    send: 'in-transit',
    receive: 'received',
    inspect: 'inspected',
  },
  authorised: {
    cancel: 'cancelled',
    send: 'in-transit',
    receive: 'received',
    inspect: 'inspected',
  },
  'in-transit': {
    authorise: 'in-transit',
    reject: 'rejected',
    cancel: 'cancelled',
    send: 'in-transit',
    receive: 'received',
    inspect: 'inspected',
  },
  received: {
    authorise: 'received',
    reject: 'rejected',
    receive: 'received',
    inspect: 'inspected',
  },
  inspected: { authorise: 'inspected', reject: 'rejected', settle: 'closed' },
  closed: {},
  rejected: {},
  cancelled: {},
});

/** Nothing more will come of it: its units may be asked back once more, unless it was closed. */
export function isReturnOver(status: ReturnStatus): boolean {
  return isFinal(returnMachine, status);
}

/** Whether its units are taken: they are coming back or have come back. */
export function takesUnits(status: ReturnStatus): boolean {
  return status !== 'rejected' && status !== 'cancelled';
}

/** Whether the goods have arrived at the supplier. */
export function hasArrived(status: ReturnStatus): boolean {
  return status === 'received' || status === 'inspected' || status === 'closed';
}
