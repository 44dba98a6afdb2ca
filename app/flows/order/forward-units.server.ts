import { writeLedger } from '../../modules/orders/order-ledger.server.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import type { SuppliedItem } from '../../modules/purchasing/purchase-terms.server.ts';
import {
  countPurchaseOrders,
  insertPurchaseOrders,
} from '../../modules/purchasing/purchase-orders.repository.server.ts';
import type { NewPurchaseOrder } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { assignPurchaseOrder } from '../../modules/stock/assign-purchase-order.server.ts';
import type { Reservation } from '../../modules/stock/reservation.ts';
import { newId, stableId } from '../../platform/ids.ts';
import type { OrderStep } from './order-step.ts';

export type UnitsToForward = { readonly reservation: Reservation; readonly item: SuppliedItem };

/**
 * The act of forwarding: a purchase order for each supplier location, and for each of its lines a ledger entry,
 * which the database refuses beyond what is wanted.
 */
export async function forwardUnits(
  step: OrderStep,
  order: OrderWithLines,
  units: readonly UnitsToForward[],
): Promise<readonly NewPurchaseOrder[]> {
  const key = { distributorId: order.distributorId, orderId: order.id };
  const before = await countPurchaseOrders(step.tx, key);
  const purchaseOrders = groupByLocation(units).map((group, index) =>
    toPurchaseOrder(order, group, before + index + 1),
  );
  await insertPurchaseOrders(step, key, purchaseOrders);
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
  for (const { id: purchaseOrderId, lines } of purchaseOrders) {
    const reservationIds = lines.map((line) => line.reservationId);
    await assignPurchaseOrder(step, { ...key, reservationIds, purchaseOrderId });
  }
  return purchaseOrders;
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
  sequence: number,
): NewPurchaseOrder {
  const [first] = group;
  if (!first) throw new Error('A purchase order without lines');
  const id = newId<'PurchaseOrder'>();
  return {
    id,
    supplierId: first.reservation.supplierId,
    locationId: first.reservation.locationId,
    number: `PO-${order.number}-${sequence}`,
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
