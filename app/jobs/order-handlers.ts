/** Handlers of the order journey's jobs: each is one line that calls one flow. */
import { acceptStoreOrder } from '../flows/order/accept-store-order.server.ts';
import { answerPrivacyRequest } from '../flows/order/answer-privacy-request.server.ts';
import { answerStoreCancellation } from '../flows/order/answer-store-cancellation.server.ts';
import { callOffInStore } from '../flows/order/cancel-order.server.ts';
import { cancelPurchaseOrder } from '../flows/order/cancel-purchase-order.server.ts';
import {
  collectAwaitedEvents,
  collectSupplierEvents,
} from '../flows/order/collect-supplier-events.server.ts';
import { escalateSilentPurchaseOrders } from '../flows/order/escalate-silent-purchase-orders.server.ts';
import { placePurchaseOrder } from '../flows/order/place-purchase-order.server.ts';
import { reconcileStore, reconcileStores } from '../flows/order/reconcile-store.server.ts';
import { reportTracking } from '../flows/order/report-tracking.server.ts';
import { rerouteOrder, rerouteShortOrders } from '../flows/order/reroute-order.server.ts';
import type { FlowContext } from '../flows/flow-context.ts';
import type { jobCatalog } from '../flows/job-catalog.ts';
import type { Id } from '../platform/ids.ts';
import type { JobHandlers } from '../platform/job-catalog.ts';

type OrderJob =
  | 'release-order'
  | 'reroute-order'
  | 'place-purchase-order'
  | 'accept-store-order'
  | 'report-tracking'
  | 'cancel-purchase-order'
  | 'answer-store-cancellation'
  | 'answer-privacy-request'
  | 'call-off-in-store'
  | 'collect-supplier-events'
  | 'collect-awaited-events'
  | 'escalate-silent-purchase-orders'
  | 'reroute-short-orders'
  | 'reconcile-store'
  | 'reconcile-stores';

type Payload = { readonly distributorId: string; readonly orderId: string };
type PurchaseOrderPayload = { readonly distributorId: string; readonly purchaseOrderId: string };

export function createOrderHandlers(
  context: FlowContext,
): Pick<JobHandlers<typeof jobCatalog>, OrderJob> {
  return {
    'release-order': (payload) => rerouteOrder(context, ofOrder(payload)),
    'reroute-order': (payload) => rerouteOrder(context, ofOrder(payload)),
    'place-purchase-order': (payload) => placePurchaseOrder(context, ofPurchaseOrder(payload)),
    'accept-store-order': (payload, job) =>
      acceptStoreOrder(context, ofOrder(payload), job.attempt),
    'report-tracking': ({ distributorId, shipmentId }, job) =>
      reportTracking(
        context,
        {
          distributorId: distributorId as Id<'Distributor'>,
          shipmentId: shipmentId as Id<'Shipment'>,
        },
        job.attempt,
      ),
    'cancel-purchase-order': (payload, job) =>
      cancelPurchaseOrder(context, ofPurchaseOrder(payload), job.attempt),
    'answer-store-cancellation': (payload, job) =>
      answerStoreCancellation(context, ofOrder(payload), job.attempt),
    'answer-privacy-request': (payload) => answerPrivacyRequest(context, payload),
    'call-off-in-store': ({ inStore, ...payload }, job) =>
      callOffInStore(context, { ...ofOrder(payload), inStore }, job.attempt),
    'collect-supplier-events': ({ distributorId, supplierId }, job) =>
      collectSupplierEvents(
        context,
        {
          distributorId: distributorId as Id<'Distributor'>,
          supplierId: supplierId as Id<'Supplier'>,
        },
        job.attempt,
      ),
    'collect-awaited-events': () => collectAwaitedEvents(context),
    'escalate-silent-purchase-orders': async () =>
      void (await escalateSilentPurchaseOrders(context)),
    'reroute-short-orders': async () => void (await rerouteShortOrders(context)),
    'reconcile-store': (payload, job) => reconcileStore(context, payload, job.attempt),
    'reconcile-stores': () => reconcileStores(context),
  };
}

/** The catalogue's schema has checked that these are ids. */
function ofOrder({ distributorId, orderId }: Payload) {
  return { distributorId: distributorId as Id<'Distributor'>, orderId: orderId as Id<'Order'> };
}

function ofPurchaseOrder({ distributorId, purchaseOrderId }: PurchaseOrderPayload) {
  return {
    distributorId: distributorId as Id<'Distributor'>,
    purchaseOrderId: purchaseOrderId as Id<'PurchaseOrder'>,
  };
}
