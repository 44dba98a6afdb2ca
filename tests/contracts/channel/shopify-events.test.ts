/** What the sandbox sends, read by the adapter: every topic of the app in the form that Shopify gives it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createShopifyWebhooks } from '../../../app/integrations/channels/shopify/shopify-webhooks.server.ts';
import type { StoreEventEnvelope } from '../../../app/modules/stores/store-event.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { webhookHeaders } from '../../sandbox/shopify/webhook-attempt.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { aSizedProduct } from './channel-products.ts';
import { importOne } from './contract-products.ts';
import { startShopifyHarness } from './shopify-harness.ts';
import type { ShopifyHarness } from './shopify-harness.ts';
import { toChannelHarness } from './shopify-people.ts';

const database = await cloneDatabase();
let harness: ShopifyHarness;
let shop: string;
beforeAll(async () => {
  harness = await startShopifyHarness(database);
  await aDay();
});
afterAll(() => harness.close());

/** Lives through a shop's day, so that as many topics as possible are sent. */
async function aDay() {
  const connected = await harness.connect('events');
  ({ shop } = connected);
  const people = toChannelHarness(harness, connected);
  const { control } = harness.sandbox;
  const imported = await importOne(people, aSizedProduct('evented', ['S', 'M']));
  const lines = imported.variants.map(({ outsideVariantId }) => ({
    id: outsideVariantId,
    quantity: 2,
  }));
  const requested = await people.people.order(lines);
  await people.people.askForFulfilment(requested);
  expectOk(await connected.channel.acceptFulfilment(requested));
  await people.people.askForCancellation(requested);
  const split = await people.people.order(lines.slice(0, 1));
  await people.people.splitFulfilmentOrder(split);
  expectOk(await connected.channel.holdFulfilment(split, 'why'));
  expectOk(await connected.channel.releaseHold(split));
  const refunded = await people.people.order(lines.slice(1), { paid: false });
  await control.markPaid({ shop, id: refunded });
  await people.people.refundOneUnit(refunded);
  const [line] = (await control.order({ shop, id: refunded }))?.lines ?? [];
  await control.editOrder({
    shop,
    id: refunded,
    set: [{ lineItemId: line?.id ?? '', quantity: 1 }],
  });
  await control.cancelOrder({ shop, id: refunded });
  await people.people.editTitle(imported.outsideProductId, 'Else');
  await people.people.deleteProduct(imported.outsideProductId);
  await control.uninstall({ shop });
}

async function read(): Promise<{ topic: string; event: StoreEventEnvelope | string }[]> {
  const { app } = harness.sandbox.core;
  const reader = createShopifyWebhooks(app.clientSecret);
  const deliveries = await harness.sandbox.control.deliveries({ shop });
  return deliveries.map((delivery) => {
    const answer = reader.read(webhookHeaders(app, delivery), Buffer.from(delivery.payload));
    return { topic: delivery.topic, event: answer.ok ? answer.value : answer.error };
  });
}

describe('the webhooks of a shop’s day', () => {
  it('are all read, and say what to read again', async () => {
    const events = await read();
    expect(events.filter(({ event }) => typeof event === 'string')).toEqual([]);
    const topics = new Set(events.map(({ topic }) => topic));
    for (const topic of [
      'orders/create',
      'orders/paid',
      'orders/edited',
      'orders/cancelled',
      'refunds/create',
      'fulfillment_orders/order_routing_complete',
      'fulfillment_orders/fulfillment_request_submitted',
      'fulfillment_orders/cancellation_request_submitted',
      'fulfillment_orders/split',
      'fulfillment_orders/placed_on_hold',
      'fulfillment_orders/hold_released',
      'products/update',
      'products/delete',
      'app/uninstalled',
    ])
      expect(topics).toContain(topic);
  });

  it('name things that the channel can find', async () => {
    const kinds = { 'order-changed': 'Order', 'fulfilment-order-changed': 'FulfillmentOrder' };
    for (const { event } of await read()) {
      if (typeof event === 'string') continue;
      const noun = Object.entries(kinds).find(([kind]) => kind === event.hint.kind)?.[1];
      if (noun) expect(event.hint.outsideId).toMatch(new RegExp(`^gid://shopify/${noun}/\\d+$`));
    }
  });
});
