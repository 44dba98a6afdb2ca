/** What an order amounts to, and the statuses that follow from it. Amounts are minor units. */
import type { StoreState } from '../store.ts';
import type { OrderLineRecord, OrderRecord } from '../store-orders.ts';

export type Totals = {
  subtotal: number;
  tax: number;
  shipping: number;
  total: number;
  received: number;
  refunded: number;
  outstanding: number;
};

export function lineTax(store: StoreState, line: OrderLineRecord, quantity: number): number {
  const amount = line.discountedUnitPrice * quantity;
  const rate = line.taxRate;
  return Math.round(store.shop.taxesIncluded ? amount - amount / (1 + rate) : amount * rate);
}

/** Of what the order holds now (after edits and refunds). */
export function totals(store: StoreState, order: OrderRecord): Totals {
  return figure(store, order, (line) => line.currentQuantity);
}

/** Of what was ordered. */
export function originalTotals(store: StoreState, order: OrderRecord): Totals {
  return figure(store, order, (line) => line.quantity);
}

function figure(
  store: StoreState,
  order: OrderRecord,
  quantityOf: (line: OrderLineRecord) => number,
): Totals {
  const sum = (each: (line: OrderLineRecord) => number) =>
    order.lines.reduce((total, line) => total + each(line), 0);
  const subtotal = sum((line) => line.discountedUnitPrice * quantityOf(line));
  const tax = sum((line) => lineTax(store, line, quantityOf(line)));
  const shipping = order.shippingLine?.amount ?? 0;
  const total = subtotal + shipping + (store.shop.taxesIncluded ? 0 : tax);
  const of = (kind: string) =>
    order.transactions.reduce((all, each) => all + (each.kind === kind ? each.amount : 0), 0);
  const received = of('SALE') + of('CAPTURE');
  const refunded = of('REFUND');
  const outstanding = order.cancelledAt ? 0 : Math.max(0, total - (received - refunded));
  return { subtotal, tax, shipping, total, received, refunded, outstanding };
}

export function financialStatus(store: StoreState, order: OrderRecord): string {
  const { received, refunded, outstanding } = totals(store, order);
  if (received === 0) {
    if (order.cancelledAt) return 'VOIDED';
    return order.authorized ? 'AUTHORIZED' : 'PENDING';
  }
  if (refunded >= received) return 'REFUNDED';
  if (refunded > 0) return 'PARTIALLY_REFUNDED';
  return outstanding > 0 ? 'PARTIALLY_PAID' : 'PAID';
}

export function isFullyPaid(store: StoreState, order: OrderRecord): boolean {
  const { received, outstanding } = totals(store, order);
  return received > 0 && outstanding === 0;
}

export function fulfillmentStatus(store: StoreState, order: OrderRecord): string {
  const fulfilled = order.lines.reduce((sum, line) => sum + line.fulfilledQuantity, 0);
  const open = order.lines.reduce((sum, line) => sum + unfulfilled(line), 0);
  if (fulfilled > 0) return open > 0 ? 'PARTIALLY_FULFILLED' : 'FULFILLED';
  const statuses = order.fulfillmentOrderIds.map((id) => store.fulfillmentOrders.get(id)?.status);
  if (statuses.includes('IN_PROGRESS')) return 'IN_PROGRESS';
  if (statuses.includes('ON_HOLD')) return 'ON_HOLD';
  return 'UNFULFILLED';
}

export function unfulfilled(line: OrderLineRecord): number {
  return Math.max(0, line.currentQuantity - line.fulfilledQuantity);
}
