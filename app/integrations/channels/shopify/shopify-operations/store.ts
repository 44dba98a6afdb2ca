/** Operations on the shop itself: who it is, and what the app sets up in it. */
import { z } from 'zod';
import { defineOperation } from '../shopify-operation.ts';
import { Gid, IdOnly, PageInfo, UserError, userErrors } from '../shopify-schemas.ts';

export const describeShop = defineOperation({
  lane: 'orders',
  points: 5,
  document: `query DescribeShop {
  shop { id name myshopifyDomain email currencyCode ianaTimezone shopAddress { countryCodeV2 } }
}`,
  answer: z.object({
    shop: z.object({
      id: Gid,
      name: z.string(),
      myshopifyDomain: z.string(),
      email: z.string().nullish(),
      currencyCode: z.string().length(3),
      ianaTimezone: z.string(),
      shopAddress: z.object({ countryCodeV2: z.string().nullish() }).nullish(),
    }),
  }),
});

const FulfillmentService = z.object({
  id: Gid,
  handle: z.string(),
  serviceName: z.string(),
  inventoryManagement: z.boolean(),
  location: z.object({ id: Gid, isActive: z.boolean() }).nullable(),
});
export type FulfillmentService = z.infer<typeof FulfillmentService>;

export const listFulfillmentServices = defineOperation({
  lane: 'orders',
  points: 10,
  document: `query ListFulfillmentServices {
  shop { fulfillmentServices { id handle serviceName inventoryManagement location { id isActive } } }
}`,
  answer: z.object({ shop: z.object({ fulfillmentServices: z.array(FulfillmentService) }) }),
});

export const createFulfillmentService = defineOperation({
  lane: 'orders',
  points: 10,
  document: `mutation CreateFulfillmentService($name: String!) {
  fulfillmentServiceCreate(name: $name, trackingSupport: true, inventoryManagement: true, requiresShippingMethod: true) {
    fulfillmentService { id handle serviceName inventoryManagement location { id isActive } }
    userErrors { field message }
  }
}`,
  answer: z.object({
    fulfillmentServiceCreate: z.object({
      fulfillmentService: FulfillmentService.nullable(),
      userErrors,
    }),
  }),
});

export const letShopifyManageInventory = defineOperation({
  lane: 'publishing',
  points: 10,
  document: `mutation LetShopifyManageInventory($id: ID!) {
  fulfillmentServiceUpdate(id: $id, inventoryManagement: false) {
    fulfillmentService { id inventoryManagement }
    userErrors { field message }
  }
}`,
  answer: z.object({ fulfillmentServiceUpdate: z.object({ userErrors }) }),
});

export const listPublications = defineOperation({
  lane: 'orders',
  points: 60,
  document: `query ListPublications($first: Int!, $after: String) {
  publications(first: $first, after: $after, catalogType: APP) {
    nodes { id catalog { title } channels(first: 5) { nodes { handle name } } }
    pageInfo { hasNextPage endCursor }
  }
}`,
  answer: z.object({
    publications: z.object({
      nodes: z.array(
        z.object({
          id: Gid,
          catalog: z.object({ title: z.string() }).nullable(),
          channels: z
            .object({ nodes: z.array(z.object({ handle: z.string(), name: z.string() })) })
            .nullable(),
        }),
      ),
      pageInfo: PageInfo,
    }),
  }),
});

const Definitions = z.object({
  nodes: z.array(z.object({ type: z.object({ name: z.string() }) })),
});

export const findIdDefinitions = defineOperation({
  lane: 'orders',
  points: 12,
  document: `query FindIdDefinitions($productKey: String!, $variantKey: String!) {
  product: metafieldDefinitions(first: 1, ownerType: PRODUCT, key: $productKey, namespace: "$app") { nodes { type { name } } }
  variant: metafieldDefinitions(first: 1, ownerType: PRODUCTVARIANT, key: $variantKey, namespace: "$app") { nodes { type { name } } }
}`,
  answer: z.object({ product: Definitions, variant: Definitions }),
});

export const createDefinition = defineOperation({
  lane: 'orders',
  points: 10,
  document: `mutation CreateDefinition($definition: MetafieldDefinitionInput!) {
  metafieldDefinitionCreate(definition: $definition) { createdDefinition { id } userErrors { field message code } }
}`,
  answer: z.object({
    metafieldDefinitionCreate: z.object({
      createdDefinition: IdOnly.nullable(),
      userErrors: z.array(UserError),
    }),
  }),
});
