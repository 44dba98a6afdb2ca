/** The talk between merchant and fulfilment service about a fulfilment order: request, accept, reject, cancel, close. */
import type { SandboxCore } from '../core.ts';
import { nextGid } from '../ids.ts';
import type { Gid, StoreState } from '../store.ts';
import type { FulfillmentOrderRecord, MerchantRequestRecord } from '../store-orders.ts';
import { fulfillmentOrderPayload } from '../webhook-payloads.ts';
import {
  createFulfillmentOrder,
  hasProgress,
  isServiceLocation,
  remaining,
  setState,
  supportedActions,
  takeLines,
} from './fulfillment-orders.ts';

/** A refusal as text, or what came of it. */
export type Outcome<Value> = { refusal: string } | { value: Value };
const refuse = (refusal: string): { refusal: string } => ({ refusal });

export type Submission = {
  original: FulfillmentOrderRecord;
  submitted: FulfillmentOrderRecord;
  unsubmitted: FulfillmentOrderRecord | null;
};
export type RequestInput = {
  message: string | null;
  notifyCustomer: boolean;
  lines: readonly { id: Gid; quantity: number }[] | null;
};

/** The merchant (or an app for him) asks the service to ship. */
export function requestFulfillment(
  core: SandboxCore,
  store: StoreState,
  original: FulfillmentOrderRecord,
  input: RequestInput,
): Outcome<Submission> {
  if (!isServiceLocation(store, original.locationId))
    return refuse('The fulfillment order is not assigned to a fulfillment service.');
  if (!supportedActions(store, core.switches, original).includes('REQUEST_FULFILLMENT'))
    return refuse('Fulfillment order is not in a state that can be requested.');
  const order = store.orders.get(original.orderId);
  if (!order) return refuse('Order not found');
  // What was cancelled or closed is asked for again under a new id.
  const submitted = original.status === 'OPEN' ? original : replaceRemaining(core, store, original);
  const rest = input.lines ? leftOver(submitted, input.lines) : [];
  const unsubmitted =
    rest.length === 0
      ? null
      : createFulfillmentOrder(core, store, order, original.locationId, takeLines(submitted, rest));
  const request = addRequest(core, store, submitted, 'FULFILLMENT_REQUEST', input.message, {
    notify_customer: input.notifyCustomer,
  });
  setState(core, submitted, 'OPEN', 'SUBMITTED');
  core.webhooks.publish(store, 'fulfillment_orders/fulfillment_request_submitted', () => ({
    original_fulfillment_order: fulfillmentOrderPayload(original),
    submitted_fulfillment_order: fulfillmentOrderPayload(submitted),
    fulfillment_order_merchant_request: { id: request.id, message: request.message },
  }));
  return { value: { original, submitted, unsubmitted } };
}

function leftOver(
  order: FulfillmentOrderRecord,
  wanted: readonly { id: Gid; quantity: number }[],
): { id: Gid; quantity: number }[] {
  return order.lines.flatMap((line) => {
    const asked = wanted.find((each) => each.id === line.id)?.quantity ?? 0;
    const quantity = line.remainingQuantity - asked;
    return quantity > 0 ? [{ id: line.id, quantity }] : [];
  });
}

/** A new, open fulfilment order with what is left of this one; this one is done with. */
export function replaceRemaining(
  core: SandboxCore,
  store: StoreState,
  old: FulfillmentOrderRecord,
): FulfillmentOrderRecord {
  const order = store.orders.get(old.orderId);
  if (!order) throw new Error(`no order ${old.orderId}`);
  const lines = old.lines.filter((line) => line.remainingQuantity > 0);
  const replacement = createFulfillmentOrder(
    core,
    store,
    order,
    old.locationId,
    lines.map((line) => ({ lineItemId: line.lineItemId, quantity: line.remainingQuantity })),
  );
  for (const line of lines) line.remainingQuantity = 0;
  if (old.status !== 'CANCELLED') setState(core, old, 'CLOSED');
  return replacement;
}

function addRequest(
  core: SandboxCore,
  store: StoreState,
  order: FulfillmentOrderRecord,
  kind: MerchantRequestRecord['kind'],
  message: string | null,
  requestOptions: Record<string, unknown>,
): MerchantRequestRecord {
  const request = {
    id: nextGid(store, 'FulfillmentOrderMerchantRequest'),
    kind,
    message,
    requestOptions,
    sentAt: core.clock.iso(),
  };
  order.merchantRequests.push(request);
  return request;
}

/** Before the service accepted, a cancellation takes effect at once; afterwards it is a request. */
export function requestCancellation(
  core: SandboxCore,
  store: StoreState,
  order: FulfillmentOrderRecord,
  message: string | null,
): Outcome<{ order: FulfillmentOrderRecord; replacement: FulfillmentOrderRecord | null }> {
  if (order.requestStatus === 'SUBMITTED') return { value: cancelSubmitted(core, store, order) };
  if (!supportedActions(store, core.switches, order).includes('REQUEST_CANCELLATION'))
    return refuse('Fulfillment order has no accepted fulfillment request to cancel.');
  const request = addRequest(core, store, order, 'CANCELLATION_REQUEST', message, {});
  setState(core, order, 'IN_PROGRESS', 'CANCELLATION_REQUESTED');
  core.webhooks.publish(store, 'fulfillment_orders/cancellation_request_submitted', () => ({
    fulfillment_order: fulfillmentOrderPayload(order),
    fulfillment_order_merchant_request: { id: request.id, message: request.message },
  }));
  return { value: { order, replacement: null } };
}

export function cancelSubmitted(
  core: SandboxCore,
  store: StoreState,
  order: FulfillmentOrderRecord,
): { order: FulfillmentOrderRecord; replacement: FulfillmentOrderRecord } {
  setState(core, order, 'CANCELLED');
  const replacement = replaceRemaining(core, store, order);
  core.webhooks.publish(store, 'fulfillment_orders/cancelled', () => ({
    fulfillment_order: fulfillmentOrderPayload(order),
    replacement_fulfillment_order: fulfillmentOrderPayload(replacement),
  }));
  return { order, replacement };
}

export type ServiceAnswer =
  | 'accept'
  | 'reject'
  | 'accept-cancellation'
  | 'reject-cancellation'
  | 'close';

/** What the service answers; each answer fits one state only. */
export function answerAsService(
  core: SandboxCore,
  store: StoreState,
  order: FulfillmentOrderRecord,
  answer: ServiceAnswer,
): Outcome<FulfillmentOrderRecord> {
  const wanted = ANSWERS[answer];
  if (
    !wanted.from.includes(order.requestStatus) ||
    (answer === 'close' && order.status !== 'IN_PROGRESS')
  )
    return refuse(wanted.refusal);
  if (remaining(order) === 0 && answer === 'accept') return refuse('Nothing is left to fulfill.');
  const status =
    answer === 'accept-cancellation' && hasProgress(order) ? 'INCOMPLETE' : wanted.status;
  setState(core, order, status, wanted.to);
  core.webhooks.publish(store, wanted.topic, () => ({
    fulfillment_order: fulfillmentOrderPayload(order),
  }));
  return { value: order };
}

type Rule = {
  from: readonly FulfillmentOrderRecord['requestStatus'][];
  to: FulfillmentOrderRecord['requestStatus'];
  status: FulfillmentOrderRecord['status'];
  topic: string;
  refusal: string;
};
const ANSWERS: Record<ServiceAnswer, Rule> = {
  accept: {
    from: ['SUBMITTED'],
    to: 'ACCEPTED',
    status: 'IN_PROGRESS',
    topic: 'fulfillment_orders/fulfillment_request_accepted',
    refusal: 'Cannot accept: the fulfillment order has no submitted request.',
  },
  reject: {
    from: ['SUBMITTED'],
    to: 'REJECTED',
    status: 'OPEN',
    topic: 'fulfillment_orders/fulfillment_request_rejected',
    refusal: 'Cannot reject: the fulfillment order has no submitted request.',
  },
  'accept-cancellation': {
    from: ['CANCELLATION_REQUESTED'],
    to: 'CANCELLATION_ACCEPTED',
    status: 'CANCELLED',
    topic: 'fulfillment_orders/cancellation_request_accepted',
    refusal: 'Cannot accept: no cancellation was requested.',
  },
  'reject-cancellation': {
    from: ['CANCELLATION_REQUESTED'],
    to: 'CANCELLATION_REJECTED',
    status: 'IN_PROGRESS',
    topic: 'fulfillment_orders/cancellation_request_rejected',
    refusal: 'Cannot reject: no cancellation was requested.',
  },
  close: {
    from: ['ACCEPTED', 'CANCELLATION_REQUESTED', 'CANCELLATION_REJECTED'],
    to: 'CLOSED',
    status: 'INCOMPLETE',
    topic: 'fulfillment_orders/fulfillment_service_failed_to_complete',
    refusal: 'Cannot close: the fulfillment order is not in progress with an accepted request.',
  },
};
