/** Orders, fulfilment orders, fulfilments and refunds as a store keeps them. Amounts are minor units (cents). */
import type { AddressRecord, Gid, Moment } from './store.ts';

export type OrderLineRecord = {
  id: Gid;
  variantId: Gid | null;
  productId: Gid | null;
  inventoryItemId: Gid | null;
  sku: string | null;
  title: string;
  variantTitle: string | null;
  vendor: string | null;
  /** As ordered. */
  quantity: number;
  /** Ordered less removed by refunds and edits. */
  currentQuantity: number;
  refundedQuantity: number;
  fulfilledQuantity: number;
  unitPrice: number;
  discountedUnitPrice: number;
  taxRate: number;
  requiresShipping: boolean;
  customAttributes: { key: string; value: string | null }[];
};

export type TransactionRecord = {
  id: Gid;
  kind: 'SALE' | 'AUTHORIZATION' | 'CAPTURE' | 'REFUND';
  amount: number;
  createdAt: Moment;
};

export type RefundRecord = {
  id: Gid;
  note: string | null;
  createdAt: Moment;
  amount: number;
  lines: {
    id: Gid;
    lineItemId: Gid;
    quantity: number;
    restockType: string;
    locationId: Gid | null;
  }[];
};

export type OrderRecord = {
  id: Gid;
  number: number;
  name: string;
  email: string | null;
  phone: string | null;
  note: string | null;
  tags: string[];
  customAttributes: { key: string; value: string | null }[];
  test: boolean;
  lines: OrderLineRecord[];
  shippingAddress: AddressRecord | null;
  shippingLine: { id: Gid; title: string; code: string; amount: number } | null;
  deliveryMethodType: 'SHIPPING' | 'PICK_UP' | 'LOCAL' | 'RETAIL' | 'NONE';
  riskRecommendation: 'ACCEPT' | 'INVESTIGATE' | 'CANCEL' | 'NONE';
  authorized: boolean;
  transactions: TransactionRecord[];
  refunds: RefundRecord[];
  edited: boolean;
  fulfillmentOrderIds: Gid[];
  fulfillmentIds: Gid[];
  createdAt: Moment;
  processedAt: Moment;
  updatedAt: Moment;
  closedAt: Moment | null;
  cancelledAt: Moment | null;
  cancelReason: string | null;
};

export type FulfillmentOrderStatus =
  | 'OPEN'
  | 'IN_PROGRESS'
  | 'SCHEDULED'
  | 'ON_HOLD'
  | 'CLOSED'
  | 'CANCELLED'
  | 'INCOMPLETE';

export type FulfillmentRequestStatus =
  | 'UNSUBMITTED'
  | 'SUBMITTED'
  | 'ACCEPTED'
  | 'REJECTED'
  | 'CANCELLATION_REQUESTED'
  | 'CANCELLATION_ACCEPTED'
  | 'CANCELLATION_REJECTED'
  | 'CLOSED';

export type HoldRecord = {
  id: Gid;
  reason: string;
  reasonNotes: string | null;
  handle: string | null;
  clientId: string | null;
};

export type MerchantRequestRecord = {
  id: Gid;
  kind: 'FULFILLMENT_REQUEST' | 'CANCELLATION_REQUEST';
  message: string | null;
  requestOptions: Record<string, unknown>;
  sentAt: Moment;
};

export type FulfillmentOrderLineRecord = {
  id: Gid;
  lineItemId: Gid;
  totalQuantity: number;
  remainingQuantity: number;
};

export type FulfillmentOrderRecord = {
  id: Gid;
  orderId: Gid;
  locationId: Gid;
  status: FulfillmentOrderStatus;
  requestStatus: FulfillmentRequestStatus;
  fulfillAt: Moment | null;
  holds: HoldRecord[];
  merchantRequests: MerchantRequestRecord[];
  lines: FulfillmentOrderLineRecord[];
  fulfillmentIds: Gid[];
  createdAt: Moment;
  updatedAt: Moment;
};

export type TrackingRecord = { company: string | null; number: string | null; url: string | null };

export type FulfillmentRecord = {
  id: Gid;
  orderId: Gid;
  locationId: Gid;
  name: string;
  status: 'SUCCESS' | 'CANCELLED';
  tracking: TrackingRecord[];
  notifyCustomer: boolean;
  lines: {
    id: Gid;
    lineItemId: Gid;
    fulfillmentOrderId: Gid;
    fulfillmentOrderLineItemId: Gid;
    quantity: number;
  }[];
  events: { id: Gid; status: string; happenedAt: Moment; message: string | null }[];
  createdAt: Moment;
  updatedAt: Moment;
};
