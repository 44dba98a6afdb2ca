/** One order as the merchant sees it: its lines, where they ship from, and what can be done with them. */
import type { OrderView } from '../../control.ts';
import type { FulfillmentOrderRecord } from '../../store-orders.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { writeMoney } from '../money.ts';
import { numberOf } from '../screen.ts';
import type { Screen } from '../screen.ts';
import { action, badge, orderTotal } from './orders.ts';

function fulfillmentOrderCard(
  screen: Screen,
  order: OrderView,
  each: FulfillmentOrderRecord,
): Html {
  const location = screen.store.locations.get(each.locationId);
  const titles = new Map(order.lines.map((line) => [line.id, line.title]));
  const fields = { id: each.id, order: numberOf(order.id) };
  // What the shop's own people pack is asked of nobody.
  const served = Boolean(location?.fulfillmentServiceId);
  const fresh = ['UNSUBMITTED', 'REJECTED'].includes(each.requestStatus);
  const open = served && each.status === 'OPEN' && fresh;
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
