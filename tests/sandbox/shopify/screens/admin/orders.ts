/** Orders as the merchant sees them: the list, one order, and what can be done with it. */
import type { OrderView } from '../../control.ts';
import type { FulfillmentOrderRecord } from '../../store-orders.ts';
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

function fulfillmentOrderCard(
  screen: Screen,
  order: OrderView,
  each: FulfillmentOrderRecord,
): Html {
  const location = screen.store.locations.get(each.locationId);
  const titles = new Map(order.lines.map((line) => [line.id, line.title]));
  const fields = { id: each.id, order: numberOf(order.id) };
  const open = each.status === 'OPEN' && ['UNSUBMITTED', 'REJECTED'].includes(each.requestStatus);
  const accepted =
    ['SUBMITTED', 'ACCEPTED'].includes(each.requestStatus) && each.status !== 'CLOSED';
  return html`<div class="card">
    <div class="head">
      <h2>
        From ${location?.name ?? 'a location'} ${badge(each.status)} ${badge(each.requestStatus)}
      </h2>
      <div class="row">
        ${open
          ? action(screen.handle, 'request-fulfilment', 'Request fulfilment', fields, 'primary')
          : null}
        ${accepted
          ? action(screen.handle, 'request-cancellation', 'Request cancellation', fields)
          : null}
      </div>
    </div>
    ${each.holds.map(
      (hold) => html`<p class="notice">On hold: ${hold.reason} ${hold.reasonNotes ?? ''}</p>`,
    )}
    <table>
      <tbody>
        ${each.lines.map(
          (line) =>
            html`<tr>
              <td>${titles.get(line.lineItemId) ?? ''}</td>
              <td class="number">
                ${line.totalQuantity - line.remainingQuantity} of ${line.totalQuantity} shipped
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Only web addresses become links: a tracking address is what an app wrote. */
function trackingLink(number: string | null, address: string | null): Html {
  const text = number ?? address ?? 'without tracking';
  return address && /^https?:\/\//i.test(address)
    ? html`<a href="${address}" rel="noreferrer">${text}</a>`
    : html`${text}`;
}

function shipmentsCard(order: OrderView): Html | null {
  if (order.fulfillments.length === 0) return null;
  const titles = new Map(order.lines.map((line) => [line.id, line.title]));
  return html`<div class="card">
    <h2>Shipments</h2>
    ${order.fulfillments.map(
      (each) =>
        html`<p>
          <b>${each.name}</b> ${badge(each.status)}
          ${each.tracking.map(
            ({ company, number, url }) => html`${company ?? ''} ${trackingLink(number, url)} `,
          )} <br /><span class="quiet"
            >${each.lines
              .map((line) => `${line.quantity} × ${titles.get(line.lineItemId) ?? ''}`)
              .join(', ')}</span
          >
          ${each.events.map(
            (event) =>
              html`<br /><span class="quiet"
                  >${event.happenedAt.slice(0, 16)} ${event.status}</span
                >`,
          )}
        </p>`,
    )}
  </div>`;
}

function linesCard(screen: Screen, order: OrderView): Html {
  const { currencyCode } = screen.store.shop;
  return html`<div class="card">
    <table>
      <tbody>
        ${order.lines.map(
          (line) =>
            html`<tr>
              <td>
                ${line.title}
                <small>${line.variantTitle ?? ''} ${line.sku ? `· ${line.sku}` : ''}</small>
              </td>
              <td class="number">
                ${line.currentQuantity} × ${writeMoney(line.discountedUnitPrice, currencyCode)}
              </td>
              <td class="number">
                ${writeMoney(line.currentQuantity * line.discountedUnitPrice, currencyCode)}
              </td>
            </tr>`,
        )}
        <tr>
          <td><b>Total</b></td>
          <td></td>
          <td class="number"><b>${writeMoney(orderTotal(order), currencyCode)}</b></td>
        </tr>
      </tbody>
    </table>
  </div>`;
}

export function orderContent(screen: Screen, order: OrderView): Html {
  const fields = { id: order.id, order: numberOf(order.id) };
  const unpaid =
    !order.cancelledAt && order.financialStatus !== 'PAID' && !/REFUND/.test(order.financialStatus);
  return html`<div class="page">
    <div class="head">
      <div class="row">
        <h1>${order.name}</h1>
        ${badge(order.cancelledAt ? 'CANCELLED' : order.financialStatus)}
        ${badge(order.fulfillmentStatus)}
      </div>
      <div class="row">
        ${unpaid ? action(screen.handle, 'mark-paid', 'Mark paid', fields, 'primary') : null}
        ${order.cancelledAt ? null : action(screen.handle, 'cancel-order', 'Cancel order', fields)}
      </div>
    </div>
    ${linesCard(screen, order)}
    ${order.fulfillmentOrders.map((each) => fulfillmentOrderCard(screen, order, each))}
    ${shipmentsCard(order)}
  </div>`;
}
