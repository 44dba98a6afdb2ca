/** The frame of the admin: top bar, navigation, content. */
import type { StoreState } from '../../store.ts';
import { shopHandle } from '../hosts.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';

export type AdminPage = {
  title: string;
  store: StoreState;
  app: { name: string; handle: string };
  /** Path of the navigation entry that is open. */
  current: string;
  content: Html;
  /** Saves changes of the app; shown in the top bar. */
  saveBar?: Html;
  scripts?: Html;
};

const ICONS: Record<string, string> = {
  home: 'M3 9.5 10 4l7 5.5V16a1 1 0 0 1-1 1h-4v-5H8v5H4a1 1 0 0 1-1-1z',
  orders: 'M4 4h12v9l-2 4H6l-2-4zM4 11h3.5l1 2h3l1-2H16',
  products: 'M3 10.5 10.5 3H17v6.5L9.5 17zM13.5 6.5h.01',
  storefront:
    'M3 8l1.5-4h11L17 8v1a2.3 2.3 0 0 1-4.6 0 2.3 2.3 0 0 1-4.7 0A2.3 2.3 0 0 1 3 9zM4.5 12v5h11v-5',
  app: 'M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM13.500 11v5M11 13.500h5',
};

function icon(name: string): Html {
  return html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${ICONS[name] ?? ''}" /></svg>`;
}

function entry(page: AdminPage, path: string, label: string, name: string): Html {
  const current = page.current === path ? html`aria-current="page"` : null;
  return html`<a href="${path}" ${current}>${icon(name)}<span>${label}</span></a>`;
}

function navigation(page: AdminPage): Html {
  const handle = shopHandle(page.store.shop.domain);
  const base = `/store/${handle}`;
  const appPath = `${base}/apps/${page.app.handle}`;
  return html`<nav class="side" aria-label="Admin">
    ${entry(page, base, 'Home', 'home')} ${entry(page, `${base}/orders`, 'Orders', 'orders')}
    ${entry(page, `${base}/products`, 'Products', 'products')}
    <p>Sales channels</p>
    ${entry(page, `/storefront/${handle}/`, 'Online Store', 'storefront')}
    <p>Apps</p>
    ${entry(page, appPath, page.app.name, 'app')}
    <div id="app-nav" class="app-nav"></div>
    <p class="note">Sandbox · not Shopify</p>
  </nav>`;
}

export function adminPage(page: AdminPage): Html {
  const { shop } = page.store;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} · ${shop.name}</title>
        <link rel="stylesheet" href="/screens/admin.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header class="top">
          <button id="menu-button" type="button" aria-label="Navigation">☰</button>
          <a class="brand" href="/">sandbox<b>admin</b></a>
          ${page.saveBar ?? null}
          <span class="shop"
            ><i aria-hidden="true">${shop.name.slice(0, 1).toUpperCase()}</i>${shop.name}</span
          >
        </header>
        ${navigation(page)}
        <main id="main" tabindex="-1" aria-label="${page.title}">${page.content}</main>
        <div id="toasts" role="status" aria-live="polite"></div>
        <script src="/screens/menu.js" defer></script>
        ${page.scripts ?? null}
      </body>
    </html>`;
}
