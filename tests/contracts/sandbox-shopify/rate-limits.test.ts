import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAppCaller } from '../../sandbox/shopify/app-caller.ts';
import type { AppCaller } from '../../sandbox/shopify/app-caller.ts';
import { RESTORE_RATES } from '../../sandbox/shopify/bucket.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import { PRODUCT_SET, productInput, read, SET_QUANTITIES } from './reading.ts';

/** Stands still unless it is advanced. */
const clock = { now: () => new Date('2026-10-05T08:00:00Z') };
let sandbox: ShopifySandbox;
let app: AppCaller;
beforeAll(async () => {
  sandbox = await startShopifySandbox({ clock, webhooks: 'manual' });
  app = await connectAppCaller(sandbox, 'limits.myshopify.com');
});
afterAll(() => sandbox.close());

const CHEAP = '{ shop { id } }';
const rows = (count: number) =>
  Array.from({ length: count }, (_each, index) => ({
    inventoryItemId: `gid://shopify/InventoryItem/${index}`,
    locationId: 'gid://shopify/Location/1',
    quantity: 1,
    changeFromQuantity: null,
  }));
const input = (count: number) => ({
  name: 'available',
  reason: 'correction',
  quantities: rows(count),
});

describe('query cost and rate limits', () => {
  it('gives the cost with every answer', async () => {
    const { cost } = await app.call(CHEAP);
    expect(cost).toMatchObject({
      requestedQueryCost: 1,
      actualQueryCost: 1,
      throttleStatus: { maximumAvailable: 2000, restoreRate: 100 },
    });
  });

  it('charges 10 points for a mutation with a lean selection, whatever the number of rows', async () => {
    const lean = SET_QUANTITIES.replace(/changes \{[^}]*\}/, 'createdAt');
    expect((await app.call(lean, { input: input(250), key: 'lean' })).cost.requestedQueryCost).toBe(
      10,
    );
  });

  it('adds variants, files and metafields of a productSet to its cost', async () => {
    const sizes = Array.from({ length: 100 }, (_each, index) => `S${index}`);
    const base = productInput('Costly', sizes);
    const variants = base.variants.map((variant) => ({
      ...variant,
      metafields: [{ key: 'x', type: 'json', value: '1' }],
    }));
    const files = Array.from({ length: 10 }, () => ({
      originalSource: 'https://images.example/a.jpg',
      contentType: 'IMAGE',
    }));
    const lean = `mutation ($input: ProductSetInput!) { productSet(input: $input) { userErrors { message } } }`;
    const { cost } = await app.call(lean, { input: { ...base, variants, files } });
    expect(cost.requestedQueryCost).toBe(10 + 20 + 40 + 19);
  });

  it('refuses a query above 1000 points', async () => {
    const deep =
      '{ products(first: 250) { nodes { id media(first: 250) { nodes { id } } variants(first: 250) { nodes { id inventoryItem { id inventoryLevels(first: 250) { nodes { id location { id } } } } } } } } }';
    const { errors } = await app.call(deep);
    expect(errors[0]?.extensions?.code).toBe('MAX_COST_EXCEEDED');
  });

  it('refuses an input array of more than 250 entries', async () => {
    const { errors } = await app.call(SET_QUANTITIES, { input: input(251), key: 'big' });
    expect(errors[0]).toMatchObject({ extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' } });
  });

  it('takes more than 250 variants in a productSet', async () => {
    const sizes = Array.from({ length: 300 }, (_each, index) => `S${index}`);
    const variables = { input: productInput('Wide', sizes), synchronous: true };
    expect(read((await app.call(PRODUCT_SET, variables)).data, 'productSet.userErrors')).toEqual(
      [],
    );
  });

  it('gives back what was requested but not used', async () => {
    const shop = await connectAppCaller(sandbox, 'refund.myshopify.com');
    const { cost } = await shop.call('{ products(first: 250) { nodes { id } } }');
    expect(cost.requestedQueryCost).toBeGreaterThan(10);
    expect(cost.throttleStatus.currentlyAvailable).toBe(2000 - (cost.actualQueryCost ?? 0));
  });

  it('answers THROTTLED as HTTP 200 when the bucket is empty, without doing the work', async () => {
    const shop = await connectAppCaller(sandbox, 'empty.myshopify.com');
    sandbox.core.buckets.drain(`${sandbox.core.app.clientId}|empty.myshopify.com`, 'basic');
    const answer = await shop.call(
      'mutation { productCreate(product: { title: "Never" }) { product { id } } }',
    );
    expect(answer.status).toBe(200);
    expect(answer.errors[0]?.extensions?.code).toBe('THROTTLED');
    expect(answer.cost.throttleStatus).toMatchObject({ currentlyAvailable: 0, restoreRate: 100 });
    expect((await sandbox.control.counts({ shop: shop.shop })).products).toBe(0);
  });

  it('refills the bucket with time, for each app and shop by itself', async () => {
    const shop = await connectAppCaller(sandbox, 'refill.myshopify.com');
    sandbox.core.buckets.drain(`${sandbox.core.app.clientId}|refill.myshopify.com`, 'basic');
    expect((await app.call(CHEAP)).errors).toEqual([]);
    expect((await shop.call(CHEAP)).errors[0]?.extensions?.code).toBe('THROTTLED');
    await sandbox.control.advance({ ms: 500 });
    expect((await shop.call(CHEAP)).cost.throttleStatus.currentlyAvailable).toBe(49);
  });

  it.each(Object.entries(RESTORE_RATES))(
    'restores on plan %s %d points a second into a bucket twenty times as large',
    async (plan, rate) => {
      const shop = `plan-${plan}.myshopify.com`;
      await sandbox.control.createStore({ shop, plan: plan as keyof typeof RESTORE_RATES });
      const { cost } = await (await connectAppCaller(sandbox, shop)).call(CHEAP);
      expect(cost.throttleStatus).toMatchObject({ restoreRate: rate, maximumAvailable: 20 * rate });
    },
  );

  it('can have its limits switched off for benches', async () => {
    await sandbox.control.setUnlimited({ unlimited: true });
    sandbox.core.buckets.drain(`${sandbox.core.app.clientId}|${app.shop}`, 'basic');
    expect((await app.call(CHEAP)).errors).toEqual([]);
    await sandbox.control.setUnlimited({ unlimited: false });
  });
});
