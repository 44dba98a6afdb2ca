import { writeLedger } from '../../modules/orders/order-ledger.server.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import type { SuppliedItem } from '../../modules/purchasing/purchase-terms.server.ts';
import { insertPurchaseOrders } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type {
  NewPurchaseOrder,
  NumberedPurchaseOrder,
} from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { assignPurchaseOrders } from '../../modules/stock/assign-purchase-orders.server.ts';
import type { Reservation } from '../../modules/stock/reservation.ts';
import { newId, stableId } from '../../platform/ids.ts';
import type { OrderStep } from './order-step.ts';

export type UnitsToForward = { readonly reservation: Reservation; readonly item: SuppliedItem };

/**
 * The act of forwarding: a purchase order for each supplier location, and for each of its lines a ledger entry,
 * which the database refuses beyond what is wanted. The purchase orders come last, because their numbers are counted.
 */
export async function forwardUnits(
  step: OrderStep,
  order: OrderWithLines,
  units: readonly UnitsToForward[],
): Promise<readonly NumberedPurchaseOrder[]> {
  const key = { distributorId: order.distributorId, orderId: order.id };
  const purchaseOrders = groupByLocation(units).map((group) => toPurchaseOrder(order, group));
  await writeLedger(
    step,
    key,
    purchaseOrders.flatMap(({ lines }) =>
      lines.map(({ id, orderLineId, quantity }) => ({
        orderLineId,
        kind: 'forward' as const,
        quantity,
        reference: id,
      })),
    ),
  );
  await assignPurchaseOrders(step, {
    distributorId: key.distributorId,
    assignments: purchaseOrders.flatMap(({ id: purchaseOrderId, lines }) =>
      lines.map(({ reservationId }) => ({ reservationId, purchaseOrderId })),
    ),
  });
  return insertPurchaseOrders(step, key, purchaseOrders);
}

/** Sorted, so that the numbers come out the same whoever forwards. */
function groupByLocation(units: readonly UnitsToForward[]): (readonly UnitsToForward[])[] {
  const groups = new Map<string, UnitsToForward[]>();
  for (const unit of units) {
    const place = `${unit.reservation.supplierId}:${unit.reservation.locationId}:${unit.item.currency}`;
    groups.set(place, [...(groups.get(place) ?? []), unit]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function toPurchaseOrder(
  order: OrderWithLines,
  group: readonly UnitsToForward[],
): NewPurchaseOrder {
  const [first] = group;
  if (!first) throw new Error('A purchase order without lines');
  const id = newId<'PurchaseOrder'>();
  return {
    id,
    supplierId: first.reservation.supplierId,
    locationId: first.reservation.locationId,
    idempotencyKey: stableId('purchase-order', order.distributorId, id),
    currency: first.item.currency,
    lines: group.map(({ reservation, item }) => ({
      id: newId<'PurchaseOrderLine'>(),
      orderLineId: reservation.orderLineId,
      reservationId: reservation.reservationId,
      variantId: reservation.variantId,
      supplierSku: item.supplierSku,
      quantity: reservation.quantity,
      unitCostMinor: item.costMinor,
    })),
  };
}
