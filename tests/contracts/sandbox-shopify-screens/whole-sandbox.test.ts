/** The screens before the whole sandbox: what people press reaches the simulator. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import { closeAppFront } from '../../sandbox/shopify/screens/index.ts';

const shop = 'atelier.myshopify.com';
let sandbox: ShopifySandbox;

beforeAll(async () => {
  sandbox = await startShopifySandbox({
    stores: [{ shop, name: 'Atelier' }],
    app: { applicationUrl: 'http://127.0.0.1:9/app' },
    webhooks: 'manual',
  });
  await sandbox.control.seedProducts({
    shop,
    products: [{ title: 'Hat', published: true, variants: [{ price: '12.50', available: 7 }] }],
  });
});
afterAll(async () => {
  await closeAppFront(sandbox.core);
  await sandbox.close();
});

const read = async (path: string) => (await fetch(sandbox.origin + path)).text();
async function press(path: string, fields: Record<string, string> = {}): Promise<string> {
  const body = new URLSearchParams(fields);
  const response = await fetch(sandbox.origin + path, { method: 'POST', body, redirect: 'manual' });
  return response.headers.get('location') ?? `${response.status}`;
}

it('lets a shopper buy, and shows less stock and the order afterwards', async () => {
  const [product] = await sandbox.control.products({ shop });
  const variant = product?.variantIds[0]?.split('/').pop() ?? '';
  const before = await read('/storefront/atelier/products/hat');
  const order = await press('/storefront/atelier/cart/add', { id: variant, quantity: '2' });
  expect(before).toContain('In stock · 7 left');
  expect(await read('/storefront/atelier/products/hat')).toContain('Low stock · 5 left');
  expect(await read(order)).toContain('2 × Hat');
  const [placed] = await sandbox.control.orders({ shop });
  expect(placed?.financialStatus).toBe('PAID');
});

it('lets the merchant place an unpaid order, mark it paid and cancel it', async () => {
  const address = await press('/store/atelier/actions/place-order');
  expect(await read(address)).toContain('Mark paid');
  const order = address.split('/').pop() ?? '';
  const fields = { id: `gid://shopify/Order/${order}`, order };
  expect(await press('/store/atelier/actions/mark-paid', fields)).toBe(address);
  expect(await read(address)).not.toContain('Mark paid');
  await press('/store/atelier/actions/cancel-order', fields);
  expect((await sandbox.control.order({ shop, id: fields.id }))?.cancelledAt).not.toBeNull();
});

it('says why something is not possible', async () => {
  const [order] = await sandbox.control.orders({ shop });
  const id = order?.fulfillmentOrderIds[0] ?? '';
  const response = await fetch(`${sandbox.origin}/store/atelier/actions/request-fulfilment`, {
    method: 'POST',
    body: new URLSearchParams({ id }),
  });
  expect(response.status).toBe(409);
  expect(await response.text()).toContain('fulfillment');
});

it('installs and uninstalls the app', async () => {
  expect(await press('/store/atelier/actions/install')).toBe('/store/atelier/apps/stockbridge');
  expect(await read('/store/atelier/apps/stockbridge')).toContain('id_token=');
  await press('/store/atelier/actions/uninstall');
  expect(await read('/store/atelier')).toContain('Install app');
});
