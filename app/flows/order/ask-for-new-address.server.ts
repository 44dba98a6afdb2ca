import { isUnanswered } from '../../modules/purchasing/change-request.ts';
import {
  listChangeRequests,
  saveChangeStatus,
} from '../../modules/purchasing/change-requests.repository.server.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import { isOver } from '../../modules/purchasing/purchase-order-status.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import { askForChange } from './ask-for-change.server.ts';
import type { OrderStep } from './order-step.ts';

/**
 * The shipping address has changed: suppliers that may have the old one are asked to send to the new one. What has not
 * left takes it along by itself. A request that waits for its answer is overtaken by the newer one.
 */
export async function askForNewAddress(
  step: OrderStep,
  { key, order, purchaseOrders }: OrderState,
  askedBy: string,
): Promise<void> {
  const concerned = purchaseOrders.filter(
    ({ status, lines }) =>
      status !== 'draft' && !isOver(status) && lines.some((line) => unitsOpen(line) > 0),
  );
  if (concerned.length === 0) return;
  for (const request of await listChangeRequests(step.tx, key)) {
    if (request.detail.kind === 'address' && isUnanswered(request))
      await saveChangeStatus(step, request, { status: 'overtaken' });
  }
  for (const purchaseOrder of concerned)
    await askForChange(step, order, purchaseOrder, { detail: { kind: 'address' }, askedBy });
}
