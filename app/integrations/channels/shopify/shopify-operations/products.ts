/** Operations on products: finding what we imported before, writing it, showing and hiding it. */
import { z } from 'zod';
import { defineOperation } from '../shopify-operation.ts';
import { acted, Gid, IdOnly, PageInfo, userErrors } from '../shopify-schemas.ts';

const OurKey = z.object({ value: z.string() }).nullable();

/** Which product carries our id; undefined fields of the answer mean none does. */
export const findProduct = defineOperation({
  lane: 'publishing',
  points: 5,
  document: `query FindProduct($identifier: ProductIdentifierInput!) {
  productByIdentifier(identifier: $identifier) { id options { name optionValues { name } } }
}`,
  answer: z.object({
    productByIdentifier: z
      .object({
        id: Gid,
        options: z.array(
          z.object({
            name: z.string(),
            optionValues: z.array(z.object({ name: z.string() })),
          }),
        ),
      })
      .nullable(),
  }),
});
export type FoundProduct = NonNullable<z.infer<typeof findProduct.answer>['productByIdentifier']>;

/** Which of many products stand in the store already: one field for each, answered under `product0`, `product1` … */
export function findManyProducts(count: number) {
  const numbers = Array.from({ length: count }, (_each, index) => index);
  const variables = numbers.map((index) => `$identifier${index}: ProductIdentifierInput!`);
  const fields = numbers.map(
    (index) => `  product${index}: productByIdentifier(identifier: $identifier${index}) { id }`,
  );
  return defineOperation({
    lane: 'publishing',
    points: count,
    document: `query FindManyProducts(${variables.join(', ')}) {\n${fields.join('\n')}\n}`,
    answer: z.record(z.string(), IdOnly.nullable()),
  });
}

const StoreVariant = z.object({
  id: Gid,
  key: OurKey,
  selectedOptions: z.array(z.object({ name: z.string(), value: z.string() })),
  inventoryItem: z.object({
    id: Gid,
    inventoryLevel: z.object({ isActive: z.boolean() }).nullable(),
  }),
});
export type StoreVariant = z.infer<typeof StoreVariant>;

/** With 100 variants at most 600 points, however connections are counted. */
export const listVariants = defineOperation({
  lane: 'publishing',
  points: 650,
  document: `query ListVariants($id: ID!, $locationId: ID!, $variantKey: String!, $first: Int!, $after: String) {
  product(id: $id) {
    variants(first: $first, after: $after) {
      nodes {
        id
        key: metafield(key: $variantKey, namespace: "$app") { value }
        selectedOptions { name value }
        inventoryItem { id inventoryLevel(locationId: $locationId, includeInactive: true) { isActive } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  answer: z.object({
    product: z
      .object({ variants: z.object({ nodes: z.array(StoreVariant), pageInfo: PageInfo }) })
      .nullable(),
  }),
});

const SetVariant = z.object({ id: Gid, key: OurKey, inventoryItem: IdOnly });

/** 10 for the call, 0.2 a variant, 1.9 a file, 0.4 a metafield, and up to three for each variant that comes back. */
const setCost = (size: number) => 15 + 2 * size;

export const setProduct = defineOperation({
  lane: 'publishing',
  points: setCost,
  document: `mutation SetProduct($identifier: ProductSetIdentifiers!, $input: ProductSetInput!, $variantKey: String!, $first: Int!) {
  productSet(identifier: $identifier, input: $input, synchronous: true) {
    product {
      id
      variants(first: $first) { nodes { id key: metafield(key: $variantKey, namespace: "$app") { value } inventoryItem { id } } }
    }
    userErrors { field message code }
  }
}`,
  answer: z.object({
    productSet: z.object({
      product: z.object({ id: Gid, variants: z.object({ nodes: z.array(SetVariant) }) }).nullable(),
      userErrors,
    }),
  }),
});

/** For products of more than 100 variants: answers with an operation that is asked until it is complete. */
export const setLargeProduct = defineOperation({
  lane: 'publishing',
  points: setCost,
  document: `mutation SetLargeProduct($identifier: ProductSetIdentifiers!, $input: ProductSetInput!) {
  productSet(identifier: $identifier, input: $input, synchronous: false) {
    productSetOperation { id status }
    userErrors { field message code }
  }
}`,
  answer: z.object({
    productSet: z.object({ productSetOperation: IdOnly.nullable(), userErrors }),
  }),
});

export const readProductSet = defineOperation({
  lane: 'publishing',
  points: 5,
  document: `query ReadProductSet($id: ID!) {
  productOperation(id: $id) {
    status
    product { id }
    ... on ProductSetOperation { userErrors { field message code } }
  }
}`,
  answer: z.object({
    productOperation: z
      .object({
        status: z.enum(['CREATED', 'ACTIVE', 'COMPLETE']),
        product: IdOnly.nullable(),
        userErrors: userErrors.optional(),
      })
      .nullable(),
  }),
});

export const showProduct = defineOperation({
  lane: 'publishing',
  points: 10,
  document: `mutation ShowProduct($id: ID!, $publicationId: ID!) {
  publishablePublish(id: $id, input: [{ publicationId: $publicationId }]) { userErrors { field message } }
}`,
  answer: z.object({ publishablePublish: acted }),
});

export const hideProduct = defineOperation({
  lane: 'publishing',
  points: 10,
  document: `mutation HideProduct($id: ID!, $publicationId: ID!) {
  publishableUnpublish(id: $id, input: [{ publicationId: $publicationId }]) { userErrors { field message } }
}`,
  answer: z.object({ publishableUnpublish: acted }),
});

/** A product is only seen when it is active, too. */
export const activateProduct = defineOperation({
  lane: 'publishing',
  points: 10,
  document: `mutation ActivateProduct($id: ID!) {
  productUpdate(product: { id: $id, status: ACTIVE }) { userErrors { field message } }
}`,
  answer: z.object({ productUpdate: acted }),
});

export const productExists = defineOperation({
  lane: 'publishing',
  points: 1,
  document: `query ProductExists($id: ID!) { product(id: $id) { id } }`,
  answer: z.object({ product: IdOnly.nullable() }),
});

/** Fields that are not sent stay as they are; the lists that are sent (tags, files) are replaced. */
export const setContent = defineOperation({
  lane: 'publishing',
  points: 60,
  document: `mutation SetContent($id: ID!, $input: ProductSetInput!) {
  productSet(identifier: { id: $id }, input: $input, synchronous: true) {
    product { id }
    userErrors { field message code }
  }
}`,
  answer: z.object({ productSet: z.object({ product: IdOnly.nullable(), userErrors }) }),
});
