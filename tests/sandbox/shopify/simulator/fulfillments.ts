/** Fulfilments: parcels that left. They take pieces off the fulfilment order and off the stock at hand. */
import type { SandboxCore } from '../core.ts';
import { nextGid } from '../ids.ts';
import type { Gid, StoreState } from '../store.ts';
import type {
  FulfillmentOrderRecord,
  FulfillmentRecord,
  OrderRecord,
  TrackingRecord,
} from '../store-orders.ts';
import {
  announceRouting,
  createFulfillmentOrder,
  remaining,
  setState,
  supportedActions,
} from './fulfillment-orders.ts';
import { itemOf } from './fulfillment-placement.ts';
import type { Outcome } from './fulfillment-requests.ts';
import { shift } from './inventory.ts';

export type Part = {
  order: FulfillmentOrderRecord;
  /** null: everything that is left. */
  lines: readonly { id: Gid; quantity: number }[] | null;
};
type Piece = { order: FulfillmentOrderRecord; lineId: Gid; lineItemId: Gid; quantity: number };

export type ShipmentInput = {
  parts: readonly Part[];
  tracking: TrackingRecord[];
  notifyCustomer: boolean;
};

const refuse = (refusal: string): { refusal: string } => ({ refusal });

export function createFulfillment(
  core: SandboxCore,
  store: StoreState,
  input: ShipmentInput,
): Outcome<FulfillmentRecord> {
  const [lead] = input.parts;
  const order = lead && store.orders.get(lead.order.orderId);
  if (!lead || !order) return refuse('Fulfillment orders do not exist.');
  const refusal = whyNotShip(core, store, input.parts, lead);
  if (refusal) return refuse(refusal);
  const pieces = input.parts.flatMap(piecesOf);
  if (pieces.length === 0) return refuse('There is nothing to fulfill.');
  const fulfillment = recordFulfillment(core, store, order, pieces, input);
  for (const piece of pieces) ship(core, store, order, piece);
  for (const part of input.parts) {
    part.order.fulfillmentIds.push(fulfillment.id);
    setState(core, part.order, remaining(part.order) === 0 ? 'CLOSED' : 'IN_PROGRESS');
  }
  touchOrder(core, store, order);
  return { value: fulfillment };
}

function whyNotShip(
  core: SandboxCore,
  store: StoreState,
  parts: readonly Part[],
  lead: Part,
): string | undefined {
  for (const { order, lines } of parts) {
    if (order.orderId !== lead.order.orderId || order.locationId !== lead.order.locationId)
      return 'All fulfillment orders must be of the same order and location.';
    if (!supportedActions(store, core.switches, order).includes('CREATE_FULFILLMENT'))
      return `Fulfillment order ${order.id} has an unfulfillable status= ${order.status.toLowerCase()}.`;
    for (const wanted of lines ?? []) {
      const line = order.lines.find((each) => each.id === wanted.id);
      if (!line) return 'Invalid fulfillment order line item requested.';
      if (wanted.quantity <= 0 || wanted.quantity > line.remainingQuantity)
        return 'Invalid fulfillment order line item quantity requested.';
    }
  }
  return undefined;
}

function piecesOf({ order, lines }: Part): Piece[] {
  return order.lines.flatMap((line) => {
    const wanted = lines
      ? (lines.find((each) => each.id === line.id)?.quantity ?? 0)
      : line.remainingQuantity;
    return wanted > 0
      ? [{ order, lineId: line.id, lineItemId: line.lineItemId, quantity: wanted }]
      : [];
  });
}

function recordFulfillment(
  core: SandboxCore,
  store: StoreState,
  order: OrderRecord,
  pieces: readonly Piece[],
  input: ShipmentInput,
): FulfillmentRecord {
  const now = core.clock.iso();
  const fulfillment: FulfillmentRecord = {
    id: nextGid(store, 'Fulfillment'),
    orderId: order.id,
    locationId: pieces[0]?.order.locationId ?? '',
    name: `${order.name}-F${order.fulfillmentIds.length + 1}`,
    status: 'SUCCESS',
    tracking: input.tracking,
    notifyCustomer: input.notifyCustomer,
    lines: pieces.map((piece) => ({
      id: nextGid(store, 'FulfillmentLineItem'),
      lineItemId: piece.lineItemId,
      fulfillmentOrderId: piece.order.id,
      fulfillmentOrderLineItemId: piece.lineId,
      quantity: piece.quantity,
    })),
    events: [],
    createdAt: now,
    updatedAt: now,
  };
  store.fulfillments.set(fulfillment.id, fulfillment);
  order.fulfillmentIds.push(fulfillment.id);
  return fulfillment;
}

function ship(core: SandboxCore, store: StoreState, order: OrderRecord, piece: Piece): void {
  const line = piece.order.lines.find((each) => each.id === piece.lineId);
  if (line) line.remainingQuantity -= piece.quantity;
  const sold = order.lines.find((each) => each.id === piece.lineItemId);
  if (sold) sold.fulfilledQuantity += piece.quantity;
  const place = { itemId: itemOf(order, piece.lineItemId), locationId: piece.order.locationId };
  shift(core, store, place, { committed: -piece.quantity });
}

export function touchOrder(core: SandboxCore, store: StoreState, order: OrderRecord): void {
  order.updatedAt = core.clock.iso();
  core.webhooks.publish(store, 'orders/updated', () => ({
    id: Number(order.id.split('/').at(-1)),
    admin_graphql_api_id: order.id,
    updated_at: order.updatedAt,
  }));
}

/**
 * Takes a parcel back. A fulfilment order that was shipped whole stays closed and a new one carries the pieces;
 * one that was shipped in part gets them back.
 */
export function cancelFulfillment(
  core: SandboxCore,
  store: StoreState,
  fulfillment: FulfillmentRecord,
): Outcome<FulfillmentRecord> {
  const order = store.orders.get(fulfillment.orderId);
  if (!order || fulfillment.status === 'CANCELLED')
    return refuse('Fulfillment cannot be cancelled.');
  fulfillment.status = 'CANCELLED';
  fulfillment.updatedAt = core.clock.iso();
  for (const [id, lines] of Map.groupBy(fulfillment.lines, (line) => line.fulfillmentOrderId)) {
    const source = store.fulfillmentOrders.get(id);
    if (source) takeBack(core, store, order, source, lines);
  }
  touchOrder(core, store, order);
  return { value: fulfillment };
}

function takeBack(
  core: SandboxCore,
  store: StoreState,
  order: OrderRecord,
  source: FulfillmentOrderRecord,
  lines: FulfillmentRecord['lines'],
): void {
  for (const line of lines) {
    const sold = order.lines.find((each) => each.id === line.lineItemId);
    if (sold) sold.fulfilledQuantity -= line.quantity;
    const place = { itemId: itemOf(order, line.lineItemId), locationId: source.locationId };
    shift(core, store, place, { committed: line.quantity });
  }
  if (source.status === 'CLOSED') {
    announceRouting(
      core,
      store,
      createFulfillmentOrder(core, store, order, source.locationId, lines),
    );
    return;
  }
  for (const line of lines) {
    const own = source.lines.find((each) => each.id === line.fulfillmentOrderLineItemId);
    if (own) own.remainingQuantity += line.quantity;
  }
  setState(core, source, source.status);
}
