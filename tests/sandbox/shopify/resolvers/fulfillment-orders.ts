/** Fulfilment orders as the API shows them. */
import { connect } from '../connections.ts';
import type { PageArguments } from '../connections.ts';
import { gidNumber } from '../ids.ts';
import { moneyBag } from '../order-money.ts';
import type { Context, ResolverTable } from '../resolver-types.ts';
import { compareMoments, filterBy, sameId, sameText } from '../search-query.ts';
import { supportedActions } from '../simulator/fulfillment-orders.ts';
import type { Gid, StoreState } from '../store.ts';
import type {
  FulfillmentOrderLineRecord,
  FulfillmentOrderRecord,
  HoldRecord,
  OrderLineRecord,
} from '../store-orders.ts';
import { byMoment } from './sorting.ts';

const orderOf = (store: StoreState, order: FulfillmentOrderRecord) =>
  store.orders.get(order.orderId);

type ListArguments = PageArguments & {
  query?: string | null;
  sortKey?: string | null;
  includeClosed?: boolean;
};

const DONE = ['CLOSED', 'CANCELLED'];

/** What this app may see: its own locations, and others as its scopes allow. */
export function isVisible({ store, caller }: Context, order: FulfillmentOrderRecord): boolean {
  const serviceId = store.locations.get(order.locationId)?.fulfillmentServiceId ?? '';
  const service = store.fulfillmentServices.get(serviceId);
  if (!service) return mayRead(caller.scopes, 'merchant_managed');
  if (service.clientId === caller.clientId) return mayRead(caller.scopes, 'assigned');
  return mayRead(caller.scopes, 'third_party');
}

const mayRead = (scopes: readonly string[], whose: string): boolean =>
  scopes.some(
    (scope) =>
      scope === `read_${whose}_fulfillment_orders` || scope === `write_${whose}_fulfillment_orders`,
  );

function fulfillmentOrders(_source: unknown, args: ListArguments, context: Context) {
  const { store } = context;
  const all = [...store.fulfillmentOrders.values()].filter(
    (each) => (args.includeClosed || !DONE.includes(each.status)) && isVisible(context, each),
  );
  const found = filterBy(all, args.query, {
    id: (each, value) => sameId(each.id, value),
    status: (each, value) => sameText(each.status, value),
    request_status: (each, value) => sameText(each.requestStatus, value),
    assigned_location_id: (each, value) => sameId(each.locationId, value),
    updated_at: (each, value, how) => compareMoments(each.updatedAt, value, how),
  });
  return connect(byMoment(found, args.sortKey), args, context);
}

const ASSIGNMENTS: Record<string, readonly string[]> = {
  FULFILLMENT_REQUESTED: ['SUBMITTED'],
  FULFILLMENT_ACCEPTED: ['ACCEPTED', 'CANCELLATION_REJECTED'],
  CANCELLATION_REQUESTED: ['CANCELLATION_REQUESTED'],
  FULFILLMENT_UNSUBMITTED: ['UNSUBMITTED', 'REJECTED'],
};

type AssignedArguments = PageArguments & {
  assignmentStatus?: string | null;
  locationIds?: Gid[] | null;
  sortKey?: string | null;
};

function assignedFulfillmentOrders(_source: unknown, args: AssignedArguments, context: Context) {
  const { store, caller } = context;
  const own = [...store.fulfillmentServices.values()].flatMap((service) =>
    service.clientId === caller.clientId ? [service.locationId] : [],
  );
  const wanted = args.assignmentStatus ? ASSIGNMENTS[args.assignmentStatus] : undefined;
  const found = [...store.fulfillmentOrders.values()].filter(
    (each) =>
      own.includes(each.locationId) &&
      !DONE.includes(each.status) &&
      (!args.locationIds?.length || args.locationIds.includes(each.locationId)) &&
      (!wanted || wanted.includes(each.requestStatus)),
  );
  return connect(byMoment(found, args.sortKey), args, context);
}

type LineSource = FulfillmentOrderLineRecord & { orderId: Gid };

const soldLine = (store: StoreState, line: LineSource): OrderLineRecord | undefined =>
  store.orders.get(line.orderId)?.lines.find((each) => each.id === line.lineItemId);

export const fulfillmentOrderResolvers: ResolverTable = {
  QueryRoot: {
    fulfillmentOrder: (_source: unknown, args: { id: Gid }, context: Context) => {
      const found = context.store.fulfillmentOrders.get(args.id);
      return found && isVisible(context, found) ? found : null;
    },
    fulfillmentOrders,
    assignedFulfillmentOrders,
  },
  FulfillmentOrder: {
    orderName: (order: FulfillmentOrderRecord, _args: unknown, { store }: Context) =>
      orderOf(store, order)?.name,
    orderProcessedAt: (order: FulfillmentOrderRecord, _args: unknown, { store }: Context) =>
      orderOf(store, order)?.processedAt,
    order: (order: FulfillmentOrderRecord, _args: unknown, { store }: Context) =>
      orderOf(store, order),
    fulfillBy: () => null,
    internationalDuties: () => null,
    fulfillmentHolds: (order: FulfillmentOrderRecord) => order.holds,
    assignedLocation: (order: FulfillmentOrderRecord, _args: unknown, { store }: Context) => {
      const location = store.locations.get(order.locationId);
      return {
        name: location?.name ?? '',
        ...location?.address,
        countryCode: location?.address.countryCode ?? store.shop.countryCode,
        location: location ?? null,
      };
    },
    destination: (order: FulfillmentOrderRecord, _args: unknown, { store }: Context) => {
      const sold = orderOf(store, order);
      if (!sold?.shippingAddress) return null;
      const id = `gid://shopify/FulfillmentOrderDestination/${gidNumber(order.id)}`;
      return { ...sold.shippingAddress, id, email: sold.email };
    },
    deliveryMethod: (order: FulfillmentOrderRecord, _args: unknown, { store }: Context) => {
      const sold = orderOf(store, order);
      return {
        id: `gid://shopify/DeliveryMethod/${gidNumber(order.id)}`,
        methodType: sold?.deliveryMethodType ?? 'SHIPPING',
        presentedName: sold?.shippingLine?.title ?? null,
        serviceCode: sold?.shippingLine?.code ?? null,
        minDeliveryDateTime: null,
        maxDeliveryDateTime: null,
      };
    },
    supportedActions: (order: FulfillmentOrderRecord, _args: unknown, { core, store }: Context) =>
      supportedActions(store, core.switches, order).map((action) => ({
        action,
        externalUrl: null,
      })),
    merchantRequests: (
      order: FulfillmentOrderRecord,
      args: PageArguments & { kind?: string },
      context: Context,
    ) =>
      connect(
        order.merchantRequests.filter((each) => !args.kind || each.kind === args.kind),
        args,
        context,
      ),
    lineItems: (order: FulfillmentOrderRecord, args: PageArguments, context: Context) =>
      connect(
        order.lines.map((line): LineSource => ({ ...line, orderId: order.orderId })),
        args,
        context,
      ),
    fulfillments: (order: FulfillmentOrderRecord, args: PageArguments, context: Context) =>
      connect(
        order.fulfillmentIds.flatMap((id) => context.store.fulfillments.get(id) ?? []),
        args,
        context,
      ),
  },
  FulfillmentHold: {
    heldByRequestingApp: (hold: HoldRecord, _args: unknown, { caller }: Context) =>
      hold.clientId === caller.clientId,
    displayReason: (hold: HoldRecord) => hold.reason,
  },
  FulfillmentOrderLineItem: {
    sku: (line: LineSource, _args: unknown, { store }: Context) =>
      soldLine(store, line)?.sku ?? null,
    productTitle: (line: LineSource, _args: unknown, { store }: Context) =>
      soldLine(store, line)?.title ?? '',
    variantTitle: (line: LineSource, _args: unknown, { store }: Context) =>
      soldLine(store, line)?.variantTitle ?? null,
    vendor: (line: LineSource, _args: unknown, { store }: Context) =>
      soldLine(store, line)?.vendor ?? null,
    requiresShipping: (line: LineSource, _args: unknown, { store }: Context) =>
      soldLine(store, line)?.requiresShipping ?? true,
    inventoryItemId: (line: LineSource, _args: unknown, { store }: Context) =>
      soldLine(store, line)?.inventoryItemId ?? null,
    variant: (line: LineSource, _args: unknown, { store }: Context) =>
      store.variants.get(soldLine(store, line)?.variantId ?? '') ?? null,
    lineItem: (line: LineSource, _args: unknown, { store }: Context) => soldLine(store, line),
    financialSummaries: (line: LineSource, _args: unknown, { store }: Context) => {
      const sold = soldLine(store, line);
      const { currencyCode } = store.shop;
      return [
        {
          quantity: line.totalQuantity,
          originalUnitPriceSet: moneyBag(sold?.unitPrice ?? 0, currencyCode),
          approximateDiscountedUnitPriceSet: moneyBag(sold?.discountedUnitPrice ?? 0, currencyCode),
          discountAllocations: [],
        },
      ];
    },
  },
};
