/** What happens to an order after it was placed: edits, refunds, cancellation. */
import type { SandboxCore } from '../core.ts';
import { gidNumber, nextGid } from '../ids.ts';
import type { Gid, StoreState } from '../store.ts';
import type {
  FulfillmentOrderRecord,
  OrderLineRecord,
  OrderRecord,
  RefundRecord,
} from '../store-orders.ts';
import { fulfillmentOrderPayload, orderPayload, refundPayload } from '../webhook-payloads.ts';
import { announceRouting, remaining, setState } from './fulfillment-orders.ts';
import { requestCancellation } from './fulfillment-requests.ts';
import { primaryLocation, shift } from './inventory.ts';
import { lineTax, totals, unfulfilled } from './order-figures.ts';
import { orderLine, route } from './orders.ts';

export type RefundLineInput = {
  lineItemId: Gid;
  quantity: number;
  restockType: string;
  locationId: Gid | null;
};
export type RefundInput = {
  lines: readonly RefundLineInput[];
  note: string | null;
  /** Minor units; null: what the lines and the shipping refunded are worth. */
  amount: number | null;
  shippingAmount: number;
};

export function refundOrder(
  core: SandboxCore,
  store: StoreState,
  order: OrderRecord,
  input: RefundInput,
): RefundRecord {
  const worth = worthOf(store, order, input);
  for (const wanted of input.lines) {
    const line = order.lines.find((each) => each.id === wanted.lineItemId);
    if (!line) throw new Error(`no line ${wanted.lineItemId}`);
    takeOff(core, store, order, line, wanted);
    line.refundedQuantity += wanted.quantity;
  }
  const refund: RefundRecord = {
    id: nextGid(store, 'Refund'),
    note: input.note,
    createdAt: core.clock.iso(),
    amount: Math.min(input.amount ?? worth, refundable(store, order)),
    lines: input.lines.map((line) => ({ id: nextGid(store, 'RefundLineItem'), ...line })),
  };
  order.refunds.push(refund);
  addRefundTransaction(core, store, order, refund.amount);
  order.updatedAt = core.clock.iso();
  core.webhooks.publish(store, 'refunds/create', () => refundPayload(order, refund));
  return refund;
}

/** What lines and shipping are worth to the shopper, with tax. */
function worthOf(
  store: StoreState,
  order: OrderRecord,
  input: Pick<RefundInput, 'lines' | 'shippingAmount'>,
): number {
  return input.lines.reduce((sum, wanted) => {
    const line = order.lines.find((each) => each.id === wanted.lineItemId);
    if (!line) return sum;
    const tax = store.shop.taxesIncluded ? 0 : lineTax(store, line, wanted.quantity);
    return sum + line.discountedUnitPrice * wanted.quantity + tax;
  }, input.shippingAmount);
}

/** The payments that a refund of this worth would go back to, the oldest first. */
export function suggestTransactions(
  store: StoreState,
  order: OrderRecord,
  input: Pick<RefundInput, 'lines' | 'shippingAmount'>,
): { parentId: Gid; amount: number }[] {
  let left = Math.min(worthOf(store, order, input), refundable(store, order));
  const paid = order.transactions.filter(({ kind }) => kind === 'SALE' || kind === 'CAPTURE');
  return paid.flatMap(({ id, amount: most }) => {
    const amount = Math.min(left, most);
    left -= amount;
    return amount > 0 ? [{ parentId: id, amount }] : [];
  });
}

function refundable(store: StoreState, order: OrderRecord): number {
  const { received, refunded } = totals(store, order);
  return received - refunded;
}

function addRefundTransaction(
  core: SandboxCore,
  store: StoreState,
  order: OrderRecord,
  amount: number,
): void {
  if (amount <= 0) return;
  const id = nextGid(store, 'OrderTransaction');
  order.transactions.push({ id, kind: 'REFUND', amount, createdAt: core.clock.iso() });
}

/** Pieces that are not sent leave the fulfilment orders; returned ones go back to stock. */
function takeOff(
  core: SandboxCore,
  store: StoreState,
  order: OrderRecord,
  line: OrderLineRecord,
  wanted: { quantity: number; restockType: string; locationId: Gid | null },
): void {
  const open = Math.min(unfulfilled(line), wanted.quantity);
  if (wanted.restockType !== 'RETURN' && open > 0)
    release(core, store, order, line, open, wanted.restockType !== 'NO_RESTOCK');
  if (wanted.restockType === 'RETURN') {
    const locationId = wanted.locationId ?? primaryLocation(store);
    const place = { itemId: line.inventoryItemId, locationId };
    shift(core, store, place, { available: wanted.quantity });
    line.fulfilledQuantity -= Math.min(line.fulfilledQuantity, wanted.quantity);
  }
  line.currentQuantity = Math.max(0, line.currentQuantity - wanted.quantity);
}

/** Takes pieces off the line's fulfilment orders, those nobody has accepted first. */
function release(
  core: SandboxCore,
  store: StoreState,
  order: OrderRecord,
  line: OrderLineRecord,
  quantity: number,
  restock: boolean,
): void {
  let left = quantity;
  const holders = fulfillmentOrdersOf(store, order).toSorted(
    (one, other) => Number(one.status === 'IN_PROGRESS') - Number(other.status === 'IN_PROGRESS'),
  );
  for (const holder of holders) {
    const own = holder.lines.find((each) => each.lineItemId === line.id);
    const taken = Math.min(left, own?.remainingQuantity ?? 0);
    if (!own || taken === 0) continue;
    own.remainingQuantity -= taken;
    own.totalQuantity -= taken;
    left -= taken;
    const place = { itemId: line.inventoryItemId, locationId: holder.locationId };
    shift(core, store, place, { available: restock ? taken : 0, committed: -taken });
    setState(core, holder, remaining(holder) === 0 ? 'CLOSED' : holder.status);
  }
}

export function fulfillmentOrdersOf(
  store: StoreState,
  order: OrderRecord,
): FulfillmentOrderRecord[] {
  return order.fulfillmentOrderIds.flatMap((id) => store.fulfillmentOrders.get(id) ?? []);
}

export type CancelInput = { reason: string; restock: boolean; refund: boolean };

export function cancelOrder(
  core: SandboxCore,
  store: StoreState,
  order: OrderRecord,
  input: CancelInput,
): void {
  const asks = core.switches.orderCancelOnAccepted === 'requests-cancellation';
  const accepted = fulfillmentOrdersOf(store, order).filter(
    (each) => each.requestStatus === 'ACCEPTED' && remaining(each) > 0,
  );
  const { received, refunded } = totals(store, order);
  order.cancelledAt = core.clock.iso();
  order.cancelReason = input.reason;
  order.updatedAt = order.cancelledAt;
  if (asks) for (const each of accepted) requestCancellation(core, store, each, 'Order cancelled');
  for (const each of fulfillmentOrdersOf(store, order))
    if (!(asks && accepted.includes(each))) dropFulfillmentOrder(core, store, order, each, input);
  for (const line of order.lines) line.currentQuantity = line.fulfilledQuantity;
  if (input.refund) addRefundTransaction(core, store, order, received - refunded);
  core.webhooks.publish(store, 'orders/cancelled', () => orderPayload(store, order));
}

function dropFulfillmentOrder(
  core: SandboxCore,
  store: StoreState,
  order: OrderRecord,
  dropped: FulfillmentOrderRecord,
  input: CancelInput,
): void {
  if (remaining(dropped) === 0) return;
  for (const own of dropped.lines) {
    const line = order.lines.find((each) => each.id === own.lineItemId);
    const place = { itemId: line?.inventoryItemId ?? null, locationId: dropped.locationId };
    const taken = own.remainingQuantity;
    shift(core, store, place, { available: input.restock ? taken : 0, committed: -taken });
    own.remainingQuantity = 0;
  }
  const wasSubmitted = dropped.requestStatus === 'SUBMITTED';
  setState(core, dropped, wasSubmitted ? 'CANCELLED' : 'CLOSED');
  if (!wasSubmitted) return;
  core.webhooks.publish(store, 'fulfillment_orders/cancelled', () => ({
    fulfillment_order: fulfillmentOrderPayload(dropped),
    replacement_fulfillment_order: null,
  }));
}

export type EditInput = {
  set: readonly { lineItemId: Gid; quantity: number }[];
  add: readonly { variantId: Gid; quantity: number }[];
  restock: boolean;
};

/** Changes what is on the order: less of a line, or more of a variant (as a line of its own). */
export function editOrder(
  core: SandboxCore,
  store: StoreState,
  order: OrderRecord,
  input: EditInput,
): void {
  for (const { lineItemId, quantity } of input.set) {
    const line = order.lines.find((each) => each.id === lineItemId);
    if (!line) throw new Error(`no line ${lineItemId}`);
    const fewer = line.currentQuantity - quantity;
    if (fewer > unfulfilled(line)) throw new Error('fulfilled pieces cannot be edited away');
    if (fewer > 0) release(core, store, order, line, fewer, input.restock);
    if (fewer < 0) addPieces(core, store, order, line, -fewer);
    line.currentQuantity = quantity;
  }
  for (const { variantId, quantity } of input.add) {
    const variant = store.variants.get(variantId);
    if (!variant) throw new Error(`no variant ${variantId}`);
    const line = orderLine(store, variant, { quantity }, 0);
    order.lines.push(line);
    for (const each of route(core, store, order, [line], undefined))
      announceRouting(core, store, each);
  }
  order.edited = true;
  order.updatedAt = core.clock.iso();
  core.webhooks.publish(store, 'orders/edited', () => ({
    // An edit's body speaks of the edit alone: the order is known by `order_edit.order_id`.
    order_edit: {
      id: store.lastNumber,
      order_id: gidNumber(order.id),
      created_at: order.updatedAt,
      notify_customer: false,
    },
  }));
}

function addPieces(
  core: SandboxCore,
  store: StoreState,
  order: OrderRecord,
  line: OrderLineRecord,
  quantity: number,
): void {
  line.quantity += quantity;
  const more = { ...line, quantity };
  for (const each of route(core, store, order, [more], undefined))
    announceRouting(core, store, each);
}
