/** The order journey: paid orders reach the suppliers once, what ships is told to the shop line by line. */
import { auditOrders } from '../../app/modules/shipments/audit-orders.server.ts';
import { auditStock } from '../../app/modules/stock/audit-stock.server.ts';
import type { OrderView } from '../sandbox/shopify/control.ts';
import { agree, articles, offersOf, shownOf, suppliedBy } from './shelf-steps.ts';
import type { Supplied } from './shelf-steps.ts';
import { check, until } from './world.ts';
import type { DemoStore, Step, World } from './world.ts';

export const orderSteps: readonly Step[] = [
  { name: 'paid-orders', run: paidOrders },
  { name: 'split-order', run: splitOrder },
  { name: 'ship-in-parts', run: shipInParts },
  { name: 'cancel-before-forwarding', run: cancelBeforeForwarding },
  { name: 'books-agree', run: booksAgree },
];

const SHOPPER = {
  firstName: 'Lena',
  lastName: 'Keller',
  address1: 'Seestrasse 12',
  city: 'Zürich',
  zip: '8002',
  countryCode: 'CH',
};

type Wanted = { readonly variantId: string; readonly quantity: number };

async function placeOrder(
  world: World,
  store: DemoStore,
  wanted: readonly Wanted[],
  paid = true,
): Promise<OrderView> {
  const listings = await world.context.db.listing.findMany({ where: { storeId: store.storeId } });
  const outside = new Map(listings.map((listing) => [listing.variantId, listing.outsideVariantId]));
  const lines = wanted.map(({ variantId, quantity }) => ({
    variantId: outside.get(variantId) ?? '',
    quantity,
  }));
  return world.stack.shopify.placeOrder({
    shop: store.shop,
    lines,
    paid,
    email: 'lena@example.com',
    shippingAddress: SHOPPER,
  });
}

type Ordered = {
  readonly code: string;
  readonly id: string;
  readonly lines: readonly {
    readonly line_id: string;
    readonly sku: string;
    readonly quantity: number;
  }[];
};

/** The purchase orders that stand at the suppliers for one shop order, by the hub's books of which is which. */
async function purchaseOrdersOf(world: World, shopOrder: OrderView): Promise<Ordered[]> {
  const { db } = world.context;
  const order = await db.order.findFirst({ where: { outsideOrderId: shopOrder.id } });
  if (!order) return [];
  const { id: orderId, distributorId } = order;
  const ours = await db.purchaseOrder.findMany({ where: { distributorId, orderId } });
  const numbers = new Set(ours.map(({ number }) => number));
  const found = await Promise.all(
    [world.north, world.south].map(async ({ code }) =>
      (await world.stack.suppliers.orders({ code }))
        .filter(({ reference }) => numbers.has(reference))
        .map(({ id, lines }) => ({ code, id, lines })),
    ),
  );
  return found.flat();
}

function unitsBySku(orders: readonly Ordered[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { sku, quantity } of orders.flatMap(({ lines }) => lines)) {
    units.set(sku, (units.get(sku) ?? 0) + quantity);
  }
  return units;
}

/** Waits until exactly the ordered units stand at the suppliers, each once. */
async function reachesSuppliers(
  world: World,
  shopOrder: OrderView,
  expected: ReadonlyMap<string, number>,
): Promise<Ordered[]> {
  const total = [...expected.values()].reduce((sum, units) => sum + units, 0);
  const orders = await until(`order ${shopOrder.name} is at the suppliers`, async () => {
    const found = await purchaseOrdersOf(world, shopOrder);
    const units = [...unitsBySku(found).values()].reduce((sum, one) => sum + one, 0);
    return units >= total ? found : undefined;
  });
  const units = unitsBySku(orders);
  for (const [sku, quantity] of expected) {
    check(
      units.get(sku) === quantity,
      `${quantity} of ${sku} were ordered, the suppliers have ${units.get(sku)}`,
    );
  }
  return orders;
}

async function paidOrders(world: World): Promise<string> {
  const goods = await articles(world);
  const [first, second, third] = goods;
  const [alpine, harbour] = world.stores;
  if (!first || !alpine || !harbour) return 'no article of this catalogue can be sold';
  const basket = [first, second, third].filter((one) => one !== undefined);
  await restock(world, basket, 30);
  // Every shop event comes three times, as it may in life.
  await world.stack.shopify.setWebhookRule({ action: 'duplicate', copies: 2 });
  const startedAt = performance.now();
  const single = await placeOrder(world, alpine, [{ variantId: first.variantId, quantity: 2 }]);
  const several = await placeOrder(
    world,
    harbour,
    basket.map(({ variantId }) => ({ variantId, quantity: 1 })),
  );
  await reachesSuppliers(world, single, new Map([[first.sku, 2]]));
  await reachesSuppliers(world, several, new Map(basket.map(({ sku }) => [sku, 1])));
  const took = Math.round(performance.now() - startedAt);
  await world.stack.shopify.clearWebhookRules();
  const keys = (await world.stack.suppliers.orders({ code: 'north' })).map(
    (one) => one.idempotency_key,
  );
  check(new Set(keys).size === keys.length, 'A purchase order stands twice at a supplier');
  await agree(world);
  return `${single.name} and ${several.name} were at the supplier after ${took} ms, once each though every event came three times`;
}

/** Gives the supplier enough of what the next orders need, and waits until the shelves show it. */
async function restock(world: World, goods: readonly Supplied[], quantity: number): Promise<void> {
  const now = new Map((await suppliedBy(world, world.north.id)).map((one) => [one.sku, one]));
  const rows = goods.map(({ sku }) => ({ sku, quantity: (now.get(sku)?.onHand ?? 0) + quantity }));
  await world.stack.suppliers.setStock({ code: 'north', rows });
  await until('the new stock is in the hub', async () => {
    const levels = new Map(
      (await suppliedBy(world, world.north.id)).map((one) => [one.sku, one.onHand]),
    );
    return rows.every((row) => levels.get(row.sku) === row.quantity);
  });
  await agree(world);
}

/** The first store's share of twice as many is larger than this, so that an order of one more takes both suppliers. */
const AT_EACH = 3;

async function splitOrder(world: World): Promise<string> {
  const [store] = world.stores;
  const both = await suppliedBy(world, world.south.id);
  if (!store) return 'no store';
  const offers = await offersOf(world, store);
  const article = both.find(({ variantId }) => offers.get(variantId)?.retail);
  if (!article) return 'no article of this catalogue is sold by both suppliers';
  const { sku, variantId } = article;
  await bothHave(world, sku, AT_EACH);
  await agree(world);
  const quantity = Math.min(AT_EACH + 1, (await shownOf(world, store, variantId)) ?? 0);
  check(quantity > 0, `${store.shop} has no share of ${sku}`);
  const shopOrder = await placeOrder(world, store, [{ variantId, quantity }]);
  const orders = await reachesSuppliers(world, shopOrder, new Map([[sku, quantity]]));
  const north = unitsBySku(orders.filter(({ code }) => code === 'north')).get(sku) ?? 0;
  const south = unitsBySku(orders.filter(({ code }) => code === 'south')).get(sku) ?? 0;
  const parts = `${north} from North, ${south} from South`;
  check(north + south === quantity, `${quantity} were ordered, ${parts}`);
  const isMoreThanOneHas = quantity > AT_EACH;
  check(!isMoreThanOneHas || (north > 0 && south > 0), `No supplier has ${quantity}, but ${parts}`);
  return `${quantity} of ${sku}, of which each supplier has ${AT_EACH}: ${parts}`;
}

/** So many of an article at each of the two suppliers, by the hub's books too: North pushes it, South drops a file. */
async function bothHave(world: World, sku: string, quantity: number): Promise<void> {
  const { suppliers } = world.stack;
  for (const { code } of [world.north, world.south])
    await suppliers.setStock({ code, rows: [{ sku, quantity }] });
  await suppliers.dropFile({ code: world.south.code });
  for (const { id, name } of [world.north, world.south]) {
    await until(`${name} has ${quantity} of ${sku}`, async () =>
      (await suppliedBy(world, id)).some((one) => one.sku === sku && one.onHand === quantity),
    );
  }
}

async function shipInParts(world: World): Promise<string> {
  const goods = await articles(world);
  const [first, second] = goods;
  const store = world.stores.at(-1);
  if (!first || !second || !store) return 'too few articles of this catalogue can be sold';
  await restock(world, [first, second], 30);
  const shopOrder = await placeOrder(world, store, [
    { variantId: first.variantId, quantity: 2 },
    { variantId: second.variantId, quantity: 1 },
  ]);
  const expected = new Map([
    [first.sku, 2],
    [second.sku, 1],
  ]);
  const [order] = await reachesSuppliers(world, shopOrder, expected);
  const line = order?.lines.find(({ sku }) => sku === first.sku);
  const other = order?.lines.find(({ sku }) => sku === second.sku);
  check(
    order !== undefined && line !== undefined && other !== undefined,
    'The order is not whole at one supplier',
  );

  await ship(world, order, [{ lineId: line.line_id, quantity: 1 }], 'TRACK-1');
  const partly = await fulfilled(world, store, shopOrder, 1);
  check(
    partly.fulfillmentStatus !== 'FULFILLED',
    'A part of the order shipped, and the shop shows it complete',
  );
  await ship(
    world,
    order,
    [
      { lineId: line.line_id, quantity: 1 },
      { lineId: other.line_id, quantity: 1 },
    ],
    'TRACK-2',
  );
  const whole = await fulfilled(world, store, shopOrder, 2);
  check(
    whole.fulfillmentStatus === 'FULFILLED',
    `All shipped, and the shop shows ${whole.fulfillmentStatus}`,
  );
  await delivered(world, store, shopOrder, order);
  return `${shopOrder.name}: one unit under TRACK-1 and delivered, the other two under TRACK-2, in the shop by line`;
}

/** The carrier's scans of the first parcel, told twice and the last one first, stand in the shop once and in time. */
async function delivered(
  world: World,
  { shop }: DemoStore,
  { id }: OrderView,
  order: Ordered,
): Promise<void> {
  const now = world.context.clock.now().getTime();
  const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString();
  const scans = [
    { status: 'delivered', at: at(0), place: 'Zürich' },
    { status: 'picked_up', at: at(30), place: 'Härkingen' },
    { status: 'delivered', at: at(0), place: 'Zürich' },
  ];
  const parcel = `${order.id}-S1`;
  for (const scan of scans)
    await world.stack.suppliers.scan({ code: order.code, id: order.id, parcel, ...scan });
  const statuses = () =>
    world.stack.shopify
      .order({ shop, id })
      .then((found) => (found?.fulfillments ?? []).flatMap(({ events }) => events))
      .then((events) => events.map(({ status }) => status));
  await until('the scans stand in the shop', async () => (await statuses()).length >= 2);
  const shown = (await statuses()).join(', ');
  check(
    shown.split(', ').sort().join(', ') === 'CARRIER_PICKED_UP, DELIVERED',
    `The shop shows the scans ${shown}`,
  );
}

async function ship(
  world: World,
  order: Ordered,
  lines: readonly { lineId: string; quantity: number }[],
  trackingNumber: string,
): Promise<void> {
  const shipped = await world.stack.suppliers.ship({
    code: order.code,
    id: order.id,
    parcels: [{ lines, carrier: 'Swiss Post', trackingNumber }],
  });
  check(shipped, 'The supplier could not ship');
}

/** Waits for so many fulfilments in the shop and checks that each carries its tracking number and its units. */
async function fulfilled(
  world: World,
  { shop }: DemoStore,
  { id }: OrderView,
  count: number,
): Promise<OrderView> {
  const order = await until(`${count} shipments stand in the shop`, async () => {
    const found = await world.stack.shopify.order({ shop, id });
    return found && found.fulfillments.length >= count ? found : undefined;
  });
  check(
    order.fulfillments.length === count,
    `${count} parcels left, the shop shows ${order.fulfillments.length}`,
  );
  const units = order.fulfillments.map(({ lines }) =>
    lines.reduce((sum, { quantity }) => sum + quantity, 0),
  );
  check(
    units[0] === 1 && (count < 2 || units[1] === 2),
    `The shop shows ${units.join(' + ')} units shipped`,
  );
  const numbers = order.fulfillments.flatMap(({ tracking }) =>
    tracking.map(({ number }) => number),
  );
  check(numbers.length === count, `The shop shows ${numbers.length} tracking numbers`);
  return order;
}

async function cancelBeforeForwarding(world: World): Promise<string> {
  const [store] = world.stores;
  const [article] = await articles(world);
  if (!store || !article) return 'no article of this catalogue can be sold';
  const { db } = world.context;
  const { distributorId } = world;
  const connection = { distributorId_id: { distributorId, id: store.connectionId } };
  await db.connection.update({ where: connection, data: { releaseDelaySeconds: 3_600 } });
  const before = await shownOf(world, store, article.variantId);
  const shopOrder = await placeOrder(world, store, [{ variantId: article.variantId, quantity: 1 }]);
  await until('the order waits in the hub', async () =>
    db.order
      .findFirst({ where: { outsideOrderId: shopOrder.id } })
      .then((found) => found ?? undefined),
  );
  await world.stack.shopify.cancelOrder({ shop: store.shop, id: shopOrder.id, restock: true });
  await until('the order is cancelled in the hub', async () => {
    const found = await db.order.findFirst({ where: { outsideOrderId: shopOrder.id } });
    return found?.status === 'cancelled';
  });
  check(
    (await purchaseOrdersOf(world, shopOrder)).length === 0,
    'A cancelled order was sent to a supplier',
  );
  await until(
    'the unit is back on the shelf',
    async () => (await shownOf(world, store, article.variantId)) === before,
  );
  await db.connection.update({ where: connection, data: { releaseDelaySeconds: 0 } });
  return `${shopOrder.name} was cancelled while it waited: nothing sent, the unit is back on the shelf`;
}

async function booksAgree(world: World): Promise<string> {
  const { db, clock } = world.context;
  await agree(world);
  const stock = await auditStock({ tx: db });
  const orders = await auditOrders({ tx: db, clock });
  check(stock.length === 0, `The stock ledger differs: ${JSON.stringify(stock.slice(0, 3))}`);
  check(orders.length === 0, `The order ledger differs: ${JSON.stringify(orders.slice(0, 3))}`);
  const open = await db.exceptionCase.findMany({
    where: { severity: 'critical', resolvedAt: null },
  });
  check(
    open.length === 0,
    `Critical exceptions are open: ${open.map(({ happened }) => happened).join(' · ')}`,
  );
  return 'stock and order ledgers recomputed: no difference; every shelf shows its offer';
}
