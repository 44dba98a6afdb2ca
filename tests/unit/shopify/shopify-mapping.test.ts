import { describe, expect, it } from 'vitest';
import { joinRunId, splitRunId } from '../../../app/integrations/channels/shopify/bulk-run-id.ts';
import { shareOut } from '../../../app/integrations/channels/shopify/fulfilment-parcels.server.ts';
import { newProductInput } from '../../../app/integrations/channels/shopify/product-input.ts';
import { shopAddress } from '../../../app/integrations/channels/shopify/shop-address.ts';
import { createCostBook } from '../../../app/integrations/channels/shopify/shopify-costs.ts';
import {
  classifyErrors,
  classifyStatus,
} from '../../../app/integrations/channels/shopify/shopify-failures.ts';
import {
  outsideLineId,
  toMoney,
} from '../../../app/integrations/channels/shopify/shopify-mapper.ts';
import type { FulfillmentOrder } from '../../../app/integrations/channels/shopify/shopify-operations/orders.ts';
import { setQuantities } from '../../../app/integrations/channels/shopify/shopify-operations/stock.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';
import { aProduct, aVariant } from '../../contracts/channel/channel-products.ts';

const NOW = new Date('2026-11-21T09:00:00Z');
const [CHF, JPY] = [currencyCode('CHF'), currencyCode('JPY')];

describe('amounts of Shopify', () => {
  it.each([
    ['19.90', CHF, 1_990],
    ['19.9', CHF, 1_990],
    ['10.0', JPY, 10],
    ['3.333', CHF, 333],
    ['3.335', CHF, 334],
    ['0.005', CHF, 1],
    ['-3.335', CHF, -334],
  ])('reads %s %s as %i minor units', (amount, currency, minor) => {
    expect(toMoney(amount, currency)).toEqual(money(minor, currency));
  });
});

describe('failures of Shopify', () => {
  const cost = {
    requestedQueryCost: 300,
    actualQueryCost: null,
    throttleStatus: { maximumAvailable: 2_000, currentlyAvailable: 100, restoreRate: 100 },
  };
  const error = (code: string, path: string[] = []) => ({
    message: code,
    path,
    extensions: { code },
  });

  it('are throttled until the points asked for are there again', () => {
    const answer = { errors: [error('THROTTLED')], extensions: { cost } };
    expect(classifyErrors(answer, NOW)).toEqual({
      kind: 'throttled',
      until: new Date(NOW.getTime() + 2_000),
    });
  });

  it('are none when single fields are kept from us and the rest is there', () => {
    const answer = { data: { order: {} }, errors: [error('ACCESS_DENIED', ['order', 'email'])] };
    expect(classifyErrors(answer, NOW)).toBeUndefined();
  });

  it('are a refusal when the whole field is kept from us', () => {
    const answer = { data: { order: null }, errors: [error('ACCESS_DENIED', ['order'])] };
    expect(classifyErrors(answer, NOW)).toMatchObject({ kind: 'refused' });
  });

  it('leave it open whether something was done when Shopify broke on the way', () => {
    const answer = { data: {}, errors: [error('INTERNAL_SERVER_ERROR', ['x'])] };
    expect(classifyErrors(answer, NOW)).toMatchObject({ kind: 'unavailable', outcome: 'unknown' });
  });

  it.each([
    [401, 'unauthorised'],
    [402, 'refused'],
    [404, 'refused'],
    [423, 'refused'],
    [503, 'unavailable'],
  ])('are told by status %i as %s', (status, kind) => {
    expect(classifyStatus({ status, headers: {} }, NOW)).toMatchObject({ kind });
  });

  it('take Retry-After as seconds, with a fraction', () => {
    expect(classifyStatus({ status: 429, headers: { 'retry-after': '1.5' } }, NOW)).toEqual({
      kind: 'throttled',
      until: new Date(NOW.getTime() + 1_500),
    });
  });
});

describe('the cost book', () => {
  it('guesses first and then expects what Shopify asked for calls of that size', () => {
    const book = createCostBook();
    const of = (rows: number) => ({ input: { quantities: Array.from({ length: rows }) } });
    expect(book.expected(setQuantities, of(3))).toBe(setQuantities.points);
    book.learn(setQuantities, of(3), 14);
    expect(book.expected(setQuantities, of(3))).toBe(14);
    expect(book.expected(setQuantities, of(4))).toBe(setQuantities.points);
  });
});

describe('a shop’s address', () => {
  it('is its own domain, and the sandbox’s where one stands in', () => {
    expect(shopAddress('a.myshopify.com', undefined).origin).toBe('https://a.myshopify.com');
    expect(shopAddress('a.myshopify.com', 'http://127.0.0.1:9').origin).toBe('http://127.0.0.1:9');
  });

  it.each(['evil.example', 'a.myshopify.com.evil.example', 'a.myshopify.com/x', '127.0.0.1', ''])(
    'is never %s',
    (domain) => {
      expect(() => shopAddress(domain, undefined)).toThrow();
    },
  );
});

describe('the id of a bulk run', () => {
  it('carries the products of its file in their order', () => {
    const products = Array.from({ length: 500 }, (_each, index) => ({
      key: `key-${index}`,
      published: index % 2 === 0,
    }));
    const runId = joinRunId('gid://shopify/BulkOperation/1', products);
    expect(splitRunId(runId)).toEqual({ operationId: 'gid://shopify/BulkOperation/1', products });
  });

  it.each(['', 'gid://shopify/BulkOperation/1', 'gid://shopify/BulkOperation/1#rubbish'])(
    'is not read from %s',
    (text) => {
      expect(splitRunId(text)).toBeUndefined();
    },
  );
});

describe('a product as Shopify is told', () => {
  const places = {
    outsideServiceId: undefined,
    outsideLocationId: 'gid://shopify/Location/1',
    outsidePublicationId: undefined,
  };
  const store = { storeId: 's', domain: 'a.myshopify.com', currency: CHF, places };

  it('has the one option that Shopify gives a product without options', () => {
    expect(newProductInput(store, aProduct('bell'))).toMatchObject({
      productOptions: [{ name: 'Title', values: [{ name: 'Default Title' }] }],
      variants: [{ optionValues: [{ optionName: 'Title', name: 'Default Title' }] }],
    });
  });

  it('never shows a negative quantity', () => {
    const variants = [aVariant('bell', { quantity: -3 })];
    expect(newProductInput(store, aProduct('bell', { variants })).variants).toMatchObject([
      { inventoryQuantities: [{ quantity: 0 }] },
    ]);
  });

  it('has no cost that is in another currency than the shop’s', () => {
    const variants = [aVariant('bell', { wholesale: money(900, JPY) })];
    const [variant] = newProductInput(store, aProduct('bell', { variants })).variants;
    expect(variant?.['inventoryItem']).not.toHaveProperty('cost');
  });

  it('is tracked, and not sold when nothing is left', () => {
    const [variant] = newProductInput(store, aProduct('bell')).variants;
    expect(variant).toMatchObject({ inventoryPolicy: 'DENY', inventoryItem: { tracked: true } });
  });
});

describe('sharing a parcel out over fulfilment orders', () => {
  const fulfillmentOrder = (
    id: string,
    remaining: number,
    changes: Partial<FulfillmentOrder> = {},
  ): FulfillmentOrder => ({
    id: `gid://shopify/FulfillmentOrder/${id}`,
    status: 'IN_PROGRESS',
    requestStatus: 'ACCEPTED',
    assignedLocation: { location: { id: 'gid://shopify/Location/1' } },
    deliveryMethod: null,
    destination: null,
    supportedActions: [],
    fulfillmentHolds: [],
    lineItems: {
      nodes: [
        {
          id: `gid://shopify/FulfillmentOrderLineItem/${id}`,
          totalQuantity: remaining,
          remainingQuantity: remaining,
          lineItem: { id: 'gid://shopify/LineItem/1' },
        },
      ],
      pageInfo: { hasNextPage: false, endCursor: null },
    },
    ...changes,
  });
  const line = (quantity: number) => [
    { outsideLineId: outsideLineId('gid://shopify/LineItem/1'), quantity },
  ];
  const quantitiesOf = (orders: readonly FulfillmentOrder[], quantity: number) => {
    const shares = shareOut(line(quantity), orders);
    if (!shares.ok) return shares.error.kind;
    return shares.value.map(({ fulfillmentOrderLineItems: [first] }) => first?.quantity);
  };

  it('takes from one after the other', () => {
    expect(quantitiesOf([fulfillmentOrder('1', 2), fulfillmentOrder('2', 2)], 3)).toEqual([2, 1]);
  });

  it('names only those that give something', () => {
    expect(quantitiesOf([fulfillmentOrder('1', 2), fulfillmentOrder('2', 2)], 2)).toEqual([2]);
  });

  it('takes from accepted ones first', () => {
    const open = fulfillmentOrder('1', 2, { requestStatus: 'UNSUBMITTED', status: 'OPEN' });
    const shares = shareOut(line(2), [open, fulfillmentOrder('2', 2)]);
    expect(shares.ok && shares.value[0]?.fulfillmentOrderId).toBe(
      'gid://shopify/FulfillmentOrder/2',
    );
  });

  it.each(['CLOSED', 'CANCELLED', 'ON_HOLD', 'SCHEDULED'])(
    'takes nothing from one that is %s',
    (status) => {
      expect(quantitiesOf([fulfillmentOrder('1', 2, { status })], 1)).toBe('refused');
    },
  );

  it('refuses more than all of them have', () => {
    expect(quantitiesOf([fulfillmentOrder('1', 2)], 3)).toBe('refused');
  });
});
