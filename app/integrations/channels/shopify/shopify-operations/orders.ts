/** Operations that read orders with their fulfilment orders and fulfilments. */
import { z } from 'zod';
import { defineOperation } from '../shopify-operation.ts';
import { DateTime, Gid, PageInfo, ShopMoney } from '../shopify-schemas.ts';

const optionalText = z.string().nullish();

const Address = z.object({
  firstName: optionalText,
  lastName: optionalText,
  company: optionalText,
  address1: optionalText,
  address2: optionalText,
  city: optionalText,
  province: optionalText,
  zip: optionalText,
  countryCodeV2: optionalText,
  phone: optionalText,
});
export type ShopifyAddress = z.infer<typeof Address>;

const Destination = Address.omit({ countryCodeV2: true }).extend({ countryCode: optionalText });

const ADDRESS = 'firstName lastName company address1 address2 city province zip';

export const readOrderHead = defineOperation({
  lane: 'orders',
  points: 20,
  document: `query ReadOrderHead($id: ID!) {
  order(id: $id) {
    id name test createdAt updatedAt cancelledAt currencyCode displayFinancialStatus email requiresShipping
    risk { recommendation }
    shippingAddress { ${ADDRESS} countryCodeV2 phone }
    fulfillments(first: 50) { id status trackingInfo(first: 10) { number } }
  }
}`,
  answer: z.object({
    order: z
      .object({
        id: Gid,
        name: z.string(),
        test: z.boolean(),
        createdAt: DateTime,
        updatedAt: DateTime,
        cancelledAt: DateTime.nullable(),
        currencyCode: z.string().length(3),
        displayFinancialStatus: optionalText,
        email: optionalText,
        requiresShipping: z.boolean(),
        risk: z.object({ recommendation: z.string() }),
        shippingAddress: Address.nullish(),
        fulfillments: z.array(
          z.object({
            id: Gid,
            status: z.string(),
            trackingInfo: z.array(z.object({ number: optionalText })),
          }),
        ),
      })
      .nullable(),
  }),
});
export type OrderHead = NonNullable<z.infer<typeof readOrderHead.answer>['order']>;

const OrderLine = z.object({
  id: Gid,
  sku: optionalText,
  name: z.string(),
  quantity: z.number().int(),
  currentQuantity: z.number().int(),
  requiresShipping: z.boolean(),
  product: z.object({ id: Gid }).nullable(),
  variant: z.object({ id: Gid }).nullable(),
  discountedUnitPriceAfterAllDiscountsSet: ShopMoney,
});
export type OrderLine = z.infer<typeof OrderLine>;

/** Five objects a line: 100 lines stay under 1,000 points. */
export const readOrderLines = defineOperation({
  lane: 'orders',
  points: 120,
  document: `query ReadOrderLines($id: ID!, $first: Int!, $after: String) {
  order(id: $id) {
    lineItems(first: $first, after: $after) {
      nodes {
        id sku name quantity currentQuantity requiresShipping
        product { id }
        variant { id }
        discountedUnitPriceAfterAllDiscountsSet { shopMoney { amount currencyCode } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  answer: z.object({
    order: z
      .object({ lineItems: z.object({ nodes: z.array(OrderLine), pageInfo: PageInfo }) })
      .nullable(),
  }),
});

const FulfillmentOrderLine = z.object({
  id: Gid,
  totalQuantity: z.number().int(),
  remainingQuantity: z.number().int(),
  lineItem: z.object({ id: Gid }),
});

const FulfillmentOrder = z.object({
  id: Gid,
  status: z.string(),
  requestStatus: z.string(),
  assignedLocation: z.object({ location: z.object({ id: Gid }).nullable() }),
  deliveryMethod: z.object({ methodType: z.string() }).nullable(),
  destination: Destination.nullish(),
  supportedActions: z.array(z.object({ action: z.string() })),
  fulfillmentHolds: z.array(z.object({ id: Gid, heldByRequestingApp: z.boolean() })),
  lineItems: z.object({ nodes: z.array(FulfillmentOrderLine), pageInfo: PageInfo }),
});
export type FulfillmentOrder = z.infer<typeof FulfillmentOrder>;

const LINES = `lineItems(first: $lines) {
        nodes { id totalQuantity remainingQuantity lineItem { id } }
        pageInfo { hasNextPage endCursor }
      }`;

/** Eight objects and two a line for each: 5 of 50 lines stay under 1,000 points. */
export const readFulfillmentOrders = defineOperation({
  lane: 'orders',
  points: 120,
  document: `query ReadFulfillmentOrders($id: ID!, $first: Int!, $lines: Int!, $after: String) {
  order(id: $id) {
    fulfillmentOrders(first: $first, after: $after) {
      nodes {
        id status requestStatus
        assignedLocation { location { id } }
        deliveryMethod { methodType }
        destination { ${ADDRESS} countryCode phone }
        supportedActions { action }
        fulfillmentHolds { id heldByRequestingApp }
        ${LINES}
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  answer: z.object({
    order: z
      .object({
        fulfillmentOrders: z.object({ nodes: z.array(FulfillmentOrder), pageInfo: PageInfo }),
      })
      .nullable(),
  }),
});

export const readFulfillmentOrderLines = defineOperation({
  lane: 'orders',
  points: 120,
  document: `query ReadFulfillmentOrderLines($id: ID!, $first: Int!, $after: String) {
  fulfillmentOrder(id: $id) {
    lineItems(first: $first, after: $after) {
      nodes { id totalQuantity remainingQuantity lineItem { id } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  answer: z.object({
    fulfillmentOrder: z
      .object({ lineItems: z.object({ nodes: z.array(FulfillmentOrderLine), pageInfo: PageInfo }) })
      .nullable(),
  }),
});

const FulfillmentLine = z.object({
  quantity: z.number().int().nullable(),
  lineItem: z.object({ id: Gid }),
});

export const readFulfillmentLines = defineOperation({
  lane: 'orders',
  points: 40,
  document: `query ReadFulfillmentLines($id: ID!, $first: Int!, $after: String) {
  fulfillment(id: $id) {
    fulfillmentLineItems(first: $first, after: $after) {
      nodes { quantity lineItem { id } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  answer: z.object({
    fulfillment: z
      .object({
        fulfillmentLineItems: z.object({ nodes: z.array(FulfillmentLine), pageInfo: PageInfo }),
      })
      .nullable(),
  }),
});

export const findOrderOf = defineOperation({
  lane: 'orders',
  points: 2,
  document: `query FindOrderOf($id: ID!) { fulfillmentOrder(id: $id) { orderId } }`,
  answer: z.object({ fulfillmentOrder: z.object({ orderId: Gid }).nullable() }),
});

export const listOrders = defineOperation({
  lane: 'orders',
  points: 300,
  document: `query ListOrders($query: String!, $first: Int!, $after: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT, reverse: false) {
    nodes { id updatedAt }
    pageInfo { hasNextPage endCursor }
  }
}`,
  answer: z.object({
    orders: z.object({
      nodes: z.array(z.object({ id: Gid, updatedAt: DateTime })),
      pageInfo: PageInfo,
    }),
  }),
});
