import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectAppCaller } from '../../sandbox/shopify/app-caller.ts';
import type { AppCaller } from '../../sandbox/shopify/app-caller.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import { DEFAULT_SWITCHES } from '../../sandbox/shopify/switches.ts';
import { read, readText, SET_QUANTITIES } from './reading.ts';

const shop = 'switches.myshopify.com';
let sandbox: ShopifySandbox;
let app: AppCaller;
let hub: string;
beforeAll(async () => {
  sandbox = await startShopifySandbox({ unlimited: true, webhooks: 'manual' });
  app = await connectAppCaller(sandbox, shop);
  const create =
    'mutation { fulfillmentServiceCreate(name: "Hub", inventoryManagement: true) { fulfillmentService { location { id } } } }';
  hub = readText(
    (await app.call(create)).data,
    'fulfillmentServiceCreate.fulfillmentService.location.id',
  );
  await sandbox.control.seedProducts({
    shop,
    products: [{ title: 'Cup', variants: [{ sku: 'CUP', price: '1', available: 1 }] }],
  });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.control.setSwitches(DEFAULT_SWITCHES));

let keys = 0;
async function set(quantity: number) {
  const variant = (await sandbox.control.productBySku({ shop, sku: 'CUP' }))?.variants[0];
  const row = { locationId: hub, quantity, changeFromQuantity: null };
  const quantities = [{ ...row, inventoryItemId: variant?.inventoryItemId }];
  const input = { name: 'available', reason: 'correction', quantities };
  const { data } = await app.call(SET_QUANTITIES, { input, key: `switch-${(keys += 1)}` });
  return read(data, 'inventorySetQuantities.userErrors');
}

describe('switches', () => {
  it.each([
    ['allowed', 0],
    ['refused', 1],
  ] as const)(
    'stock pushed to a service that manages its inventory is %s',
    async (pushToManagedInventory, errors) => {
      await sandbox.control.setSwitches({ pushToManagedInventory });
      expect(await set(3)).toHaveLength(errors);
    },
  );

  it('quantities set on a level that is not connected add up, when switched so', async () => {
    await set(3);
    const level = [...(sandbox.core.stores.get(shop)?.inventoryLevels.values() ?? [])].find(
      (each) => each.locationId === hub,
    );
    if (level) level.isActive = false;
    await sandbox.control.setSwitches({ setOnUnstockedLevel: 'adds-up' });
    await set(3);
    expect(level).toMatchObject({ available: 6, isActive: false });
  });

  it.each([
    ['observed', 25],
    ['linear', 501],
  ] as const)('the size of a connection costs as %s', async (connectionCost, cost) => {
    await sandbox.control.setSwitches({ connectionCost });
    const query =
      'query ($id: ID!) { product(id: $id) { variants(first: 250) { nodes { inventoryItem { id tracked } } } } }';
    const answer = await app.call(query, { id: 'gid://shopify/Product/1' });
    expect(answer.cost.requestedQueryCost).toBe(cost);
  });

  it.each([
    ['taken', true],
    ['ignored', false],
  ] as const)(
    'definitions of variants in the TOML are %s',
    async (variantDefinitionsInToml, defined) => {
      await sandbox.control.setSwitches({ variantDefinitionsInToml });
      const fresh = `toml-${variantDefinitionsInToml}.myshopify.com`;
      await sandbox.control.createStore({ shop: fresh });
      await sandbox.control.install({ shop: fresh });
      const owners = [...(sandbox.core.stores.get(fresh)?.metafieldDefinitions.values() ?? [])].map(
        (each) => each.ownerType,
      );
      expect(owners.includes('PRODUCTVARIANT')).toBe(defined);
      expect(owners).toContain('PRODUCT');
    },
  );
});
