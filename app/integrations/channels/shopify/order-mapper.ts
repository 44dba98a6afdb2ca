/** Order mapper: an order as Shopify tells it, in our words. Pure. Shoppers' data goes nowhere but into the result. */
import type {
  FulfilmentOrderState,
  PaymentState,
  PostalAddress,
  StoreFulfilment,
  StoreOrder,
  StoreOrderLine,
} from '../../../modules/stores/channel.ts';
import { currencyCode } from '../../../platform/money.ts';
import {
  outsideFulfilmentId,
  outsideFulfilmentOrderId,
  outsideLineId,
  outsideOrderId,
  outsideProductId,
  outsideVariantId,
  toMoney,
} from './shopify-mapper.ts';
import type {
  Fulfillment,
  FulfillmentOrder,
  OrderAnswer,
  OrderLine,
} from './shopify-operations/orders.ts';

export type ShippedParcel = {
  readonly fulfillment: Fulfillment;
  readonly lines: readonly {
    readonly quantity: number | null;
    readonly lineItem: { readonly id: string };
  }[];
};

export type OrderParts = {
  readonly order: OrderAnswer;
  readonly lines: readonly OrderLine[];
  readonly fulfillmentOrders: readonly FulfillmentOrder[];
  readonly fulfillments: readonly ShippedParcel[];
};

/** `ourLocation`: the location that the app owns in the shop. */
export function toStoreOrder(parts: OrderParts, ourLocation: string | undefined): StoreOrder {
  const { order: head, lines, fulfillmentOrders } = parts;
  return {
    outsideOrderId: outsideOrderId(head.id),
    name: head.name,
    isTest: head.test,
    placedAt: head.createdAt,
    updatedAt: head.updatedAt,
    cancelledAt: head.cancelledAt ?? undefined,
    payment: PAYMENTS[head.displayFinancialStatus ?? ''] ?? 'unpaid',
    currency: currencyCode(head.currencyCode),
    fraudAdvice: ADVICE[head.risk.recommendation] ?? 'none',
    delivery: deliveryOf(lines, fulfillmentOrders, ourLocation),
    destination: destinationOf(head, fulfillmentOrders, ourLocation),
    email: head.email ?? undefined,
    lines: lines.map(toLine),
    fulfilmentOrders: fulfillmentOrders.map((each) => toFulfilmentOrder(each, ourLocation)),
    fulfilments: parts.fulfillments.map(toFulfilment),
  };
}

const PAYMENTS: Readonly<Record<string, PaymentState>> = {
  PENDING: 'unpaid',
  EXPIRED: 'unpaid',
  AUTHORIZED: 'authorised',
  PARTIALLY_PAID: 'part-paid',
  PAID: 'paid',
  PARTIALLY_REFUNDED: 'part-refunded',
  REFUNDED: 'refunded',
  VOIDED: 'voided',
};

const ADVICE: Readonly<Record<string, StoreOrder['fraudAdvice']>> = {
  ACCEPT: 'accept',
  INVESTIGATE: 'investigate',
  CANCEL: 'cancel',
};

const DELIVERIES: Readonly<Record<string, StoreOrder['delivery']>> = {
  SHIPPING: 'shipping',
  PICK_UP: 'pick-up',
  PICKUP_POINT: 'pick-up',
  LOCAL: 'local',
  RETAIL: 'none',
  NONE: 'none',
};

/** How our part is delivered; before it is split into fulfilment orders, whether the order is shipped at all. */
function deliveryOf(
  lines: readonly OrderLine[],
  fulfillmentOrders: readonly FulfillmentOrder[],
  ourLocation: string | undefined,
): StoreOrder['delivery'] {
  const [first] = preferOurs(fulfillmentOrders, ourLocation);
  const method = first?.deliveryMethod?.methodType;
  if (method) return DELIVERIES[method] ?? 'none';
  return lines.some(({ requiresShipping }) => requiresShipping) ? 'shipping' : 'none';
}

/** The address of our fulfilment order counts: the merchant may have changed it there. */
function destinationOf(
  head: OrderAnswer,
  fulfillmentOrders: readonly FulfillmentOrder[],
  ourLocation: string | undefined,
): PostalAddress | undefined {
  const [first] = preferOurs(fulfillmentOrders, ourLocation).filter((each) => each.destination);
  const sent = first?.destination;
  if (sent) return toAddress({ ...sent, countryCodeV2: sent.countryCode });
  return head.shippingAddress ? toAddress(head.shippingAddress) : undefined;
}

function preferOurs(
  fulfillmentOrders: readonly FulfillmentOrder[],
  ourLocation: string | undefined,
): readonly FulfillmentOrder[] {
  const ours = fulfillmentOrders.filter((each) => isOurs(each, ourLocation));
  return ours.length > 0 ? ours : fulfillmentOrders;
}

export function isOurs(
  fulfillmentOrder: FulfillmentOrder,
  ourLocation: string | undefined,
): boolean {
  const location = fulfillmentOrder.assignedLocation.location?.id;
  return location !== undefined && location === ourLocation;
}

/** Undefined without the least that a parcel needs: street, town and country. */
function toAddress(
  address: NonNullable<OrderAnswer['shippingAddress']>,
): PostalAddress | undefined {
  const { address1, city, countryCodeV2: country } = address;
  if (!address1 || !city || !country) return undefined;
  const name = [address.firstName, address.lastName].filter(Boolean).join(' ');
  return {
    name: name || (address.company ?? ''),
    company: address.company ?? undefined,
    address1,
    address2: address.address2 ?? undefined,
    city,
    province: address.province ?? undefined,
    zip: address.zip ?? undefined,
    country,
    phone: address.phone ?? undefined,
  };
}

function toLine(line: OrderLine): StoreOrderLine {
  const { amount, currencyCode: currency } = line.discountedUnitPriceAfterAllDiscountsSet.shopMoney;
  return {
    outsideLineId: outsideLineId(line.id),
    outsideProductId: line.product ? outsideProductId(line.product.id) : undefined,
    outsideVariantId: line.variant ? outsideVariantId(line.variant.id) : undefined,
    sku: line.sku ?? undefined,
    title: line.name,
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    unitPrice: toMoney(amount, currencyCode(currency)),
    requiresShipping: line.requiresShipping,
  };
}

const STATUSES: Readonly<Record<string, FulfilmentOrderState['status']>> = {
  OPEN: 'open',
  IN_PROGRESS: 'in-progress',
  SCHEDULED: 'scheduled',
  ON_HOLD: 'on-hold',
  CLOSED: 'closed',
  CANCELLED: 'cancelled',
  INCOMPLETE: 'incomplete',
};

const REQUESTS: Readonly<Record<string, FulfilmentOrderState['request']>> = {
  UNSUBMITTED: 'unsubmitted',
  SUBMITTED: 'submitted',
  ACCEPTED: 'accepted',
  REJECTED: 'rejected',
  CANCELLATION_REQUESTED: 'cancellation-requested',
  CANCELLATION_ACCEPTED: 'cancellation-accepted',
  CANCELLATION_REJECTED: 'cancellation-rejected',
  CLOSED: 'closed',
};

function toFulfilmentOrder(
  each: FulfillmentOrder,
  ourLocation: string | undefined,
): FulfilmentOrderState {
  return {
    outsideId: outsideFulfilmentOrderId(each.id),
    // A status that Shopify invents later is nothing that we may act on.
    status: STATUSES[each.status] ?? 'incomplete',
    request: REQUESTS[each.requestStatus] ?? 'closed',
    ours: isOurs(each, ourLocation),
    lines: each.lineItems.nodes.map((line) => ({
      outsideLineId: outsideLineId(line.lineItem.id),
      total: line.totalQuantity,
      remaining: line.remainingQuantity,
    })),
  };
}

function toFulfilment({ fulfillment, lines }: ShippedParcel): StoreFulfilment {
  return {
    outsideId: outsideFulfilmentId(fulfillment.id),
    cancelled: !STANDING.has(fulfillment.status),
    trackingNumbers: fulfillment.trackingInfo.flatMap(({ number }) => number ?? []),
    lines: lines.map(({ quantity, lineItem }) => ({
      outsideLineId: outsideLineId(lineItem.id),
      quantity: quantity ?? 0,
    })),
  };
}

const STANDING = new Set(['SUCCESS', 'PENDING', 'OPEN']);
