/** Where and whether a fulfilment order is shipped: hold, release, move, split. */
import type { SandboxCore } from '../core.ts';
import { nextGid } from '../ids.ts';
import type { Gid, StoreState } from '../store.ts';
import type { FulfillmentOrderRecord, HoldRecord, OrderRecord } from '../store-orders.ts';
import { fulfillmentOrderPayload } from '../webhook-payloads.ts';
import {
  announceRouting,
  coversLines,
  createFulfillmentOrder,
  hasProgress,
  remaining,
  setState,
  takeLines,
} from './fulfillment-orders.ts';
import type { Outcome } from './fulfillment-requests.ts';
import { levelOf, shift } from './inventory.ts';

type Wanted = readonly { id: Gid; quantity: number }[];
const refuse = (refusal: string): { refusal: string } => ({ refusal });

export type HoldInput = {
  reason: string;
  reasonNotes: string | null;
  handle: string | null;
  clientId: string | null;
};

export function holdFulfillmentOrder(
  core: SandboxCore,
  store: StoreState,
  order: FulfillmentOrderRecord,
  input: HoldInput,
): HoldRecord {
  const hold: HoldRecord = { id: nextGid(store, 'FulfillmentHold'), ...input };
  order.holds.push(hold);
  setState(core, order, 'ON_HOLD');
  core.webhooks.publish(store, 'fulfillment_orders/placed_on_hold', () => ({
    fulfillment_order: fulfillmentOrderPayload(order),
    remaining_fulfillment_order: null,
    created_fulfillment_hold: { id: hold.id, reason: hold.reason.toLowerCase() },
  }));
  return hold;
}

/** Releases the named holds (all without names); the order opens again when none is left. */
export function releaseHolds(
  core: SandboxCore,
  store: StoreState,
  order: FulfillmentOrderRecord,
  holdIds: readonly Gid[] | null,
): void {
  order.holds = order.holds.filter((hold) => holdIds !== null && !holdIds.includes(hold.id));
  if (order.holds.length > 0) return;
  setState(core, order, 'OPEN');
  core.webhooks.publish(store, 'fulfillment_orders/hold_released', () => ({
    fulfillment_order: fulfillmentOrderPayload(order),
  }));
}

const BOUND = ['SUBMITTED', 'ACCEPTED', 'CANCELLATION_REQUESTED', 'CANCELLATION_REJECTED'];

export type Move = { moved: FulfillmentOrderRecord; original: FulfillmentOrderRecord };

/**
 * Gives lines to another location. The whole order keeps its id; a part gets a new one, together with what the
 * destination already had open of the same order (whose old fulfilment order is closed).
 */
export function moveFulfillmentOrder(
  core: SandboxCore,
  store: StoreState,
  original: FulfillmentOrderRecord,
  locationId: Gid,
  wanted: Wanted | null,
): Outcome<Move> {
  const refusal = whyNotMove(store, original, locationId, wanted);
  if (refusal) return refuse(refusal);
  const source = original.locationId;
  const taken = wanted ?? allRemaining(original);
  recommit(core, store, original, taken, locationId);
  const moved = isWhole(original, taken)
    ? original
    : moveInto(core, store, original, locationId, taken);
  moved.locationId = locationId;
  setState(core, moved, moved.status === 'ON_HOLD' ? 'ON_HOLD' : 'OPEN', 'UNSUBMITTED');
  if (moved !== original && remaining(original) === 0) setState(core, original, 'CLOSED');
  core.webhooks.publish(store, 'fulfillment_orders/moved', () => ({
    original_fulfillment_order: fulfillmentOrderPayload(original),
    moved_fulfillment_order: fulfillmentOrderPayload(moved),
    destination_location_id: locationId,
    source_location: { id: source },
  }));
  return { value: { moved, original } };
}

function whyNotMove(
  store: StoreState,
  order: FulfillmentOrderRecord,
  locationId: Gid,
  wanted: Wanted | null,
): string | undefined {
  if (remaining(order) === 0) return 'The fulfillment order is closed.';
  if (BOUND.includes(order.requestStatus))
    return 'Cannot change the assigned location while a fulfillment request is with the service.';
  if (!store.locations.get(locationId)?.isActive) return 'The location was not found.';
  if (wanted && !coversLines(order, wanted)) return 'Invalid fulfillment order line item quantity.';
  const stocked = order.lines.every((line) =>
    isStocked(store, order.orderId, line.lineItemId, locationId),
  );
  return stocked ? undefined : 'The destination location does not stock the requested item.';
}

function isStocked(store: StoreState, orderId: Gid, lineItemId: Gid, locationId: Gid): boolean {
  const item = itemOf(store.orders.get(orderId), lineItemId);
  return item === null || levelOf(store, item, locationId)?.isActive === true;
}

export function itemOf(order: OrderRecord | undefined, lineItemId: Gid): Gid | null {
  return order?.lines.find((line) => line.id === lineItemId)?.inventoryItemId ?? null;
}

const allRemaining = (order: FulfillmentOrderRecord): Wanted =>
  order.lines.flatMap((line) =>
    line.remainingQuantity > 0 ? [{ id: line.id, quantity: line.remainingQuantity }] : [],
  );

function isWhole(order: FulfillmentOrderRecord, taken: Wanted): boolean {
  const pieces = taken.reduce((sum, line) => sum + line.quantity, 0);
  return pieces === remaining(order) && !hasProgress(order);
}

function recommit(
  core: SandboxCore,
  store: StoreState,
  order: FulfillmentOrderRecord,
  taken: Wanted,
  to: Gid,
): void {
  for (const { id, quantity } of taken) {
    const lineItemId = order.lines.find((line) => line.id === id)?.lineItemId ?? '';
    const itemId = itemOf(store.orders.get(order.orderId), lineItemId);
    const from = { itemId, locationId: order.locationId };
    shift(core, store, from, { available: quantity, committed: -quantity });
    shift(core, store, { itemId, locationId: to }, { available: -quantity, committed: quantity });
  }
}

function moveInto(
  core: SandboxCore,
  store: StoreState,
  original: FulfillmentOrderRecord,
  locationId: Gid,
  taken: Wanted,
): FulfillmentOrderRecord {
  const order = store.orders.get(original.orderId);
  if (!order) throw new Error(`no order ${original.orderId}`);
  const lines = takeLines(original, taken);
  const standing = order.fulfillmentOrderIds
    .flatMap((id) => store.fulfillmentOrders.get(id) ?? [])
    .find(
      (each) =>
        each !== original &&
        each.locationId === locationId &&
        each.status === 'OPEN' &&
        !hasProgress(each),
    );
  const joined = standing ? takeLines(standing, allRemaining(standing)) : [];
  if (standing) setState(core, standing, 'CLOSED');
  return createFulfillmentOrder(core, store, order, locationId, [...lines, ...joined]);
}

/** Puts the wanted lines into a fulfilment order of their own, at the same location. */
export function splitFulfillmentOrder(
  core: SandboxCore,
  store: StoreState,
  original: FulfillmentOrderRecord,
  wanted: Wanted,
): Outcome<{ original: FulfillmentOrderRecord; remaining: FulfillmentOrderRecord }> {
  const order = store.orders.get(original.orderId);
  if (!order || !coversLines(original, wanted)) return refuse('Invalid line item quantity.');
  if (BOUND.includes(original.requestStatus))
    return refuse('The fulfillment order cannot be split now.');
  const pieces = wanted.reduce((sum, line) => sum + line.quantity, 0);
  if (pieces >= remaining(original))
    return refuse('Nothing would be left on the fulfillment order.');
  const lines = takeLines(original, wanted);
  const split = createFulfillmentOrder(core, store, order, original.locationId, lines);
  setState(core, original, original.status);
  core.webhooks.publish(store, 'fulfillment_orders/split', () => ({
    fulfillment_order: fulfillmentOrderPayload(original),
    remaining_fulfillment_order: fulfillmentOrderPayload(split),
    replacement_fulfillment_order: null,
  }));
  announceRouting(core, store, split);
  return { value: { original, remaining: split } };
}
