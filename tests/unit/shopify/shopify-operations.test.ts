import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, parse, validate, NoDeprecatedCustomRule } from 'graphql';
import type { IntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as bulk from '../../../app/integrations/channels/shopify/shopify-operations/bulk.ts';
import * as fulfilment from '../../../app/integrations/channels/shopify/shopify-operations/fulfilment.ts';
import * as orders from '../../../app/integrations/channels/shopify/shopify-operations/orders.ts';
import * as products from '../../../app/integrations/channels/shopify/shopify-operations/products.ts';
import * as refunds from '../../../app/integrations/channels/shopify/shopify-operations/refunds.ts';
import * as stock from '../../../app/integrations/channels/shopify/shopify-operations/stock.ts';
import * as store from '../../../app/integrations/channels/shopify/shopify-operations/store.ts';

const SCHEMA_FILE = 'node_modules/@shopify/dev-mcp/dist/data/admin_2026-10.json.gz';
const Introspection = z.object({ data: z.custom<IntrospectionQuery>() });
const schema = buildClientSchema(
  Introspection.parse(JSON.parse(gunzipSync(readFileSync(SCHEMA_FILE)).toString('utf8'))).data,
);

const Operation = z.object({ name: z.string(), document: z.string(), lane: z.string() });
const operations = Object.values({
  ...bulk,
  ...fulfilment,
  ...orders,
  ...products,
  ...refunds,
  ...stock,
  ...store,
}).flatMap((each) => Operation.safeParse(each).data ?? []);

const documents = [
  ...operations,
  products.findManyProducts(50),
  { name: 'BulkSetProduct', document: bulk.BULK_SET_PRODUCT },
  { name: 'BulkShowProduct', document: bulk.bulkShowProduct('ShowImported_1') },
];

/** Mutations on which Shopify demands the directive since 2026-04. */
const NEEDS_KEY =
  /\b(inventorySetQuantities|inventoryAdjustQuantities|inventoryActivate|refundCreate)\(/;

describe('the Shopify operations', () => {
  it('are all found by this test', () => {
    expect(documents.length).toBeGreaterThan(35);
  });

  it.each(documents)('$name fits the official schema of 2026-10', ({ document }) => {
    expect(validate(schema, parse(document)).map(({ message }) => message)).toEqual([]);
  });

  it.each(documents)('$name uses nothing deprecated', ({ document }) => {
    const found = validate(schema, parse(document), [NoDeprecatedCustomRule]);
    expect(found.map(({ message }) => message)).toEqual([]);
  });

  it('carry an idempotency key wherever Shopify demands one', () => {
    const needing = documents.filter(({ document }) => NEEDS_KEY.test(document));
    expect(needing.map(({ name }) => name).toSorted()).toEqual([
      'ActivateLevel',
      'CreateRefund',
      'SetQuantities',
    ]);
    for (const { document } of needing)
      expect(document).toContain('@idempotent(key: $idempotencyKey)');
  });

  it('have names of their own, which the cost book tells them apart by', () => {
    expect(new Set(documents.map(({ name }) => name)).size).toBe(documents.length);
  });
});
