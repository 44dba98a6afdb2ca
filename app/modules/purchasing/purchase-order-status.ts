/** The life of a purchase order, as a table. A cancellation that is asked for is no status: goods may ship meanwhile. */
import { defineMachine } from '../../platform/state-machine.ts';
import type { StateMachine } from '../../platform/state-machine.ts';

export type PurchaseOrderStatus =
  | 'draft'
  | 'sending'
  | 'unknown'
  | 'sent'
  | 'acknowledged'
  | 'part-shipped'
  | 'shipped'
  | 'refused'
  | 'cancelled';

export type PurchaseOrderEvent =
  | 'send'
  /** It surely did not reach the supplier. */
  | 'give-back'
  /** Nobody can tell whether the supplier has it. */
  | 'lose-sight'
  | 'confirm'
  | 'acknowledge'
  | 'ship-part'
  | 'ship-rest'
  | 'refuse'
  | 'cancel';

/** A supplier that answers or ships proves that it has the order, whatever we knew. */
const AT_SUPPLIER = {
  acknowledge: 'acknowledged',
  'ship-part': 'part-shipped',
  'ship-rest': 'shipped',
  refuse: 'refused',
  cancel: 'cancelled',
} as const;

export const purchaseOrderMachine: StateMachine<PurchaseOrderStatus, PurchaseOrderEvent> =
  defineMachine<PurchaseOrderStatus, PurchaseOrderEvent>({
    // Given back as surely not sent, and yet an earlier try may have got through.
    draft: { send: 'sending', confirm: 'sent', ...AT_SUPPLIER },
    sending: { send: 'sending', confirm: 'sent', 'give-back': 'draft', 'lose-sight': 'unknown', ...AT_SUPPLIER },
    // A person has found out that the supplier does not have it.
    unknown: { 'give-back': 'draft', confirm: 'sent', ...AT_SUPPLIER },
    sent: { confirm: 'sent', ...AT_SUPPLIER },
    acknowledged: { confirm: 'acknowledged', ...AT_SUPPLIER },
    'part-shipped': { confirm: 'part-shipped', acknowledge: 'part-shipped', 'ship-part': 'part-shipped', 'ship-rest': 'shipped', refuse: 'shipped', cancel: 'shipped' },
    shipped: { confirm: 'shipped', acknowledge: 'shipped' },
    refused: {},
    cancelled: {},
  }); // prettier-ignore

export function isOver(status: PurchaseOrderStatus): boolean {
  return status === 'shipped' || status === 'refused' || status === 'cancelled';
}
