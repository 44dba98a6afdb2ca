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
import { escalateReturns } from '../flows/order/escalate-returns.server.ts';
import { matchStoreRefunds } from '../flows/order/match-store-refunds.server.ts';
import { placeBatch } from '../flows/order/place-batch.server.ts';
import { placePurchaseOrder } from '../flows/order/place-purchase-order.server.ts';
import { reconcileStore, reconcileStores } from '../flows/order/reconcile-store.server.ts';
import {
  reconcileConnection,
  reconcileConnections,
} from '../flows/order/reconcile-connection.server.ts';
import { refundReturn } from '../flows/order/refund-return.server.ts';
import { reportTracking } from '../flows/order/report-tracking.server.ts';
import { tendExceptions } from '../flows/order/tend-exceptions.server.ts';
import { requestChange } from '../flows/order/request-change.server.ts';
import { rerouteOrder, rerouteShortOrders } from '../flows/order/reroute-order.server.ts';
import { showScans } from '../flows/order/show-scans.server.ts';
import { watchParcels } from '../flows/order/watch-parcels.server.ts';
import { serveWaitingOrders } from '../flows/order/wake-short-orders.server.ts';
import type { FlowContext } from '../flows/flow-context.ts';
import type { jobCatalog } from '../flows/job-catalog.ts';
import type { Id } from '../platform/ids.ts';
import type { JobHandlers } from '../platform/job-catalog.ts';

type OrderJob =
  | 'release-order'
  | 'reroute-order'
  | 'serve-waiting-orders'
  | 'place-purchase-order'
  | 'accept-store-order'
  | 'report-tracking'
  | 'show-scans'
  | 'watch-parcels'
  | 'cancel-purchase-order'
  | 'request-change'
  | 'place-batch'
  | 'answer-store-cancellation'
  | 'answer-privacy-request'
  | 'call-off-in-store'
  | 'refund-return'
  | 'match-store-refunds'
  | 'escalate-returns'
  | 'collect-supplier-events'
  | 'collect-awaited-events'
  | 'escalate-silent-purchase-orders'
  | 'reroute-short-orders'
  | 'reconcile-store'
  | 'reconcile-stores'
  | 'reconcile-connection'
  | 'reconcile-connections'
  | 'tend-exceptions';

type Payload = { readonly distributorId: string; readonly orderId: string };
type PurchaseOrderPayload = { readonly distributorId: string; readonly purchaseOrderId: string };

export function createOrderHandlers(
  context: FlowContext,
): Pick<JobHandlers<typeof jobCatalog>, OrderJob> {
  return {
    'release-order': (payload) => rerouteOrder(context, ofOrder(payload)),
    'reroute-order': (payload) => rerouteOrder(context, ofOrder(payload)),
    'serve-waiting-orders': async ({ distributorId }) =>
      void (await serveWaitingOrders(context, distributorId as Id<'Distributor'>)),
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
    'show-scans': ({ distributorId, shipmentId }, job) =>
      showScans(
        context,
        {
          distributorId: distributorId as Id<'Distributor'>,
          shipmentId: shipmentId as Id<'Shipment'>,
        },
        job.attempt,
      ),
    'watch-parcels': async () => void (await watchParcels(context)),
    'cancel-purchase-order': (payload, job) =>
      cancelPurchaseOrder(context, ofPurchaseOrder(payload), job.attempt),
    'request-change': ({ distributorId, changeRequestId }, job) =>
      requestChange(
        context,
        {
          distributorId: distributorId as Id<'Distributor'>,
          changeRequestId: changeRequestId as Id<'ChangeRequest'>,
        },
        job.attempt,
      ),
    'place-batch': ({ distributorId, batchId }) =>
      placeBatch(context, {
        distributorId: distributorId as Id<'Distributor'>,
        batchId: batchId as Id<'PurchaseOrderBatch'>,
      }),
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
    'refund-return': ({ distributorId, returnId }, job) =>
      refundReturn(
        context,
        { distributorId: distributorId as Id<'Distributor'>, returnId: returnId as Id<'Return'> },
        job.attempt,
      ),
    'match-store-refunds': (payload) => matchStoreRefunds(context, ofOrder(payload)),
    'escalate-returns': async () => void (await escalateReturns(context)),
    'reroute-short-orders': async () => void (await rerouteShortOrders(context)),
    'reconcile-store': (payload, job) => reconcileStore(context, payload, job.attempt),
    'reconcile-stores': () => reconcileStores(context),
    'reconcile-connection': ({ distributorId, runId }, job) =>
      reconcileConnection(
        context,
        {
          distributorId: distributorId as Id<'Distributor'>,
          runId: runId as Id<'ReconciliationRun'>,
        },
        job,
      ),
    'reconcile-connections': () => reconcileConnections(context),
    'tend-exceptions': () => tendExceptions(context),
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
