import { surplusUnits } from '../../modules/orders/order-units.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { unitsAsked } from '../../modules/purchasing/change-request.ts';
import { listChangeRequests } from '../../modules/purchasing/change-requests.repository.server.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import { savePurchaseOrder } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { PurchaseOrderWithLines } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import { enqueue } from '../job-catalog.ts';
import { askForChange } from './ask-for-change.server.ts';
import { cancelLines } from './cancel-lines.server.ts';
import type { UnitsOfLine } from './give-back-units.server.ts';
import type { OrderStep } from './order-step.ts';

/**
 * Units that suppliers were asked for and nobody wants any more: taken out of purchase orders that have not
 * left yet; of the others the supplier is asked, and what it does not give back a person decides.
 */
export async function callOffSurplus(step: OrderStep, state: OrderState): Promise<void> {
  const { order, purchaseOrders } = state;
  const surplus = new Map(order.lines.map((line) => [line.id, surplusUnits(line)]));
  const byEase = [...purchaseOrders].sort(
    (a, b) => Number(b.status === 'draft') - Number(a.status === 'draft'),
  );
  for (const purchaseOrder of byEase) {
    const taken = takeFrom(purchaseOrder, surplus);
    if (taken.length === 0) continue;
    if (purchaseOrder.status === 'draft') await cancelLines(step, order, purchaseOrder, taken);
    else await askBack(step, order, purchaseOrder, taken);
  }
}

function takeFrom(
  purchaseOrder: PurchaseOrderWithLines,
  surplus: Map<string, number>,
): readonly UnitsOfLine[] {
  return purchaseOrder.lines.flatMap((line) => {
    const left = surplus.get(line.orderLineId) ?? 0;
    const quantity = Math.min(left, unitsOpen(line));
    surplus.set(line.orderLineId, left - quantity);
    return quantity > 0 ? [{ line, quantity }] : [];
  });
}

/** All that is open is asked back whole; less than that, or a part of a document of several, as a change. */
async function askBack(
  step: OrderStep,
  order: OrderWithLines,
  purchaseOrder: PurchaseOrderWithLines,
  taken: readonly UnitsOfLine[],
): Promise<void> {
  const open = purchaseOrder.lines.reduce((sum, line) => sum + unitsOpen(line), 0);
  const unwanted = taken.reduce((sum, { quantity }) => sum + quantity, 0);
  if (unwanted < open) return askForFewer(step, order, purchaseOrder, taken);
  if (purchaseOrder.cancellation !== null) return;
  await savePurchaseOrder(step, purchaseOrder, { cancellation: 'requested' });
  const { distributorId, id: purchaseOrderId } = purchaseOrder;
  await enqueue(step.tx, {
    name: 'cancel-purchase-order',
    payload: { distributorId, purchaseOrderId },
  });
}

/** Units that were asked for before are not asked for again, whatever the answer was. */
async function askForFewer(
  step: OrderStep,
  order: OrderWithLines,
  purchaseOrder: PurchaseOrderWithLines,
  taken: readonly UnitsOfLine[],
): Promise<void> {
  const key = { distributorId: order.distributorId, orderId: order.id };
  const requests = (await listChangeRequests(step.tx, key)).filter(
    ({ purchaseOrderId }) => purchaseOrderId === purchaseOrder.id,
  );
  const lines = taken.flatMap(({ line, quantity }) => {
    const more = quantity - unitsAsked(requests, line.id, 'surplus');
    const rejectedBefore = line.rejectedQuantity;
    return more > 0 ? [{ lineId: line.id, quantity: more, rejectedBefore }] : [];
  });
  if (lines.length === 0) return;
  const detail = { kind: 'lines', because: 'surplus', lines } as const;
  await askForChange(step, order, purchaseOrder, { detail, askedBy: 'system' });
}
