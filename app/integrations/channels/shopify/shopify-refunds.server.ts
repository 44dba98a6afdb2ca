/** Refunds: money back to the shopper for units of an order, found again by the number of our return in their note. */
import type {
  Channel,
  ChannelAnswer,
  ChannelFailure,
  OutsideRefundId,
  RefundRequest,
  RefundRestock,
  StoreRefund,
} from '../../../modules/stores/channel.ts';
import { currencyCode, formatDecimal } from '../../../platform/money.ts';
import { err, ok } from '../../../platform/result.ts';
import type { ChannelContext } from './channel-context.ts';
import { refusalOf } from './shopify-failures.ts';
import { toMoney } from './shopify-mapper.ts';
import { createRefund, listRefunds, suggestRefund } from './shopify-operations/refunds.ts';
import type { Refund } from './shopify-operations/refunds.ts';

export function createRefunds(context: ChannelContext): Pick<Channel, 'refund' | 'findRefund'> {
  return {
    refund: (request, key) => refund(context, request, key),
    async findRefund(id, reference) {
      const answer = await context.client.run(listRefunds, { id });
      if (!answer.ok) return answer;
      const known = answer.value.order?.refunds.find(({ note }) => note === reference);
      return ok(known && toRefund(known));
    },
  };
}

/** Without the payments that it goes back to, Shopify would note the refund and move no money. */
async function refund(
  context: ChannelContext,
  request: RefundRequest,
  idempotencyKey: string,
): ChannelAnswer<StoreRefund> {
  const payments = await readPayments(context, request);
  if (!payments.ok) return payments;
  const input = {
    orderId: request.outsideOrderId,
    note: request.reference,
    notify: request.notifyShopper,
    refundLineItems: toLines(context, request),
    ...shippingOf(request),
    transactions: payments.value,
  };
  const answer = await context.client.run(createRefund, { input, idempotencyKey });
  if (!answer.ok) return answer;
  const { refund: made, userErrors } = answer.value.refundCreate;
  const refusal = refusalOf(userErrors);
  if (refusal) return err(refusal);
  return made ? ok(toRefund(made)) : err(NOTHING_MADE);
}

const NOTHING_MADE: ChannelFailure = {
  kind: 'unreadable',
  why: 'Shopify named neither a refund nor what was wrong',
};
const GONE: ChannelFailure = { kind: 'refused', why: 'The shop has no such order' };

async function readPayments({ client, ...rest }: ChannelContext, request: RefundRequest) {
  const answer = await client.run(suggestRefund, {
    id: request.outsideOrderId,
    lines: toLines(rest, request),
    shipping: request.shipping ? formatDecimal(request.shipping) : null,
  });
  if (!answer.ok) return answer;
  if (!answer.value.order) return err(GONE);
  const suggested = answer.value.order.suggestedRefund?.suggestedTransactions ?? [];
  return ok(
    suggested.map(({ gateway, amountSet, parentTransaction }) => ({
      orderId: request.outsideOrderId,
      kind: 'REFUND',
      gateway: gateway ?? '',
      amount: amountSet.shopMoney.amount,
      ...(parentTransaction ? { parentId: parentTransaction.id } : {}),
    })),
  );
}

const RESTOCKS: Readonly<Record<RefundRestock, string>> = {
  return: 'RETURN',
  cancel: 'CANCEL',
  none: 'NO_RESTOCK',
};

/** A location belongs to what is put on a shelf, and only to that. */
function toLines({ store }: Pick<ChannelContext, 'store'>, { lines }: RefundRequest) {
  const locationId = store.places.outsideLocationId;
  return lines.map(({ outsideLineId: lineItemId, quantity, restock }) => ({
    lineItemId,
    quantity,
    restockType: RESTOCKS[restock],
    ...(restock === 'none' || !locationId ? {} : { locationId }),
  }));
}

function shippingOf({ shipping }: RefundRequest) {
  return shipping ? { shipping: { amount: formatDecimal(shipping) } } : {};
}

function toRefund({ id, note, createdAt, totalRefundedSet }: Refund): StoreRefund {
  const { amount, currencyCode: currency } = totalRefundedSet.shopMoney;
  return {
    outsideId: id as OutsideRefundId,
    reference: note ?? undefined,
    amount: toMoney(amount, currencyCode(currency)),
    refundedAt: createdAt ?? new Date(0),
  };
}
