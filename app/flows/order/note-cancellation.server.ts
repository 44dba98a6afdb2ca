import {
  keepCancellation,
  settleKeptCancellation,
} from '../../modules/purchasing/change-requests.repository.server.ts';
import { rulesOfSupplier } from '../../modules/purchasing/purchase-rules.server.ts';
import type { LockedPurchaseOrder } from './lock-purchase-order.server.ts';
import type { OrderStep } from './order-step.ts';

const STATUSES = {
  cancelled: 'accepted',
  'too-late': 'refused',
  unsupported: 'unsupported',
} as const;

/** Asking for a whole purchase order has the same window as any change, where the answer does not come at once. */
export async function noteCancellation(
  step: OrderStep,
  { purchaseOrder }: LockedPurchaseOrder,
  answer: 'requested' | keyof typeof STATUSES,
): Promise<void> {
  if (answer !== 'requested') return settleKeptCancellation(step, purchaseOrder, STATUSES[answer]);
  const { rules } = await rulesOfSupplier(step.tx, purchaseOrder);
  await keepCancellation(step, purchaseOrder, rules.changeWindowMinutes);
}
