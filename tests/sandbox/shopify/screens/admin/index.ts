/** The admin's pages of one store, by path. */
import { sendHtml } from '../answers.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { appHandle } from '../screen.ts';
import type { Screen } from '../screen.ts';
import { runAction } from './actions.ts';
import { homeContent, productsContent, testOrderButtons } from './catalog.ts';
import { adminPage } from './layout.ts';
import { orderContent } from './order.ts';
import { ordersTable } from './orders.ts';
import { giveSessionToken, showApp, showInstall } from './shell.ts';

function show(screen: Screen, title: string, path: string, content: Html, status = 200): true {
  const { store, sandbox, handle } = screen;
  const app = { name: sandbox.app.name, handle: appHandle(sandbox.app.name) };
  const current = `/store/${handle}${path}`;
  return sendHtml(screen.response, adminPage({ title, store, app, current, content }), { status });
}

async function newestOrders({ sandbox, store }: Screen) {
  const orders = await sandbox.control.orders({ shop: store.shop.domain });
  return orders.sort((one, other) => other.number - one.number);
}

async function showOrders(screen: Screen): Promise<true> {
  const content = html`<div class="page">
    <div class="head">
      <h1>Orders</h1>
      ${testOrderButtons(screen.handle)}
    </div>
    ${ordersTable(screen, (await newestOrders(screen)).slice(0, 100))}
  </div>`;
  return show(screen, 'Orders', '/orders', content);
}

async function showOrder(screen: Screen, number: string): Promise<true> {
  const id = `gid://shopify/Order/${number}`;
  const order = await screen.sandbox.control.order({ shop: screen.store.shop.domain, id });
  if (!order) return notFound(screen);
  return show(screen, order.name, '/orders', orderContent(screen, order));
}

function notFound(screen: Screen): true {
  const content = html`<div class="page"><h1>There is nothing at this address</h1></div>`;
  return show(screen, 'Not found', '', content, 404);
}

/** A page of another site must not press the merchant's buttons. */
function isForeignPost(screen: Screen): boolean {
  const site = screen.request.headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

async function answerPost(screen: Screen): Promise<true> {
  if (isForeignPost(screen)) return sendHtml(screen.response, 'Refused', { status: 403 });
  if (screen.path === '/session-token') return giveSessionToken(screen);
  return runAction(screen, screen.path.replace(/^\/actions\//, ''));
}

/** `frontPort` is asked for only when the app is opened: the app front starts when it is first needed. */
export async function showAdmin(screen: Screen, frontPort: () => Promise<number>): Promise<true> {
  if (screen.request.method === 'POST') return answerPost(screen);
  const [, section = '', rest = ''] = /^\/?([^/]*)(.*)$/.exec(screen.path) ?? [];
  const { clientId, name } = screen.sandbox.app;
  const inApp = /^\/([^/]+)(.*)$/.exec(rest);
  if (section === 'apps' && [clientId, appHandle(name)].includes(inApp?.[1] ?? ''))
    return showApp(screen, await frontPort(), inApp?.[2] ?? '');
  if (section === '')
    return show(screen, 'Home', '', homeContent(screen, await newestOrders(screen)));
  if (section === 'products') return show(screen, 'Products', '/products', productsContent(screen));
  if (section === 'orders' && rest === '') return showOrders(screen);
  if (section === 'orders') return showOrder(screen, rest.slice(1));
  if (section === 'install') return showInstall(screen);
  return notFound(screen);
}
