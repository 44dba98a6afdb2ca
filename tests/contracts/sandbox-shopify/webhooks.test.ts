import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readBody } from '../../sandbox/shopify/http.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';

const anyText: unknown = expect.any(String);
type Received = { path: string; headers: IncomingHttpHeaders; body: string };
const shop = 'hooks.myshopify.com';
const clientSecret = 'hook-secret';
let sandbox: ShopifySandbox;
let receiver: Server;
let received: Received[] = [];
let answers: number[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    void readBody(request).then((body) => {
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: body.toString('utf8'),
      });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  sandbox = await startShopifySandbox({
    app: { clientSecret, applicationUrl: `http://127.0.0.1:${port}/app` },
    stores: [{ shop }],
    webhooks: 'manual',
    clock: { now: () => new Date('2026-10-05T08:00:00Z') },
  });
});
afterAll(async () => {
  await sandbox.close();
  receiver.close();
  receiver.closeAllConnections();
});
beforeEach(async () => {
  await sandbox.control.clearWebhookRules();
  await sandbox.control.install({ shop });
  await sandbox.control.flushWebhooks();
  received = [];
  answers = [];
});

let count = 0;
async function placeOrder(paid = true) {
  const sku = `HOOK-${(count += 1)}`;
  await sandbox.control.seedProducts({
    shop,
    products: [{ title: sku, variants: [{ sku, price: '5', available: 9 }] }],
  });
  await sandbox.control.flushWebhooks();
  received = [];
  return sandbox.control.placeOrder({ shop, lines: [{ sku, quantity: 1 }], paid });
}
const topics = () => received.map((each) => each.headers['x-shopify-topic']);
const one = (topic: string) => {
  const found = received.find((each) => each.headers['x-shopify-topic'] === topic);
  if (!found) throw new Error(`no ${topic} among ${topics().join()}`);
  return found;
};

describe('a webhook', () => {
  it('goes to the path of its subscription with all headers', async () => {
    await placeOrder();
    await sandbox.control.flushWebhooks();
    const { path, headers } = one('orders/paid');
    expect(path).toBe('/webhooks/shopify');
    expect(headers).toMatchObject({
      'x-shopify-shop-domain': shop,
      'x-shopify-api-version': '2026-10',
      'x-shopify-triggered-at': '2026-10-05T08:00:00.000Z',
      'x-shopify-name': 'orders',
      'x-shopify-webhook-id': anyText,
      'x-shopify-event-id': anyText,
    });
  });

  it('is signed over its raw body with the client secret, in base64', async () => {
    await placeOrder();
    await sandbox.control.flushWebhooks();
    const { headers, body } = one('orders/create');
    expect(headers['x-shopify-hmac-sha256']).toBe(
      createHmac('sha256', clientSecret).update(body).digest('base64'),
    );
  });

  it('carries only the fields of include_fields', async () => {
    await placeOrder();
    await sandbox.control.flushWebhooks();
    const subscription = sandbox.core.app.subscriptions.find((each) =>
      each.topics.includes('orders/paid'),
    );
    const sent = Object.keys(JSON.parse(one('orders/paid').body) as object);
    expect(sent.filter((field) => !subscription?.includeFields.includes(field))).toEqual([]);
    expect(sent).toContain('admin_graphql_api_id');
  });

  it('comes for topics that are subscribed to and for no others', async () => {
    await placeOrder(false);
    await sandbox.control.flushWebhooks();
    expect(topics()).toEqual(['orders/create', 'fulfillment_orders/order_routing_complete']);
  });

  it('shares its event id with other topics of the same action, never its webhook id', async () => {
    await placeOrder();
    await sandbox.control.flushWebhooks();
    const [created, paid] = [one('orders/create').headers, one('orders/paid').headers];
    expect(paid['x-shopify-event-id']).toBe(created['x-shopify-event-id']);
    expect(paid['x-shopify-webhook-id']).not.toBe(created['x-shopify-webhook-id']);
  });

  it('is tried again after a failure with the same ids and body, eight times in four hours', async () => {
    answers = Array.from({ length: 100 }, () => 503);
    await sandbox.control.sendWebhook({ shop, topic: 'shop/update', payload: { id: 1 } });
    await sandbox.control.flushWebhooks();
    for (let hour = 0; hour < 9; hour += 1) {
      await sandbox.control.advance({ ms: 2 * 3_600_000 });
      await sandbox.control.flushWebhooks();
    }
    expect(received).toHaveLength(9);
    expect(
      new Set(received.map((each) => `${String(each.headers['x-shopify-event-id'])}${each.body}`))
        .size,
    ).toBe(1);
    const [delivery] = (await sandbox.control.deliveries({ shop, topic: 'shop/update' })).slice(-1);
    expect(delivery?.state).toBe('failed');
    expect(delivery?.attempts.map((each) => each.status)).toEqual(
      Array.from({ length: 9 }, () => 503),
    );
  });

  it('can be sent several times', async () => {
    await sandbox.control.setWebhookRule({
      topic: 'orders/paid',
      action: 'duplicate',
      copies: 4,
      times: 1,
    });
    await placeOrder();
    await sandbox.control.flushWebhooks();
    expect(topics().filter((topic) => topic === 'orders/paid')).toHaveLength(5);
  });

  it('can be lost', async () => {
    await sandbox.control.setWebhookRule({ topic: 'orders/paid', action: 'drop', times: 1 });
    await placeOrder();
    await sandbox.control.flushWebhooks();
    expect(topics()).not.toContain('orders/paid');
  });

  it('can be late', async () => {
    await sandbox.control.setWebhookRule({
      topic: 'orders/paid',
      action: 'delay',
      ms: 60_000,
      times: 1,
    });
    await placeOrder();
    await sandbox.control.flushWebhooks();
    expect(topics()).not.toContain('orders/paid');
    await sandbox.control.advance({ ms: 60_000 });
    await sandbox.control.flushWebhooks();
    expect(topics()).toContain('orders/paid');
  });

  it('can overtake the one before it', async () => {
    await sandbox.control.setWebhookRule({
      topic: 'orders/create',
      action: 'swap-with-next',
      times: 1,
    });
    await placeOrder(false);
    await sandbox.control.flushWebhooks();
    expect(topics()).toEqual(['fulfillment_orders/order_routing_complete', 'orders/create']);
  });

  it('can come in reverse order', async () => {
    await placeOrder();
    await sandbox.control.flushWebhooks({ order: 'reverse' });
    expect(topics()).toEqual([
      'orders/paid',
      'fulfillment_orders/order_routing_complete',
      'orders/create',
    ]);
  });

  it('can be signed wrongly', async () => {
    await sandbox.control.setWebhookRule({ action: 'wrong-signature', times: 1 });
    await sandbox.control.sendWebhook({ shop, topic: 'shop/update', payload: { id: 1 } });
    await sandbox.control.flushWebhooks();
    const { headers, body } = one('shop/update');
    expect(headers['x-shopify-hmac-sha256']).not.toBe(
      createHmac('sha256', clientSecret).update(body).digest('base64'),
    );
  });

  it('can be sent again by hand, as it was', async () => {
    await sandbox.control.sendWebhook({ shop, topic: 'shop/update', payload: { id: 1 } });
    await sandbox.control.flushWebhooks();
    const [delivery] = (await sandbox.control.deliveries({ shop, topic: 'shop/update' })).slice(-1);
    expect(await sandbox.control.redeliver({ deliveryId: delivery?.id ?? '' })).toBe(200);
    expect(received.map((each) => each.headers['x-shopify-event-id'])).toEqual([
      delivery?.eventId,
      delivery?.eventId,
    ]);
  });

  it('about an edit names the order only inside order_edit', async () => {
    const order = await placeOrder();
    await sandbox.control.setApp({
      subscriptions: sandbox.core.app.subscriptions.map((each) => ({ ...each, includeFields: [] })),
    } as object);
    await sandbox.control.editOrder({
      shop,
      id: order.id,
      set: [{ lineItemId: order.lines[0]?.id ?? '', quantity: 0 }],
    });
    await sandbox.control.flushWebhooks();
    expect(JSON.parse(one('orders/edited').body)).toMatchObject({
      order_edit: { order_id: Number(order.id.split('/').at(-1)) },
    });
  });

  it('app/uninstalled comes when tokens are dead already, and no topic after it but the compliance ones', async () => {
    const { accessToken } = await sandbox.control.issueToken({ shop });
    await sandbox.control.uninstall({ shop });
    expect(sandbox.core.tokens.access(accessToken, shop)).toBeUndefined();
    await sandbox.control.sendWebhook({ shop, topic: 'shop/update', payload: {} });
    await sandbox.control.sendWebhook({
      shop,
      topic: 'shop/redact',
      payload: { shop_domain: shop },
    });
    await sandbox.control.flushWebhooks();
    expect(topics()).toEqual(['app/uninstalled', 'shop/redact']);
  });

  it('is delivered by itself in automatic mode', async () => {
    await sandbox.control.setWebhookMode({ mode: 'auto' });
    await sandbox.control.sendWebhook({ shop, topic: 'shop/update', payload: { id: 7 } });
    await expect.poll(topics).toEqual(['shop/update']);
    await sandbox.control.setWebhookMode({ mode: 'manual' });
  });
});

describe('the log of deliveries', () => {
  it('forgets the oldest, and none that is still to be delivered', async () => {
    const { webhooks } = sandbox.core;
    const [sample] = webhooks.deliveries;
    if (!sample) throw new Error('no delivery');
    const old = Array.from({ length: 20_000 }, (_each, index) => ({
      ...sample,
      id: `old-${index}`,
    }));
    webhooks.deliveries.splice(0, Infinity, { ...sample, id: 'first', state: 'pending' }, ...old);
    await sandbox.control.sendWebhook({ shop, topic: 'shop/update', payload: { id: 9 } });
    expect(webhooks.deliveries.length).toBeLessThan(20_000);
    expect(await sandbox.control.flushWebhooks()).toBe(2);
  });
});
