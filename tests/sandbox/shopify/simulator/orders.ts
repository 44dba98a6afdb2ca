/** Orders as shoppers and merchants make them: placed, paid, cancelled, edited. */
import type { SandboxCore } from '../core.ts';
import type { OrderInput } from '../control-types.ts';
import { nextGid } from '../ids.ts';
import type { Gid, InventoryItemRecord, StoreState, VariantRecord } from '../store.ts';
import type { OrderLineRecord, OrderRecord } from '../store-orders.ts';
import { toMinor } from '../order-money.ts';
import { orderPayload } from '../webhook-payloads.ts';
import { announceRouting, createFulfillmentOrder } from './fulfillment-orders.ts';
import { activeLevels, primaryLocation, shift, totalAvailable } from './inventory.ts';
import { totals } from './order-figures.ts';
import { NO_ADDRESS } from './stores.ts';

/** Places an order: stock goes from available to committed and fulfilment orders arise, paid or not. */
export function placeOrder(core: SandboxCore, store: StoreState, input: OrderInput): OrderRecord {
  const wanted = input.lines.map((line) => {
    const variant = findVariant(store, line);
    checkSellable(store, variant, line.quantity, input.allowOversell ?? false);
    return { variant, line };
  });
  const order = newOrder(core, store, input);
  order.lines = wanted.map(({ variant, line }) =>
    orderLine(store, variant, line, input.taxRate ?? 0),
  );
  store.orders.set(order.id, order);
  const fulfillmentOrders = route(core, store, order, order.lines, input.locationId);
  const eventId = core.webhooks.publish(store, 'orders/create', () => orderPayload(store, order));
  for (const each of fulfillmentOrders) announceRouting(core, store, each);
  if (input.paid ?? true) pay(core, store, order, eventId);
  return order;
}

function findVariant(store: StoreState, line: OrderInput['lines'][number]): VariantRecord {
  if (line.variantId !== undefined) {
    const variant = store.variants.get(line.variantId);
    if (variant) return variant;
  }
  for (const item of store.inventoryItems.values()) {
    const variant = item.sku === line.sku ? store.variants.get(item.variantId) : undefined;
    if (variant) return variant;
  }
  throw new Error(`no variant ${line.variantId ?? line.sku ?? ''}`);
}

function checkSellable(
  store: StoreState,
  variant: VariantRecord,
  quantity: number,
  oversell: boolean,
): void {
  const item = store.inventoryItems.get(variant.inventoryItemId);
  if (!item || !item.tracked || variant.inventoryPolicy === 'CONTINUE' || oversell) return;
  if (totalAvailable(store, item) < quantity)
    throw new Error(`${item.sku ?? variant.id} is sold out`);
}

function newOrder(core: SandboxCore, store: StoreState, input: OrderInput): OrderRecord {
  store.lastOrderNumber += 1;
  const now = core.clock.iso();
  return {
    id: nextGid(store, 'Order'),
    number: store.lastOrderNumber,
    name: `#${store.lastOrderNumber}`,
    email: input.email ?? 'shopper@example.com',
    phone: null,
    note: input.note ?? null,
    tags: input.tags ?? [],
    customAttributes: [],
    test: input.test ?? false,
    lines: [],
    shippingAddress: { ...NO_ADDRESS, ...DEFAULT_ADDRESS, ...input.shippingAddress },
    shippingLine: {
      id: nextGid(store, 'ShippingLine'),
      title: 'Standard',
      code: 'standard',
      amount: input.shippingAmount ?? 0,
    },
    deliveryMethodType: input.deliveryMethodType ?? 'SHIPPING',
    riskRecommendation: input.riskRecommendation ?? 'ACCEPT',
    authorized: input.authorized ?? false,
    transactions: [],
    refunds: [],
    edited: false,
    fulfillmentOrderIds: [],
    fulfillmentIds: [],
    createdAt: now,
    processedAt: now,
    updatedAt: now,
    closedAt: null,
    cancelledAt: null,
    cancelReason: null,
  };
}

const DEFAULT_ADDRESS = {
  firstName: 'Mia',
  lastName: 'Keller',
  address1: 'Marktgasse 5',
  city: 'Bern',
  zip: '3011',
  countryCode: 'CH',
};

export function orderLine(
  store: StoreState,
  variant: VariantRecord,
  line: Omit<OrderInput['lines'][number], 'variantId' | 'sku'>,
  taxRate: number,
): OrderLineRecord {
  const item = store.inventoryItems.get(variant.inventoryItemId);
  const product = store.products.get(variant.productId);
  const title = variant.selectedOptions.map((option) => option.value).join(' / ');
  return {
    id: nextGid(store, 'LineItem'),
    variantId: variant.id,
    productId: variant.productId,
    inventoryItemId: variant.inventoryItemId,
    sku: item?.sku ?? null,
    title: product?.title ?? '',
    variantTitle: title === 'Default Title' ? null : title,
    vendor: product?.vendor ?? null,
    quantity: line.quantity,
    currentQuantity: line.quantity,
    refundedQuantity: 0,
    fulfilledQuantity: 0,
    unitPrice: toMinor(variant.price),
    discountedUnitPrice: toMinor(variant.price) - (line.discountPerUnit ?? 0),
    taxRate,
    requiresShipping: item?.requiresShipping ?? true,
    customAttributes: line.customAttributes ?? [],
  };
}

/** Gives each line to the location that stocks most of it, and commits the stock there. */
export function route(
  core: SandboxCore,
  store: StoreState,
  order: OrderRecord,
  lines: readonly OrderLineRecord[],
  locationId: Gid | undefined,
) {
  const byLocation = Map.groupBy(lines, (line) => locationId ?? bestLocation(store, line));
  return [...byLocation].map(([location, group]) => {
    for (const line of group)
      shift(
        core,
        store,
        { itemId: line.inventoryItemId, locationId: location },
        {
          available: -line.quantity,
          committed: line.quantity,
        },
      );
    const wanted = group.map((line) => ({ lineItemId: line.id, quantity: line.quantity }));
    return createFulfillmentOrder(core, store, order, location, wanted);
  });
}

function bestLocation(store: StoreState, line: OrderLineRecord): Gid {
  const item: InventoryItemRecord | undefined = store.inventoryItems.get(
    line.inventoryItemId ?? '',
  );
  const levels = item ? activeLevels(store, item) : [];
  const best = levels.toSorted((left, right) => right.available - left.available)[0];
  return best?.locationId ?? primaryLocation(store);
}

export function pay(
  core: SandboxCore,
  store: StoreState,
  order: OrderRecord,
  eventId?: string,
): void {
  const { outstanding } = totals(store, order);
  if (outstanding === 0 && order.transactions.length > 0) return;
  const id = nextGid(store, 'OrderTransaction');
  const kind = order.authorized ? 'CAPTURE' : 'SALE';
  order.transactions.push({ id, kind, amount: outstanding, createdAt: core.clock.iso() });
  order.authorized = false;
  order.updatedAt = core.clock.iso();
  core.webhooks.publish(
    store,
    'orders/paid',
    () => orderPayload(store, order),
    eventId === undefined ? {} : { eventId },
  );
}
