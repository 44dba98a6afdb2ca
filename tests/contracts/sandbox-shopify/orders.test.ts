import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAppCaller } from '../../sandbox/shopify/app-caller.ts';
import type { AppCaller } from '../../sandbox/shopify/app-caller.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import { read } from './reading.ts';

const shop = 'orders.myshopify.com';
let sandbox: ShopifySandbox;
let app: AppCaller;
let own: string;
let hub: string;

beforeAll(async () => {
  sandbox = await startShopifySandbox({ unlimited: true, webhooks: 'manual' });
  const scopes = [...sandbox.core.app.scopes, 'write_orders'];
  app = await connectAppCaller(sandbox, shop, scopes);
  own = (await sandbox.control.locations({ shop }))[0]?.id ?? '';
  const create =
    'mutation { fulfillmentServiceCreate(name: "Hub", trackingSupport: true, inventoryManagement: true) { fulfillmentService { location { id } } } }';
  hub = String(
    read((await app.call(create)).data, 'fulfillmentServiceCreate.fulfillmentService.location.id'),
  );
});
afterAll(() => sandbox.close());

let count = 0;
/** A product stocked with so many pieces at the shop's own location; answers its SKU. */
async function stocked(available: number): Promise<string> {
  const sku = `SKU-${(count += 1)}`;
  await sandbox.control.seedProducts({
    shop,
    products: [{ title: sku, variants: [{ sku, price: '10.00', available }] }],
  });
  return sku;
}
const level = async (sku: string, location = own) =>
  (await sandbox.control.productBySku({ shop, sku }))?.variants[0]?.levels.find(
    (each) => each.locationId === location,
  );
const itemOf = async (sku: string) =>
  (await sandbox.control.productBySku({ shop, sku }))?.variants[0]?.inventoryItemId ?? '';
const place = (sku: string, quantity: number, more: object = {}) =>
  sandbox.control.placeOrder({ shop, lines: [{ sku, quantity }], ...more });

describe('an order', () => {
  it('takes its pieces from available to committed and leaves what is on hand', async () => {
    const sku = await stocked(5);
    await place(sku, 2);
    expect(await level(sku)).toMatchObject({ available: 3, committed: 2, onHand: 5 });
  });

  it('is refused when a tracked item with policy DENY is sold out', async () => {
    const sku = await stocked(1);
    await expect(place(sku, 2)).rejects.toThrow('sold out');
    expect(await level(sku)).toMatchObject({ available: 1, committed: 0 });
  });

  it('has its fulfilment orders at once, also before it is paid', async () => {
    const order = await place(await stocked(1), 1, { paid: false });
    expect(order).toMatchObject({
      financialStatus: 'PENDING',
      fulfillmentOrders: [{ status: 'OPEN', requestStatus: 'UNSUBMITTED' }],
    });
  });

  it('is split into one fulfilment order for each location', async () => {
    const [mine, theirs] = [await stocked(5), await stocked(0)];
    await sandbox.control.setInventory({
      shop,
      inventoryItemId: await itemOf(theirs),
      locationId: hub,
      available: 4,
    });
    const order = await sandbox.control.placeOrder({
      shop,
      lines: [
        { sku: mine, quantity: 1 },
        { sku: theirs, quantity: 1 },
      ],
    });
    expect(order.fulfillmentOrders.map((each) => each.locationId)).toEqual([own, hub]);
  });

  it('shows variants, discounted prices, taxes and quantities by line', async () => {
    const sku = await stocked(5);
    const order = await sandbox.control.placeOrder({
      shop,
      lines: [{ sku, quantity: 2, discountPerUnit: 100 }],
      taxRate: 0.081,
      shippingAmount: 700,
    });
    const query = `query ($id: ID!) { order(id: $id) { fullyPaid totalPriceSet { shopMoney { amount } } totalTaxSet { shopMoney { amount } }
      lineItems(first: 5) { nodes { sku variant { id } quantity currentQuantity refundableQuantity
        originalUnitPriceSet { shopMoney { amount } } discountedUnitPriceSet { shopMoney { amount currencyCode } } taxLines { rate priceSet { shopMoney { amount } } } } } } }`;
    const { data, errors } = await app.call(query, { id: order.id });
    expect(errors).toEqual([]);
    expect(read(data, 'order')).toMatchObject({
      fullyPaid: true,
      totalPriceSet: { shopMoney: { amount: '25.00' } },
      totalTaxSet: { shopMoney: { amount: '1.35' } },
    });
    expect(read(data, 'order.lineItems.nodes.0')).toMatchObject({
      sku,
      quantity: 2,
      currentQuantity: 2,
      refundableQuantity: 2,
      discountedUnitPriceSet: { shopMoney: { amount: '9.00', currencyCode: 'CHF' } },
    });
  });

  it('becomes paid by orderMarkAsPaid, once', async () => {
    const order = await place(await stocked(1), 1, { paid: false });
    const pay =
      'mutation ($input: OrderMarkAsPaidInput!) { orderMarkAsPaid(input: $input) { order { displayFinancialStatus } userErrors { message } } }';
    const { data } = await app.call(pay, { input: { id: order.id } });
    expect(read(data, 'orderMarkAsPaid.order.displayFinancialStatus')).toBe('PAID');
    expect(
      read((await app.call(pay, { input: { id: order.id } })).data, 'orderMarkAsPaid.userErrors'),
    ).toHaveLength(1);
  });

  it('is found by when it was changed and whether it is paid', async () => {
    await sandbox.control.advance({ ms: 1000 });
    app = await connectAppCaller(sandbox, shop);
    const since = await sandbox.control.now();
    const [paid] = [
      await place(await stocked(1), 1),
      await place(await stocked(1), 1, { paid: false }),
    ];
    const query =
      'query ($query: String!) { orders(first: 10, query: $query, sortKey: UPDATED_AT) { nodes { id } } }';
    const { data } = await app.call(query, {
      query: `updated_at:>='${since}' financial_status:paid`,
    });
    expect(read(data, 'orders.nodes')).toEqual([{ id: paid.id }]);
  });

  it('is no longer listed after 60 days without read_all_orders', async () => {
    const order = await place(await stocked(1), 1);
    await sandbox.control.advance({ ms: 61 * 24 * 3_600_000 });
    app = await connectAppCaller(sandbox, shop);
    const query = `{ orders(first: 250) { nodes { id } } }`;
    expect(JSON.stringify((await app.call(query)).data)).not.toContain(order.id);
    expect(
      (await app.call('query ($id: ID!) { order(id: $id) { id } }', { id: order.id })).data,
    ).toEqual({ order: { id: order.id } });
  });
});

describe('a refund', () => {
  it('takes unsent pieces off the fulfilment order and restocks them', async () => {
    const sku = await stocked(5);
    const order = await place(sku, 3);
    const lineItemId = order.lines[0]?.id ?? '';
    const after = await sandbox.control.refund({
      shop,
      id: order.id,
      lines: [{ lineItemId, quantity: 1 }],
    });
    expect(after.fulfillmentOrders[0]?.lines[0]).toMatchObject({
      totalQuantity: 2,
      remainingQuantity: 2,
    });
    expect(after).toMatchObject({
      financialStatus: 'PARTIALLY_REFUNDED',
      lines: [{ currentQuantity: 2, quantity: 3 }],
    });
    expect(await level(sku)).toMatchObject({ available: 3, committed: 2 });
  });

  it('through refundCreate needs an idempotency key and pays once for the same key', async () => {
    const sku = await stocked(5);
    const order = await place(sku, 2);
    app = await connectAppCaller(sandbox, shop);
    const input = {
      orderId: order.id,
      refundLineItems: [{ lineItemId: order.lines[0]?.id, quantity: 1, restockType: 'CANCEL' }],
      transactions: [{ orderId: order.id, gateway: 'bogus', kind: 'REFUND', amount: '10.00' }],
    };
    const plain =
      'mutation ($input: RefundInput!) { refundCreate(input: $input) { refund { id totalRefundedSet { shopMoney { amount } } } userErrors { message } } }';
    expect((await app.call(plain, { input })).errors[0]?.message).toContain('@idempotent');
    const keyed = plain.replace(
      '(input: $input) {',
      '(input: $input) @idempotent(key: "refund-1") {',
    );
    const first = await app.call(keyed, { input });
    expect(read(first.data, 'refundCreate.refund.totalRefundedSet.shopMoney.amount')).toBe('10.00');
    expect((await app.call(keyed, { input })).data).toEqual(first.data);
    expect((await sandbox.control.order({ shop, id: order.id }))?.refunds).toHaveLength(1);
  });

  it('cannot exceed what was ordered', async () => {
    const order = await place(await stocked(5), 1);
    const mutation =
      'mutation ($input: RefundInput!) { refundCreate(input: $input) @idempotent(key: "refund-2") { userErrors { field } } }';
    const input = {
      orderId: order.id,
      refundLineItems: [{ lineItemId: order.lines[0]?.id, quantity: 2 }],
    };
    expect(
      read((await app.call(mutation, { input })).data, 'refundCreate.userErrors.0.field'),
    ).toEqual(['refundLineItems', '0']);
  });
});

describe('an edit', () => {
  it('takes pieces away and adds lines with fulfilment orders of their own', async () => {
    const [one, two] = [await stocked(5), await stocked(5)];
    const order = await place(one, 3);
    const variantId =
      (await sandbox.control.productBySku({ shop, sku: two }))?.variants[0]?.id ?? '';
    const after = await sandbox.control.editOrder({
      shop,
      id: order.id,
      set: [{ lineItemId: order.lines[0]?.id ?? '', quantity: 1 }],
      add: [{ variantId, quantity: 2 }],
    });
    expect(after.lines.map((line) => line.currentQuantity)).toEqual([1, 2]);
    expect(after.fulfillmentOrders.map((each) => each.lines[0]?.remainingQuantity)).toEqual([1, 2]);
    expect(await level(one)).toMatchObject({ available: 4, committed: 1 });
  });
});

describe('a cancellation', () => {
  it('closes fulfilment orders that nobody accepted, restocks and refunds', async () => {
    const sku = await stocked(5);
    const order = await place(sku, 2);
    const after = await sandbox.control.cancelOrder({ shop, id: order.id });
    expect(after).toMatchObject({
      financialStatus: 'REFUNDED',
      cancelReason: 'CUSTOMER',
      fulfillmentOrders: [{ status: 'CLOSED' }],
    });
    expect(await level(sku)).toMatchObject({ available: 5, committed: 0 });
  });
});
