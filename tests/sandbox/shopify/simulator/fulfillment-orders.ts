/**
 * Fulfilment orders: the part of an order that one location is to ship. Every change of state goes through here;
 * what is refused is answered as text, for the caller to wrap.
 */
import type { SandboxCore } from '../core.ts';
import { nextGid } from '../ids.ts';
import type { Gid, StoreState } from '../store.ts';
import type {
  FulfillmentOrderLineRecord,
  FulfillmentOrderRecord,
  FulfillmentOrderStatus,
  FulfillmentRequestStatus,
  OrderRecord,
} from '../store-orders.ts';
import type { Switches } from '../switches.ts';
import { fulfillmentOrderPayload } from '../webhook-payloads.ts';

export type NewLine = { lineItemId: Gid; quantity: number };

export function createFulfillmentOrder(
  core: SandboxCore,
  store: StoreState,
  order: OrderRecord,
  locationId: Gid,
  lines: readonly NewLine[],
): FulfillmentOrderRecord {
  const now = core.clock.iso();
  const created: FulfillmentOrderRecord = {
    id: nextGid(store, 'FulfillmentOrder'),
    orderId: order.id,
    locationId,
    status: 'OPEN',
    requestStatus: 'UNSUBMITTED',
    fulfillAt: now,
    holds: [],
    merchantRequests: [],
    lines: lines.map((line) => ({
      id: nextGid(store, 'FulfillmentOrderLineItem'),
      lineItemId: line.lineItemId,
      totalQuantity: line.quantity,
      remainingQuantity: line.quantity,
    })),
    fulfillmentIds: [],
    createdAt: now,
    updatedAt: now,
  };
  store.fulfillmentOrders.set(created.id, created);
  order.fulfillmentOrderIds.push(created.id);
  return created;
}

export function announceRouting(
  core: SandboxCore,
  store: StoreState,
  order: FulfillmentOrderRecord,
): void {
  core.webhooks.publish(store, 'fulfillment_orders/order_routing_complete', () => ({
    fulfillment_order: fulfillmentOrderPayload(order),
  }));
}

export function setState(
  core: SandboxCore,
  order: FulfillmentOrderRecord,
  status: FulfillmentOrderStatus,
  requestStatus: FulfillmentRequestStatus = order.requestStatus,
): void {
  order.status = status;
  order.requestStatus = requestStatus;
  order.updatedAt = core.clock.iso();
}

export function remaining(order: FulfillmentOrderRecord): number {
  return order.lines.reduce((sum, line) => sum + line.remainingQuantity, 0);
}

export function hasProgress(order: FulfillmentOrderRecord): boolean {
  return order.lines.some((line) => line.remainingQuantity < line.totalQuantity);
}

export function isServiceLocation(store: StoreState, locationId: Gid): boolean {
  return (store.locations.get(locationId)?.fulfillmentServiceId ?? null) !== null;
}

const REQUESTABLE: readonly FulfillmentRequestStatus[] = [
  'UNSUBMITTED',
  'REJECTED',
  'CANCELLATION_ACCEPTED',
  'CLOSED',
];

/** What may be done with the order now; the mutations refuse everything else. */
export function supportedActions(
  store: StoreState,
  switches: Switches,
  order: FulfillmentOrderRecord,
): string[] {
  if (remaining(order) === 0 || order.status === 'CLOSED') return [];
  if (order.status === 'ON_HOLD') return ['RELEASE_HOLD', 'HOLD', 'MOVE'];
  const service = isServiceLocation(store, order.locationId);
  if (!service) return ['CREATE_FULFILLMENT', 'HOLD', 'MOVE', 'SPLIT'];
  if (REQUESTABLE.includes(order.requestStatus)) {
    const direct = switches.fulfillmentCreateOnUnsubmitted === 'allowed';
    const again = order.status !== 'OPEN';
    return [
      'REQUEST_FULFILLMENT',
      ...(direct ? ['CREATE_FULFILLMENT'] : []),
      'MOVE',
      ...(again ? [] : ['HOLD', 'SPLIT']),
    ];
  }
  if (order.requestStatus === 'SUBMITTED') return ['CANCEL_FULFILLMENT_ORDER'];
  if (order.requestStatus === 'CANCELLATION_REQUESTED') return ['CREATE_FULFILLMENT'];
  return ['CREATE_FULFILLMENT', 'REQUEST_CANCELLATION'];
}

/** Takes pieces out of an order for another one; lines that become empty go. */
export function takeLines(
  order: FulfillmentOrderRecord,
  wanted: readonly { id: Gid; quantity: number }[],
): NewLine[] {
  return wanted.map(({ id, quantity }) => {
    const line = findLine(order, id);
    line.remainingQuantity -= quantity;
    line.totalQuantity -= quantity;
    if (line.totalQuantity === 0) order.lines = order.lines.filter((each) => each !== line);
    return { lineItemId: line.lineItemId, quantity };
  });
}

function findLine(order: FulfillmentOrderRecord, id: Gid): FulfillmentOrderLineRecord {
  const line = order.lines.find((each) => each.id === id);
  if (!line) throw new Error(`no line ${id} on ${order.id}`);
  return line;
}

/** Whether every line asked for is on the order with at least that much left. */
export function coversLines(
  order: FulfillmentOrderRecord,
  wanted: readonly { id: Gid; quantity: number }[],
): boolean {
  return wanted.every(({ id, quantity }) => {
    const line = order.lines.find((each) => each.id === id);
    return line !== undefined && quantity > 0 && quantity <= line.remainingQuantity;
  });
}
