/**
 * Purchase order (PO): what one supplier is asked to ship from one place for one order. Acknowledgement: the
 * supplier's answer to it, line by line.
 */
import type { Clock, Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { OrderId, OrderLineId } from '../orders/order.ts';
import type { PurchaseOrderStatus } from './purchase-order-status.ts';
import type { Substitute } from './substitute.ts';

export type PurchaseOrderId = Id<'PurchaseOrder'>;
export type PurchaseOrderLineId = Id<'PurchaseOrderLine'>;

export type PurchasingContext = { readonly tx: Tx; readonly clock: Clock };

export type PurchaseOrderKey = {
  readonly distributorId: Id<'Distributor'>;
  readonly purchaseOrderId: PurchaseOrderId;
};

export type PurchaseOrder = {
  readonly distributorId: Id<'Distributor'>;
  readonly id: PurchaseOrderId;
  readonly orderId: OrderId;
  readonly supplierId: Id<'Supplier'>;
  readonly locationId: Id<'SupplierLocation'>;
  readonly number: string;
  readonly status: PurchaseOrderStatus;
  readonly idempotencyKey: string;
  readonly outsideReference: string | null;
  readonly currency: string;
  readonly attempts: number;
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
  readonly acknowledgeBy: Instant | null;
  readonly acknowledgedAt: Instant | null;
  /** Where asking it back stands. */
  readonly cancellation: 'requested' | 'sent' | 'accepted' | 'too-late' | 'unsupported' | null;
  /** By itself, or with others at its supplier's cut-off. */
  readonly transmission: 'single' | 'batch';
  readonly batchId: Id<'PurchaseOrderBatch'> | null;
  /** When silence leads to the next step. */
  readonly rerouteAt: Instant | null;
  /** Its units went to others though the supplier had not said that it does not ship them. */
  readonly givenUpAt: Instant | null;
};

export type PurchaseOrderLine = {
  readonly id: PurchaseOrderLineId;
  readonly orderLineId: OrderLineId;
  readonly variantId: Id<'Variant'>;
  readonly supplierSku: string;
  readonly quantity: number;
  /** What a unit is charged with as far as both sides agree. */
  readonly unitCostMinor: number;
  /** What had been asked for, where the supplier's own cost was taken over; null: unitCostMinor itself. */
  readonly askedCostMinor: number | null;
  /** What the supplier wants, further above than its tolerance; null: nothing waits for a decision. */
  readonly proposedCostMinor: number | null;
  readonly acceptedQuantity: number;
  readonly rejectedQuantity: number;
  readonly backorderedQuantity: number;
  readonly cancelledQuantity: number;
  readonly shippedQuantity: number;
  readonly expectedAt: Instant | null;
  readonly answeredAt: Instant | null;
  /** What the supplier makes of the quantity, where it is more than was asked for. */
  readonly answeredQuantity: number | null;
  /** Since when routing passes this supplier over for the rest of the order line. */
  readonly avoidedAt: Instant | null;
  readonly substitute: Substitute | null;
};

/** Units that the supplier may still ship. */
export function unitsOpen(line: PurchaseOrderLine): number {
  return line.quantity - line.rejectedQuantity - line.cancelledQuantity - line.shippedQuantity;
}
