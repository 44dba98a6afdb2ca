/** Orders: read whole, in calls that each stay under the cost limit. What is read is the truth; events are hints. */
import type {
  Channel,
  ChannelAnswer,
  OutsideOrderId,
  StoreOrder,
  StoreOrderReference,
} from '../../../modules/stores/channel.ts';
import type { Instant } from '../../../platform/clock.ts';
import type { Page } from '../../../platform/page.ts';
import { ok } from '../../../platform/result.ts';
import type { ChannelContext } from './channel-context.ts';
import { collectPages, collectRest } from './collect-pages.ts';
import type { Connection } from './collect-pages.ts';
import { toStoreOrder } from './order-mapper.ts';
import type { ShippedParcel } from './order-mapper.ts';
import { outsideOrderId } from './shopify-mapper.ts';
import {
  findOrderOf,
  listFulfillments,
  listOrders,
  MOST_FULFILLMENTS,
  readFulfillmentLines,
  readFulfillmentOrderLines,
  readFulfillmentOrders,
  readOrder as readOrderOperation,
  readOrderLines,
} from './shopify-operations/orders.ts';
import type { Fulfillment, FulfillmentOrder, OrderAnswer } from './shopify-operations/orders.ts';

const FIRST_LINES = 20;

const LINES_PER_PAGE = 50;
const FULFILLMENT_ORDERS_PER_PAGE = 5;
const ORDERS_PER_PAGE = 100;

export function createOrders(
  context: ChannelContext,
): Pick<Channel, 'readOrder' | 'findOrderOf' | 'listOrders'> {
  return {
    readOrder: (order) => readOrder(context, order),
    listOrders: (updatedSince, after) => readOrderPage(context, updatedSince, after),
    async findOrderOf(id) {
      const answer = await context.client.run(findOrderOf, { id });
      if (!answer.ok) return answer;
      const found = answer.value.fulfillmentOrder;
      return ok(found ? outsideOrderId(found.orderId) : undefined);
    },
  };
}

async function readOrder(
  context: ChannelContext,
  id: OutsideOrderId,
): ChannelAnswer<StoreOrder | undefined> {
  const answer = await context.client.run(readOrderOperation, { id, lines: FIRST_LINES });
  if (!answer.ok) return answer;
  const { order } = answer.value;
  if (!order) return ok(undefined);
  const lines = await collectRest(order.lineItems, (after) => readLines(context, id, after));
  if (!lines.ok) return lines;
  const fulfillmentOrders = await completeFulfillmentOrders(context, id, order.fulfillmentOrders);
  if (!fulfillmentOrders.ok) return fulfillmentOrders;
  const fulfilments = await completeFulfillments(context, order);
  if (!fulfilments.ok) return fulfilments;
  const parts = {
    order,
    lines: lines.value,
    fulfillmentOrders: fulfillmentOrders.value,
    fulfillments: fulfilments.value,
  };
  return ok(toStoreOrder(parts, context.store.places.outsideLocationId));
}

async function readLines({ client }: ChannelContext, id: OutsideOrderId, after: string) {
  const answer = await client.run(readOrderLines, { id, first: LINES_PER_PAGE, after });
  return answer.ok ? ok(answer.value.order?.lineItems) : answer;
}

/** All fulfilment orders of an order, each with all its lines. */
export async function collectFulfillmentOrders(
  context: ChannelContext,
  id: OutsideOrderId,
): ChannelAnswer<readonly FulfillmentOrder[]> {
  const first = await readFulfillmentOrderPage(context, id, undefined);
  if (!first.ok) return first;
  return first.value ? completeFulfillmentOrders(context, id, first.value) : ok([]);
}

async function readFulfillmentOrderPage(
  { client }: ChannelContext,
  id: OutsideOrderId,
  after: string | undefined,
) {
  const sizes = { first: FULFILLMENT_ORDERS_PER_PAGE, lines: LINES_PER_PAGE };
  const answer = await client.run(readFulfillmentOrders, { id, ...sizes, after });
  return answer.ok ? ok(answer.value.order?.fulfillmentOrders) : answer;
}

async function completeFulfillmentOrders(
  context: ChannelContext,
  id: OutsideOrderId,
  first: Connection<FulfillmentOrder>,
): ChannelAnswer<readonly FulfillmentOrder[]> {
  const found = await collectRest(first, (after) => readFulfillmentOrderPage(context, id, after));
  if (!found.ok) return found;
  const whole: FulfillmentOrder[] = [];
  for (const each of found.value) {
    const nodes = await collectRest(each.lineItems, (after) =>
      readMoreLines(context, each.id, after),
    );
    if (!nodes.ok) return nodes;
    whole.push({ ...each, lineItems: { ...each.lineItems, nodes: [...nodes.value] } });
  }
  return ok(whole);
}

async function readMoreLines({ client }: ChannelContext, id: string, after: string) {
  const variables = { id, first: LINES_PER_PAGE, after };
  const answer = await client.run(readFulfillmentOrderLines, variables);
  return answer.ok ? ok(answer.value.fulfillmentOrder?.lineItems) : answer;
}

async function completeFulfillments(
  context: ChannelContext,
  order: OrderAnswer,
): ChannelAnswer<readonly ShippedParcel[]> {
  const known = new Map(order.fulfillments.map((each) => [each.id, each.fulfillmentLineItems]));
  const all = await allFulfillments(context, order);
  if (!all.ok) return all;
  const parcels: ShippedParcel[] = [];
  for (const fulfillment of all.value) {
    const first = known.get(fulfillment.id);
    const lines = first
      ? await collectRest(first, (after) => readShippedLines(context, fulfillment.id, after))
      : await collectPages((after) => readShippedLines(context, fulfillment.id, after));
    if (!lines.ok) return lines;
    parcels.push({ fulfillment, lines: lines.value });
  }
  return ok(parcels);
}

async function allFulfillments(
  { client }: ChannelContext,
  order: OrderAnswer,
): ChannelAnswer<readonly Fulfillment[]> {
  if (order.fulfillments.length < MOST_FULFILLMENTS) return ok(order.fulfillments);
  const answer = await client.run(listFulfillments, { id: order.id });
  return answer.ok ? ok(answer.value.order?.fulfillments ?? []) : answer;
}

async function readShippedLines({ client }: ChannelContext, id: string, after: string | undefined) {
  const answer = await client.run(readFulfillmentLines, { id, first: LINES_PER_PAGE, after });
  return answer.ok ? ok(answer.value.fulfillment?.fulfillmentLineItems) : answer;
}

/** Without the scope for all orders Shopify shows the last 60 days, which is longer than any gap of ours. */
async function readOrderPage(
  { client }: ChannelContext,
  updatedSince: Instant,
  after: string | undefined,
): ChannelAnswer<Page<StoreOrderReference>> {
  const query = `updated_at:>='${updatedSince.toISOString()}'`;
  const answer = await client.run(listOrders, { query, first: ORDERS_PER_PAGE, after });
  if (!answer.ok) return answer;
  const { nodes, pageInfo } = answer.value.orders;
  return ok({
    rows: nodes.map(({ id, updatedAt }) => ({ outsideOrderId: outsideOrderId(id), updatedAt })),
    next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined,
  });
}
