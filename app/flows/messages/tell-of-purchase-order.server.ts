import { announce } from '../../modules/notifications/announce.server.ts';
import type { NotificationsContext } from '../../modules/notifications/message.ts';
import type { PurchaseOrder } from '../../modules/purchasing/purchase-order.ts';

type Told =
  | { readonly kind: 'purchase-order.sent'; readonly reference: string | null }
  | { readonly kind: 'purchase-order.acknowledged' | 'purchase-order.cancelled' }
  | { readonly kind: 'purchase-order.refused'; readonly why: string };

/** Tells systems outside how a purchase order stands: the distributor's, and the supplier's own. */
export async function tellOfPurchaseOrder(
  step: NotificationsContext,
  purchaseOrder: Pick<PurchaseOrder, 'distributorId' | 'id' | 'number' | 'orderId' | 'supplierId'>,
  told: Told,
): Promise<void> {
  const { distributorId, id: purchaseOrderId, number, orderId, supplierId } = purchaseOrder;
  const about = { distributorId, supplierId, subject: { kind: 'purchase-order', id: purchaseOrderId } }; // prettier-ignore
  const data = { purchaseOrderId, number, orderId, supplierId };
  switch (told.kind) {
    case 'purchase-order.sent':
      return announce(step, { ...about, kind: told.kind, data: { ...data, reference: told.reference } }); // prettier-ignore
    case 'purchase-order.refused':
      return announce(step, { ...about, kind: told.kind, data: { ...data, why: told.why } });
    default:
      return announce(step, { ...about, kind: told.kind, data });
  }
}
