/** Operations on stock at the app's own location. */
import { z } from 'zod';
import { defineOperation } from '../shopify-operation.ts';
import { Gid, IdOnly, MoneyText, PageInfo, userErrors } from '../shopify-schemas.ts';

const quantities = z.array(z.object({ name: z.string(), quantity: z.number().int() }));
const Level = z.object({ isActive: z.boolean(), quantities });
export type Level = z.infer<typeof Level>;

export const setQuantities = defineOperation({
  lane: 'publishing',
  points: 10,
  document: `mutation SetQuantities($input: InventorySetQuantitiesInput!, $idempotencyKey: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $idempotencyKey) {
    inventoryAdjustmentGroup { id }
    userErrors { field message code }
  }
}`,
  answer: z.object({
    inventorySetQuantities: z.object({ inventoryAdjustmentGroup: IdOnly.nullable(), userErrors }),
  }),
});

export const activateLevel = defineOperation({
  lane: 'publishing',
  points: 10,
  document: `mutation ActivateLevel($inventoryItemId: ID!, $locationId: ID!, $available: Int!, $idempotencyKey: String!) {
  inventoryActivate(inventoryItemId: $inventoryItemId, locationId: $locationId, available: $available) @idempotent(key: $idempotencyKey) {
    inventoryLevel { isActive quantities(names: ["available"]) { name quantity } }
    userErrors { field message }
  }
}`,
  answer: z.object({
    inventoryActivate: z.object({ inventoryLevel: Level.nullable(), userErrors }),
  }),
});

/** Three objects for each item: 250 items stay under 1,000 points. */
export const readLevels = defineOperation({
  lane: 'publishing',
  points: (ids) => 3 * ids + 1,
  document: `query ReadLevels($ids: [ID!]!, $locationId: ID!) {
  nodes(ids: $ids) {
    ... on InventoryItem {
      id
      inventoryLevel(locationId: $locationId, includeInactive: true) {
        isActive
        quantities(names: ["available", "committed", "on_hand"]) { name quantity }
      }
    }
  }
}`,
  answer: z.object({
    nodes: z.array(z.object({ id: Gid, inventoryLevel: Level.nullable() }).nullable()),
  }),
});

/** 100 levels with five objects each stay under 1,000 points, however connections are counted. */
export const auditLevels = defineOperation({
  lane: 'publishing',
  points: 850,
  document: `query AuditLevels($locationId: ID!, $first: Int!, $after: String) {
  location(id: $locationId) {
    inventoryLevels(first: $first, after: $after) {
      nodes {
        isActive
        quantities(names: ["available", "committed", "on_hand"]) { name quantity }
        item { id variants(first: 1) { nodes { id price } } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  answer: z.object({
    location: z
      .object({
        inventoryLevels: z.object({
          nodes: z.array(
            Level.extend({
              item: z.object({
                id: Gid,
                variants: z
                  .object({ nodes: z.array(z.object({ id: Gid, price: MoneyText })) })
                  .nullable(),
              }),
            }),
          ),
          pageInfo: PageInfo,
        }),
      })
      .nullable(),
  }),
});

/** Also run once for each line of a file of prices. */
export const SET_VARIANT_PRICES = `mutation SetVariantPrices($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $productId, variants: $variants, allowPartialUpdates: true) {
    userErrors { field message code }
  }
}`;

export const setVariantPrices = defineOperation({
  lane: 'publishing',
  points: 10,
  document: SET_VARIANT_PRICES,
  answer: z.object({ productVariantsBulkUpdate: z.object({ userErrors }) }),
});
