/** Job catalogue: every job of the journeys, by name, with what it carries and which jobs are the same one. */
import { z } from 'zod';
import { defineJob } from '../platform/job-catalog.ts';
import { createQueue } from '../platform/queue.server.ts';

const id = z.uuid();
const ofStore = z.object({ storeId: id });

export const jobCatalog = {
  // relation
  'connect-store': defineJob({ payload: ofStore, key: ({ storeId }) => storeId }),
  'import-products': defineJob({
    payload: z.object({ distributorId: id, importId: id }),
    key: ({ importId }) => importId,
  }),
  'pick-by-rules': defineJob({ payload: z.object({}), key: () => 'all', priority: 5 }),
  // supply
  'import-catalog': defineJob({
    payload: z.object({ distributorId: id, importId: id }),
    key: ({ importId }) => importId,
  }),
  'collect-feed': defineJob({
    payload: z.object({ distributorId: id, supplierId: id }),
    key: ({ supplierId }) => supplierId,
  }),
  'apply-feed': defineJob({
    payload: z.object({ distributorId: id, feedId: id }),
    key: ({ feedId }) => feedId,
  }),
  'note-unknown-skus': defineJob({
    payload: z.object({ distributorId: id, feedId: id }),
    key: ({ feedId }) => feedId,
    priority: 10,
  }),
  'publish-listings': defineJob({ payload: ofStore, key: ({ storeId }) => storeId }),
  'audit-listings': defineJob({
    payload: ofStore,
    key: ({ storeId }) => storeId,
    priority: 10,
    keepsRunAt: true,
  }),
  // order
  'release-order': defineJob({
    payload: z.object({ distributorId: id, orderId: id }),
    key: ({ orderId }) => orderId,
  }),
  'reroute-order': defineJob({
    payload: z.object({ distributorId: id, orderId: id }),
    key: ({ orderId }) => orderId,
  }),
  'serve-waiting-orders': defineJob({
    payload: z.object({ distributorId: id }),
    key: ({ distributorId }) => distributorId,
  }),
  'place-purchase-order': defineJob({
    payload: z.object({ distributorId: id, purchaseOrderId: id }),
    key: ({ purchaseOrderId }) => purchaseOrderId,
  }),
  'accept-store-order': defineJob({
    payload: z.object({ distributorId: id, orderId: id }),
    key: ({ orderId }) => orderId,
  }),
  'report-tracking': defineJob({
    payload: z.object({ distributorId: id, shipmentId: id }),
    key: ({ shipmentId }) => shipmentId,
  }),
  'show-scans': defineJob({
    payload: z.object({ distributorId: id, shipmentId: id }),
    key: ({ shipmentId }) => shipmentId,
    priority: 5,
  }),
  'reconcile-store': defineJob({ payload: ofStore, key: ({ storeId }) => storeId, priority: 5 }),
  'reconcile-connection': defineJob({
    payload: z.object({ distributorId: id, runId: id }),
    key: ({ runId }) => runId,
    priority: 10,
  }),
  'cancel-purchase-order': defineJob({
    payload: z.object({ distributorId: id, purchaseOrderId: id }),
    key: ({ purchaseOrderId }) => purchaseOrderId,
  }),
  'request-change': defineJob({
    payload: z.object({ distributorId: id, changeRequestId: id }),
    key: ({ changeRequestId }) => changeRequestId,
  }),
  'place-batch': defineJob({
    payload: z.object({ distributorId: id, batchId: id }),
    key: ({ batchId }) => batchId,
  }),
  'answer-store-cancellation': defineJob({
    payload: z.object({ distributorId: id, orderId: id }),
    key: ({ orderId }) => orderId,
  }),
  'refund-return': defineJob({
    payload: z.object({ distributorId: id, returnId: id }),
    key: ({ returnId }) => returnId,
  }),
  'match-store-refunds': defineJob({
    payload: z.object({ distributorId: id, orderId: id }),
    key: ({ orderId }) => orderId,
  }),
  'call-off-in-store': defineJob({
    payload: z.object({
      distributorId: id,
      orderId: id,
      inStore: z.enum(['reject', 'cancel', 'refund']),
    }),
    key: ({ orderId }) => orderId,
  }),
  'collect-supplier-events': defineJob({
    payload: z.object({ distributorId: id, supplierId: id }),
    key: ({ supplierId }) => supplierId,
    maxAttempts: 3,
  }),
  'fetch-rates': defineJob({
    payload: z.object({ distributorId: id }),
    key: ({ distributorId }) => distributorId,
    maxAttempts: 8,
  }),
  'watch-margins': defineJob({
    payload: z.object({ distributorId: id }),
    key: ({ distributorId }) => distributorId,
    priority: 10,
  }),
  // messages
  'send-message': defineJob({
    payload: z.object({ messageId: id }),
    key: ({ messageId }) => messageId,
    priority: 3,
  }),
  'learn-supplier-habits': defineJob({
    payload: z.object({ distributorId: id }),
    key: ({ distributorId }) => distributorId,
    priority: 10,
  }),
  'preview-rules': defineJob({
    payload: z.object({ distributorId: id, previewId: id }),
    key: ({ previewId }) => previewId,
    priority: 5,
  }),
  // settlement
  'close-period': defineJob({
    payload: z.object({
      distributorId: id,
      kind: z.enum(['connection', 'supplier']),
      partyId: id,
      until: z.iso.datetime(),
    }),
    key: ({ partyId }) => partyId,
    priority: 10,
  }),
  'close-due-periods': defineJob({ payload: z.object({}), key: () => 'all', priority: 10 }),
  // of the clock
  'learn-all-habits': defineJob({ payload: z.object({}), key: () => 'all', priority: 10 }),
  'pass-on-exceptions': defineJob({ payload: z.object({}), key: () => 'all', priority: 5 }),
  'send-digests': defineJob({ payload: z.object({}), key: () => 'all', priority: 5 }),
  'send-kept-messages': defineJob({ payload: z.object({}), key: () => 'all', priority: 10 }),
  'prune-notifications': defineJob({ payload: z.object({}), key: () => 'all', priority: 10 }),
  'refresh-prices': defineJob({ payload: z.object({}), key: () => 'all' }),
  'fetch-due-rates': defineJob({ payload: z.object({}), key: () => 'all', priority: 10 }),
  'collect-due-feeds': defineJob({ payload: z.object({}), key: () => 'all' }),
  'decide-unattended-feeds': defineJob({ payload: z.object({}), key: () => 'all' }),
  'prune-feeds': defineJob({ payload: z.object({}), key: () => 'all', priority: 10 }),
  'refresh-stale-offers': defineJob({ payload: z.object({}), key: () => 'all' }),
  'tune-offers': defineJob({ payload: z.object({}), key: () => 'all' }),
  'wake-lagging-stores': defineJob({ payload: z.object({}), key: () => 'all' }),
  'audit-due-stores': defineJob({ payload: z.object({}), key: () => 'all', priority: 10 }),
  'sweep-blobs': defineJob({ payload: z.object({}), key: () => 'all', priority: 10 }),
  'prune-change-log': defineJob({ payload: z.object({}), key: () => 'all', priority: 10 }),
  'refresh-search': defineJob({ payload: z.object({}), key: () => 'all', priority: 5 }),
  'edit-products': defineJob({
    payload: z.object({ distributorId: id, editId: id }),
    key: ({ editId }) => editId,
    priority: 5,
  }),
  'collect-awaited-events': defineJob({ payload: z.object({}), key: () => 'all' }),
  'escalate-silent-purchase-orders': defineJob({ payload: z.object({}), key: () => 'all' }),
  'reroute-short-orders': defineJob({ payload: z.object({}), key: () => 'all' }),
  'escalate-returns': defineJob({ payload: z.object({}), key: () => 'all', priority: 10 }),
  'reconcile-connections': defineJob({ payload: z.object({}), key: () => 'all', priority: 10 }),
  'tend-exceptions': defineJob({ payload: z.object({}), key: () => 'all' }),
  'watch-parcels': defineJob({ payload: z.object({}), key: () => 'all', priority: 10 }),
  'reconcile-stores': defineJob({ payload: z.object({}), key: () => 'all' }),
  'answer-privacy-request': defineJob({
    payload: z.object({ requestId: id }),
    key: ({ requestId }) => requestId,
  }),
};

export const { enqueue } = createQueue(jobCatalog);
