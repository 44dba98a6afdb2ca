import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectAppCaller } from '../../sandbox/shopify/app-caller.ts';
import type { AppCaller } from '../../sandbox/shopify/app-caller.ts';
import type { OrderView } from '../../sandbox/shopify/control.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import { DEFAULT_SWITCHES } from '../../sandbox/shopify/switches.ts';
import { read, readText } from './reading.ts';

const shop = 'fulfilment.myshopify.com';
let sandbox: ShopifySandbox;
let app: AppCaller;
let own: string;
let hub: string;
let item: string;

beforeAll(async () => {
  sandbox = await startShopifySandbox({ unlimited: true, webhooks: 'manual' });
  app = await connectAppCaller(sandbox, shop);
  own = (await sandbox.control.locations({ shop }))[0]?.id ?? '';
  hub = readText(
    (await createService('Hub')).data,
    'fulfillmentServiceCreate.fulfillmentService.location.id',
  );
  await sandbox.control.seedProducts({
    shop,
    products: [{ title: 'Cup', variants: [{ sku: 'CUP', price: '10', available: 100 }] }],
  });
  item =
    (await sandbox.control.productBySku({ shop, sku: 'CUP' }))?.variants[0]?.inventoryItemId ?? '';
  await sandbox.control.setInventory({
    shop,
    inventoryItemId: item,
    locationId: hub,
    available: 1000,
  });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.control.setSwitches(DEFAULT_SWITCHES));

const createService = (name: string) =>
  app.call(
    'mutation ($name: String!) { fulfillmentServiceCreate(name: $name, trackingSupport: true, inventoryManagement: true) { fulfillmentService { id callbackUrl location { id name isFulfillmentService } } userErrors { message } } }',
    { name },
  );

const order = (quantity = 3): Promise<OrderView> =>
  sandbox.control.placeOrder({ shop, lines: [{ sku: 'CUP', quantity }], locationId: hub });
const fulfillmentOrderOf = (view: OrderView) => {
  const [first] = view.fulfillmentOrders;
  if (!first) throw new Error('no fulfilment order');
  return first;
};

/** Calls a mutation of fulfilment orders by its name; answers its payload. */
async function act(
  name: string,
  id: string,
  more: Record<string, unknown> = {},
  result = 'fulfillmentOrder { id status requestStatus }',
) {
  const types: Record<string, string> = {
    fulfillmentOrderLineItems: '[FulfillmentOrderLineItemInput!]',
    newLocationId: 'ID!',
    fulfillmentHold: 'FulfillmentOrderHoldInput!',
    holdIds: '[ID!]',
    reason: 'FulfillmentOrderRejectionReason',
  };
  const declared = Object.keys(more)
    .map((key) => `, $${key}: ${types[key] ?? 'String'}`)
    .join('');
  const passed = Object.keys(more)
    .map((key) => `, ${key}: $${key}`)
    .join('');
  const { data, errors } = await app.call(
    `mutation ($id: ID!${declared}) { ${name}(id: $id${passed}) { ${result} userErrors { field message } } }`,
    { id, ...more },
  );
  expect(errors).toEqual([]);
  return read(data, name);
}
const submit = (id: string, more: Record<string, unknown> = {}) =>
  act(
    'fulfillmentOrderSubmitFulfillmentRequest',
    id,
    more,
    'originalFulfillmentOrder { id status requestStatus } submittedFulfillmentOrder { id status requestStatus } unsubmittedFulfillmentOrder { id status requestStatus }',
  );
const accept = (id: string) => act('fulfillmentOrderAcceptFulfillmentRequest', id);
async function accepted(quantity = 3) {
  const view = await order(quantity);
  const { id, lines } = fulfillmentOrderOf(view);
  await submit(id);
  await accept(id);
  return { orderId: view.id, id, lineId: lines[0]?.id ?? '' };
}
async function actions(id: string): Promise<string[]> {
  const { data } = await app.call(
    'query ($id: ID!) { fulfillmentOrder(id: $id) { supportedActions { action } } }',
    { id },
  );
  return (read(data, 'fulfillmentOrder.supportedActions') as { action: string }[]).map(
    (each) => each.action,
  );
}
const CREATE = `mutation ($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) {
  fulfillment { id status trackingInfo { company number url } fulfillmentOrders(first: 5) { nodes { id status } } } userErrors { field message } } }`;
const ship = async (
  id: string,
  more: Record<string, unknown> = {},
  lines?: { id: string; quantity: number }[],
) => {
  const part = { fulfillmentOrderId: id, ...(lines ? { fulfillmentOrderLineItems: lines } : {}) };
  return (await app.call(CREATE, { fulfillment: { lineItemsByFulfillmentOrder: [part], ...more } }))
    .data;
};
const level = async () =>
  (await sandbox.control.productBySku({ shop, sku: 'CUP' }))?.variants[0]?.levels.find(
    (each) => each.locationId === hub,
  );

describe('a fulfilment service', () => {
  it('makes its own location, needs no call-back address, and its name is unique', async () => {
    const { data } = await createService('Second hub');
    expect(read(data, 'fulfillmentServiceCreate.fulfillmentService')).toMatchObject({
      callbackUrl: null,
      location: { name: 'Second hub', isFulfillmentService: true },
    });
    expect(
      read((await createService('second hub')).data, 'fulfillmentServiceCreate.userErrors'),
    ).toEqual([{ message: 'Name has already been taken' }]);
  });

  it('is listed by the shop, its location only with includeLegacy', async () => {
    const { data } = await app.call(
      '{ shop { fulfillmentServices { handle } } locations(first: 10) { nodes { id } } }',
    );
    expect(read(data, 'shop.fulfillmentServices.0.handle')).toBe('hub');
    expect(JSON.stringify(read(data, 'locations'))).not.toContain(hub);
  });
});

describe('a fulfilment order', () => {
  it('goes from UNSUBMITTED over SUBMITTED to ACCEPTED and IN_PROGRESS', async () => {
    const { id } = fulfillmentOrderOf(await order());
    expect(read(await submit(id), 'submittedFulfillmentOrder')).toEqual({
      id,
      status: 'OPEN',
      requestStatus: 'SUBMITTED',
    });
    expect(read(await accept(id), 'fulfillmentOrder')).toEqual({
      id,
      status: 'IN_PROGRESS',
      requestStatus: 'ACCEPTED',
    });
  });

  it("keeps the merchant's wish to notify the customer with the request", async () => {
    const { id } = fulfillmentOrderOf(await order());
    await sandbox.control.requestFulfillment({ shop, id, message: 'Gift', notifyCustomer: true });
    const { data } = await app.call(
      'query ($id: ID!) { fulfillmentOrder(id: $id) { merchantRequests(first: 5) { nodes { kind message requestOptions } } } }',
      { id },
    );
    expect(read(data, 'fulfillmentOrder.merchantRequests.nodes')).toEqual([
      { kind: 'FULFILLMENT_REQUEST', message: 'Gift', requestOptions: { notify_customer: true } },
    ]);
  });

  it('submitted in part leaves the rest in a new fulfilment order', async () => {
    const { id, lines } = fulfillmentOrderOf(await order(3));
    const answer = await submit(id, {
      fulfillmentOrderLineItems: [{ id: lines[0]?.id, quantity: 1 }],
    });
    expect(read(answer, 'submittedFulfillmentOrder.id')).toBe(id);
    expect(read(answer, 'unsubmittedFulfillmentOrder')).toMatchObject({
      requestStatus: 'UNSUBMITTED',
    });
  });

  it('can be rejected with a reason and requested again', async () => {
    const { id } = fulfillmentOrderOf(await order());
    await submit(id);
    const answer = await act('fulfillmentOrderRejectFulfillmentRequest', id, {
      reason: 'INVENTORY_OUT_OF_STOCK',
      message: 'none left',
    });
    expect(read(answer, 'fulfillmentOrder')).toEqual({
      id,
      status: 'OPEN',
      requestStatus: 'REJECTED',
    });
    expect(read(await submit(id), 'submittedFulfillmentOrder.requestStatus')).toBe('SUBMITTED');
  });

  it('cannot be accepted before it was requested', async () => {
    const { id } = fulfillmentOrderOf(await order());
    expect(read(await accept(id), 'userErrors')).toHaveLength(1);
  });

  it('says what may be done with it', async () => {
    const { id } = fulfillmentOrderOf(await order());
    expect(await actions(id)).toContain('REQUEST_FULFILLMENT');
    await submit(id);
    expect(await actions(id)).toEqual(['CANCEL_FULFILLMENT_ORDER']);
    await accept(id);
    expect(await actions(id)).toEqual(['CREATE_FULFILLMENT', 'REQUEST_CANCELLATION']);
  });

  it('cannot be moved while the service has it', async () => {
    const { id } = await accepted();
    const answer = await act(
      'fulfillmentOrderMove',
      id,
      { newLocationId: own },
      'movedFulfillmentOrder { id }',
    );
    expect(read(answer, 'userErrors')).toHaveLength(1);
  });

  it('moved whole keeps its id and takes the committed stock along', async () => {
    const { id } = fulfillmentOrderOf(await order(2));
    const before = await level();
    const answer = await act(
      'fulfillmentOrderMove',
      id,
      { newLocationId: own },
      'movedFulfillmentOrder { id assignedLocation { location { id } } } originalFulfillmentOrder { id }',
    );
    expect(answer).toMatchObject({
      movedFulfillmentOrder: { id, assignedLocation: { location: { id: own } } },
      originalFulfillmentOrder: { id },
    });
    expect((await level())?.available).toBe((before?.available ?? 0) + 2);
  });

  it('moved in part gets a new id for the part', async () => {
    const { id, lines } = fulfillmentOrderOf(await order(3));
    const part = {
      newLocationId: own,
      fulfillmentOrderLineItems: [{ id: lines[0]?.id, quantity: 1 }],
    };
    const answer = await act(
      'fulfillmentOrderMove',
      id,
      part,
      'movedFulfillmentOrder { id } remainingFulfillmentOrder { id }',
    );
    expect(read(answer, 'movedFulfillmentOrder.id')).not.toBe(id);
    expect(read(answer, 'remainingFulfillmentOrder.id')).toBe(id);
  });

  it('split gives the wanted lines a fulfilment order of their own', async () => {
    const view = await order(3);
    const { id, lines } = fulfillmentOrderOf(view);
    const after = await sandbox.control.splitFulfillmentOrder({
      shop,
      id,
      lines: [{ id: lines[0]?.id ?? '', quantity: 1 }],
    });
    expect(after.fulfillmentOrders.map((each) => each.lines[0]?.remainingQuantity)).toEqual([2, 1]);
  });

  it('cancelled before it was accepted is replaced by a new one at once', async () => {
    const { id } = fulfillmentOrderOf(await order());
    await submit(id);
    const after = await sandbox.control.requestCancellation({ shop, id });
    expect(after.fulfillmentOrders.map((each) => each.status)).toEqual(['CANCELLED', 'OPEN']);
  });

  it('cancelled after it was accepted waits for the service, which may refuse or agree', async () => {
    const { id } = await accepted();
    await sandbox.control.requestCancellation({ shop, id, message: 'changed mind' });
    expect(
      read(await act('fulfillmentOrderRejectCancellationRequest', id), 'fulfillmentOrder'),
    ).toMatchObject({ status: 'IN_PROGRESS', requestStatus: 'CANCELLATION_REJECTED' });
    await sandbox.control.requestCancellation({ shop, id });
    expect(
      read(await act('fulfillmentOrderAcceptCancellationRequest', id), 'fulfillmentOrder'),
    ).toMatchObject({ status: 'CANCELLED', requestStatus: 'CANCELLATION_ACCEPTED' });
  });

  it('requested again after a cancellation comes under a new id', async () => {
    const { id } = await accepted();
    await sandbox.control.requestCancellation({ shop, id });
    await act('fulfillmentOrderAcceptCancellationRequest', id);
    expect(read(await submit(id), 'submittedFulfillmentOrder.id')).not.toBe(id);
  });

  it('closed by the service goes back to the merchant as INCOMPLETE', async () => {
    const { id } = await accepted();
    expect(
      read(await act('fulfillmentOrderClose', id, { message: 'broken' }), 'fulfillmentOrder'),
    ).toMatchObject({ status: 'INCOMPLETE', requestStatus: 'CLOSED' });
    expect(await actions(id)).toContain('REQUEST_FULFILLMENT');
  });

  it('can carry ten holds of an app, each with its own handle, and opens when all are released', async () => {
    const { id } = fulfillmentOrderOf(await order());
    const hold = async (handle: string) =>
      act(
        'fulfillmentOrderHold',
        id,
        { fulfillmentHold: { reason: 'OTHER', handle } },
        'fulfillmentHold { id }',
      );
    const ids = [];
    for (let index = 0; index < 10; index += 1)
      ids.push(readText(await hold(`h${index}`), 'fulfillmentHold.id'));
    expect(read(await hold('h0'), 'userErrors')).toHaveLength(1);
    expect(read(await hold('h10'), 'userErrors')).toHaveLength(1);
    const some = await act('fulfillmentOrderReleaseHold', id, { holdIds: ids.slice(1) });
    expect(read(some, 'fulfillmentOrder.status')).toBe('ON_HOLD');
    expect(
      read(
        await act('fulfillmentOrderReleaseHold', id, { holdIds: ids }),
        'fulfillmentOrder.status',
      ),
    ).toBe('OPEN');
  });

  it('is listed by assignment status', async () => {
    const { id } = fulfillmentOrderOf(await order());
    const list = async (status: string) =>
      JSON.stringify(
        (
          await app.call(
            'query ($status: FulfillmentOrderAssignmentStatus) { assignedFulfillmentOrders(assignmentStatus: $status, first: 250) { nodes { id } } }',
            { status },
          )
        ).data,
      );
    expect(await list('FULFILLMENT_UNSUBMITTED')).toContain(id);
    await submit(id);
    expect(await list('FULFILLMENT_UNSUBMITTED')).not.toContain(id);
    expect(await list('FULFILLMENT_REQUESTED')).toContain(id);
  });

  it('may be submitted only with write_third_party_fulfillment_orders, by switch without', async () => {
    const { id } = fulfillmentOrderOf(await order());
    const scopes = ['write_assigned_fulfillment_orders'];
    const lesser = await connectAppCaller(sandbox, shop, scopes);
    const mutation =
      'mutation ($id: ID!) { fulfillmentOrderSubmitFulfillmentRequest(id: $id) { userErrors { message } } }';
    expect((await lesser.call(mutation, { id })).errors[0]?.extensions?.code).toBe('ACCESS_DENIED');
    await sandbox.control.setSwitches({ submitNeedsThirdPartyScope: false });
    expect((await lesser.call(mutation, { id })).errors).toEqual([]);
  });

  it.each([
    ['requests-cancellation', 'CANCELLATION_REQUESTED', 'IN_PROGRESS'],
    ['closes', 'ACCEPTED', 'CLOSED'],
  ] as const)(
    'of a cancelled order that the service accepted: %s',
    async (orderCancelOnAccepted, requestStatus, status) => {
      await sandbox.control.setSwitches({ orderCancelOnAccepted });
      const { orderId } = await accepted();
      const after = await sandbox.control.cancelOrder({ shop, id: orderId });
      expect(after.fulfillmentOrders[0]).toMatchObject({ requestStatus, status });
    },
  );
});

describe('fulfillmentCreate', () => {
  it('without lines ships everything, closes the fulfilment order and takes the pieces off the stock', async () => {
    const { id } = await accepted(3);
    const before = await level();
    const data = await ship(id, {
      trackingInfo: { company: 'Swiss Post', number: '1', url: 'https://post.example/1' },
    });
    expect(read(data, 'fulfillmentCreate.fulfillment')).toMatchObject({
      status: 'SUCCESS',
      trackingInfo: [{ company: 'Swiss Post', number: '1', url: 'https://post.example/1' }],
      fulfillmentOrders: { nodes: [{ id, status: 'CLOSED' }] },
    });
    expect(await level()).toMatchObject({
      available: before?.available,
      committed: (before?.committed ?? 0) - 3,
    });
  });

  it('ships by line in several parcels', async () => {
    const { id, lineId } = await accepted(3);
    expect(
      read(
        await ship(id, {}, [{ id: lineId, quantity: 1 }]),
        'fulfillmentCreate.fulfillment.fulfillmentOrders.nodes.0.status',
      ),
    ).toBe('IN_PROGRESS');
    expect(
      read(
        await ship(id, {}, [{ id: lineId, quantity: 2 }]),
        'fulfillmentCreate.fulfillment.fulfillmentOrders.nodes.0.status',
      ),
    ).toBe('CLOSED');
  });

  it('refuses more pieces than are left, and is not idempotent', async () => {
    const { id, lineId } = await accepted(2);
    expect(
      read(await ship(id, {}, [{ id: lineId, quantity: 3 }]), 'fulfillmentCreate.userErrors'),
    ).toHaveLength(1);
    await ship(id, {}, [{ id: lineId, quantity: 1 }]);
    await ship(id, {}, [{ id: lineId, quantity: 1 }]);
    expect(
      read(await ship(id, {}, [{ id: lineId, quantity: 1 }]), 'fulfillmentCreate.userErrors'),
    ).toHaveLength(1);
  });

  it('refuses fulfilment orders of different orders in one parcel', async () => {
    const [one, two] = [await accepted(), await accepted()];
    const fulfillment = {
      lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: one.id }, { fulfillmentOrderId: two.id }],
    };
    expect(
      read((await app.call(CREATE, { fulfillment })).data, 'fulfillmentCreate.userErrors'),
    ).toHaveLength(1);
  });

  it('refuses number and numbers together', async () => {
    const { id } = await accepted();
    expect(
      read(
        await ship(id, { trackingInfo: { number: '1', numbers: ['2'] } }),
        'fulfillmentCreate.userErrors',
      ),
    ).toHaveLength(1);
  });

  it.each([
    ['allowed', 0],
    ['refused', 1],
  ] as const)(
    'before a request is %s, as the switch says',
    async (fulfillmentCreateOnUnsubmitted, errors) => {
      await sandbox.control.setSwitches({ fulfillmentCreateOnUnsubmitted });
      const { id } = fulfillmentOrderOf(await order());
      expect(read(await ship(id), 'fulfillmentCreate.userErrors')).toHaveLength(errors);
    },
  );
});

describe('a fulfilment', () => {
  it('takes new tracking and events', async () => {
    const { id } = await accepted();
    const fulfillmentId = readText(await ship(id), 'fulfillmentCreate.fulfillment.id');
    const update =
      'mutation ($id: ID!, $tracking: FulfillmentTrackingInput!) { fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking) { fulfillment { trackingInfo { number } } userErrors { message } } }';
    const { data } = await app.call(update, {
      id: fulfillmentId,
      tracking: { numbers: ['1', '2'], urls: ['https://a.example/1', 'https://a.example/2'] },
    });
    expect(read(data, 'fulfillmentTrackingInfoUpdate.fulfillment.trackingInfo')).toEqual([
      { number: '1' },
      { number: '2' },
    ]);
    const event =
      'mutation ($event: FulfillmentEventInput!) { fulfillmentEventCreate(fulfillmentEvent: $event) { fulfillmentEvent { status } userErrors { message } } }';
    expect(
      read(
        (await app.call(event, { event: { fulfillmentId, status: 'DELIVERED' } })).data,
        'fulfillmentEventCreate.fulfillmentEvent.status',
      ),
    ).toBe('DELIVERED');
  });

  it('cancelled leaves a whole fulfilment order closed and makes a new one with its pieces', async () => {
    const { id, orderId } = await accepted(2);
    const fulfillmentId = readText(await ship(id), 'fulfillmentCreate.fulfillment.id');
    await app.call(
      'mutation ($id: ID!) { fulfillmentCancel(id: $id) { userErrors { message } } }',
      { id: fulfillmentId },
    );
    const after = await sandbox.control.order({ shop, id: orderId });
    expect(after?.fulfillmentOrders).toMatchObject([
      { status: 'CLOSED' },
      { status: 'OPEN', lines: [{ remainingQuantity: 2 }] },
    ]);
  });
});
