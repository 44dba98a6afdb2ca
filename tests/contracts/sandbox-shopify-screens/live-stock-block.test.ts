import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LINEN_SHIRT, startScreens, storeState } from '../../factories/shopify-screens.ts';
import type { ShownProduct } from '../../factories/shopify-screens.ts';
import {
  LIVE_STOCK_FOLDER,
  readBlock,
  readExtension,
} from '../../sandbox/shopify/screens/storefront/block.ts';
import { productDrop } from '../../sandbox/shopify/screens/storefront/drops.ts';
import { createLiquid, renderBlock } from '../../sandbox/shopify/screens/storefront/liquid.ts';

const extension = readExtension();
const block = readBlock(extension, 'live-stock');

/** The block as Shopify would paint it for one variant of a product. */
async function paint(
  product: ShownProduct,
  { variantId = '', language = 'en', settings = {} } = {},
): Promise<string> {
  const store = storeState([product]);
  const [record] = store.products.values();
  if (!record) throw new Error('no product');
  const drop = productDrop(store, record, { appNamespace: 'app--4242', variantId });
  const liquid = createLiquid({ extension, language, currency: 'CHF' });
  return renderBlock(liquid, block, { product: drop, language, settings });
}

const wordsIn = (markup: string) => /data-words>([^<]*)</.exec(markup)?.[1];
const factsIn = (markup: string) => /data-facts>([^<]*)</.exec(markup)?.[1];
const stateIn = (markup: string) => /data-state="(\w+)"/.exec(markup)?.[1];

function withQuantity(quantity: number, rest = {}): ShownProduct {
  return { ...LINEN_SHIRT, variants: [{ number: 1, options: ['S', 'Sand'], quantity, ...rest }] };
}

describe('what Liquid paints before any script', () => {
  it.each([
    [12, 'in', 'In stock · 12 left'],
    [20, 'in', 'In stock · 20 left'],
    [21, 'in', 'In stock'],
    [5, 'low', 'Low stock · 5 left'],
    [1, 'low', 'Low stock · 1 left'],
    [0, 'out', 'Sold out'],
    [-3, 'out', 'Sold out'],
  ])('says of %i units: %s, %s', async (quantity, state, words) => {
    const markup = await paint(withQuantity(quantity));
    expect([stateIn(markup), wordsIn(markup)]).toEqual([state, words]);
  });

  it('shows no number for a variant that is not tracked', async () => {
    expect(wordsIn(await paint(withQuantity(0, { tracked: false })))).toBe('In stock');
  });

  it('says that a variant without stock can be ordered where the shop sells on', async () => {
    const markup = await paint(withQuantity(0, { policy: 'CONTINUE' }));
    expect([stateIn(markup), wordsIn(markup)]).toEqual(['order', 'Available to order']);
  });

  it('takes the lead time from the metafield that the app owns', async () => {
    expect(factsIn(await paint(withQuantity(3, { leadTimeDays: 4 })))).toBe('Ships in 4 days');
    expect(factsIn(await paint(withQuantity(3, { leadTimeDays: 1 })))).toBe('Ships within a day');
    expect(factsIn(await paint(withQuantity(3)))).toBe('');
  });

  it.each([
    ['de', 'Nur noch wenige · noch 4'],
    ['fr', 'Stock limité · reste 4'],
    ['it', 'Ultimi pezzi · rimasti: 4'],
    ['rm', 'Low stock · 4 left'],
  ])('speaks %s', async (language, words) => {
    expect(wordsIn(await paint(withQuantity(4), { language }))).toBe(words);
  });

  it("follows the merchant's settings", async () => {
    const settings = { maximum_number: 0, low_threshold: 2, text_in_stock: 'Ready to go' };
    expect(wordsIn(await paint(withQuantity(4), { settings }))).toBe('Ready to go');
  });

  it('hands every variant on, so that a change of variant needs no waiting', async () => {
    const markup = await paint(LINEN_SHIRT);
    const painted = /data-painted>([\s\S]*?)<\/script>/.exec(markup)?.[1] ?? '';
    expect(JSON.parse(painted)).toEqual({
      501: [4, false, 2],
      502: [12, false, 2],
      503: [0, false, null],
      504: [0, true, 10],
    });
  });
});

describe('what a hostile text can do', () => {
  const attacks = [
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '</script><script>alert(1)</script>',
    '</stockbridge-live-stock><img src=x onerror=alert(1)>',
  ];

  it.each(attacks)('a setting stays text: %s', async (attack) => {
    const settings = {
      text_in_stock: attack,
      text_low: attack,
      text_out: attack,
      color_in_stock: attack,
      color_low: attack,
      color_out: attack,
    };
    const markup = await paint(withQuantity(50), { settings });
    const plain = await paint(withQuantity(50));
    const tags = (text: string) => text.match(/<\/?[a-z][\w-]*/g);
    expect(tags(markup)).toEqual(tags(plain));
    expect(markup).not.toContain(attack);
  });

  it.each(attacks)('a product title stays text on the page: %s', async (attack) => {
    const products = [{ ...LINEN_SHIRT, title: attack }];
    const screens = await startScreens('http://127.0.0.1:9', { products });
    const pages = ['', 'products/linen-shirt', '?q=' + encodeURIComponent(attack)];
    for (const path of pages) {
      const response = await fetch(`${screens.origin}/storefront/atelier/${path}`);
      expect(await response.text()).not.toContain(attack);
      expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    }
    await screens.close();
  });

  it('an option value cannot close the script that holds the variants', async () => {
    const variants = [{ number: 1, options: ['</script><b>', 'x'], quantity: 1 }];
    const screens = await startScreens('http://127.0.0.1:9', {
      products: [{ ...LINEN_SHIRT, variants }],
    });
    const page = await (
      await fetch(`${screens.origin}/storefront/atelier/products/linen-shirt`)
    ).text();
    await screens.close();
    expect(page).not.toContain('</script><b>');
  });
});

describe('the extension as a package', () => {
  it('has a script under 5 kB', () => {
    expect(statSync(new URL('assets/live-stock.js', LIVE_STOCK_FOLDER)).size).toBeLessThan(5_000);
  });

  it('never writes data as markup', () => {
    const script = readFileSync(new URL('assets/live-stock.js', LIVE_STOCK_FOLDER), 'utf8');
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
  });

  it('says the same things in every language, to shoppers and in the editor', () => {
    const keysOf = (value: unknown, path = ''): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, each]) => keysOf(each, `${path}.${key}`))
        : [path];
    const read = (name: string): unknown =>
      JSON.parse(readFileSync(new URL(`locales/${name}.json`, LIVE_STOCK_FOLDER), 'utf8'));
    for (const kind of ['', '.schema'])
      for (const language of ['de', 'fr', 'it'])
        expect(keysOf(read(language + kind)).sort()).toEqual(
          keysOf(read(`en.default${kind}`)).sort(),
        );
  });

  it('has a text for every key that the block asks for', async () => {
    const markup = await paint(LINEN_SHIRT);
    expect(markup).not.toContain('Translation missing');
    const editor = readFileSync(
      new URL('locales/en.default.schema.json', LIVE_STOCK_FOLDER),
      'utf8',
    );
    const asked = JSON.stringify(block.schema).match(/t:[\w.]+/g) ?? [];
    for (const key of asked) {
      let text: unknown = JSON.parse(editor);
      for (const step of key.slice(2).split('.')) text = (text as Record<string, unknown>)[step];
      expect(typeof text, key).toBe('string');
    }
  });
});
