import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { createShopifyWebhooks } from '../../../app/integrations/channels/shopify/shopify-webhooks.server.ts';
import { TOPICS } from '../../../app/integrations/channels/shopify/webhook-payloads.ts';

const SECRET = 'the client secret';
const reader = createShopifyWebhooks(SECRET);

function read(topic: string, payload: unknown, changes: Record<string, string | undefined> = {}) {
  const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  const headers = {
    'x-shopify-topic': topic,
    'x-shopify-hmac-sha256': createHmac('sha256', SECRET).update(body).digest('base64'),
    'x-shopify-shop-domain': 'velo.myshopify.com',
    'x-shopify-event-id': 'event-1',
    'x-shopify-webhook-id': 'webhook-1',
    'x-shopify-triggered-at': '2026-11-21T09:00:00.123456789Z',
    ...changes,
  };
  return reader.read(headers, body);
}

const hintOf = (topic: string, payload: unknown) => {
  const answer = read(topic, payload);
  return answer.ok ? answer.value.hint : answer.error;
};

describe('reading a webhook of Shopify', () => {
  it('tells what to read again, from where, and when it was sent', () => {
    const id = 'gid://shopify/Order/5';
    expect(read('orders/paid', { id: 5, admin_graphql_api_id: id })).toEqual({
      ok: true,
      value: {
        channel: 'shopify',
        domain: 'velo.myshopify.com',
        topic: 'orders/paid',
        eventKey: 'event-1',
        lane: 'main',
        hint: { kind: 'order-changed', outsideId: id },
        triggeredAt: new Date('2026-11-21T09:00:00.123Z'),
      },
    });
  });

  it.each([
    ['another key', createHmac('sha256', 'other').update('{"id":5}').digest('base64')],
    ['nothing', undefined],
    ['an empty text', ''],
    ['something short', 'YWJj'],
  ])('refuses a body that is signed with %s', (_name, hmac) => {
    const answer = read('orders/paid', { id: 5 }, { 'x-shopify-hmac-sha256': hmac });
    expect(answer).toEqual({ ok: false, error: 'bad-signature' });
  });

  it('refuses a body that was changed after it was signed', () => {
    const signed = createHmac('sha256', SECRET).update('{"id":5}').digest('base64');
    const answer = read('orders/paid', '{"id": 5}', { 'x-shopify-hmac-sha256': signed });
    expect(answer).toEqual({ ok: false, error: 'bad-signature' });
  });

  it.each([
    ['no JSON', 'orders/paid', '{"id":', {}],
    ['no id', 'orders/paid', '{}', {}],
    ['a topic that we do not know', 'carts/update', '{"id":5}', {}],
    [
      'an address that is no shop',
      'orders/paid',
      '{"id":5}',
      { 'x-shopify-shop-domain': 'evil.example' },
    ],
    [
      'no key',
      'orders/paid',
      '{"id":5}',
      { 'x-shopify-event-id': undefined, 'x-shopify-webhook-id': undefined },
    ],
  ])('finds a signed body unreadable with %s', (_name, topic, body, headers) => {
    expect(read(topic, body, headers)).toEqual({ ok: false, error: 'unreadable' });
  });

  it('takes the header names of newer deliveries', () => {
    const body = Buffer.from('{"id":5}');
    const answer = reader.read(
      {
        'shopify-topic': 'orders/paid',
        'shopify-hmac-sha256': createHmac('sha256', SECRET).update(body).digest('base64'),
        'shopify-shop-domain': 'velo.myshopify.com',
        'shopify-event-id': 'event-2',
      },
      body,
    );
    expect(answer).toMatchObject({ ok: true, value: { eventKey: 'event-2' } });
  });

  it('keeps nothing of a shopper', () => {
    const shopper = {
      email: 'ada@example.ch',
      name: 'Ada',
      phone: '+41 79',
      address1: 'Marktgasse 1',
    };
    const answers = [
      hintOf('orders/create', { id: 5, ...shopper, customer: shopper, shipping_address: shopper }),
      hintOf('customers/redact', { customer: { id: 7, ...shopper }, orders_to_redact: [5] }),
      hintOf('customers/data_request', {
        data_request: { id: 9 },
        customer: { id: 7, ...shopper },
        orders_requested: [5],
      }),
    ];
    const text = JSON.stringify(answers);
    for (const value of Object.values(shopper)) expect(text).not.toContain(value);
    expect(text).toContain('gid://shopify/Order/5');
  });

  it.each([
    ['refunds/create', { id: 1, order_id: 5 }, 'gid://shopify/Order/5'],
    ['orders/edited', { order_edit: { id: 1, order_id: 5 } }, 'gid://shopify/Order/5'],
    ['products/delete', { id: 3 }, 'gid://shopify/Product/3'],
    ['locations/deactivate', { id: 4 }, 'gid://shopify/Location/4'],
    [
      'fulfillment_orders/order_routing_complete',
      { fulfillment_order: { id: 'gid://shopify/FulfillmentOrder/8', status: 'open' } },
      'gid://shopify/FulfillmentOrder/8',
    ],
    [
      'fulfillment_orders/moved',
      { moved_fulfillment_order: { id: 'gid://shopify/FulfillmentOrder/8' } },
      'gid://shopify/FulfillmentOrder/8',
    ],
    [
      'bulk_operations/finish',
      { admin_graphql_api_id: 'gid://shopify/BulkOperation/2', status: 'completed' },
      'gid://shopify/BulkOperation/2',
    ],
  ])('of %s it keeps the id that is to be read again', (topic, payload, outsideId) => {
    expect(hintOf(topic, payload)).toMatchObject({ outsideId });
  });

  it('gives what our own writes raise a lane of its own', () => {
    expect(read('products/update', { id: 3 })).toMatchObject({ value: { lane: 'catalog' } });
  });

  it('knows every topic that the app subscribes to', () => {
    const Subscriptions = z.object({
      webhooks: z.object({
        subscriptions: z.array(
          z.object({
            topics: z.array(z.string()).default([]),
            compliance_topics: z.array(z.string()).default([]),
          }),
        ),
      }),
    });
    const { webhooks } = Subscriptions.parse(parse(readFileSync('shopify.app.toml', 'utf8')));
    const topics = webhooks.subscriptions.flatMap((each) => [
      ...each.topics,
      ...each.compliance_topics,
    ]);
    expect(topics.length).toBeGreaterThan(20);
    expect(topics.filter((topic) => !(topic in TOPICS))).toEqual([]);
  });
});
