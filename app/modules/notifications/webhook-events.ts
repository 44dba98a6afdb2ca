/**
 * Webhook events: the closed catalogue of what systems outside may hear of, with the form of each. Published: a field
 * is never renamed or taken away, only added. Nothing of a shopper: who needs the address reads it with its own rights.
 */
import { z } from 'zod';

const id = z.uuid();
const moment = z.iso.datetime();
const money = z.object({ minor: z.int(), currency: z.string().length(3) });

const Order = z.object({ orderId: id, name: z.string(), storeId: id.optional() });
const PurchaseOrder = z.object({
  purchaseOrderId: id,
  number: z.string(),
  orderId: id,
  supplierId: id,
});
const Line = z.object({ sku: z.string(), quantity: z.int() });
const Shipment = z.object({
  shipmentId: id,
  orderId: id,
  purchaseOrderId: id.optional(),
  supplierId: id.optional(),
  carrier: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  trackingUrl: z.string().nullable(),
});
const Return = z.object({ returnId: id, orderId: id, name: z.string() });

export const WEBHOOK_EVENTS = {
  'order.created': Order.extend({ currency: z.string(), units: z.int() }),
  'order.released': Order.extend({ purchaseOrders: z.array(z.string()) }),
  'order.shipped': Order,
  'order.cancelled': Order,
  'purchase-order.sent': PurchaseOrder.extend({ reference: z.string().nullable() }),
  'purchase-order.acknowledged': PurchaseOrder,
  'purchase-order.refused': PurchaseOrder.extend({ why: z.string() }),
  'purchase-order.silent': PurchaseOrder.extend({ acknowledgeBy: moment.nullable() }),
  'purchase-order.cancelled': PurchaseOrder,
  'shipment.created': Shipment.extend({ lines: z.array(Line), shippedAt: moment }),
  'shipment.tracking-changed': Shipment,
  'shipment.out-for-delivery': Shipment,
  'shipment.delivered': Shipment,
  'shipment.delayed': Shipment.extend({ expectedAt: moment.nullable() }),
  'return.authorised': Return,
  'return.received': Return,
  'return.refunded': Return.extend({ amount: money }),
  'exception.opened': z.object({
    exceptionId: id,
    kind: z.string(),
    severity: z.enum(['info', 'warning', 'critical']),
    owner: z.enum(['distributor', 'retailer', 'platform']),
    subject: z.object({ kind: z.string(), id }),
    happened: z.string(),
    nextStep: z.string(),
    deadlineAt: moment.nullable(),
  }),
  'invoice.issued': z.object({
    invoiceId: id,
    number: z.string(),
    total: money,
    connectionId: id.optional(),
  }),
  /** Sent by a person to see whether the endpoint listens. */
  'endpoint.test': z.object({ endpointId: id }),
} as const;

export type WebhookEventKind = keyof typeof WEBHOOK_EVENTS;
export type WebhookEventData<Kind extends WebhookEventKind> = z.input<
  (typeof WEBHOOK_EVENTS)[Kind]
>;

/** Those that an endpoint may choose. */
export const WEBHOOK_EVENT_KINDS = Object.keys(WEBHOOK_EVENTS).filter(
  (kind) => kind !== 'endpoint.test',
) as readonly WebhookEventKind[]; // a closed literal

export type Announced<Kind extends WebhookEventKind = WebhookEventKind> = {
  readonly [Each in Kind]: {
    readonly distributorId: string;
    readonly kind: Each;
    readonly subject: { readonly kind: string; readonly id: string };
    readonly data: WebhookEventData<Each>;
    /** Endpoints of a supplier hear only of what names it here. */
    readonly supplierId?: string | undefined;
  };
}[Kind];
