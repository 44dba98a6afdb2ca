/** Webhook payloads: of each topic only the ids that say what to read again. Schemas drop everything else. */
import { z } from 'zod';
import type { StoreEventHint, StoreEventLane } from '../../../modules/stores/store-event.ts';

type Topic = {
  readonly lane: StoreEventLane;
  readonly hint: z.ZodType<StoreEventHint>;
};

const legacyId = z.union([z.number().int(), z.string().regex(/^\d+$/)]).transform(String);
const gid = (kind: string, id: string) =>
  id.startsWith('gid://') ? id : `gid://shopify/${kind}/${id}`;
const main = (hint: z.ZodType<StoreEventHint>): Topic => ({ lane: 'main', hint });

/** Resources carry a number under `id` and mostly the global id beside it. */
const Resource = z.object({
  id: z.union([legacyId, z.string().startsWith('gid://')]),
  admin_graphql_api_id: z.string().startsWith('gid://').optional(),
});
const changed = (kind: StoreEventHint['kind'], noun: string) =>
  Resource.transform(
    (body): StoreEventHint => ({
      kind,
      outsideId: body.admin_graphql_api_id ?? gid(noun, body.id),
    }),
  );

const order = main(changed('order-changed', 'Order'));
/** A refund or an edit is news of its order. */
const ofOrder = z.object({ order_id: legacyId }).transform(
  (body): StoreEventHint => ({
    kind: 'order-changed',
    outsideId: gid('Order', body.order_id),
  }),
);
const Edit = z.object({ order_edit: z.object({ order_id: legacyId }) }).transform(
  (body): StoreEventHint => ({
    kind: 'order-changed',
    outsideId: gid('Order', body.order_edit.order_id),
  }),
);

const FulfillmentOrderId = z.object({ id: z.union([legacyId, z.string().startsWith('gid://')]) });
const fulfillmentOrderHint =
  (kind: StoreEventHint['kind']) =>
  (id: string): StoreEventHint => ({ kind, outsideId: gid('FulfillmentOrder', id) });
/** Each topic names the fulfilment order in its own way; one of them is enough to find the order. */
const FulfillmentOrderNews = z.union([
  z.object({ fulfillment_order: FulfillmentOrderId }).transform((b) => b.fulfillment_order.id),
  z
    .object({ original_fulfillment_order: FulfillmentOrderId })
    .transform((b) => b.original_fulfillment_order.id),
  z
    .object({ submitted_fulfillment_order: FulfillmentOrderId })
    .transform((b) => b.submitted_fulfillment_order.id),
  z
    .object({ moved_fulfillment_order: FulfillmentOrderId })
    .transform((b) => b.moved_fulfillment_order.id),
  z
    .object({
      fulfillment_order_splits: z.array(z.object({ fulfillment_order: FulfillmentOrderId })).min(1),
    })
    .transform((b) => b.fulfillment_order_splits[0]?.fulfillment_order.id ?? ''),
  z
    .object({
      fulfillment_order_merges: z.array(z.object({ fulfillment_order: FulfillmentOrderId })).min(1),
    })
    .transform((b) => b.fulfillment_order_merges[0]?.fulfillment_order.id ?? ''),
  FulfillmentOrderId.transform((b) => b.id),
]);
const fulfillmentOrder = main(
  FulfillmentOrderNews.transform(fulfillmentOrderHint('fulfilment-order-changed')),
);
const requested = main(
  FulfillmentOrderNews.transform(fulfillmentOrderHint('fulfilment-requested')),
);

const nothing = (kind: StoreEventHint['kind']) =>
  main(z.unknown().transform((): StoreEventHint => ({ kind })));

const BulkFinished = z.object({ admin_graphql_api_id: z.string().startsWith('gid://') }).transform(
  (body): StoreEventHint => ({
    kind: 'bulk-finished',
    outsideId: body.admin_graphql_api_id,
  }),
);

/** Names, addresses and e-mails of the payload stay outside: numbers of requests, customers and orders only. */
const DataRequest = z
  .object({
    data_request: z.object({ id: legacyId }),
    customer: z.object({ id: legacyId }).optional(),
    orders_requested: z.array(legacyId).default([]),
  })
  .transform(
    (body): StoreEventHint => ({
      kind: 'privacy-data-request',
      requestId: body.data_request.id,
      customerId: body.customer?.id,
      outsideOrderIds: body.orders_requested.map((id) => gid('Order', id)),
    }),
  );
const Redact = z
  .object({
    customer: z.object({ id: legacyId }).optional(),
    orders_to_redact: z.array(legacyId).default([]),
  })
  .transform(
    (body): StoreEventHint => ({
      kind: 'privacy-redact-customer',
      customerId: body.customer?.id,
      outsideOrderIds: body.orders_to_redact.map((id) => gid('Order', id)),
    }),
  );

export const TOPICS: Readonly<Record<string, Topic>> = {
  'orders/create': order,
  'orders/paid': order,
  'orders/cancelled': order,
  'orders/updated': order,
  'orders/edited': main(Edit),
  'refunds/create': main(ofOrder),
  'fulfillment_orders/order_routing_complete': fulfillmentOrder,
  'fulfillment_orders/fulfillment_request_submitted': requested,
  'fulfillment_orders/cancellation_request_submitted': fulfillmentOrder,
  'fulfillment_orders/cancelled': fulfillmentOrder,
  'fulfillment_orders/moved': fulfillmentOrder,
  'fulfillment_orders/split': fulfillmentOrder,
  'fulfillment_orders/merged': fulfillmentOrder,
  'fulfillment_orders/placed_on_hold': fulfillmentOrder,
  'fulfillment_orders/hold_released': fulfillmentOrder,
  'fulfillment_orders/rescheduled': fulfillmentOrder,
  'fulfillment_orders/scheduled_fulfillment_order_ready': fulfillmentOrder,
  'products/update': { lane: 'catalog', hint: changed('product-changed', 'Product') },
  'products/delete': { lane: 'catalog', hint: changed('product-deleted', 'Product') },
  'locations/deactivate': main(changed('location-gone', 'Location')),
  'locations/delete': main(changed('location-gone', 'Location')),
  'bulk_operations/finish': main(BulkFinished),
  'app/uninstalled': nothing('store-uninstalled'),
  'app/scopes_update': nothing('scopes-changed'),
  'shop/update': nothing('store-changed'),
  'customers/data_request': main(DataRequest),
  'customers/redact': main(Redact),
  'shop/redact': nothing('privacy-redact-store'),
};
