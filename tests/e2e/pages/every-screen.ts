/** Every screen of the hub and of the app in the shop, looked at for what can be measured: axe, and nothing wider than the window. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Frame, Page } from 'playwright-core';

export const WIDTHS = { phone: 390, desk: 1360 } as const;

/** Lists and forms of the hub; the pages of single things are found by following their first link. */
const HUB = ['/hub', '/hub/orders', '/hub/returns', '/hub/retailers', '/hub/catalogue', '/hub/catalogue/import', '/hub/catalogue/substitutes', '/hub/stock', '/hub/price-lists', '/hub/price-lists/new', '/hub/suppliers', '/hub/suppliers/new', '/hub/routing', '/hub/routing/edit', '/hub/messages', '/hub/messages/templates', '/hub/messages/templates/shipped', '/hub/messages/notices', '/hub/settings/webhooks', '/hub/settings/webhooks/new', '/hub/exceptions', '/hub/money', '/hub/money/invoices', '/hub/money/supplier-invoices', '/hub/money/supplier-invoices/new', '/hub/exceptions/rules', '/hub/orders/rules', '/hub/reconciliation'] as const; // prettier-ignore
const THINGS = ['orders', 'retailers', 'catalogue', 'catalogue/imports', 'stock', 'price-lists', 'suppliers'] as const; // prettier-ignore
const APP = ['', '/app/distributors', '/app/browse', '/app/listings', '/app/orders', '/app/messages', '/app/messages/notices', '/app/returns', '/app/exceptions', '/app/money', '/app/reconciliation'] as const; // prettier-ignore

type Address = { readonly path: string; readonly address: string };

/** Addresses of the hub's screens, with one page of each kind of thing that it has. */
export async function hubScreens(page: Page, appUrl: string): Promise<Address[]> {
  const things: string[] = [];
  for (const thing of THINGS) {
    const list = thing === 'catalogue/imports' ? '/hub/catalogue/import' : `/hub/${thing}`;
    await page.goto(`${appUrl}${list}`);
    const link = page.locator(`a[href^="/hub/${thing}/"]`);
    const found = await link.evaluateAll(
      (links, pattern) =>
        links.flatMap((each) => {
          const href = each.getAttribute('href') ?? '';
          return new RegExp(pattern).test(href) ? [href] : [];
        }),
      `^/hub/${thing}/[0-9a-f-]{36}$`,
    );
    if (found[0]) things.push(found[0]);
  }
  const suppliers = things.filter((path) => path.startsWith('/hub/suppliers/'));
  const more = suppliers.flatMap((path) => [`${path}/settings`, `${path}/upload`]);
  return [...HUB, ...things, ...more].map((path) => ({ path, address: `${appUrl}${path}` }));
}

/** Addresses of the app's screens inside the shop's admin. */
export function appScreens(appInAdmin: string): Address[] {
  return APP.map((path) => ({ path: path || '/app', address: `${appInAdmin}${path}` }));
}

/** What can be measured to be wrong with a screen at this width. */
export async function flawsOf(
  page: Page,
  { path, address }: Address,
  width: keyof typeof WIDTHS,
): Promise<string[]> {
  await page.setViewportSize({ width: WIDTHS[width], height: 900 });
  await page.goto(address);
  const frame = await contentOf(page);
  await frame.getByRole('heading', { level: 1 }).first().waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  const named = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${path} (${width}): ${id} ${String(target)}`),
  );
  const wide = await frame.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  return wide > 0 ? [...named, `${path} (${width}): ${wide} px wider than the window`] : named;
}

/** The app's own document: the page itself, or the frame that the admin shows it in. */
async function contentOf(page: Page): Promise<Frame> {
  const element = page.locator('#app-frame');
  if ((await element.count()) === 0) return page.mainFrame();
  return (await (await element.elementHandle())?.contentFrame()) ?? page.mainFrame();
}
