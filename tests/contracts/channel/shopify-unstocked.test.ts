/** Items that stand in the shop but are not stocked at our location, under each behaviour of Shopify that is in doubt. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outsideStockId } from '../../../app/integrations/channels/shopify/shopify-mapper.ts';
import { newId } from '../../../app/platform/ids.ts';
import { expectOk } from '../../../app/platform/result.ts';
import type { Switches } from '../../sandbox/shopify/switches.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { startShopifyHarness } from './shopify-harness.ts';
import type { ConnectedStore, ShopifyHarness } from './shopify-harness.ts';

const database = await cloneDatabase();

const POSITIONS: Partial<Switches>[] = [
  { setOnUnstockedLevel: 'activates' },
  { setOnUnstockedLevel: 'refused' },
  { setOnUnstockedLevel: 'adds-up' },
  { setOnUnstockedLevel: 'refused', pushToManagedInventory: 'refused' },
  { setOnUnstockedLevel: 'adds-up', activateKeepsOldQuantities: false },
];

describe.each(POSITIONS)('where %o', (switches) => {
  let harness: ShopifyHarness;
  let connected: ConnectedStore;
  let products = 0;
  beforeAll(async () => {
    await database.empty();
    harness = await startShopifyHarness(database, { switches });
    connected = await harness.connect('unstocked');
  });
  afterAll(() => harness.close());

  /** A product of the merchant's own, stocked at its own location only. */
  async function unstockedItem() {
    products += 1;
    const { shop } = connected;
    const { control } = harness.sandbox;
    const sku = `OWN-${products}`;
    const variants = [{ sku, price: '10.00', available: 3 }];
    await control.seedProducts({ shop, products: [{ title: sku, variants }] });
    const product = await control.productBySku({ shop, sku });
    return outsideStockId(product?.variants[0]?.inventoryItemId ?? '');
  }

  it('reads it as not active', async () => {
    const readings = expectOk(await connected.channel.readStock([await unstockedItem()]));
    expect(readings).toMatchObject([{ active: false, available: 0 }]);
  });

  it('stocks it when it writes without comparing', async () => {
    const item = await unstockedItem();
    const write = { outsideStockId: item, quantity: 6, expected: undefined };
    expect(expectOk(await connected.channel.setStock([write], newId()))).toMatchObject([
      { kind: 'set' },
    ]);
    const readings = expectOk(await connected.channel.readStock([item]));
    expect(readings).toMatchObject([{ active: true, available: 6 }]);
  });

  it('comes to the wanted quantity when a level that we knew was taken away', async () => {
    const item = await unstockedItem();
    const setTo = (quantity: number, expected: number | undefined) =>
      connected.channel.setStock([{ outsideStockId: item, quantity, expected }], newId());
    await setTo(6, undefined);
    const { inventoryLevels } = harness.sandbox.core.stores.get(connected.shop) ?? {};
    for (const level of inventoryLevels?.values() ?? [])
      if (level.itemId === item && level.locationId === connected.store.places.outsideLocationId)
        level.isActive = false;
    const [compared] = expectOk(await setTo(4, 6));
    // Either it was set, or we are told to look; after looking, writing without comparing settles it.
    if (compared?.kind !== 'set') {
      expect(compared?.kind).toBe('stale');
      expectOk(await setTo(4, undefined));
    }
    const [reading] = expectOk(await connected.channel.readStock([item]));
    // Where Shopify adds up on a level that is not active it also says "done"; the audit sees that it is not active.
    const addsUp = switches.setOnUnstockedLevel === 'adds-up';
    expect(reading).toMatchObject(addsUp ? { active: false } : { active: true, available: 4 });
  });
});
