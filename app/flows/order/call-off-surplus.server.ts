import { openException } from '../../modules/activity/open-exception.server.ts';
import { surplusUnits } from '../../modules/orders/order-units.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { unitsOpen } from '../../modules/purchasing/purchase-order.ts';
import { savePurchaseOrder } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { PurchaseOrderWithLines } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import { enqueue } from '../job-catalog.ts';
import { cancelLines } from './cancel-lines.server.ts';
import type { UnitsOfLine } from './give-back-units.server.ts';
import { tooLateException } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';

/**
 * Units that suppliers were asked for and nobody wants any more: taken out of purchase orders that have not
 * left yet; asked back where the whole of what is open is not wanted; a person decides about the rest.
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

async function askBack(
  step: OrderStep,
  order: OrderWithLines,
  purchaseOrder: PurchaseOrderWithLines,
  taken: readonly UnitsOfLine[],
): Promise<void> {
  const open = purchaseOrder.lines.reduce((sum, line) => sum + unitsOpen(line), 0);
  const unwanted = taken.reduce((sum, { quantity }) => sum + quantity, 0);
  if (unwanted < open) {
    const why = `Only ${unwanted} of ${open} open units of ${purchaseOrder.number} are not wanted any more, and a supplier can only be asked to take back a whole purchase order.`;
    return openException(step, tooLateException(order, why));
  }
  if (purchaseOrder.cancellation !== null) return;
  await savePurchaseOrder(step, purchaseOrder, { cancellation: 'requested' });
  const { distributorId, id: purchaseOrderId } = purchaseOrder;
  await enqueue(step.tx, {
    name: 'cancel-purchase-order',
    payload: { distributorId, purchaseOrderId },
  });
}
