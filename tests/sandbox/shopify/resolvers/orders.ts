/** Orders as the API shows them. */
import { connect } from '../connections.ts';
import type { PageArguments } from '../connections.ts';
import { gidNumber } from '../ids.ts';
import { formatMinor, moneyBag, toMinor } from '../order-money.ts';
import type { Context, ResolverTable } from '../resolver-types.ts';
import { compareMoments, filterBy, sameId, sameText } from '../search-query.ts';
import { fulfillmentOrdersOf, suggestTransactions } from '../simulator/order-changes.ts';
import {
  financialStatus,
  fulfillmentStatus,
  isFullyPaid,
  lineTax,
  originalTotals,
  totals,
  unfulfilled,
} from '../simulator/order-figures.ts';
import type { Totals } from '../simulator/order-figures.ts';
import type { AddressRecord, Gid, StoreState } from '../store.ts';
import type {
  OrderLineRecord,
  OrderRecord,
  RefundRecord,
  TransactionRecord,
} from '../store-orders.ts';
import { isVisible } from './fulfillment-orders.ts';
import { byMoment } from './sorting.ts';

type Search = PageArguments & { query?: string | null; sortKey?: string | null };

const SIXTY_DAYS_MS = 60 * 24 * 3_600_000;

function orders(_source: unknown, args: Search, context: Context) {
  const { store, core, caller } = context;
  const oldest = new Date(core.clock.now().getTime() - SIXTY_DAYS_MS).toISOString();
  const all = [...store.orders.values()].filter(
    (each) => caller.scopes.includes('read_all_orders') || each.createdAt >= oldest,
  );
  const found = filterBy(all, args.query, {
    id: (order, value) => sameId(order.id, value),
    name: (order, value) => sameText(order.name, value) || sameText(order.name, `#${value}`),
    tag: (order, value) => order.tags.some((tag) => sameText(tag, value)),
    financial_status: (order, value) => sameText(financialStatus(store, order), value),
    fulfillment_status: (order, value) => sameText(fulfillmentStatus(store, order), value),
    status: (order, value) => value === 'any' || statusOf(order) === value,
    created_at: (order, value, how) => compareMoments(order.createdAt, value, how),
    updated_at: (order, value, how) => compareMoments(order.updatedAt, value, how),
    processed_at: (order, value, how) => compareMoments(order.processedAt, value, how),
  });
  return connect(byMoment(found, args.sortKey), args, context);
}

function statusOf(order: OrderRecord): string {
  if (order.cancelledAt) return 'cancelled';
  return order.closedAt ? 'closed' : 'open';
}

const bag = (store: StoreState, minor: number) => moneyBag(minor, store.shop.currencyCode);
const figure =
  (pick: (figures: Totals) => number, of = totals) =>
  (order: OrderRecord, _args: unknown, { store }: Context) =>
    bag(store, pick(of(store, order)));

type SuggestArguments = {
  refundLineItems?: { lineItemId: Gid; quantity: number }[] | null;
  shippingAmount?: string | null;
};

const showAddress = (id: string, address: AddressRecord | null) =>
  address && {
    ...address,
    id,
    name: [address.firstName, address.lastName].filter(Boolean).join(' '),
    country: address.countryCode,
    countryCodeV2: address.countryCode,
  };

function taxLines(store: StoreState, lines: readonly OrderLineRecord[]) {
  const taxed = lines.filter((line) => line.taxRate > 0);
  return [...Map.groupBy(taxed, (line) => line.taxRate)].map(([rate, group]) => ({
    title: 'VAT',
    rate,
    ratePercentage: rate * 100,
    source: null,
    channelLiable: false,
    priceSet: bag(
      store,
      group.reduce((sum, line) => sum + lineTax(store, line, line.currentQuantity), 0),
    ),
  }));
}

export const orderResolvers: ResolverTable = {
  QueryRoot: {
    order: (_source: unknown, args: { id: Gid }, { store }: Context) =>
      store.orders.get(args.id) ?? null,
    orders,
  },
  Order: {
    legacyResourceId: (order: OrderRecord) => gidNumber(order.id),
    displayFinancialStatus: (order: OrderRecord, _args: unknown, { store }: Context) =>
      financialStatus(store, order),
    displayFulfillmentStatus: (order: OrderRecord, _args: unknown, { store }: Context) =>
      fulfillmentStatus(store, order),
    fullyPaid: (order: OrderRecord, _args: unknown, { store }: Context) =>
      isFullyPaid(store, order),
    unpaid: (order: OrderRecord, _args: unknown, { store }: Context) =>
      totals(store, order).received === 0,
    closed: (order: OrderRecord) => order.closedAt !== null,
    confirmed: () => true,
    currencyCode: (_order: OrderRecord, _args: unknown, { store }: Context) =>
      store.shop.currencyCode,
    presentmentCurrencyCode: (_order: OrderRecord, _args: unknown, { store }: Context) =>
      store.shop.currencyCode,
    taxesIncluded: (_order: OrderRecord, _args: unknown, { store }: Context) =>
      store.shop.taxesIncluded,
    totalOutstandingSet: figure((figures) => figures.outstanding),
    totalReceivedSet: figure((figures) => figures.received),
    totalRefundedSet: figure((figures) => figures.refunded),
    netPaymentSet: figure((figures) => figures.received - figures.refunded),
    currentSubtotalPriceSet: figure((figures) => figures.subtotal),
    currentTotalPriceSet: figure((figures) => figures.total),
    currentTotalTaxSet: figure((figures) => figures.tax),
    subtotalPriceSet: figure((figures) => figures.subtotal, originalTotals),
    totalPriceSet: figure((figures) => figures.total, originalTotals),
    originalTotalPriceSet: figure((figures) => figures.total, originalTotals),
    totalTaxSet: figure((figures) => figures.tax, originalTotals),
    totalShippingPriceSet: figure((figures) => figures.shipping),
    totalDiscountsSet: (order: OrderRecord, _args: unknown, { store }: Context) =>
      bag(
        store,
        order.lines.reduce(
          (sum, line) => sum + (line.unitPrice - line.discountedUnitPrice) * line.quantity,
          0,
        ),
      ),
    taxLines: (order: OrderRecord, _args: unknown, { store }: Context) =>
      taxLines(store, order.lines),
    currentTaxLines: (order: OrderRecord, _args: unknown, { store }: Context) =>
      taxLines(store, order.lines),
    shippingAddress: (order: OrderRecord) =>
      showAddress(`gid://shopify/MailingAddress/${gidNumber(order.id)}`, order.shippingAddress),
    billingAddress: (order: OrderRecord) =>
      showAddress(`gid://shopify/MailingAddress/${gidNumber(order.id)}`, order.shippingAddress),
    shippingLine: (order: OrderRecord, _args: unknown, { store }: Context) =>
      order.shippingLine && {
        ...order.shippingLine,
        carrierIdentifier: null,
        source: 'shopify',
        originalPriceSet: bag(store, order.shippingLine.amount),
        discountedPriceSet: bag(store, order.shippingLine.amount),
      },
    risk: (order: OrderRecord) => ({ recommendation: order.riskRecommendation, assessments: [] }),
    customer: () => null,
    lineItems: (order: OrderRecord, args: PageArguments, context: Context) =>
      connect(order.lines, args, context),
    fulfillmentOrders: (order: OrderRecord, args: PageArguments, context: Context) =>
      connect(
        fulfillmentOrdersOf(context.store, order).filter((each) => isVisible(context, each)),
        args,
        context,
      ),
    fulfillments: (order: OrderRecord, args: { first?: number | null }, { store }: Context) =>
      order.fulfillmentIds
        .flatMap((id) => store.fulfillments.get(id) ?? [])
        .slice(0, args.first ?? undefined),
    refunds: (order: OrderRecord, args: { first?: number | null }) =>
      order.refunds.map((refund) => ({ ...refund, order })).slice(0, args.first ?? undefined),
    suggestedRefund: (order: OrderRecord, args: SuggestArguments, { store }: Context) => ({
      suggestedTransactions: suggestTransactions(store, order, {
        lines: (args.refundLineItems ?? []).map(({ lineItemId, quantity }) => ({
          lineItemId,
          quantity,
          restockType: 'NO_RESTOCK',
          locationId: null,
        })),
        shippingAmount: toMinor(args.shippingAmount),
      }).map(({ parentId, amount }) => ({
        gateway: 'bogus',
        kind: 'SUGGESTED_REFUND',
        amountSet: bag(store, amount),
        parentTransaction: order.transactions.find(({ id }) => id === parentId) ?? null,
      })),
    }),
    transactions: (order: OrderRecord, args: { first?: number | null }) =>
      order.transactions.slice(0, args.first ?? undefined),
  },
  LineItem: {
    name: (line: OrderLineRecord) => [line.title, line.variantTitle].filter(Boolean).join(' - '),
    variant: (line: OrderLineRecord, _args: unknown, { store }: Context) =>
      store.variants.get(line.variantId ?? '') ?? null,
    product: (line: OrderLineRecord, _args: unknown, { store }: Context) =>
      store.products.get(line.productId ?? '') ?? null,
    refundableQuantity: (line: OrderLineRecord) => line.quantity - line.refundedQuantity,
    unfulfilledQuantity: unfulfilled,
    taxable: (line: OrderLineRecord) => line.taxRate > 0,
    originalUnitPriceSet: (line: OrderLineRecord, _args: unknown, { store }: Context) =>
      bag(store, line.unitPrice),
    discountedUnitPriceSet: (line: OrderLineRecord, _args: unknown, { store }: Context) =>
      bag(store, line.discountedUnitPrice),
    discountedUnitPriceAfterAllDiscountsSet: (
      line: OrderLineRecord,
      _args: unknown,
      { store }: Context,
    ) => bag(store, line.discountedUnitPrice),
    originalTotalSet: (line: OrderLineRecord, _args: unknown, { store }: Context) =>
      bag(store, line.unitPrice * line.quantity),
    discountedTotalSet: (line: OrderLineRecord, _args: unknown, { store }: Context) =>
      bag(store, line.discountedUnitPrice * line.quantity),
    totalDiscountSet: (line: OrderLineRecord, _args: unknown, { store }: Context) =>
      bag(store, (line.unitPrice - line.discountedUnitPrice) * line.quantity),
    taxLines: (line: OrderLineRecord, _args: unknown, { store }: Context) =>
      taxLines(store, [line]),
    discountAllocations: () => [],
    isGiftCard: () => false,
    image: () => null,
  },
  OrderTransaction: {
    amountSet: (transaction: TransactionRecord, _args: unknown, { store }: Context) =>
      bag(store, transaction.amount),
    status: () => 'SUCCESS',
    gateway: () => 'bogus',
    test: () => true,
    processedAt: (transaction: TransactionRecord) => transaction.createdAt,
  },
  Refund: {
    legacyResourceId: (refund: RefundRecord) => gidNumber(refund.id),
    processedAt: (refund: RefundRecord) => refund.createdAt,
    updatedAt: (refund: RefundRecord) => refund.createdAt,
    totalRefundedSet: (refund: RefundRecord, _args: unknown, { store }: Context) =>
      bag(store, refund.amount),
    refundLineItems: (
      refund: RefundRecord & { order: OrderRecord },
      args: PageArguments,
      context: Context,
    ) => {
      const lines = refund.lines.map((line) => ({ ...line, order: refund.order }));
      return connect(lines, args, context);
    },
  },
  RefundLineItem: {
    lineItem: (line: RefundRecord['lines'][number] & { order: OrderRecord }) =>
      line.order.lines.find((each) => each.id === line.lineItemId),
    restocked: (line: RefundRecord['lines'][number]) => line.restockType !== 'NO_RESTOCK',
    location: (line: RefundRecord['lines'][number], _args: unknown, { store }: Context) =>
      store.locations.get(line.locationId ?? '') ?? null,
    subtotalSet: (
      line: RefundRecord['lines'][number] & { order: OrderRecord },
      _args: unknown,
      { store }: Context,
    ) => {
      const price =
        line.order.lines.find((each) => each.id === line.lineItemId)?.discountedUnitPrice ?? 0;
      return bag(store, price * line.quantity);
    },
  },
  MoneyV2: {
    amount: (money: { amount: string | number }) =>
      typeof money.amount === 'number' ? formatMinor(money.amount) : money.amount,
  },
};
