/** Reads and writes orders and their lines. Every write of an order happens under `lockOrder`. */
import type { Id } from '../../platform/ids.ts';
import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { SealedContact } from './order-contact.server.ts';
import type { Order, OrderId, OrderKey, OrderLine, OrdersContext } from './order.ts';
import { mayMove } from './order-status.ts';
import type { OrderStatus } from './order-status.ts';

const ORDER_COLUMNS = Prisma.sql`
  orders.distributor_id as "distributorId", orders.id, orders.connection_id as "connectionId",
  orders.store_id as "storeId", orders.outside_order_id as "outsideOrderId",
  orders.outside_fulfilment_order_ids as "outsideFulfilmentOrderIds", orders.name,
  orders.number::float8 as number, orders.status, orders.payment, orders.currency,
  orders.destination_country as "destinationCountry", orders.is_test as "isTest",
  orders.placed_at as "placedAt", orders.paid_at as "paidAt", orders.store_updated_at as "storeUpdatedAt",
  orders.store_read_at as "storeReadAt", orders.reroute_at as "rerouteAt", orders.promised_by as "promisedBy", orders.part_allowed as "partAllowed",
  orders.cancellation, orders.release_at as "releaseAt", orders.released_at as "releasedAt",
  orders.release_reason as "releaseReason",
  orders.accepted_in_store_at as "acceptedInStoreAt", orders.cancelled_at as "cancelledAt",
  orders.closed_at as "closedAt"`;

const LINE_COLUMNS = Prisma.sql`
  id, order_id as "orderId", outside_line_id as "outsideLineId", variant_id as "variantId", title, quantity,
  forwarded_quantity as "forwardedQuantity", cancelled_quantity as "cancelledQuantity",
  removed_quantity as "removedQuantity", replaced_quantity as "replacedQuantity",
  returned_quantity as "returnedQuantity", shipped_quantity as "shippedQuantity",
  unit_price_minor::float8 as "unitPriceMinor", unit_wholesale_minor::float8 as "unitWholesaleMinor",
  wholesale_currency as "wholesaleCurrency"`;

export type OrderWithLines = Order & { readonly lines: readonly OrderLine[] };

const WITH_LINES = Prisma.sql`
  ${ORDER_COLUMNS}, coalesce((select jsonb_agg(to_jsonb(l)) from (select ${LINE_COLUMNS} from order_line
    where order_line.distributor_id = orders.distributor_id and order_line.order_id = orders.id order by id) l), '[]') as lines`;

export async function readOrder(tx: Tx, key: OrderKey): Promise<OrderWithLines | undefined> {
  const [order] = await tx.$queryRaw<OrderWithLines[]>`
    /* planned once */ select ${WITH_LINES} from orders
    where distributor_id = ${key.distributorId}::uuid and id = ${key.orderId}::uuid`;
  return order;
}

/** The orders that one shop order has become, at most one for each connection, with their lines. */
export async function findOrdersOfStoreOrder(
  tx: Tx,
  input: { readonly storeId: Id<'Store'>; readonly outsideOrderId: string },
): Promise<OrderWithLines[]> {
  return tx.$queryRaw<OrderWithLines[]>`
    /* planned once */ select ${WITH_LINES} from orders
    where store_id = ${input.storeId}::uuid and outside_order_id = ${input.outsideOrderId} order by id`;
}

export type NewOrder = Pick<
  Order,
  | 'distributorId' | 'id' | 'connectionId' | 'storeId' | 'outsideOrderId' | 'outsideFulfilmentOrderIds' | 'name' | 'payment' | 'currency'
  | 'destinationCountry' | 'isTest' | 'placedAt' | 'paidAt' | 'storeUpdatedAt' | 'storeReadAt' | 'releaseAt'
>; // prettier-ignore

/** An order with its lines and its sealed contact, in one statement. */
export async function insertOrder(
  { tx, clock }: OrdersContext,
  order: NewOrder,
  lines: readonly NewOrderLine[],
  contact: SealedContact,
): Promise<OrderWithLines> {
  const now = clock.now();
  const key = { distributorId: order.distributorId, orderId: order.id };
  const [row] = await tx.$queryRaw<{ number: number }[]>`
    /* planned once */ with made as (insert into orders (distributor_id, id, connection_id, store_id, outside_order_id,
      outside_fulfilment_order_ids, name, status, payment, currency,
      destination_country, is_test, placed_at, paid_at, store_updated_at, store_read_at, release_at, created_at, updated_at)
    values (${order.distributorId}::uuid, ${order.id}::uuid, ${order.connectionId}::uuid, ${order.storeId}::uuid,
      ${order.outsideOrderId}, ${[...order.outsideFulfilmentOrderIds]}::text[], ${order.name}, 'awaiting-release', ${order.payment}, ${order.currency},
      ${order.destinationCountry}, ${order.isTest}, ${order.placedAt}, ${order.paidAt}, ${order.storeUpdatedAt},
      ${order.storeReadAt}, ${order.releaseAt}, ${now}, ${now})
      returning number
    ), made_contact as (insert into order_contact (distributor_id, order_id, sealed_key, sealed)
      values (${order.distributorId}::uuid, ${order.id}::uuid, ${contact.sealedKey}, ${contact.sealed})
    ), made_lines as (${insertLines(key, lines)})
    select number::float8 as number from made`;
  if (!row) throw new Error('An inserted order has no number');
  return {
    ...order, number: row.number, status: 'awaiting-release', promisedBy: null,
    rerouteAt: null, partAllowed: false, cancellation: null,
    releasedAt: null, releaseReason: null, acceptedInStoreAt: null, cancelledAt: null, closedAt: null,
    lines: lines.map((line) => ({ ...line, orderId: order.id, ...NO_UNITS_MOVED })),
  }; // prettier-ignore
}

const NO_UNITS_MOVED = {
  forwardedQuantity: 0,
  cancelledQuantity: 0,
  removedQuantity: 0,
  replacedQuantity: 0,
  returnedQuantity: 0,
  shippedQuantity: 0,
} as const;

function insertLines(key: OrderKey, lines: readonly NewOrderLine[]): Prisma.Sql {
  return Prisma.sql`
    insert into order_line (distributor_id, id, order_id, outside_line_id, variant_id, sku, title, quantity,
      unit_price_minor, unit_wholesale_minor, wholesale_currency)
    select ${key.distributorId}::uuid, l.id, ${key.orderId}::uuid, l."outsideLineId", l."variantId", l.sku, l.title,
      l.quantity, l."unitPriceMinor", l."unitWholesaleMinor", l."wholesaleCurrency"
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l(id uuid, "outsideLineId" text, "variantId" uuid, sku text,
      title text, quantity integer, "unitPriceMinor" bigint, "unitWholesaleMinor" bigint, "wholesaleCurrency" text)`;
}

export type NewOrderLine = Pick<
  OrderLine,
  | 'id' | 'outsideLineId' | 'variantId' | 'title' | 'quantity' | 'unitPriceMinor' | 'unitWholesaleMinor'
  | 'wholesaleCurrency'
> & { readonly sku: string | undefined }; // prettier-ignore

/** One statement for all lines of an order. */
export async function insertOrderLines(
  { tx }: OrdersContext,
  key: OrderKey,
  lines: readonly NewOrderLine[],
): Promise<void> {
  if (lines.length === 0) return;
  await tx.$executeRaw(insertLines(key, lines));
}

/** More units of a line than were ordered at first. */
export async function addToLine(
  { tx }: OrdersContext,
  key: OrderKey,
  line: { readonly orderLineId: Id<'OrderLine'>; readonly added: number },
): Promise<void> {
  await tx.$executeRaw`
    update order_line set quantity = quantity + ${line.added}
    where distributor_id = ${key.distributorId}::uuid and id = ${line.orderLineId}::uuid`;
}

/** A wholesale price for lines that were bought when the price list had none. */
export async function setLineWholesale(
  { tx }: OrdersContext,
  key: OrderKey,
  line: {
    readonly orderLineId: Id<'OrderLine'>;
    readonly minor: number;
    readonly currency: string;
  },
): Promise<void> {
  await tx.$executeRaw`
    update order_line set unit_wholesale_minor = ${line.minor}, wholesale_currency = ${line.currency}
    where distributor_id = ${key.distributorId}::uuid and id = ${line.orderLineId}::uuid`;
}

export async function countShipped(
  { tx }: OrdersContext,
  key: OrderKey,
  lines: readonly { readonly orderLineId: Id<'OrderLine'>; readonly quantity: number }[],
): Promise<void> {
  await tx.$executeRaw`
    update order_line set shipped_quantity = shipped_quantity + s.quantity
    from (select l."orderLineId", sum(l.quantity)::integer as quantity
      from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l("orderLineId" uuid, quantity integer) group by 1) as s
    where distributor_id = ${key.distributorId}::uuid and id = s."orderLineId"`;
}

export type OrderReading = Pick<
  Order,
  | 'payment' | 'paidAt' | 'storeUpdatedAt' | 'storeReadAt' | 'releaseAt' | 'destinationCountry' | 'cancelledAt'
  | 'outsideFulfilmentOrderIds'
>; // prettier-ignore

/** Keeps what the newest reading of the store's order says about the order as a whole. */
export async function saveReading(
  { tx, clock }: OrdersContext,
  key: OrderKey,
  reading: OrderReading,
): Promise<void> {
  await tx.$executeRaw`
    /* planned once */ update orders set payment = ${reading.payment}, paid_at = ${reading.paidAt}, store_updated_at = ${reading.storeUpdatedAt},
      store_read_at = ${reading.storeReadAt}, outside_fulfilment_order_ids = ${[...reading.outsideFulfilmentOrderIds]}::text[], release_at = ${reading.releaseAt},
      destination_country = ${reading.destinationCountry}, cancelled_at = ${reading.cancelledAt}, updated_at = ${clock.now()}
    where distributor_id = ${key.distributorId}::uuid and id = ${key.orderId}::uuid`;
}

export type OrderProgress = {
  readonly status?: OrderStatus;
  readonly rerouteAt?: Date | null;
  readonly partAllowed?: boolean;
  readonly cancellation?: 'requested' | 'accepted' | 'refused';
  readonly releasedAt?: Date | undefined;
};

/** Moves an order on; what is not named stays. A move that the status table does not have is a bug. */
export async function saveProgress(
  { tx, clock }: OrdersContext,
  order: Order,
  progress: OrderProgress,
): Promise<void> {
  const status = progress.status ?? order.status;
  if (!mayMove(order.status, status))
    throw new Error(`An order cannot go from ${order.status} to ${status}`);
  const closed = status === 'completed' || status === 'cancelled';
  const now = clock.now();
  await tx.$executeRaw`
    /* planned once */ update orders set status = ${status},
      reroute_at = ${progress.rerouteAt === undefined ? order.rerouteAt : progress.rerouteAt},
      part_allowed = ${progress.partAllowed ?? order.partAllowed},
      cancellation = ${progress.cancellation ?? order.cancellation},
      released_at = ${progress.releasedAt ?? order.releasedAt},
      closed_at = case when ${closed} then coalesce(closed_at, ${now}::timestamptz) end, updated_at = ${now}
    where distributor_id = ${order.distributorId}::uuid and id = ${order.id}::uuid`;
}

/** Notes that the store knows that we ship the order; false when that was known. */
export async function noteAccepted({ tx, clock }: OrdersContext, key: OrderKey): Promise<boolean> {
  const noted = await tx.$executeRaw`
    /* planned once */ update orders set accepted_in_store_at = ${clock.now()}, updated_at = ${clock.now()}
    where distributor_id = ${key.distributorId}::uuid and id = ${key.orderId}::uuid and accepted_in_store_at is null`;
  return noted > 0;
}

/** Wholesale value of a connection's open orders but one, in minor units of the lines' own currency. */
export async function openWholesale(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly connectionId: Id<'Connection'>;
    readonly except: string;
  },
): Promise<readonly { readonly minor: number; readonly currency: string }[]> {
  return tx.$queryRaw<{ minor: number; currency: string }[]>`
    select sum((l.quantity - l.removed_quantity - l.returned_quantity) * l.unit_wholesale_minor)::float8 as minor,
      l.wholesale_currency as currency
    from orders o join order_line l on l.distributor_id = o.distributor_id and l.order_id = o.id
    where o.distributor_id = ${input.distributorId}::uuid and o.connection_id = ${input.connectionId}::uuid
      and o.closed_at is null and o.id <> ${input.except}::uuid and l.unit_wholesale_minor > 0
    group by l.wholesale_currency order by l.wholesale_currency`;
}

/** Orders whose missing units are to be looked for again now: rush orders, then those of VIP retailers, then by age. */
export async function findOrdersToReroute(
  tx: Tx,
  input: { readonly now: Date; readonly limit: number },
): Promise<{ distributorId: Id<'Distributor'>; orderId: OrderId }[]> {
  return tx.$queryRaw`
    select o.distributor_id as "distributorId", o.id as "orderId" from orders o
    join connection c on c.distributor_id = o.distributor_id and c.id = o.connection_id
    where o.reroute_at <= ${input.now} order by o.rush desc, c.vip desc, o.placed_at, o.id limit ${input.limit}`;
}

/** The store's order that one of its fulfilment orders belongs to, where we have it. */
export async function findOrderOfFulfilmentOrder(
  tx: Tx,
  input: { readonly storeId: Id<'Store'>; readonly outsideFulfilmentOrderId: string },
): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<{ outsideOrderId: string }[]>`
    /* planned once */ select outside_order_id as "outsideOrderId" from orders
    where outside_fulfilment_order_ids @> array[${input.outsideFulfilmentOrderId}::text] and store_id = ${input.storeId}::uuid
    limit 1`;
  return row?.outsideOrderId;
}

/** Whether a reading of the store's order was taken in that began after this moment. */
export async function findOrderReadSince(
  tx: Tx,
  input: { readonly storeId: Id<'Store'>; readonly outsideOrderId: string; readonly since: Date },
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    /* planned once */ select 1 from orders where store_id = ${input.storeId}::uuid and outside_order_id = ${input.outsideOrderId}
      and store_read_at > ${input.since} limit 1`;
  return rows.length > 0;
}

/** The store's own time of the version that we read last, by outside order id. */
export async function readStoreVersions(
  tx: Tx,
  input: { readonly storeId: Id<'Store'>; readonly outsideOrderIds: readonly string[] },
): Promise<ReadonlyMap<string, Date>> {
  const rows = await tx.$queryRaw<{ outsideOrderId: string; updatedAt: Date }[]>`
    select outside_order_id as "outsideOrderId", min(store_updated_at) as "updatedAt" from orders
    where store_id = ${input.storeId}::uuid and outside_order_id = any(${[...input.outsideOrderIds]}::text[])
    group by outside_order_id`;
  return new Map(rows.map((row) => [row.outsideOrderId, row.updatedAt]));
}
