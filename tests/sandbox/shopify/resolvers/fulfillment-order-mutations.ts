/** Fulfilment orders written: requests and their answers, holds, moves, splits. */
import type { Context, Payload, ResolverTable } from '../resolver-types.ts';
import { NO_ERRORS, refused } from '../resolver-types.ts';
import {
  holdFulfillmentOrder,
  moveFulfillmentOrder,
  releaseHolds,
  splitFulfillmentOrder,
} from '../simulator/fulfillment-placement.ts';
import {
  answerAsService,
  cancelSubmitted,
  requestCancellation,
  requestFulfillment,
} from '../simulator/fulfillment-requests.ts';
import type { ServiceAnswer } from '../simulator/fulfillment-requests.ts';
import { coversLines, remaining, supportedActions } from '../simulator/fulfillment-orders.ts';
import type { Gid } from '../store.ts';
import type { FulfillmentOrderRecord } from '../store-orders.ts';

type Lines = { id: Gid; quantity: number }[] | null;
const MOST_HOLDS = 10;

const find = ({ store }: Context, id: Gid): FulfillmentOrderRecord | undefined =>
  store.fulfillmentOrders.get(id);
const unknownOrder = (field = ['id']) =>
  refused(field, 'Fulfillment order does not exist.', 'FULFILLMENT_ORDER_NOT_FOUND');

/** Only the app whose service the order is assigned to may answer for it. */
const answer =
  (kind: ServiceAnswer) =>
  (_source: unknown, args: { id: Gid }, context: Context): Payload => {
    const { core, store, caller } = context;
    const order = find(context, args.id);
    const serviceId = order && store.locations.get(order.locationId)?.fulfillmentServiceId;
    const service = store.fulfillmentServices.get(serviceId ?? '');
    if (!order || service?.clientId !== caller.clientId) return unknownOrder();
    const outcome = answerAsService(core, store, order, kind);
    if ('refusal' in outcome) return refused(['id'], outcome.refusal);
    return { fulfillmentOrder: outcome.value, userErrors: NO_ERRORS };
  };

function submitFulfillmentRequest(
  _source: unknown,
  args: {
    id: Gid;
    message?: string | null;
    notifyCustomer?: boolean | null;
    fulfillmentOrderLineItems?: Lines;
  },
  context: Context,
): Payload {
  const order = find(context, args.id);
  if (!order) return unknownOrder();
  const lines = args.fulfillmentOrderLineItems ?? null;
  if (lines && !coversLines(order, lines))
    return refused(['fulfillmentOrderLineItems'], 'Invalid line item quantity.');
  const outcome = requestFulfillment(context.core, context.store, order, {
    message: args.message ?? null,
    notifyCustomer: args.notifyCustomer ?? false,
    lines,
  });
  if ('refusal' in outcome) return refused(['id'], outcome.refusal);
  return {
    originalFulfillmentOrder: outcome.value.original,
    submittedFulfillmentOrder: outcome.value.submitted,
    unsubmittedFulfillmentOrder: outcome.value.unsubmitted,
    userErrors: NO_ERRORS,
  };
}

function submitCancellationRequest(
  _source: unknown,
  args: { id: Gid; message?: string | null },
  context: Context,
): Payload {
  const order = find(context, args.id);
  if (!order) return unknownOrder();
  const outcome = requestCancellation(context.core, context.store, order, args.message ?? null);
  if ('refusal' in outcome) return refused(['id'], outcome.refusal);
  return { fulfillmentOrder: outcome.value.order, userErrors: NO_ERRORS };
}

function fulfillmentOrderCancel(_source: unknown, args: { id: Gid }, context: Context): Payload {
  const order = find(context, args.id);
  if (!order) return unknownOrder();
  if (order.requestStatus !== 'SUBMITTED')
    return refused(['id'], 'Cannot be cancelled now.', 'INVALID');
  const { replacement } = cancelSubmitted(context.core, context.store, order);
  return {
    fulfillmentOrder: order,
    replacementFulfillmentOrder: replacement,
    userErrors: NO_ERRORS,
  };
}

type HoldArguments = {
  id: Gid;
  fulfillmentHold: {
    reason: string;
    reasonNotes?: string | null;
    handle?: string | null;
    fulfillmentOrderLineItems?: Lines;
  };
};

function fulfillmentOrderHold(_source: unknown, args: HoldArguments, context: Context): Payload {
  const { core, store, caller } = context;
  const order = find(context, args.id);
  if (!order) return unknownOrder();
  const input = args.fulfillmentHold;
  const own = order.holds.filter((hold) => hold.clientId === caller.clientId);
  const field = ['fulfillmentHold', 'handle'];
  if (own.some((hold) => (hold.handle ?? '') === (input.handle ?? '')))
    return refused(
      field,
      'The handle provided for the fulfillment hold is already in use.',
      'DUPLICATE_FULFILLMENT_HOLD_HANDLE',
    );
  if (own.length >= MOST_HOLDS)
    return refused(
      field,
      'The maximum number of fulfillment holds has been reached.',
      'FULFILLMENT_ORDER_HOLD_LIMIT_REACHED',
    );
  if (!supportedActions(store, core.switches, order).includes('HOLD'))
    return refused(['id'], 'Fulfillment order cannot be put on hold now.', 'TAKEN');
  const rest = partOfOrder(order, input.fulfillmentOrderLineItems ?? null);
  const split = rest.length > 0 ? splitFulfillmentOrder(core, store, order, rest) : null;
  if (split && 'refusal' in split)
    return refused(['fulfillmentHold'], split.refusal, 'FULFILLMENT_ORDER_NOT_SPLITTABLE');
  const hold = holdFulfillmentOrder(core, store, order, {
    reason: input.reason,
    reasonNotes: input.reasonNotes ?? null,
    handle: input.handle ?? null,
    clientId: caller.clientId,
  });
  return {
    fulfillmentHold: hold,
    fulfillmentOrder: order,
    remainingFulfillmentOrder: split?.value.remaining ?? null,
    userErrors: NO_ERRORS,
  };
}

/** What of the order a part of it leaves. */
function partOfOrder(order: FulfillmentOrderRecord, lines: Lines): { id: Gid; quantity: number }[] {
  if (!lines?.length) return [];
  return order.lines.flatMap((line) => {
    const held = lines.find((each) => each.id === line.id)?.quantity ?? 0;
    const quantity = line.remainingQuantity - held;
    return quantity > 0 ? [{ id: line.id, quantity }] : [];
  });
}

function fulfillmentOrderReleaseHold(
  _source: unknown,
  args: { id: Gid; holdIds?: Gid[] | null },
  context: Context,
): Payload {
  const order = find(context, args.id);
  if (!order) return unknownOrder();
  const foreign = order.holds.some(
    (hold) =>
      (args.holdIds ?? []).includes(hold.id) &&
      hold.clientId !== null &&
      hold.clientId !== context.caller.clientId,
  );
  if (foreign) return refused(['holdIds'], 'The hold is not yours.', 'INVALID_ACCESS');
  if (order.status === 'ON_HOLD')
    releaseHolds(context.core, context.store, order, args.holdIds ?? null);
  return { fulfillmentOrder: order, userErrors: NO_ERRORS };
}

function fulfillmentOrderMove(
  _source: unknown,
  args: { id: Gid; newLocationId: Gid; fulfillmentOrderLineItems?: Lines },
  context: Context,
): Payload {
  const order = find(context, args.id);
  if (!order) return unknownOrder();
  const lines = args.fulfillmentOrderLineItems ?? null;
  const { core, store } = context;
  const outcome = moveFulfillmentOrder(core, store, order, args.newLocationId, lines);
  if ('refusal' in outcome) return refused(['id'], outcome.refusal);
  const { moved, original } = outcome.value;
  return {
    movedFulfillmentOrder: moved,
    originalFulfillmentOrder: original,
    remainingFulfillmentOrder: moved !== original && remaining(original) > 0 ? original : null,
    userErrors: NO_ERRORS,
  };
}

function fulfillmentOrderSplit(
  _source: unknown,
  args: {
    fulfillmentOrderSplits: {
      fulfillmentOrderId: Gid;
      fulfillmentOrderLineItems: { id: Gid; quantity: number }[];
    }[];
  },
  context: Context,
): Payload {
  const results = [];
  for (const [index, split] of args.fulfillmentOrderSplits.entries()) {
    const field = ['fulfillmentOrderSplits', index];
    const order = find(context, split.fulfillmentOrderId);
    if (!order)
      return refused(field, 'Fulfillment order does not exist.', 'FULFILLMENT_ORDER_NOT_FOUND');
    const lines = split.fulfillmentOrderLineItems;
    if (lines.length === 0)
      return refused(field, 'No line items provided.', 'NO_LINE_ITEMS_PROVIDED_TO_SPLIT');
    const outcome = splitFulfillmentOrder(context.core, context.store, order, lines);
    if ('refusal' in outcome) return refused(field, outcome.refusal, 'INVALID_LINE_ITEM_QUANTITY');
    results.push({
      fulfillmentOrder: outcome.value.original,
      remainingFulfillmentOrder: outcome.value.remaining,
      replacementFulfillmentOrder: null,
    });
  }
  return { fulfillmentOrderSplits: results, userErrors: NO_ERRORS };
}

export const fulfillmentOrderMutations: ResolverTable = {
  Mutation: {
    fulfillmentOrderSubmitFulfillmentRequest: submitFulfillmentRequest,
    fulfillmentOrderSubmitCancellationRequest: submitCancellationRequest,
    fulfillmentOrderAcceptFulfillmentRequest: answer('accept'),
    fulfillmentOrderRejectFulfillmentRequest: answer('reject'),
    fulfillmentOrderAcceptCancellationRequest: answer('accept-cancellation'),
    fulfillmentOrderRejectCancellationRequest: answer('reject-cancellation'),
    fulfillmentOrderClose: answer('close'),
    fulfillmentOrderCancel,
    fulfillmentOrderHold,
    fulfillmentOrderReleaseHold,
    fulfillmentOrderMove,
    fulfillmentOrderSplit,
  },
};
