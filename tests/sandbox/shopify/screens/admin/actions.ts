/** What the merchant does with a button: a table from the action's name to a verb of the control door. */
import type { StoreState } from '../../store.ts';
import { readForm, sendHtml, sendRedirect } from '../answers.ts';
import { html } from '../html.ts';
import { appHandle } from '../screen.ts';
import type { Screen } from '../screen.ts';
import { publishedProducts, variantsOf, variantStock } from '../stock.ts';

type Action = (screen: Screen, form: URLSearchParams) => Promise<string>;

const SHOPPERS = [
  {
    firstName: 'Ada',
    lastName: 'Muster',
    address1: 'Seestrasse 12',
    city: 'Zürich',
    zip: '8002',
    countryCode: 'CH',
  },
  {
    firstName: 'Luc',
    lastName: 'Favre',
    address1: 'Rue du Lac 3',
    city: 'Lausanne',
    zip: '1003',
    countryCode: 'CH',
  },
  {
    firstName: 'Mia',
    lastName: 'Keller',
    address1: 'Marktgasse 44',
    city: 'Bern',
    zip: '3011',
    countryCode: 'CH',
  },
] as const;

export function shopperFor(orderNumber: number) {
  return SHOPPERS[orderNumber % SHOPPERS.length] ?? SHOPPERS[0];
}

/** Something that can be bought now; another product each time. */
export function pickVariant(store: StoreState): string | undefined {
  const buyable: string[] = [];
  for (const product of publishedProducts(store)) {
    const variant = variantsOf(store, product).find((each) => variantStock(store, each).available);
    if (variant) buyable.push(variant.id);
    if (buyable.length > 200) break;
  }
  return buyable[(store.lastOrderNumber * 7) % Math.max(1, buyable.length)];
}

const placeOrder: Action = async ({ sandbox, store, handle }, form) => {
  const variantId = pickVariant(store);
  if (!variantId) throw new Error('Nothing is published and in stock. Import products first.');
  const order = await sandbox.control.placeOrder({
    shop: store.shop.domain,
    lines: [{ variantId, quantity: 1 }],
    email: 'shopper@example.com',
    paid: form.has('paid'),
    shippingAddress: shopperFor(store.lastOrderNumber),
  });
  return `/store/${handle}/orders/${order.id.slice(order.id.lastIndexOf('/') + 1)}`;
};

type OrderVerb = 'markPaid' | 'cancelOrder' | 'requestFulfillment' | 'requestCancellation';
const onOrder =
  (verb: OrderVerb): Action =>
  async ({ sandbox, store, handle }, form) => {
    await sandbox.control[verb]({ shop: store.shop.domain, id: form.get('id') ?? '' });
    return `/store/${handle}/orders/${form.get('order')?.replace(/\D/g, '') ?? ''}`;
  };

const ACTIONS: Record<string, Action> = {
  'place-order': placeOrder,
  'mark-paid': onOrder('markPaid'),
  'cancel-order': onOrder('cancelOrder'),
  'request-fulfilment': onOrder('requestFulfillment'),
  'request-cancellation': onOrder('requestCancellation'),
  install: async ({ sandbox, store, handle }) => {
    await sandbox.control.install({ shop: store.shop.domain });
    return `/store/${handle}/apps/${appHandle(sandbox.app.name)}`;
  },
  uninstall: async ({ sandbox, store, handle }) => {
    await sandbox.control.uninstall({ shop: store.shop.domain });
    return `/store/${handle}`;
  },
};

/** Runs the action, then shows where it leads; a refusal is a page that says why. */
export async function runAction(screen: Screen, name: string): Promise<true> {
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!action) return sendHtml(screen.response, 'No such action', { status: 404 });
  try {
    return sendRedirect(screen.response, await action(screen, await readForm(screen.request)));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const page = html`<!doctype html>
      <html lang="en">
        <head>
          <title>Not possible</title>
          <link rel="stylesheet" href="/screens/admin.css" />
        </head>
        <body style="display:block;background:#f1f1f1">
          <main class="page">
            <h1>Not possible</h1>
            <p class="notice">${why}</p>
            <a class="button" href="/store/${screen.handle}/orders">Back to the orders</a>
          </main>
        </body>
      </html>`;
    return sendHtml(screen.response, page, { status: 409 });
  }
}
