import type { OrderKey } from '../../modules/orders/order.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import type { PurchaseOrderKey } from '../../modules/purchasing/purchase-order.ts';
import { lockStateOfPurchaseOrder } from '../../modules/shipments/order-state.server.ts';
import type {
  OrderState,
  PurchaseOrderWithTerms,
} from '../../modules/shipments/order-state.server.ts';
import type { OrderStep } from './order-step.ts';

export type LockedPurchaseOrder = {
  readonly key: OrderKey;
  readonly order: OrderWithLines;
  readonly purchaseOrder: PurchaseOrderWithTerms;
  /** As it was when the lock was had. */
  readonly state: OrderState;
};

/** A purchase order under the lock of its order, which all changes of the order's units come through. */
export async function lockPurchaseOrder(
  { tx }: OrderStep,
  key: PurchaseOrderKey,
): Promise<LockedPurchaseOrder | undefined> {
  const state = await lockStateOfPurchaseOrder(tx, key);
  const purchaseOrder = state?.purchaseOrders.find(({ id }) => id === key.purchaseOrderId);
  return state && purchaseOrder && { key: state.key, order: state.order, purchaseOrder, state };
}
