/** The merchant's list of orders, and the pieces that one order's page shares with it. */
import type { OrderView } from '../../control.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { writeMoney } from '../money.ts';
import { numberOf } from '../screen.ts';
import type { Screen } from '../screen.ts';

const TONES: Record<string, string> = {
  PAID: 'good',
  FULFILLED: 'good',
  CLOSED: 'good',
  ACCEPTED: 'good',
  SUCCESS: 'good',
  IN_PROGRESS: 'wait',
  PENDING: 'wait',
  UNFULFILLED: 'wait',
  PARTIALLY_FULFILLED: 'wait',
  SUBMITTED: 'wait',
  ON_HOLD: 'bad',
  REJECTED: 'bad',
  CANCELLED: 'bad',
  REFUNDED: 'bad',
};

export function badge(status: string): Html {
  const words = status.toLowerCase().replaceAll('_', ' ');
  return html`<span class="badge" data-tone="${TONES[status] ?? ''}">${words}</span>`;
}

export function action(
  handle: string,
  verb: string,
  label: string,
  fields: Record<string, string>,
  tone?: 'primary',
): Html {
  return html`<form method="post" action="/store/${handle}/actions/${verb}">
    ${Object.entries(fields).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    <button ${tone === 'primary' ? html`data-primary` : null}>${label}</button>
  </form>`;
}

export function orderTotal(order: OrderView): number {
  const lines = order.lines.map((line) => line.currentQuantity * line.discountedUnitPrice);
  return lines.reduce((sum, amount) => sum + amount, order.shippingLine?.amount ?? 0);
}

function orderRow({ handle, store }: Screen, order: OrderView): Html {
  const requests = order.fulfillmentOrders.map((each) => badge(each.requestStatus));
  const { currencyCode } = store.shop;
  return html`<tr>
    <td><a href="/store/${handle}/orders/${numberOf(order.id)}">${order.name}</a></td>
    <td>${order.createdAt.slice(0, 16).replace('T', ' ')}</td>
    <td class="number">${writeMoney(orderTotal(order), currencyCode)}</td>
    <td>${badge(order.cancelledAt ? 'CANCELLED' : order.financialStatus)}</td>
    <td>${badge(order.fulfillmentStatus)}</td>
    <td>${requests}</td>
  </tr>`;
}

export function ordersTable(screen: Screen, orders: readonly OrderView[]): Html {
  if (orders.length === 0)
    return html`<div class="card empty">
      <h2>No orders yet</h2>
      <p class="quiet">Place a test order, or buy something in the online store.</p>
    </div>`;
  return html`<div class="card flush">
    <table>
      <thead>
        <tr>
          <th>Order</th>
          <th>Date</th>
          <th class="number">Total</th>
          <th>Payment</th>
          <th>Fulfilment</th>
          <th>Requests</th>
        </tr>
      </thead>
      <tbody>
        ${orders.map((order) => orderRow(screen, order))}
      </tbody>
    </table>
  </div>`;
}
