import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectAppCaller } from '../../sandbox/shopify/app-caller.ts';
import type { AppCaller } from '../../sandbox/shopify/app-caller.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import { DEFAULT_SWITCHES } from '../../sandbox/shopify/switches.ts';
import { LEVEL, read, readText, SET_QUANTITIES } from './reading.ts';

const shop = 'stock.myshopify.com';
let sandbox: ShopifySandbox;
let app: AppCaller;
let own: string;
let hub: string;
let items: string[];
let keys = 0;
const key = () => `key-${(keys += 1)}`;

beforeAll(async () => {
  sandbox = await startShopifySandbox({ unlimited: true, webhooks: 'manual' });
  app = await connectAppCaller(sandbox, shop);
  own = (await sandbox.control.locations({ shop }))[0]?.id ?? '';
  hub = (await sandbox.control.addLocation({ shop, name: 'Hub' })).id;
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.control.setSwitches(DEFAULT_SWITCHES);
  const variants = [
    { price: '10', available: 5 },
    { price: '10', available: 7, optionValues: ['B'] },
  ];
  const [first] = (
    await sandbox.control.seedProducts({
      shop,
      products: [
        {
          title: 'Cup',
          options: ['Colour'],
          variants: variants.map((each, index) => ({ ...each, optionValues: ['AB'[index] ?? ''] })),
        },
      ],
    })
  ).products;
  items = (first?.variantIds ?? []).map(
    (id) => sandbox.core.stores.get(shop)?.variants.get(id)?.inventoryItemId ?? '',
  );
});

type Row = { item?: number; location?: string; quantity: number; from?: number | null };
const set = (rows: Row[], more: Record<string, unknown> = {}, idempotencyKey = key()) =>
  app.call(SET_QUANTITIES, {
    key: idempotencyKey,
    input: {
      name: 'available',
      reason: 'correction',
      quantities: rows.map(({ item = 0, location = own, quantity, from }) => ({
        inventoryItemId: items[item],
        locationId: location,
        quantity,
        ...(from === undefined ? {} : { changeFromQuantity: from }),
      })),
      ...more,
    },
  });
const errorsOf = (answer: { data?: unknown }) =>
  read(answer.data, 'inventorySetQuantities.userErrors');
const level = async (item = 0, location = own) => {
  const { data } = await app.call(LEVEL, { item: items[item], location });
  const found = read(data, 'inventoryItem.inventoryLevel');
  if (found === null) return null;
  const quantities = read(found, 'quantities') as { name: string; quantity: number }[];
  return {
    isActive: read(found, 'isActive'),
    ...Object.fromEntries(quantities.map((each) => [each.name, each.quantity])),
  };
};

describe('inventorySetQuantities', () => {
  it('needs the @idempotent directive', async () => {
    const { errors } = await app.call(
      SET_QUANTITIES.replace(' @idempotent(key: $key)', '').replace(', $key: String!', ''),
      {
        input: { name: 'available', reason: 'correction', quantities: [] },
      },
    );
    expect(errors[0]?.message).toContain('@idempotent directive is required');
  });

  it('refuses rows that leave changeFromQuantity out', async () => {
    const { errors } = await set([{ quantity: 1 }]);
    expect(errors[0]?.message).toContain('changeFromQuantity must be given');
    expect(await level()).toMatchObject({ available: 5 });
  });

  it('compares with a number and swaps when it holds', async () => {
    expect(errorsOf(await set([{ quantity: 9, from: 5 }]))).toEqual([]);
    expect(await level()).toMatchObject({ available: 9, on_hand: 9 });
  });

  it('answers CHANGE_FROM_QUANTITY_STALE with the row in the field path when the number does not hold', async () => {
    expect(
      errorsOf(
        await set([
          { quantity: 9, from: 5 },
          { item: 1, quantity: 9, from: 4 },
        ]),
      ),
    ).toEqual([
      expect.objectContaining({
        code: 'CHANGE_FROM_QUANTITY_STALE',
        field: ['input', 'quantities', '1', 'changeFromQuantity'],
      }),
    ]);
  });

  it('does not compare when changeFromQuantity is null', async () => {
    expect(errorsOf(await set([{ quantity: 3, from: null }]))).toEqual([]);
    expect(await level()).toMatchObject({ available: 3 });
  });

  it.each([
    ['all-or-nothing', 5],
    ['partial', 9],
  ] as const)(
    'with one bad row is %s, as the switch says',
    async (setQuantitiesAtomicity, expected) => {
      await sandbox.control.setSwitches({ setQuantitiesAtomicity });
      const answer = await set([
        { quantity: 9, from: 5 },
        { item: 1, quantity: -1, from: null },
      ]);
      expect(errorsOf(answer)).toHaveLength(1);
      expect(await level()).toMatchObject({ available: expected });
    },
  );

  it('refuses negative quantities', async () => {
    expect(errorsOf(await set([{ quantity: -1, from: null }]))).toMatchObject([
      { code: 'INVALID_QUANTITY_NEGATIVE' },
    ]);
  });

  it('refuses the same item and location twice in one call', async () => {
    const answer = await set([
      { quantity: 1, from: null },
      { quantity: 2, from: null },
    ]);
    expect(errorsOf(answer)).toMatchObject([
      { code: 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR' },
    ]);
  });

  it('refuses a reason that is not on the list, and by switch all but correction', async () => {
    expect(errorsOf(await set([{ quantity: 1, from: null }], { reason: 'because' }))).toMatchObject(
      [{ code: 'INVALID_REASON' }],
    );
    await sandbox.control.setSwitches({ inventoryReasons: 'correction-only' });
    expect(
      errorsOf(await set([{ quantity: 1, from: null }], { reason: 'received' })),
    ).toMatchObject([{ code: 'INVALID_REASON' }]);
  });

  it('refuses a reference document that is no URI', async () => {
    const answer = await set([{ quantity: 1, from: null }], { referenceDocumentUri: 'run 42' });
    expect(errorsOf(answer)).toMatchObject([{ code: 'INVALID_REFERENCE_DOCUMENT' }]);
  });

  it('refuses other quantity names than available and on_hand', async () => {
    expect(errorsOf(await set([{ quantity: 1, from: null }], { name: 'committed' }))).toMatchObject(
      [{ code: 'INVALID_NAME' }],
    );
  });

  it('refuses items and locations that are not there', async () => {
    const answer = await set([{ quantity: 1, from: null, location: 'gid://shopify/Location/1' }]);
    expect(errorsOf(answer)).toMatchObject([{ code: 'INVALID_LOCATION' }]);
  });

  it('stocks an item where it is not stocked, by switch refuses to', async () => {
    await sandbox.control.setSwitches({ setOnUnstockedLevel: 'refused' });
    expect(errorsOf(await set([{ quantity: 4, from: null, location: hub }]))).toHaveLength(1);
    await sandbox.control.setSwitches({ setOnUnstockedLevel: 'activates' });
    await set([{ quantity: 4, from: null, location: hub }]);
    expect(await level(0, hub)).toMatchObject({ isActive: true, available: 4 });
  });

  it('replays the same answer for the same key and changes nothing twice', async () => {
    const first = await set([{ quantity: 9, from: 5 }], {}, 'once');
    const second = await set([{ quantity: 9, from: 5 }], {}, 'once');
    expect(errorsOf(second)).toEqual([]);
    expect(second.data).toEqual(first.data);
  });

  it('refuses a key that was used with other variables', async () => {
    await set([{ quantity: 9, from: 5 }], {}, 'mismatch');
    const answer = await set([{ quantity: 8, from: 9 }], {}, 'mismatch');
    expect(errorsOf(answer)).toMatchObject([{ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }]);
  });

  it('refuses the key of an attempt that failed; a new key is needed', async () => {
    await set([{ quantity: 9, from: 1 }], {}, 'failed');
    expect(errorsOf(await set([{ quantity: 9, from: 1 }], {}, 'failed'))).toMatchObject([
      { code: 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED' },
    ]);
    expect(errorsOf(await set([{ quantity: 9, from: 5 }], {}, 'failed-2'))).toEqual([]);
  });

  it('refuses a key whose first request is still under way', async () => {
    await sandbox.control.setFault({
      operation: 'inventorySetQuantities',
      kind: 'latency',
      ms: 1_500, // far longer than the second request takes to arrive
      times: 1,
    });
    const slow = set([{ quantity: 9, from: 5 }], {}, 'running');
    await expect
      .poll(() => [...(sandbox.core.stores.get(shop)?.idempotency.keys() ?? [])].join())
      .toContain('|running');
    expect(errorsOf(await set([{ quantity: 9, from: 5 }], {}, 'running'))).toMatchObject([
      { code: 'IDEMPOTENCY_CONCURRENT_REQUEST' },
    ]);
    expect(errorsOf(await slow)).toEqual([]);
  });

  it('forgets a key after the retention of the switch', async () => {
    await set([{ quantity: 9, from: 5 }], {}, 'old');
    await sandbox.control.advance({ ms: 25 * 3_600_000 });
    app = await connectAppCaller(sandbox, shop);
    expect(errorsOf(await set([{ quantity: 8, from: 9 }], {}, 'old'))).toEqual([]);
  });
});

describe('levels', () => {
  const ACTIVATE = `mutation ($item: ID!, $location: ID!, $available: Int, $key: String!) {
    inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available) @idempotent(key: $key) { inventoryLevel { id } userErrors { message } } }`;
  const DEACTIVATE =
    'mutation ($id: ID!) { inventoryDeactivate(inventoryLevelId: $id) { userErrors { message } } }';

  it.each([
    [true, 4],
    [false, 0],
  ])(
    'that are activated again without quantities keep the old ones: %s',
    async (activateKeepsOldQuantities, expected) => {
      await sandbox.control.setSwitches({ activateKeepsOldQuantities });
      const { data } = await app.call(ACTIVATE, {
        item: items[0],
        location: hub,
        available: 4,
        key: key(),
      });
      await app.call(DEACTIVATE, { id: readText(data, 'inventoryActivate.inventoryLevel.id') });
      expect(await level(0, hub)).toMatchObject({ isActive: false });
      await app.call(ACTIVATE, { item: items[0], location: hub, key: key() });
      expect(await level(0, hub)).toMatchObject({ isActive: true, available: expected });
    },
  );

  it('are shown inactive only when asked for', async () => {
    const query = LEVEL.replace(', includeInactive: true', '');
    expect(
      read(
        (await app.call(query, { item: items[0], location: hub })).data,
        'inventoryItem.inventoryLevel',
      ),
    ).toBeNull();
  });

  it('cannot be deactivated when they are the only ones', async () => {
    const { data } = await app.call(LEVEL, { item: items[0], location: own });
    const answer = await app.call(DEACTIVATE, {
      id: readText(data, 'inventoryItem.inventoryLevel.id'),
    });
    expect(read(answer.data, 'inventoryDeactivate.userErrors')).toHaveLength(1);
  });

  it('can be switched for many locations at once', async () => {
    const toggle = `mutation ($item: ID!, $updates: [InventoryBulkToggleActivationInput!]!) { inventoryBulkToggleActivation(inventoryItemId: $item, inventoryItemUpdates: $updates) { inventoryLevels { location { id } } userErrors { code } } }`;
    const updates = [
      { locationId: hub, activate: true },
      { locationId: own, activate: false },
    ];
    const { data } = await app.call(toggle, { item: items[0], updates });
    expect(data).toEqual({
      inventoryBulkToggleActivation: {
        inventoryLevels: [{ location: { id: hub } }],
        userErrors: [],
      },
    });
    expect(await level(0, own)).toMatchObject({ isActive: false });
  });

  it('cannot be written at a location that was deactivated', async () => {
    const { id } = await sandbox.control.addLocation({ shop, name: 'Closing' });
    await sandbox.control.deactivateLocation({ shop, id });
    expect(errorsOf(await set([{ quantity: 1, from: null, location: id }]))).toMatchObject([
      { code: 'INVALID_LOCATION' },
    ]);
  });
});
