/** Fulfilment: the life of our fulfilment orders, and parcels by line. Each act looks first at what is there now. */
import type {
  Channel,
  ChannelAnswer,
  OutsideFulfilmentOrderId,
  OutsideOrderId,
  RejectionReason,
  Tracking,
} from '../../../modules/stores/channel.ts';
import { err, ok } from '../../../platform/result.ts';
import type { ChannelContext } from './channel-context.ts';
import { createParcels } from './fulfilment-parcels.server.ts';
import { isOurs } from './order-mapper.ts';
import { showScans } from './fulfilment-scans.server.ts';
import { refusalOf } from './shopify-failures.ts';
import {
  acceptCancellation,
  acceptRequest,
  cancelFulfillment,
  cancelShopOrder,
  holdFulfillmentOrder,
  rejectCancellation,
  rejectRequest,
  releaseFulfillmentOrder,
  submitAndAccept,
  updateTrackingInfo,
} from './shopify-operations/fulfilment.ts';
import type { FulfillmentOrder } from './shopify-operations/orders.ts';
import type { UserError } from './shopify-schemas.ts';
import { collectFulfillmentOrders } from './shopify-orders.server.ts';
import { trackingInput } from './tracking-input.ts';

type FulfilmentPart = Pick<
  Channel,
  | 'acceptFulfilment'
  | 'rejectFulfilment'
  | 'holdFulfilment'
  | 'releaseHold'
  | 'answerCancellation'
  | 'createFulfilment'
  | 'updateTracking'
  | 'showScans'
  | 'cancelFulfilment'
  | 'cancelOrder'
>;

export function createFulfilment(context: ChannelContext): FulfilmentPart {
  const { client } = context;
  return {
    acceptFulfilment: (order, ours = []) => accept(context, order, ours),
    rejectFulfilment: (order, reason, message) =>
      forEachOurs(context, order, isRequested, (id) => reject(client, id, reason, message)),
    holdFulfilment: (order, reason) =>
      forEachOurs(context, order, isHoldable, (id) => hold(client, id, reason)),
    releaseHold: (order) =>
      forEachOurs(context, order, isHeldByUs, (id, each) => release(client, id, each)),
    answerCancellation: (order, accept, message) =>
      forEachOurs(context, order, wantsCancellation, (id) =>
        answerCancellation(client, id, accept, message),
      ),
    createFulfilment: (request) => createParcels(context, request),
    updateTracking: (id, tracking, notify) => updateTracking(client, id, tracking, notify),
    showScans: (id, scans) => showScans(client, id, scans),
    async cancelFulfilment(id) {
      const answer = await client.run(cancelFulfillment, { id });
      return answer.ok ? settled(answer.value.fulfillmentCancel.userErrors) : answer;
    },
    async cancelOrder(orderId, refund, message) {
      const refundMethod = refund ? { originalPaymentMethodsRefund: true } : null;
      const variables = { orderId, refundMethod, staffNote: message.slice(0, NOTE_LENGTH) };
      const answer = await client.run(cancelShopOrder, variables);
      return answer.ok ? settled(answer.value.orderCancel.orderCancelUserErrors) : answer;
    },
  };
}

type Client = ChannelContext['client'];
type Answered = ChannelAnswer<undefined>;
/** Shopify's limit for notes of the staff. */
const NOTE_LENGTH = 255;
/** Names our hold among others that the merchant or another app may have put on the same order. */
const HOLD_HANDLE = 'stockbridge';

const LIVE = new Set(['OPEN', 'IN_PROGRESS', 'SCHEDULED', 'ON_HOLD']);
const isLive = ({ status }: FulfillmentOrder) => LIVE.has(status);
const isUnrequested = (each: FulfillmentOrder) =>
  each.status === 'OPEN' && ['UNSUBMITTED', 'REJECTED'].includes(each.requestStatus);
const isRequested = (each: FulfillmentOrder) => isLive(each) && each.requestStatus === 'SUBMITTED';
const isHoldable = (each: FulfillmentOrder) => each.status === 'OPEN' && !isHeldByUs(each);
const isHeldByUs = (each: FulfillmentOrder) =>
  each.fulfillmentHolds.some(({ heldByRequestingApp }) => heldByRequestingApp);
const wantsCancellation = (each: FulfillmentOrder) =>
  isLive(each) && each.requestStatus === 'CANCELLATION_REQUESTED';

/** Acts on each fulfilment order at our location that the question is about; on none, nothing happens. */
async function forEachOurs(
  context: ChannelContext,
  order: OutsideOrderId,
  concerns: (each: FulfillmentOrder) => boolean,
  act: (id: string, each: FulfillmentOrder) => Answered,
): Answered {
  const ours = await readOurs(context, order);
  if (!ours.ok) return ours;
  for (const each of ours.value.filter(concerns)) {
    const answer = await act(each.id, each);
    if (!answer.ok) return answer;
  }
  return ok();
}

async function readOurs(
  context: ChannelContext,
  order: OutsideOrderId,
): ChannelAnswer<readonly FulfillmentOrder[]> {
  const all = await collectFulfillmentOrders(context, order);
  const ourLocation = context.store.places.outsideLocationId;
  return all.ok ? ok(all.value.filter((each) => isOurs(each, ourLocation))) : all;
}

/**
 * Mostly the fulfilment orders are as they were when the order was imported: they are asked for and accepted without
 * another look. What does not go that way is looked at first.
 */
async function accept(
  context: ChannelContext,
  order: OutsideOrderId,
  ours: readonly OutsideFulfilmentOrderId[],
): Answered {
  if (ours.length === 0) return acceptAll(context, order);
  for (const id of ours) {
    const accepted = await submitAndAcceptOne(context.client, id);
    if (!accepted.ok)
      return accepted.error.kind === 'refused' ? acceptAll(context, order) : accepted;
  }
  return ok();
}

/** Accepting what is accepted already is fine; where nothing at all is ours to accept, the caller must know. */
async function acceptAll(context: ChannelContext, order: OutsideOrderId): Answered {
  const ours = await readOurs(context, order);
  if (!ours.ok) return ours;
  const open = ours.value.filter((each) => isUnrequested(each) || isRequested(each));
  const accepted = ours.value.some(({ requestStatus }) => ACCEPTED.has(requestStatus));
  if (open.length === 0 && !accepted)
    return err({ kind: 'refused', why: 'No fulfilment of this order is open for us' });
  for (const each of open) {
    const done = isRequested(each)
      ? await acceptOne(context.client, each.id)
      : await submitAndAcceptOne(context.client, each.id);
    if (!done.ok) return done;
  }
  return ok();
}

async function acceptOne(client: Client, id: string): Answered {
  const answer = await client.run(acceptRequest, { id });
  if (!answer.ok) return answer;
  return settled(answer.value.fulfillmentOrderAcceptFulfillmentRequest.userErrors);
}

/** What counts is that it is accepted: somebody may have asked for it before. */
async function submitAndAcceptOne(client: Client, id: string): Answered {
  const answer = await client.run(submitAndAccept, { id });
  if (!answer.ok) return answer;
  return settled(answer.value.fulfillmentOrderAcceptFulfillmentRequest.userErrors);
}

/** Of these the merchant has had our yes, whatever came after. */
const ACCEPTED = new Set([
  'ACCEPTED',
  'CANCELLATION_REQUESTED',
  'CANCELLATION_ACCEPTED',
  'CANCELLATION_REJECTED',
  'CLOSED',
]);

function settled(errors: readonly UserError[]) {
  const refusal = refusalOf(errors);
  return refusal ? err(refusal) : ok();
}

const REASONS: Readonly<Record<RejectionReason, string>> = {
  'out-of-stock': 'INVENTORY_OUT_OF_STOCK',
  address: 'INCORRECT_ADDRESS',
  undeliverable: 'UNDELIVERABLE_DESTINATION',
  payment: 'PAYMENT_DECLINED',
  other: 'OTHER',
};

async function reject(
  client: Client,
  id: string,
  reason: RejectionReason,
  message: string,
): Answered {
  const answer = await client.run(rejectRequest, { id, reason: REASONS[reason], message });
  if (!answer.ok) return answer;
  return settled(answer.value.fulfillmentOrderRejectFulfillmentRequest.userErrors);
}

async function hold(client: Client, id: string, reason: string): Answered {
  const wish = { reason: 'OTHER', reasonNotes: reason, handle: HOLD_HANDLE, notifyMerchant: false };
  const answer = await client.run(holdFulfillmentOrder, { id, hold: wish });
  return answer.ok ? settled(answer.value.fulfillmentOrderHold.userErrors) : answer;
}

async function release(client: Client, id: string, each: FulfillmentOrder): Answered {
  const ours = each.fulfillmentHolds.filter(({ heldByRequestingApp }) => heldByRequestingApp);
  const holdIds = ours.map((own) => own.id);
  const answer = await client.run(releaseFulfillmentOrder, { id, holdIds });
  return answer.ok ? settled(answer.value.fulfillmentOrderReleaseHold.userErrors) : answer;
}

async function answerCancellation(
  client: Client,
  id: string,
  accept: boolean,
  message: string,
): Answered {
  if (accept) {
    const answer = await client.run(acceptCancellation, { id, message });
    if (!answer.ok) return answer;
    return settled(answer.value.fulfillmentOrderAcceptCancellationRequest.userErrors);
  }
  const answer = await client.run(rejectCancellation, { id, message });
  if (!answer.ok) return answer;
  return settled(answer.value.fulfillmentOrderRejectCancellationRequest.userErrors);
}

async function updateTracking(
  client: Client,
  fulfillmentId: string,
  tracking: Tracking,
  notify: boolean,
): Answered {
  const variables = { fulfillmentId, tracking: trackingInput(tracking), notify };
  const answer = await client.run(updateTrackingInfo, variables);
  return answer.ok ? settled(answer.value.fulfillmentTrackingInfoUpdate.userErrors) : answer;
}
