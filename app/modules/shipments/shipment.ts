/**
 * Shipment: what one supplier says has left under one tracking number, line by line. Report: telling the
 * store about it, so that the shopper can follow the parcel.
 */
import type { Clock, Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { OrderId } from '../orders/order.ts';
import type { PurchaseOrderId } from '../purchasing/purchase-order.ts';
import type { ReportStatus } from './shipment-status.ts';

export type ShipmentId = Id<'Shipment'>;
export type ShipmentsContext = { readonly tx: Tx; readonly clock: Clock };
export type ShipmentKey = {
  readonly distributorId: Id<'Distributor'>;
  readonly shipmentId: ShipmentId;
};

export type Shipment = {
  readonly distributorId: Id<'Distributor'>;
  readonly id: ShipmentId;
  readonly orderId: OrderId;
  readonly purchaseOrderId: PurchaseOrderId;
  readonly supplierShipmentKey: string;
  readonly carrier: string;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
  readonly shippedAt: Instant;
  readonly reportStatus: ReportStatus;
  readonly outsideFulfilmentIds: readonly string[];
  readonly reportedTrackingNumber: string | null;
  readonly reportedAt: Instant | null;
};

export type ShipmentLine = {
  readonly purchaseOrderLineId: Id<'PurchaseOrderLine'>;
  readonly orderLineId: Id<'OrderLine'>;
  readonly outsideLineId: string;
  readonly quantity: number;
};
