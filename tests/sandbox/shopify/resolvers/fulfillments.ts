/** Fulfilments: made, tracked, taken back, and as the API shows them. */
import { connect } from '../connections.ts';
import type { PageArguments } from '../connections.ts';
import { gidNumber, nextGid } from '../ids.ts';
import type { Context, Payload, ResolverTable } from '../resolver-types.ts';
import { NO_ERRORS, refused } from '../resolver-types.ts';
import { cancelFulfillment, createFulfillment, touchOrder } from '../simulator/fulfillments.ts';
import type { Part } from '../simulator/fulfillments.ts';
import type { Gid } from '../store.ts';
import type { FulfillmentRecord, TrackingRecord } from '../store-orders.ts';

type TrackingInput = {
  company?: string | null;
  number?: string | null;
  numbers?: string[] | null;
  url?: string | null;
  urls?: string[] | null;
};
type CreateInput = {
  lineItemsByFulfillmentOrder: {
    fulfillmentOrderId: Gid;
    fulfillmentOrderLineItems?: { id: Gid; quantity: number }[] | null;
  }[];
  notifyCustomer?: boolean | null;
  trackingInfo?: TrackingInput | null;
};

const MOST_LINES = 512;

function fulfillmentCreate(
  _source: unknown,
  args: { fulfillment: CreateInput },
  { core, store }: Context,
): Payload {
  const input = args.fulfillment;
  const parts: Part[] = [];
  for (const each of input.lineItemsByFulfillmentOrder) {
    const order = store.fulfillmentOrders.get(each.fulfillmentOrderId);
    if (!order) return refused(['fulfillment'], 'Fulfillment order does not exist.');
    const lines = each.fulfillmentOrderLineItems?.length ? each.fulfillmentOrderLineItems : null;
    if ((lines?.length ?? 0) > MOST_LINES)
      return refused(['fulfillment'], `At most ${MOST_LINES} line items per fulfillment order.`);
    parts.push({ order, lines });
  }
  const tracking = readTracking(input.trackingInfo);
  if (!tracking) return refused(['fulfillment', 'trackingInfo'], MIXED);
  const outcome = createFulfillment(core, store, {
    parts,
    tracking,
    notifyCustomer: input.notifyCustomer ?? false,
  });
  if ('refusal' in outcome) return refused(['fulfillment'], outcome.refusal);
  return { fulfillment: outcome.value, userErrors: NO_ERRORS };
}

const MIXED = 'Give either number and url, or numbers and urls.';

/** Number and url, or their lists; undefined when they are mixed. */
function readTracking(input: TrackingInput | null | undefined): TrackingRecord[] | undefined {
  if (!input) return [];
  const single = input.number != null || input.url != null;
  const many = input.numbers != null || input.urls != null;
  if (single && many) return undefined;
  const numbers = many ? (input.numbers ?? []) : [input.number ?? null];
  const urls = many ? (input.urls ?? []) : [input.url ?? null];
  const company = input.company ?? null;
  return Array.from({ length: Math.max(numbers.length, urls.length) }, (_each, index) => ({
    company,
    number: numbers[index] ?? null,
    url: urls[index] ?? null,
  }));
}

function fulfillmentTrackingInfoUpdate(
  _source: unknown,
  args: { fulfillmentId: Gid; trackingInfoInput: TrackingInput; notifyCustomer?: boolean | null },
  { core, store }: Context,
): Payload {
  const fulfillment = store.fulfillments.get(args.fulfillmentId);
  if (!fulfillment) return refused(['fulfillmentId'], 'Fulfillment does not exist.');
  if (fulfillment.status === 'CANCELLED')
    return refused(['fulfillmentId'], 'Fulfillment has been cancelled.');
  const tracking = readTracking(args.trackingInfoInput);
  if (!tracking) return refused(['trackingInfoInput'], MIXED);
  fulfillment.tracking = tracking;
  fulfillment.notifyCustomer = args.notifyCustomer ?? fulfillment.notifyCustomer;
  fulfillment.updatedAt = core.clock.iso();
  const order = store.orders.get(fulfillment.orderId);
  if (order) touchOrder(core, store, order);
  return { fulfillment, userErrors: NO_ERRORS };
}

type EventInput = {
  fulfillmentId: Gid;
  status: string;
  happenedAt?: string | null;
  message?: string | null;
};

function fulfillmentEventCreate(
  _source: unknown,
  args: { fulfillmentEvent: EventInput },
  { core, store }: Context,
): Payload {
  const input = args.fulfillmentEvent;
  const fulfillment = store.fulfillments.get(input.fulfillmentId);
  if (!fulfillment)
    return refused(['fulfillmentEvent', 'fulfillmentId'], 'Fulfillment does not exist.');
  const event = {
    id: nextGid(store, 'FulfillmentEvent'),
    status: input.status,
    happenedAt: input.happenedAt ?? core.clock.iso(),
    message: input.message ?? null,
  };
  fulfillment.events.push(event);
  return { fulfillmentEvent: event, userErrors: NO_ERRORS };
}

function fulfillmentCancel(_source: unknown, args: { id: Gid }, { core, store }: Context): Payload {
  const fulfillment = store.fulfillments.get(args.id);
  if (!fulfillment) return refused(['id'], 'Fulfillment not found.');
  const outcome = cancelFulfillment(core, store, fulfillment);
  if ('refusal' in outcome) return refused(['id'], outcome.refusal);
  return { fulfillment: outcome.value, userErrors: NO_ERRORS };
}

export const fulfillmentResolvers: ResolverTable = {
  QueryRoot: {
    fulfillment: (_source: unknown, args: { id: Gid }, { store }: Context) =>
      store.fulfillments.get(args.id) ?? null,
  },
  Mutation: {
    fulfillmentCreate,
    fulfillmentTrackingInfoUpdate,
    fulfillmentEventCreate,
    fulfillmentCancel,
  },
  Fulfillment: {
    legacyResourceId: (fulfillment: FulfillmentRecord) => gidNumber(fulfillment.id),
    trackingInfo: (fulfillment: FulfillmentRecord, args: { first?: number | null }) =>
      fulfillment.tracking.slice(0, args.first ?? undefined),
    displayStatus: (fulfillment: FulfillmentRecord) =>
      fulfillment.status === 'CANCELLED'
        ? 'CANCELED'
        : (fulfillment.events.at(-1)?.status ?? 'FULFILLED'),
    totalQuantity: (fulfillment: FulfillmentRecord) =>
      fulfillment.lines.reduce((sum, line) => sum + line.quantity, 0),
    requiresShipping: () => true,
    order: (fulfillment: FulfillmentRecord, _args: unknown, { store }: Context) =>
      store.orders.get(fulfillment.orderId),
    location: (fulfillment: FulfillmentRecord, _args: unknown, { store }: Context) =>
      store.locations.get(fulfillment.locationId) ?? null,
    service: (fulfillment: FulfillmentRecord, _args: unknown, { store }: Context) => {
      const id = store.locations.get(fulfillment.locationId)?.fulfillmentServiceId;
      return store.fulfillmentServices.get(id ?? '') ?? null;
    },
    fulfillmentOrders: (fulfillment: FulfillmentRecord, args: PageArguments, context: Context) => {
      const ids = new Set(fulfillment.lines.map((line) => line.fulfillmentOrderId));
      const orders = [...ids].flatMap((id) => context.store.fulfillmentOrders.get(id) ?? []);
      return connect(orders, args, context);
    },
    fulfillmentLineItems: (
      fulfillment: FulfillmentRecord,
      args: PageArguments,
      context: Context,
    ) => {
      const order = context.store.orders.get(fulfillment.orderId);
      const lines = fulfillment.lines.map((line) => ({
        id: line.id,
        quantity: line.quantity,
        lineItem: order?.lines.find((each) => each.id === line.lineItemId),
      }));
      return connect(lines, args, context);
    },
    events: (fulfillment: FulfillmentRecord, args: PageArguments, context: Context) =>
      connect(fulfillment.events, args, context),
  },
};
