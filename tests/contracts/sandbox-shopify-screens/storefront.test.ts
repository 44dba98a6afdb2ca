import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LINEN_SHIRT, startScreens } from '../../factories/shopify-screens.ts';
import type { RunningScreens } from '../../factories/shopify-screens.ts';

let screens: RunningScreens;

beforeAll(async () => {
  const draft = {
    ...LINEN_SHIRT,
    number: 600,
    handle: 'secret',
    title: 'Not yet',
    status: 'DRAFT' as const,
  };
  screens = await startScreens('http://127.0.0.1:9', {
    products: [LINEN_SHIRT, { ...draft, variants: [] }],
  });
});
afterAll(() => screens.close());

const read = async (path: string) =>
  (await fetch(`${screens.origin}/storefront/atelier/${path}`)).text();

describe('the storefront', () => {
  it('shows what is published and active, nothing else', async () => {
    const shelf = await read('');
    expect(shelf).toContain('Linen shirt');
    expect(shelf).not.toContain('Not yet');
    const response = await fetch(`${screens.origin}/storefront/atelier/products/secret`);
    expect(response.status).toBe(404);
  });

  it('finds by title', async () => {
    expect(await read('?q=linen')).toContain('1 product<');
    expect(await read('?q=wool')).toContain('0 products<');
  });

  it('selects the variant named in the address', async () => {
    const page = await read('products/linen-shirt?variant=502');
    expect(page).toContain('In stock · 12 left');
    expect(page).toMatch(/name="id" value="502"/);
  });

  it('selects by options for a shopper without script', async () => {
    const page = await read('products/linen-shirt?option1=S&option2=Ink');
    expect(page).toContain('Sold out');
    expect(page).toMatch(/name="id" value="503"/);
  });

  it("loads the block's script and style only where the block stands", async () => {
    expect(await read('products/linen-shirt')).toContain('/screens/live-stock/live-stock.js');
    expect(await read('')).not.toContain('live-stock.js');
  });

  it('places a paid order when the shopper buys', async () => {
    const response = await fetch(`${screens.origin}/storefront/atelier/cart/add`, {
      method: 'POST',
      body: new URLSearchParams({ id: '502', quantity: '2' }),
      redirect: 'manual',
    });
    expect(response.headers.get('location')).toBe('/storefront/atelier/orders/9001');
    expect(screens.placed[0]).toMatchObject({
      paid: true,
      lines: [{ variantId: 'gid://shopify/ProductVariant/502', quantity: 2 }],
    });
  });

  it('sells nothing that does not exist', async () => {
    const response = await fetch(`${screens.origin}/storefront/atelier/cart/add`, {
      method: 'POST',
      body: new URLSearchParams({ id: '77', quantity: '1' }),
    });
    expect(response.status).toBe(404);
  });
});
