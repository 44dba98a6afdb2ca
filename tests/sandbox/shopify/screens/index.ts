/**
 * Screens: what people see of the sandbox. A small admin with the app in its frame, a storefront with the app's
 * theme block, and the app proxy between storefront and app. `hosts.ts` tells which address stands for what.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { showAdmin } from './admin/index.ts';
import { startAppFront } from './app-front.ts';
import type { AppFront } from './app-front.ts';
import { forwardToApp } from './app-proxy.ts';
import type { AppProxySettings } from './app-proxy.ts';
import { sendFile, sendHtml } from './answers.ts';
import { emulatedShop, shopDomain, shopHandle } from './hosts.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { sendPicture } from './pictures.ts';
import { isInstalled } from './screen.ts';
import type { Screen, ScreensSandbox } from './screen.ts';
import { LIVE_STOCK_FOLDER } from './storefront/block.ts';
import { showStorefront } from './storefront/index.ts';

export { startAppFront } from './app-front.ts';
export type { AppFront } from './app-front.ts';

const FILES = new Map<string, URL>([
  ['/app-bridge.js', new URL('browser/app-bridge.js', import.meta.url)],
  ...['admin.css', 'shell.js', 'menu.js', 'storefront.css', 'storefront.js'].map(
    (name): [string, URL] => [`/screens/${name}`, new URL(`browser/${name}`, import.meta.url)],
  ),
  ...['live-stock.js', 'live-stock.css'].map((name): [string, URL] => [
    `/screens/live-stock/${name}`,
    new URL(`assets/${name}`, LIVE_STOCK_FOLDER),
  ]),
]);

const fronts = new WeakMap<ScreensSandbox, Promise<AppFront>>();

/**
 * Starts the app front of a sandbox at a port of one's choice (the demo: the same at every start). Without this
 * call it starts at a free port when somebody first opens the app.
 */
export function openAppFront(
  sandbox: ScreensSandbox,
  place: { port?: number; host?: string } = {},
): Promise<AppFront> {
  const known = fronts.get(sandbox);
  if (known) return known;
  const settings = {
    appOrigin: () => sandbox.app.applicationUrl,
    adminPort: () => Number(new URL(sandbox.origin).port),
  };
  const front = startAppFront(settings, place).then((started) => {
    // The sandbox's own server keeps the process alive; this one must not.
    started.server.unref();
    return started;
  });
  fronts.set(sandbox, front);
  return front;
}

export async function closeAppFront(sandbox: ScreensSandbox): Promise<void> {
  const front = fronts.get(sandbox);
  fronts.delete(sandbox);
  await (await front)?.close();
}

function landing(sandbox: ScreensSandbox): Html {
  const stores = [...sandbox.stores.values()].map(({ shop }) => {
    const handle = shopHandle(shop.domain);
    return html`<p>
      <b>${shop.name}</b> · <a href="/store/${handle}">Admin</a> ·
      <a href="/storefront/${handle}/">Online store</a>
    </p>`;
  });
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Sandbox Shopify</title>
        <link rel="stylesheet" href="/screens/admin.css" />
      </head>
      <body style="display:block;background:#f1f1f1">
        <main class="page">
          <h1>Sandbox Shopify</h1>
          <div class="card">${stores.length > 0 ? stores : html`<p>No stores yet.</p>`}</div>
        </main>
      </body>
    </html>`;
}

function proxySettings({ app, switches }: ScreensSandbox): AppProxySettings | null {
  if (!app.proxy) return null;
  const target = new URL(app.proxy.url, app.applicationUrl);
  return {
    prefix: `/${app.proxy.prefix}/${app.proxy.subpath}`,
    target: target.origin + target.pathname.replace(/\/$/, ''),
    clientSecret: app.clientSecret,
    passesCookies: switches.proxyPassesCookies,
  };
}

/** The storefront whose page sent this request: every store's storefront lives at this one origin. */
function storefrontOf(request: IncomingMessage): string | null {
  const named = emulatedShop(request);
  if (named) return named;
  const page = URL.parse(request.headers.referer ?? '')?.pathname ?? '';
  const handle = /^\/storefront\/([^/]+)\//.exec(page)?.[1];
  return handle ? shopDomain(handle) : null;
}

function answerProxy(
  request: IncomingMessage,
  response: ServerResponse,
  sandbox: ScreensSandbox,
  asked: { path: string; query: URLSearchParams; shop: string | null },
): boolean {
  const settings = proxySettings(sandbox);
  const { prefix } = settings ?? { prefix: '' };
  if (!settings || !(asked.path === prefix || asked.path.startsWith(`${prefix}/`))) return false;
  const store = sandbox.stores.get(asked.shop ?? '');
  // After an uninstallation the path is nobody's.
  if (!store || !isInstalled(sandbox, store))
    return sendHtml(response, 'Not found', { status: 404 });
  const path = asked.path.slice(prefix.length);
  const { shop } = store;
  const sent = { path, query: asked.query, shop: shop.domain, now: sandbox.clock.now() };
  forwardToApp(request, response, sent, settings);
  return true;
}

function answerOpenPath(
  request: IncomingMessage,
  response: ServerResponse,
  sandbox: ScreensSandbox,
  url: URL,
): boolean {
  const picture = /^\/screens\/pictures\/([\w-]+)\.svg$/.exec(url.pathname)?.[1];
  if (picture !== undefined) return sendPicture(response, picture);
  const file = FILES.get(url.pathname);
  if (file) return sendFile(response, file);
  const shop = storefrontOf(request);
  const asked = { path: url.pathname, query: url.searchParams, shop };
  if (answerProxy(request, response, sandbox, asked)) return true;
  if (url.pathname === '/' && !emulatedShop(request)) return sendHtml(response, landing(sandbox));
  return false;
}

/** Answers false when the request is for no screen. */
export async function handleScreens(
  request: IncomingMessage,
  response: ServerResponse,
  sandbox: ScreensSandbox,
): Promise<boolean> {
  const url = URL.parse(request.url ?? '/', 'http://sandbox');
  if (!url) return false;
  const found = /^\/(store|storefront)\/([a-z0-9][a-z0-9-]*)(\/.*)?$/.exec(url.pathname);
  const [, place, handle = '', path = ''] = found ?? [];
  if (!place) return answerOpenPath(request, response, sandbox, url);
  const store = sandbox.stores.get(shopDomain(handle));
  if (!store) return sendHtml(response, 'There is no such store.', { status: 404 });
  const query = url.searchParams;
  const screen: Screen = { request, response, sandbox, store, handle, path, query };
  if (place === 'store') return showAdmin(screen, async () => (await openAppFront(sandbox)).port);
  if (path === '')
    return sendHtml(response, '', { status: 308, headers: { location: `${url.pathname}/` } });
  const asked = { path, query, shop: store.shop.domain };
  return answerProxy(request, response, sandbox, asked) || showStorefront(screen);
}
