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
import { collectPages } from './collect-pages.ts';
import { toStoreOrder } from './order-mapper.ts';
import type { FulfillmentLines } from './order-mapper.ts';
import { outsideOrderId } from './shopify-mapper.ts';
import {
  findOrderOf,
  listOrders,
  readFulfillmentLines,
  readFulfillmentOrderLines,
  readFulfillmentOrders,
  readOrderHead,
  readOrderLines,
} from './shopify-operations/orders.ts';
import type { FulfillmentOrder, OrderHead } from './shopify-operations/orders.ts';

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
  const { client, store } = context;
  const [head, lines, fulfillmentOrders] = await Promise.all([
    client.run(readOrderHead, { id }),
    readLines(context, id),
    collectFulfillmentOrders(context, id),
  ]);
  if (!head.ok) return head;
  if (!lines.ok) return lines;
  if (!fulfillmentOrders.ok) return fulfillmentOrders;
  if (!head.value.order) return ok(undefined);
  const shipped = await readShippedLines(context, head.value.order);
  if (!shipped.ok) return shipped;
  const parts = {
    head: head.value.order,
    lines: lines.value,
    fulfillmentOrders: fulfillmentOrders.value,
    fulfillmentLines: shipped.value,
  };
  return ok(toStoreOrder(parts, store.places.outsideLocationId));
}

function readLines({ client }: ChannelContext, id: OutsideOrderId) {
  return collectPages(async (after) => {
    const answer = await client.run(readOrderLines, { id, first: LINES_PER_PAGE, after });
    return answer.ok ? ok(answer.value.order?.lineItems) : answer;
  });
}

/** All fulfilment orders of an order, each with all its lines. */
export async function collectFulfillmentOrders(
  { client }: ChannelContext,
  id: OutsideOrderId,
): ChannelAnswer<readonly FulfillmentOrder[]> {
  const found = await collectPages(async (after) => {
    const sizes = { first: FULFILLMENT_ORDERS_PER_PAGE, lines: LINES_PER_PAGE };
    const answer = await client.run(readFulfillmentOrders, { id, ...sizes, after });
    return answer.ok ? ok(answer.value.order?.fulfillmentOrders) : answer;
  });
  if (!found.ok) return found;
  const whole: FulfillmentOrder[] = [];
  for (const each of found.value) {
    const completed = await withAllLines(client, each);
    if (!completed.ok) return completed;
    whole.push(completed.value);
  }
  return ok(whole);
}

async function withAllLines(
  client: ChannelContext['client'],
  fulfillmentOrder: FulfillmentOrder,
): ChannelAnswer<FulfillmentOrder> {
  const { nodes, pageInfo } = fulfillmentOrder.lineItems;
  if (!pageInfo.hasNextPage) return ok(fulfillmentOrder);
  const rest = await collectPages(async (after) => {
    const from = after ?? pageInfo.endCursor;
    const variables = { id: fulfillmentOrder.id, first: LINES_PER_PAGE, after: from };
    const answer = await client.run(readFulfillmentOrderLines, variables);
    return answer.ok ? ok(answer.value.fulfillmentOrder?.lineItems) : answer;
  });
  if (!rest.ok) return rest;
  return ok({ ...fulfillmentOrder, lineItems: { pageInfo, nodes: [...nodes, ...rest.value] } });
}

async function readShippedLines(
  { client }: ChannelContext,
  order: OrderHead,
): ChannelAnswer<ReadonlyMap<string, FulfillmentLines>> {
  const lines = new Map<string, FulfillmentLines>();
  for (const { id } of order.fulfillments) {
    const found = await collectPages(async (after) => {
      const answer = await client.run(readFulfillmentLines, { id, first: LINES_PER_PAGE, after });
      return answer.ok ? ok(answer.value.fulfillment?.fulfillmentLineItems) : answer;
    });
    if (!found.ok) return found;
    lines.set(id, found.value);
  }
  return ok(lines);
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
