/** Sends the purchase orders that have gathered for a place of a supplier as one document, under one key. */
import { readContact } from '../../modules/orders/order-contact.server.ts';
import { surplusUnits } from '../../modules/orders/order-units.ts';
import {
  dissolveBatch,
  listBatch,
  lockBatch,
  saveBatch,
  statusesOfBatch,
  valueOfBatch,
} from '../../modules/purchasing/batches.repository.server.ts';
import type {
  BatchKey,
  PurchaseOrderBatch,
} from '../../modules/purchasing/batches.repository.server.ts';
import type { PurchaseOrderKey } from '../../modules/purchasing/purchase-order.ts';
import { purchaseOrderMachine } from '../../modules/purchasing/purchase-order-status.ts';
import { savePurchaseOrder } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { rulesOfSupplier } from '../../modules/purchasing/purchase-rules.server.ts';
import type {
  PlacedPurchaseOrder,
  PurchaseOrderRequest,
  SupplierConnector,
} from '../../modules/suppliers/supplier-connector.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict } from '../../platform/job-catalog.ts';
import type { Result } from '../../platform/result.ts';
import { advance } from '../../platform/state-machine.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { confirmPlaced, recordNotPlaced } from './conclude-placing.server.ts';
import { cutOffAfter } from './gather-purchase-order.server.ts';
import { lockPurchaseOrder } from './lock-purchase-order.server.ts';
import type { OrderStep } from './order-step.ts';
import { noAddress, toRequest } from './place-purchase-order.server.ts';
import { rebalanceOrder } from './rebalance-order.server.ts';

const DONE: JobVerdict = { kind: 'done' };

type Document = {
  readonly request: PurchaseOrderRequest;
  readonly orders: readonly (PurchaseOrderKey & { readonly lineIds: readonly string[] })[];
  /** An earlier attempt may have reached the supplier. */
  readonly lookFirst: boolean;
};

/**
 * Closes the batch when its moment has come and its minimum is reached (or its latest moment), so that nothing joins it
 * any more; marks each purchase order as being sent, as for one by itself; then asks once. After a crash it goes on where
 * it was: whatever is marked may have been sent, and is looked for first.
 */
export async function placeBatch(context: FlowContext, key: BatchKey): Promise<JobVerdict> {
  const closing = await inTransaction(context.db, (tx) => close({ tx, clock: context.clock }, key));
  if (closing.kind === 'wait') return closing.verdict;
  const { batch } = closing;
  const connector = await context.connectorOf(key.distributorId, batch.supplierId);
  if (!connector.capabilities.takesSeveral) return sendOneByOne(context, key);
  const document = await prepare(context, batch);
  if (!document) return finish(context, key);
  return send(context, { key, batch, connector, document });
}

type Closing =
  | { readonly kind: 'wait'; readonly verdict: JobVerdict }
  | { readonly kind: 'closed'; readonly batch: PurchaseOrderBatch };

async function close(step: OrderStep, key: BatchKey): Promise<Closing> {
  const batch = await lockBatch(step.tx, key);
  if (!batch || batch.status === 'sent' || batch.status === 'unknown')
    return { kind: 'wait', verdict: DONE };
  if (batch.status === 'sending') return { kind: 'closed', batch };
  const now = step.clock.now();
  if (now < batch.closesAt) return wait(batch.closesAt, 'It is not time yet');
  const settings = await rulesOfSupplier(step.tx, batch);
  const minimum = settings.rules.consolidate?.minimumMinor ?? 0;
  if (now < batch.latestAt && (await valueOfBatch(step.tx, key)) < minimum) {
    const next = cutOffAfter(settings, now);
    const closesAt = next < batch.latestAt && next > now ? next : batch.latestAt;
    await saveBatch(step, batch, { closesAt, waitsFor: 'minimum' });
    return wait(closesAt, 'It has not reached the minimum');
  }
  await saveBatch(step, batch, { status: 'sending', waitsFor: 'nothing' });
  return { kind: 'closed', batch };
}

function wait(at: Date, why: string): Closing {
  return { kind: 'wait', verdict: { kind: 'retry', at, why, counts: false } };
}

/** The link takes one purchase order at a time: they leave together all the same, each under its own key. */
async function sendOneByOne(context: FlowContext, key: BatchKey): Promise<JobVerdict> {
  await inTransaction(context.db, async (tx) => {
    const orders = await dissolveBatch(tx, key);
    const name = 'place-purchase-order' as const;
    await enqueue(tx, ...orders.map((payload) => ({ name, payload })));
  });
  return DONE;
}

type Part = { readonly request: PurchaseOrderRequest; readonly wasSending: boolean };

/** Undefined when nothing is left to be sent. */
async function prepare(
  context: FlowContext,
  batch: PurchaseOrderBatch,
): Promise<Document | undefined> {
  const { distributorId, id: batchId } = batch;
  const parts: (Part & PurchaseOrderKey)[] = [];
  for (const key of await listBatch(context.db, { distributorId, batchId })) {
    const part = await inTransaction(context.db, (tx) =>
      begin(context, { tx, clock: context.clock }, key),
    );
    if (part === 'no-address')
      await recordNotPlaced(context, key, noAddress, { wasSent: false, canLook: false });
    else if (part) parts.push({ ...part, ...key });
  }
  const [first] = parts;
  if (!first) return undefined;
  const lineIdsOf = ({ request }: Part) => request.lines.map(({ lineId }) => lineId);
  return {
    lookFirst: parts.some(({ wasSending }) => wasSending),
    orders: parts.map((part) => ({
      distributorId,
      purchaseOrderId: part.purchaseOrderId,
      lineIds: lineIdsOf(part),
    })),
    request: {
      ...first.request,
      number: batch.number,
      placedAt: batch.createdAt,
      lines: parts.flatMap(({ request }) => request.lines),
      parcels: parts.map((part) => ({
        number: part.request.number,
        shipTo: part.request.shipTo,
        lineIds: lineIdsOf(part),
      })),
    },
  };
}

async function begin(
  context: FlowContext,
  step: OrderStep,
  key: PurchaseOrderKey,
): Promise<Part | 'no-address' | undefined> {
  let locked = await lockPurchaseOrder(step, key);
  if (locked?.order.lines.some((line) => surplusUnits(line) > 0)) {
    await rebalanceOrder(step, locked.key);
    locked = await lockPurchaseOrder(step, key);
  }
  if (!locked) return undefined;
  const { purchaseOrder } = locked;
  const wasSending = purchaseOrder.status === 'sending';
  if (purchaseOrder.status !== 'draft' && !wasSending) return undefined;
  const next = advance(purchaseOrderMachine, purchaseOrder.status, 'send');
  if (!next.ok) return undefined;
  const attempts = purchaseOrder.attempts + 1;
  await savePurchaseOrder(step, purchaseOrder, { status: next.value, attempts });
  const contact = await readContact(step.tx, context.secrets, locked.key);
  const shipTo = contact?.destination;
  if (!shipTo) return 'no-address';
  return {
    request: toRequest(purchaseOrder, shipTo, purchaseOrder.terms.locationCode),
    wasSending,
  };
}

type Sending = {
  readonly key: BatchKey;
  readonly batch: PurchaseOrderBatch;
  readonly connector: SupplierConnector;
  readonly document: Document;
};

async function send(context: FlowContext, sending: Sending): Promise<JobVerdict> {
  const { batch, connector, document, key } = sending;
  const canLook = connector.capabilities.findPurchaseOrder;
  const { lookFirst, request } = document;
  if (lookFirst && !canLook) return fail(context, sending, CUT_OFF, { wasSent: true, canLook });
  const found = lookFirst
    ? await connector.findPurchaseOrder(batch.idempotencyKey, batch.number)
    : undefined;
  if (found && !found.ok) return fail(context, sending, found.error, { wasSent: true, canLook });
  const placed: Result<PlacedPurchaseOrder, AdapterFailure> = found?.value
    ? { ok: true, value: found.value }
    : await connector.placePurchaseOrder(request, batch.idempotencyKey);
  if (!placed.ok) return fail(context, sending, placed.error, { wasSent: false, canLook });
  for (const { lineIds, ...order } of document.orders)
    await confirmPlaced(context, order, partOf(placed.value, lineIds));
  return finish(context, key);
}

const CUT_OFF: AdapterFailure = {
  kind: 'unavailable',
  why: 'an earlier try was cut off',
  outcome: 'unknown',
};

/** Of the answer to the document, what is said of the lines of one purchase order. */
function partOf(placed: PlacedPurchaseOrder, lineIds: readonly string[]): PlacedPurchaseOrder {
  const answers = placed.answers?.filter(({ lineId }) => lineIds.includes(lineId));
  return { ...placed, answers };
}

/** What the failure means is decided for each purchase order as for one by itself; they fare alike. */
async function fail(
  context: FlowContext,
  { document, key }: Sending,
  failure: AdapterFailure,
  circumstances: { readonly wasSent: boolean; readonly canLook: boolean },
): Promise<JobVerdict> {
  const verdicts: JobVerdict[] = [];
  for (const { distributorId, purchaseOrderId } of document.orders) {
    const order = { distributorId, purchaseOrderId };
    verdicts.push(await recordNotPlaced(context, order, failure, circumstances));
  }
  return verdicts.find(({ kind }) => kind === 'retry') ?? finish(context, key);
}

/** Nothing of it is on its way any more. */
async function finish(context: FlowContext, key: BatchKey): Promise<JobVerdict> {
  await inTransaction(context.db, async (tx) => {
    const step = { tx, clock: context.clock };
    const batch = await lockBatch(tx, key);
    if (!batch) return;
    const isUnknown = (await statusesOfBatch(tx, key)).includes('unknown');
    const sentAt = batch.sentAt ?? context.clock.now();
    await saveBatch(step, batch, isUnknown ? { status: 'unknown' } : { status: 'sent', sentAt });
  });
  return DONE;
}
