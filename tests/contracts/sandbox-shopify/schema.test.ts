import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAppCaller } from '../../sandbox/shopify/app-caller.ts';
import type { AppCaller } from '../../sandbox/shopify/app-caller.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import { prepareDocument, requiresIdempotencyKey } from '../../sandbox/shopify/schema.ts';

let sandbox: ShopifySandbox;
let app: AppCaller;
beforeAll(async () => {
  sandbox = await startShopifySandbox();
  app = await connectAppCaller(sandbox, 'schema.myshopify.com');
});
afterAll(() => sandbox.close());

describe('the schema of the sandbox', () => {
  it('refuses a field that the Admin API does not have', async () => {
    const { data, errors } = await app.call('{ shop { favouriteColour } }');
    expect(data).toBeUndefined();
    expect(errors[0]?.message).toContain('favouriteColour');
  });

  it('refuses an argument that the Admin API does not have', async () => {
    const { errors } = await app.call('{ locations(first: 1, colour: "red") { nodes { id } } }');
    expect(errors[0]?.message).toContain('colour');
  });

  it('refuses variables that do not fit their types', async () => {
    const query = 'query ($id: ID!) { order(id: $id) { id } }';
    const { errors } = await app.call(query, {});
    expect(errors[0]?.message).toContain('$id');
  });

  it('says "not emulated" for an operation it knows only by name', async () => {
    const { data, errors } = await app.call('{ giftCards(first: 1) { nodes { id } } }');
    expect(errors[0]?.message).toBe('not emulated: QueryRoot.giftCards');
    expect(data).toBeNull();
  });

  it('says "not emulated" for a field it does not keep', async () => {
    const { errors } = await app.call('{ shop { shopOwnerName } }');
    expect(errors[0]?.message).toBe('not emulated: Shop.shopOwnerName');
  });

  it('refuses a connection without first or last', async () => {
    const { errors } = await app.call('{ locations { nodes { id } } }');
    expect(errors[0]?.message).toBe('you must provide one of first or last');
  });

  it('no longer knows ignoreCompareQuantity and compareQuantity', () => {
    const query = `mutation ($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) { userErrors { message } } }`;
    const inline = query
      .replace('$input: ', '$ignored: ')
      .replace(
        '$input',
        '{ignoreCompareQuantity: true, name: "available", reason: "x", quantities: []}',
      );
    expect(
      prepareDocument(inline)
        .errors.map((each) => each.message)
        .join(),
    ).toContain('ignoreCompareQuantity');
  });

  it('no longer knows inventorySetScheduledChanges', () => {
    const { errors } = prepareDocument(
      'mutation { inventorySetScheduledChanges { userErrors { message } } }',
    );
    expect(errors[0]?.message).toContain('inventorySetScheduledChanges');
  });

  it('does not answer for another version of the API', async () => {
    const response = await fetch(`${sandbox.origin}/admin/api/2025-01/graphql.json`, {
      method: 'POST',
      headers: { 'x-emulated-host': app.shop, 'x-shopify-access-token': app.accessToken },
      body: '{"query":"{ shop { id } }"}',
    });
    expect(response.status).toBe(404);
  });

  it('reads from the schema which mutations need an idempotency key', () => {
    for (const mutation of [
      'inventorySetQuantities',
      'inventoryAdjustQuantities',
      'inventoryActivate',
      'refundCreate',
      'inventoryMoveQuantities',
      'locationActivate',
    ])
      expect(requiresIdempotencyKey(mutation), mutation).toBe(true);
    for (const mutation of [
      'inventoryBulkToggleActivation',
      'inventoryDeactivate',
      'inventoryItemUpdate',
      'productSet',
      'fulfillmentCreate',
    ])
      expect(requiresIdempotencyKey(mutation), mutation).toBe(false);
  });
});

const OPERATIONS = new URL('../../../../shared/reference/shopify-operations/', import.meta.url);
const OF_OTHER_APIS = [
  'partner-active-subscription',
  'function-cart-validation-input',
  'fulfillment-order-fields.fragment',
  'customer-order-tracking',
];

describe.skipIf(!existsSync(OPERATIONS))(
  'the reference operations (skipped where they are not at hand)',
  () => {
    it('are all valid against the schema', () => {
      const names = readdirSync(OPERATIONS).map((name) => name.replace('.graphql', ''));
      const wrong = names
        .filter((name) => !OF_OTHER_APIS.includes(name))
        .filter((name) => {
          const { errors } = prepareDocument(
            readFileSync(new URL(`${name}.graphql`, OPERATIONS), 'utf8'),
          );
          return errors.length > 0;
        });
      expect(names.length).toBeGreaterThan(60);
      expect(wrong).toEqual([]);
    });
  },
);
