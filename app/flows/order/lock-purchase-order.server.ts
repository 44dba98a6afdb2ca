import type { OrderKey } from '../../modules/orders/order.ts';
import { lockOrder } from '../../modules/orders/orders.repository.server.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import type { PurchaseOrderKey } from '../../modules/purchasing/purchase-order.ts';
import { readPurchaseOrder } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { PurchaseOrderWithLines } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { OrderStep } from './order-step.ts';

export type LockedPurchaseOrder = {
  readonly key: OrderKey;
  readonly order: OrderWithLines;
  readonly purchaseOrder: PurchaseOrderWithLines;
};

/** A purchase order under the lock of its order, which all changes of the order's units come through. */
export async function lockPurchaseOrder(
  { tx }: OrderStep,
  key: PurchaseOrderKey,
): Promise<LockedPurchaseOrder | undefined> {
  const before = await readPurchaseOrder(tx, key);
  if (!before) return undefined;
  const orderKey = { distributorId: key.distributorId, orderId: before.orderId };
  const order = await lockOrder(tx, orderKey);
  const purchaseOrder = await readPurchaseOrder(tx, key);
  return order && purchaseOrder && { key: orderKey, order, purchaseOrder };
}
