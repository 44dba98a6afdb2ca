/** The storefront of one store: shelf, product with the app's block, buying, and the order's page. */
import type { Liquid } from 'liquidjs';
import { appNamespace } from '../../app-configuration.ts';
import type { OrderView } from '../../control.ts';
import type { ProductRecord } from '../../store.ts';
import { shopperFor } from '../admin/actions.ts';
import { readForm, sendHtml, sendRedirect } from '../answers.ts';
import { numberOf } from '../screen.ts';
import type { Screen } from '../screen.ts';
import { publishedProducts } from '../stock.ts';
import { readBlock, readExtension } from './block.ts';
import type { Block, Extension } from './block.ts';
import { productDrop } from './drops.ts';
import { createLiquid, renderBlock } from './liquid.ts';

const PAGE_SIZE = 24;
const LANGUAGES = ['en', 'de', 'fr', 'it'];
/** A supplier's description may hold a script; no page of ours runs it. */
const POLICY = "script-src 'self'; object-src 'none'; base-uri 'none'";

type Theme = { extension: Extension; block: Block; liquid: Liquid; language: string };

/** Read at every page, so that an edited block shows at once. */
function openTheme({ query, store }: Screen): Theme {
  const extension = readExtension();
  const language = LANGUAGES.find((each) => each === query.get('locale')) ?? 'en';
  const liquid = createLiquid({ extension, language, currency: store.shop.currencyCode });
  return { extension, block: readBlock(extension, 'live-stock'), liquid, language };
}

async function show(
  screen: Screen,
  theme: Theme,
  page: { template: string; title: string; header?: string; values: object; status?: number },
): Promise<true> {
  const shared = {
    root: `/storefront/${screen.handle}`,
    shop: { name: screen.store.shop.name },
    currency: screen.store.shop.currencyCode,
    request: { locale: { iso_code: theme.language } },
    query: screen.query.get('q') ?? '',
  };
  const content: unknown = await theme.liquid.renderFile(page.template, {
    ...shared,
    ...page.values,
  });
  const layout = {
    ...shared,
    content,
    page_title: page.title,
    content_for_header: page.header ?? '',
  };
  const whole: unknown = await theme.liquid.renderFile('layout', layout);
  return sendHtml(screen.response, String(whole), {
    status: page.status ?? 200,
    headers: { 'content-security-policy': POLICY },
  });
}

function findProducts({ store, query }: Screen): ProductRecord[] {
  const words = (query.get('q') ?? '').trim().toLowerCase();
  return [...publishedProducts(store)].filter(({ title, vendor }) =>
    `${title} ${vendor}`.toLowerCase().includes(words),
  );
}

async function showShelf(screen: Screen, theme: Theme): Promise<true> {
  const found = findProducts(screen);
  const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
  const page = Math.min(pages, Math.max(1, Number(screen.query.get('page')) || 1));
  const shown = found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const settings = { appNamespace: appNamespace(screen.sandbox.app, '$app') };
  const products = shown.map((product) => productDrop(screen.store, product, settings));
  const values = { products, page, pages, total: found.length };
  return show(screen, theme, { template: 'index', title: 'All products', values });
}

/** Where a shopper without script lands who chose options: the variant that has them. */
function chosenVariant(screen: Screen, product: ProductRecord): string | null {
  const chosen = [1, 2, 3].map((position) => screen.query.get(`option${position}`));
  if (chosen[0] === null) return screen.query.get('variant');
  const id = product.variantIds.find((each) =>
    screen.store.variants
      .get(each)
      ?.selectedOptions.every(({ value }, index) => value === chosen[index]),
  );
  return id ? numberOf(id) : null;
}

async function showProduct(screen: Screen, theme: Theme, handle: string): Promise<true> {
  const { store, sandbox } = screen;
  const record = store.products.get(store.productHandles.get(handle) ?? '');
  const published = record && [...publishedProducts(store)].includes(record);
  if (!record || !published) return showNothing(screen, theme);
  const product = productDrop(store, record, {
    appNamespace: appNamespace(sandbox.app, '$app'),
    variantId: chosenVariant(screen, record),
  });
  const block = await renderBlock(theme.liquid, theme.block, { product, language: theme.language });
  const { stylesheet = '', javascript = '' } = theme.block.schema;
  const header = `<link rel="stylesheet" href="/screens/live-stock/${stylesheet}">
    <script src="/screens/live-stock/${javascript}" defer></script>
    <script type="module" src="/screens/storefront.js"></script>`;
  return show(screen, theme, {
    template: 'product',
    title: record.title,
    header,
    values: { product, block },
  });
}

function showNothing(screen: Screen, theme: Theme): Promise<true> {
  const values = { products: [], total: 0, page: 1, pages: 1 };
  return show(screen, theme, { template: 'index', title: 'Not found', values, status: 404 });
}

/** Buying is one click here: address and card are the sandbox's. */
async function buy(screen: Screen): Promise<true> {
  const { sandbox, store, handle } = screen;
  const form = await readForm(screen.request);
  const variantId = `gid://shopify/ProductVariant/${form.get('id')?.replace(/\D/g, '') ?? ''}`;
  const quantity = Math.min(99, Math.max(1, Math.floor(Number(form.get('quantity') ?? 1)) || 1));
  if (!store.variants.has(variantId)) return sendHtml(screen.response, 'Gone', { status: 404 });
  const order = await sandbox.control.placeOrder({
    shop: store.shop.domain,
    lines: [{ variantId, quantity }],
    email: 'shopper@example.com',
    paid: true,
    shippingAddress: shopperFor(store.lastOrderNumber),
  });
  return sendRedirect(screen.response, `/storefront/${handle}/orders/${numberOf(order.id)}`);
}

function parcels(order: OrderView) {
  const titles = new Map(order.lines.map((line) => [line.id, line.title]));
  return order.fulfillments.flatMap((each) =>
    each.tracking.map(({ company, number, url }) => ({
      company,
      number,
      url: url && /^https?:\/\//i.test(url) ? url : null,
      event: each.events.at(-1)?.status.toLowerCase().replaceAll('_', ' ') ?? null,
      contents: each.lines
        .map((line) => `${line.quantity} × ${titles.get(line.lineItemId) ?? ''}`)
        .join(', '),
    })),
  );
}

function orderDrop(order: OrderView) {
  const shipped = order.fulfillmentStatus === 'FULFILLED';
  return {
    name: order.name,
    status: order.cancelledAt
      ? 'This order was cancelled.'
      : shipped
        ? 'Everything is on its way.'
        : 'We tell you here as soon as it ships.',
    lines: order.lines.map((line) => ({
      title: line.title,
      variant: line.variantTitle,
      quantity: line.currentQuantity,
      amount: line.currentQuantity * line.discountedUnitPrice,
    })),
    parcels: parcels(order),
  };
}

async function showOrder(screen: Screen, theme: Theme, number: string): Promise<true> {
  const id = `gid://shopify/Order/${number}`;
  const order = await screen.sandbox.control.order({ shop: screen.store.shop.domain, id });
  if (!order) return showNothing(screen, theme);
  const values = { order: orderDrop(order) };
  return show(screen, theme, { template: 'order', title: `Order ${order.name}`, values });
}

export async function showStorefront(screen: Screen): Promise<true> {
  if (screen.request.method === 'POST') return buy(screen);
  const theme = openTheme(screen);
  const [, section = '', rest = ''] = /^\/?([^/]*)\/?(.*)$/.exec(screen.path) ?? [];
  if (section === '') return showShelf(screen, theme);
  if (section === 'products') return showProduct(screen, theme, decodeURIComponent(rest));
  if (section === 'orders') return showOrder(screen, theme, rest);
  return showNothing(screen, theme);
}
