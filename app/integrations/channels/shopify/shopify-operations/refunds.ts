/** Operations that give the shopper's money back. */
import { z } from 'zod';
import { defineOperation } from '../shopify-operation.ts';
import { DateTime, Gid, ShopMoney, userErrors } from '../shopify-schemas.ts';

/** How the payments of an order would be given back for these lines: which payment, by which way, how much. */
export const suggestRefund = defineOperation({
  lane: 'orders',
  points: 30,
  document: `query SuggestRefund($id: ID!, $lines: [RefundLineItemInput!]!, $shipping: Money) {
  order(id: $id) {
    suggestedRefund(refundLineItems: $lines, shippingAmount: $shipping) {
      suggestedTransactions {
        gateway kind
        amountSet { shopMoney { amount currencyCode } }
        parentTransaction { id }
      }
    }
  }
}`,
  answer: z.object({
    order: z
      .object({
        suggestedRefund: z
          .object({
            suggestedTransactions: z.array(
              z.object({
                gateway: z.string().nullish(),
                kind: z.string(),
                amountSet: ShopMoney,
                parentTransaction: z.object({ id: Gid }).nullish(),
              }),
            ),
          })
          .nullable(),
      })
      .nullable(),
  }),
});

const Refund = z.object({
  id: Gid,
  note: z.string().nullish(),
  createdAt: DateTime.nullish(),
  totalRefundedSet: ShopMoney,
});
export type Refund = z.infer<typeof Refund>;

const REFUND = 'id note createdAt totalRefundedSet { shopMoney { amount currencyCode } }';

/** Shopify demands the key since 2026-04; the same key with other variables is refused. */
export const createRefund = defineOperation({
  lane: 'orders',
  points: 20,
  document: `mutation CreateRefund($input: RefundInput!, $idempotencyKey: String!) {
  refundCreate(input: $input) @idempotent(key: $idempotencyKey) {
    refund { ${REFUND} }
    userErrors { field message }
  }
}`,
  answer: z.object({ refundCreate: z.object({ refund: Refund.nullable(), userErrors }) }),
});

/** A list, which Shopify does not page; 250 is its most. */
export const listRefunds = defineOperation({
  lane: 'orders',
  points: 20,
  document: `query ListRefunds($id: ID!) { order(id: $id) { refunds(first: 250) { ${REFUND} } } }`,
  answer: z.object({ order: z.object({ refunds: z.array(Refund) }).nullable() }),
});
