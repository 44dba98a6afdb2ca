/** Orders written by the app: payment, refund, cancellation, tags. */
import { toMinor } from '../order-money.ts';
import { nextGid } from '../ids.ts';
import type { Context, Payload, ResolverTable } from '../resolver-types.ts';
import { NO_ERRORS, refused, userError } from '../resolver-types.ts';
import { cancelOrder, refundOrder } from '../simulator/order-changes.ts';
import { isFullyPaid } from '../simulator/order-figures.ts';
import { pay } from '../simulator/orders.ts';
import type { Gid } from '../store.ts';
import type { OrderRecord } from '../store-orders.ts';

function orderMarkAsPaid(
  _source: unknown,
  args: { input: { id: Gid } },
  { core, store }: Context,
): Payload {
  const order = store.orders.get(args.input.id);
  if (!order) return refused(['id'], 'Order does not exist');
  if (order.cancelledAt || isFullyPaid(store, order))
    return refused(['id'], 'Order cannot be marked as paid.');
  pay(core, store, order);
  return { order, userErrors: NO_ERRORS };
}

type RefundInput = {
  orderId: Gid;
  note?: string | null;
  refundLineItems?:
    | { lineItemId: Gid; quantity: number; restockType?: string | null; locationId?: Gid | null }[]
    | null;
  shipping?: { amount?: string | null; fullRefund?: boolean | null } | null;
  transactions?: { amount: string; kind: string }[] | null;
};

function refundCreate(
  _source: unknown,
  args: { input: RefundInput },
  { core, store }: Context,
): Payload {
  const { input } = args;
  const order = store.orders.get(input.orderId);
  if (!order) return refused(['orderId'], 'Order does not exist');
  const wrong = whyNotRefund(order, input);
  if (wrong) return refused(wrong.field, wrong.message);
  const refund = refundOrder(core, store, order, {
    note: input.note ?? null,
    // Without payments to go back to, a refund moves no money.
    amount: (input.transactions ?? []).reduce((sum, each) => sum + toMinor(each.amount), 0),
    shippingAmount: input.shipping?.fullRefund
      ? (order.shippingLine?.amount ?? 0)
      : toMinor(input.shipping?.amount),
    lines: (input.refundLineItems ?? []).map((line) => ({
      lineItemId: line.lineItemId,
      quantity: line.quantity,
      restockType: line.restockType ?? 'NO_RESTOCK',
      locationId: line.locationId ?? null,
    })),
  });
  return { order, refund: { ...refund, order }, userErrors: NO_ERRORS };
}

function whyNotRefund(order: OrderRecord, input: RefundInput) {
  for (const [index, wanted] of (input.refundLineItems ?? []).entries()) {
    const field = ['refundLineItems', index];
    const line = order.lines.find((each) => each.id === wanted.lineItemId);
    if (!line) return { field, message: 'Line item does not exist' };
    if (wanted.quantity > line.quantity - line.refundedQuantity)
      return { field, message: 'Refund quantity cannot be higher than what can be refunded' };
    if (wanted.restockType === 'RETURN' && wanted.locationId == null)
      return { field, message: 'A location is required to restock returned items' };
  }
  return undefined;
}

function orderCancel(
  _source: unknown,
  args: {
    orderId: Gid;
    reason: string;
    restock: boolean;
    refund?: boolean | null;
    refundMethod?: { originalPaymentMethodsRefund?: boolean | null } | null;
  },
  { core, store }: Context,
) {
  const order = store.orders.get(args.orderId);
  const refusal = !order
    ? 'Order does not exist'
    : order.cancelledAt
      ? 'Order has already been cancelled'
      : undefined;
  if (!order || refusal !== undefined)
    return {
      job: null,
      orderCancelUserErrors: [userError(['orderId'], refusal ?? '', 'INVALID')],
      userErrors: NO_ERRORS,
    };
  const refund = args.refundMethod?.originalPaymentMethodsRefund ?? args.refund ?? false;
  cancelOrder(core, store, order, { reason: args.reason, restock: args.restock, refund });
  return {
    job: { id: nextGid(store, 'Job'), done: true },
    orderCancelUserErrors: NO_ERRORS,
    userErrors: NO_ERRORS,
  };
}

const tagged = ({ store }: Context, id: Gid): { tags: string[]; updatedAt: string } | undefined =>
  store.products.get(id) ?? store.orders.get(id);

const changeTags =
  (change: (old: readonly string[], tags: readonly string[]) => string[]) =>
  (_source: unknown, args: { id: Gid; tags: string[] }, context: Context): Payload => {
    const record = tagged(context, args.id);
    if (!record) return refused(['id'], 'Record does not exist');
    const tags = args.tags.flatMap((tag) => tag.split(',')).map((tag) => tag.trim());
    record.tags = change(record.tags, tags);
    record.updatedAt = context.core.clock.iso();
    return { node: record, userErrors: NO_ERRORS };
  };

export const orderMutations: ResolverTable = {
  Mutation: {
    orderMarkAsPaid,
    refundCreate,
    orderCancel,
    tagsAdd: changeTags((old, tags) => [...new Set([...old, ...tags])].toSorted()),
    tagsRemove: changeTags((old, tags) => old.filter((tag) => !tags.includes(tag))),
  },
};
