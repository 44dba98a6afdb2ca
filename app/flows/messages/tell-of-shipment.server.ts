import { announce } from '../../modules/notifications/announce.server.ts';
import type { NotificationsContext } from '../../modules/notifications/message.ts';
import { unitsAtSuppliers, unitsToForward } from '../../modules/orders/order-units.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import type { PurchaseOrder } from '../../modules/purchasing/purchase-order.ts';
import type { ShipmentWithLines } from '../../modules/shipments/shipments.repository.server.ts';
import type { Id } from '../../platform/ids.ts';
import { tellShopper } from './tell-shopper.server.ts';

export type RecordedShipment = {
  /** As it was before the parcel. */
  readonly order: OrderWithLines;
  readonly purchaseOrder: Pick<PurchaseOrder, 'id' | 'supplierId'>;
  readonly shipmentId: Id<'Shipment'>;
  readonly carrier: string;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
  readonly shippedAt: Date;
  /** Its number is looked at by a person before a shopper hears of it. */
  readonly isHeld: boolean;
  readonly lines: readonly {
    readonly orderLineId: string;
    readonly sku: string;
    readonly quantity: number;
  }[];
};

/** A parcel has left: systems that listen are told, and the shopper where that is ours to do. */
export async function tellOfShipment(
  step: NotificationsContext,
  shipment: RecordedShipment,
): Promise<void> {
  const { order, purchaseOrder, shipmentId, carrier, trackingNumber, trackingUrl } = shipment;
  const { distributorId, id: orderId, name, storeId } = order;
  const { id: purchaseOrderId, supplierId } = purchaseOrder;
  const subject = { kind: 'order', id: orderId };
  const lines = shipment.lines.map(({ sku, quantity }) => ({ sku, quantity }));
  const shippedAt = shipment.shippedAt.toISOString();
  const data = { shipmentId, orderId, purchaseOrderId, supplierId, carrier, trackingNumber, trackingUrl, shippedAt, lines };
  await announce(step, { distributorId, kind: 'shipment.created', subject, supplierId, data });
  const isLast = unitsToCome(order) <= unitsOf(shipment.lines);
  if (isLast) {
    const whole = { orderId, name, storeId };
    await announce(step, { distributorId, kind: 'order.shipped', subject, data: whole });
  }
  if (!shipment.isHeld) await tell(step, order, { ...shipment, id: shipmentId }, isLast);
} // prettier-ignore

/** The same for the shopper alone, once the store knows of the parcel: for one that was held before. */
export async function tellShopperOfShipment(
  step: NotificationsContext,
  order: OrderWithLines,
  shipment: ShipmentWithLines,
): Promise<void> {
  await tell(step, order, shipment, unitsToCome(order) <= 0);
}

type Parcel = Pick<ShipmentWithLines, 'id' | 'carrier' | 'trackingNumber' | 'trackingUrl'> & {
  readonly lines: readonly { readonly orderLineId: string; readonly quantity: number }[];
};

async function tell(
  step: NotificationsContext,
  { distributorId, id: orderId, lines: ordered }: OrderWithLines,
  { id, carrier, trackingNumber, trackingUrl, lines }: Parcel,
  isLast: boolean,
): Promise<void> {
  const titles = new Map<string, string>(ordered.map((line) => [line.id, line.title]));
  await tellShopper(step, {
    distributorId,
    orderId,
    milestone: isLast ? 'shipped' : 'part-shipped',
    about: id,
    facts: {
      carrier,
      trackingNumber: trackingNumber ?? undefined,
      trackingUrl: trackingUrl ?? undefined,
      lines: lines.map(({ orderLineId, quantity }) => ({
        title: titles.get(orderLineId) ?? '',
        quantity,
      })),
    },
  });
}

/** Units of an order that have not left. */
function unitsToCome({ lines }: OrderWithLines): number {
  return lines.reduce(
    (sum, line) => sum + unitsAtSuppliers(line) + unitsToForward(line) - line.shippedQuantity,
    0,
  );
}

function unitsOf(lines: RecordedShipment['lines']): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}
