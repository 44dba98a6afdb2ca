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

const ORDER_LINE = `id sku name quantity currentQuantity requiresShipping
        product { id }
        variant { id }
        discountedUnitPriceAfterAllDiscountsSet { shopMoney { amount currencyCode } }`;

/** The rest of a long order. Five objects a line: 50 lines stay under 1,000 points, however they are counted. */
export const readOrderLines = defineOperation({
  lane: 'orders',
  points: 250,
  document: `query ReadOrderLines($id: ID!, $first: Int!, $after: String) {
  order(id: $id) {
    lineItems(first: $first, after: $after) {
      nodes { ${ORDER_LINE} }
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

const FULFILLMENT_ORDER = `id status requestStatus
        assignedLocation { location { id } }
        deliveryMethod { methodType }
        destination { ${ADDRESS} countryCode phone }
        supportedActions { action }
        fulfillmentHolds { id heldByRequestingApp }
        lineItems(first: $lines) {
          nodes { id totalQuantity remainingQuantity lineItem { id } }
          pageInfo { hasNextPage endCursor }
        }`;

/** Eight objects and two a line for each: 5 of 50 lines stay under 1,000 points. */
export const readFulfillmentOrders = defineOperation({
  lane: 'orders',
  points: 550,
  document: `query ReadFulfillmentOrders($id: ID!, $first: Int!, $lines: Int!, $after: String) {
  order(id: $id) {
    fulfillmentOrders(first: $first, after: $after) {
      nodes {
        ${FULFILLMENT_ORDER}
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

const Fulfillment = z.object({
  id: Gid,
  status: z.string(),
  trackingInfo: z.array(z.object({ number: optionalText })),
});
export type Fulfillment = z.infer<typeof Fulfillment>;

/** For orders with more parcels than `readOrder` takes: a list, which Shopify does not page. */
export const listFulfillments = defineOperation({
  lane: 'orders',
  points: 400,
  document: `query ListFulfillments($id: ID!) {
  order(id: $id) { fulfillments(first: 250) { id status trackingInfo(first: 2) { number } } }
}`,
  answer: z.object({ order: z.object({ fulfillments: z.array(Fulfillment) }).nullable() }),
});

export const readFulfillmentLines = defineOperation({
  lane: 'orders',
  points: 100,
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

const Lines = z.object({ nodes: z.array(OrderLine), pageInfo: PageInfo });
const FulfillmentLines = z.object({ nodes: z.array(FulfillmentLine), pageInfo: PageInfo });

/**
 * One call for nearly every order; what overflows is read by the operations above. Even if lists and connections
 * counted in full it stays under 1,000 points: 20 × 5 lines, 5 × (8 + 20 × 2), 10 × (3 + 15 × 2).
 */
export const readOrder = defineOperation({
  lane: 'orders',
  points: 450,
  document: `query ReadOrder($id: ID!, $lines: Int!) {
  order(id: $id) {
    id name test createdAt updatedAt cancelledAt currencyCode displayFinancialStatus email
    risk { recommendation }
    shippingAddress { ${ADDRESS} countryCodeV2 phone }
    lineItems(first: $lines) {
      nodes { ${ORDER_LINE} }
      pageInfo { hasNextPage endCursor }
    }
    fulfillmentOrders(first: 5) {
      nodes {
        ${FULFILLMENT_ORDER}
      }
      pageInfo { hasNextPage endCursor }
    }
    fulfillments(first: 10) {
      id status trackingInfo(first: 2) { number }
      fulfillmentLineItems(first: 15) { nodes { quantity lineItem { id } } pageInfo { hasNextPage endCursor } }
    }
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
        risk: z.object({ recommendation: z.string() }),
        shippingAddress: Address.nullish(),
        lineItems: Lines,
        fulfillmentOrders: z.object({ nodes: z.array(FulfillmentOrder), pageInfo: PageInfo }),
        fulfillments: z.array(Fulfillment.extend({ fulfillmentLineItems: FulfillmentLines })),
      })
      .nullable(),
  }),
});
export type OrderAnswer = NonNullable<z.infer<typeof readOrder.answer>['order']>;
/** Most parcels that `readOrder` answers with; as many may mean that there are more. */
export const MOST_FULFILLMENTS = 10;

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
