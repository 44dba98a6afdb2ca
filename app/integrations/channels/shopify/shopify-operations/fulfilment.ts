/** Operations of the fulfilment life cycle, by the service that owns the location. */
import { z } from 'zod';
import { defineOperation } from '../shopify-operation.ts';
import { acted, IdOnly, userErrors } from '../shopify-schemas.ts';

const act = { lane: 'orders', points: 10 } as const;

/** Used by the baseline of a bench, which makes the two calls one by one. */
export const submitRequest = defineOperation({
  ...act,
  document: `mutation SubmitRequest($id: ID!) {
  fulfillmentOrderSubmitFulfillmentRequest(id: $id) { userErrors { field message } }
}`,
  answer: z.object({ fulfillmentOrderSubmitFulfillmentRequest: acted }),
});

/** The fields of a mutation run one after the other, in this order (GraphQL specification, 6.2.2). */
export const submitAndAccept = defineOperation({
  lane: 'orders',
  points: 20,
  document: `mutation SubmitAndAccept($id: ID!) {
  fulfillmentOrderSubmitFulfillmentRequest(id: $id) { userErrors { field message } }
  fulfillmentOrderAcceptFulfillmentRequest(id: $id) { userErrors { field message } }
}`,
  answer: z.object({
    fulfillmentOrderSubmitFulfillmentRequest: acted,
    fulfillmentOrderAcceptFulfillmentRequest: acted,
  }),
});

export const acceptRequest = defineOperation({
  ...act,
  document: `mutation AcceptRequest($id: ID!) {
  fulfillmentOrderAcceptFulfillmentRequest(id: $id) { userErrors { field message } }
}`,
  answer: z.object({ fulfillmentOrderAcceptFulfillmentRequest: acted }),
});

export const rejectRequest = defineOperation({
  ...act,
  document: `mutation RejectRequest($id: ID!, $reason: FulfillmentOrderRejectionReason!, $message: String!) {
  fulfillmentOrderRejectFulfillmentRequest(id: $id, reason: $reason, message: $message) { userErrors { field message } }
}`,
  answer: z.object({ fulfillmentOrderRejectFulfillmentRequest: acted }),
});

export const holdFulfillmentOrder = defineOperation({
  ...act,
  document: `mutation HoldFulfillmentOrder($id: ID!, $hold: FulfillmentOrderHoldInput!) {
  fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) { userErrors { field message code } }
}`,
  answer: z.object({ fulfillmentOrderHold: acted }),
});

export const releaseFulfillmentOrder = defineOperation({
  ...act,
  document: `mutation ReleaseFulfillmentOrder($id: ID!, $holdIds: [ID!]!) {
  fulfillmentOrderReleaseHold(id: $id, holdIds: $holdIds) { userErrors { field message code } }
}`,
  answer: z.object({ fulfillmentOrderReleaseHold: acted }),
});

export const acceptCancellation = defineOperation({
  ...act,
  document: `mutation AcceptCancellation($id: ID!, $message: String!) {
  fulfillmentOrderAcceptCancellationRequest(id: $id, message: $message) { userErrors { field message } }
}`,
  answer: z.object({ fulfillmentOrderAcceptCancellationRequest: acted }),
});

export const rejectCancellation = defineOperation({
  ...act,
  document: `mutation RejectCancellation($id: ID!, $message: String!) {
  fulfillmentOrderRejectCancellationRequest(id: $id, message: $message) { userErrors { field message } }
}`,
  answer: z.object({ fulfillmentOrderRejectCancellationRequest: acted }),
});

export const createFulfillment = defineOperation({
  ...act,
  document: `mutation CreateFulfillment($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id } userErrors { field message } }
}`,
  answer: z.object({
    fulfillmentCreate: z.object({ fulfillment: IdOnly.nullable(), userErrors }),
  }),
});

export const updateTrackingInfo = defineOperation({
  ...act,
  document: `mutation UpdateTrackingInfo($fulfillmentId: ID!, $tracking: FulfillmentTrackingInput!, $notify: Boolean!) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $fulfillmentId, trackingInfoInput: $tracking, notifyCustomer: $notify) {
    userErrors { field message }
  }
}`,
  answer: z.object({ fulfillmentTrackingInfoUpdate: acted }),
});

export const cancelFulfillment = defineOperation({
  ...act,
  document: `mutation CancelFulfillment($id: ID!) {
  fulfillmentCancel(id: $id) { userErrors { field message } }
}`,
  answer: z.object({ fulfillmentCancel: acted }),
});

export const cancelShopOrder = defineOperation({
  ...act,
  document: `mutation CancelShopOrder($orderId: ID!, $refundMethod: OrderCancelRefundMethodInput, $staffNote: String!) {
  orderCancel(orderId: $orderId, reason: INVENTORY, restock: true, notifyCustomer: true, refundMethod: $refundMethod, staffNote: $staffNote) {
    orderCancelUserErrors { field message code }
  }
}`,
  answer: z.object({ orderCancel: z.object({ orderCancelUserErrors: userErrors }) }),
});

/** All scans of a fulfilment that Shopify keeps for us; 250 is its limit of a page. */
export const readScans = defineOperation({
  lane: 'orders',
  points: 10,
  document: `query ReadScans($id: ID!) {
  fulfillment(id: $id) { events(first: 250) { nodes { status happenedAt } } }
}`,
  answer: z.object({
    fulfillment: z
      .object({
        events: z.object({
          nodes: z.array(z.object({ status: z.string(), happenedAt: z.coerce.date() })),
        }),
      })
      .nullable(),
  }),
});

export const createScan = defineOperation({
  ...act,
  document: `mutation CreateScan($scan: FulfillmentEventInput!) {
  fulfillmentEventCreate(fulfillmentEvent: $scan) { userErrors { field message } }
}`,
  answer: z.object({ fulfillmentEventCreate: acted }),
});
