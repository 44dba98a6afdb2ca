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
import type { ParcelStatus } from './tracking-event.ts';

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
  /** Why the store could not be told; null for a parcel that is held because of its number. */
  readonly reportFailure: string | null;
  readonly outsideFulfilmentIds: readonly string[];
  readonly reportedTrackingNumber: string | null;
  readonly reportedAt: Instant | null;
  readonly status: ParcelStatus;
  /** When the carrier scanned it into this status. */
  readonly statusAt: Instant | null;
  /** When the carrier expects to deliver, as last told. */
  readonly expectedAt: Instant | null;
};

export type ShipmentLine = {
  readonly purchaseOrderLineId: Id<'PurchaseOrderLine'>;
  readonly orderLineId: Id<'OrderLine'>;
  readonly outsideLineId: string;
  readonly quantity: number;
};
