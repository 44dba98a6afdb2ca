/** The merchant's home page and products with their stock. */
import type { OrderView } from '../../control.ts';
import type { ProductRecord } from '../../store.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { minorUnits, writeMoney } from '../money.ts';
import { appHandle, isInstalled } from '../screen.ts';
import type { Screen } from '../screen.ts';
import { onlineStoreId, variantsOf, variantStock } from '../stock.ts';
import { action, badge, ordersTable } from './orders.ts';

const PAGE_SIZE = 50;

function figure(label: string, value: string | number): Html {
  return html`<div class="card"><span class="quiet">${label}</span><b>${value}</b></div>`;
}

function appCard({ sandbox, store, handle }: Screen): Html {
  const { name } = sandbox.app;
  if (!isInstalled(sandbox, store))
    return html`<div class="card head">
      <div>
        <h2>${name} is not installed</h2>
        <span class="quiet">Install it to connect a distributor.</span>
      </div>
      <a class="button" data-primary href="/store/${handle}/install">Install app</a>
    </div>`;
  return html`<div class="card head">
    <div>
      <h2>${name}</h2>
      <span class="quiet">Installed</span>
    </div>
    <div class="row">
      <a class="button" data-primary href="/store/${handle}/apps/${appHandle(name)}">Open app</a>
      ${action(handle, 'uninstall', 'Uninstall', {})}
    </div>
  </div>`;
}

export function testOrderButtons(handle: string): Html {
  return html`<div class="row">
    ${action(handle, 'place-order', 'Place an unpaid order', {})}
    ${action(handle, 'place-order', 'Place a test order', { paid: '1' }, 'primary')}
  </div>`;
}

export function homeContent(screen: Screen, orders: readonly OrderView[]): Html {
  const { store, handle } = screen;
  const open = orders.filter(
    (order) => !order.cancelledAt && order.fulfillmentStatus !== 'FULFILLED',
  );
  return html`<div class="page">
    <div class="head">
      <h1>${store.shop.name}</h1>
      ${testOrderButtons(handle)}
    </div>
    ${appCard(screen)}
    <div class="figures">
      ${figure('Products', store.products.size)} ${figure('Variants', store.variants.size)}
      ${figure('Orders', orders.length)} ${figure('To be shipped', open.length)}
    </div>
    <p></p>
    ${ordersTable(screen, orders.slice(0, 10))}
  </div>`;
}

function productRow({ store, handle }: Screen, product: ProductRecord): Html {
  const variants = variantsOf(store, product);
  const stock = variants.map((variant) => variantStock(store, variant));
  const units = stock.reduce((sum, { quantity }) => sum + quantity, 0);
  const prices = variants.map(({ price }) => minorUnits(price));
  const lowest = prices.length > 0 ? writeMoney(Math.min(...prices), store.shop.currencyCode) : '';
  const published = product.publicationIds.includes(onlineStoreId(store) ?? '');
  const title = published
    ? html`<a href="/storefront/${handle}/products/${product.handle}">${product.title}</a>`
    : html`${product.title}`;
  return html`<tr>
    <td>${title} <small>${product.vendor}</small></td>
    <td>${badge(product.status)}</td>
    <td class="number">${units}</td>
    <td class="number">${variants.length}</td>
    <td class="number">${lowest}</td>
  </tr>`;
}

export function productsContent(screen: Screen): Html {
  const words = (screen.query.get('q') ?? '').trim().toLowerCase();
  const all = [...screen.store.products.values()];
  const found = all.filter(({ title, vendor }) =>
    `${title} ${vendor}`.toLowerCase().includes(words),
  );
  const shown = found.slice(0, PAGE_SIZE);
  return html`<div class="page">
    <div class="head">
      <h1>Products</h1>
      <form role="search">
        <label>Search <input type="search" name="q" value="${words}" /></label>
      </form>
    </div>
    <p class="quiet">${shown.length} of ${found.length} shown</p>
    <div class="card flush">
      <table>
        <thead>
          <tr>
            <th>Product</th>
            <th>Status</th>
            <th class="number">In stock</th>
            <th class="number">Variants</th>
            <th class="number">Price from</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map((product) => productRow(screen, product))}
        </tbody>
      </table>
    </div>
  </div>`;
}
