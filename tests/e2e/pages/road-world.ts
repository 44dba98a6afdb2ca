/** Road world: all of Stockbridge as processes, with a distributor, its catalogue and its suppliers, and one shop that knows nothing of it yet. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnvironment } from '../../../app/platform/env.server.ts';
import { silentLog } from '../../../app/platform/log.server.ts';
import { openRuntime } from '../../../app/runtime.server.ts';
import { writeSampleCatalogue } from '../../demo/sample-catalogue.ts';
import { CURRENCY, setUpSteps } from '../../demo/set-up-steps.ts';
import { shelfSteps, suppliedBy } from '../../demo/shelf-steps.ts';
import { until } from '../../demo/world.ts';
import type { World } from '../../demo/world.ts';
import { startStack } from '../../sandbox/stack.ts';

export const SHOP = { handle: 'alpine-supply', name: 'Alpine Supply' };
export const SHOP_DOMAIN = `${SHOP.handle}.myshopify.com`;

/** The steps of the demo that people do before a first shop comes; everything after happens in the browser. */
const BEFORE_THE_SHOP = ['found-distributor', 'add-suppliers', 'import-catalogue', 'collect-stock'];
const NOBODY = { code: '', name: '', id: '' };

export type RoadWorld = { readonly world: World; close(): Promise<void> };

export async function startRoadWorld(databaseUrl: string): Promise<RoadWorld> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'stockbridge-road-'));
  const stack = await startStack({
    dataFolder,
    databaseUrl,
    environment: { AUTH_SECRET: 'the-sign-in-secret-of-the-browser-test' },
  });
  const runtime = await openRuntime(parseEnvironment({ ...stack.environment }), {
    name: 'road',
    log: silentLog,
  });
  const file = join(dataFolder, 'catalogue.csv');
  await writeSampleCatalogue(file, `${stack.adminUrl}/screens/pictures`);
  const world: World = {
    stack,
    context: runtime.door,
    file,
    distributorId: '',
    priceListId: '',
    north: NOBODY,
    south: NOBODY,
    stores: [],
    catalogue: { rows: 0, products: 0, variants: 0, created: 0, updated: 0, warned: 0, refused: 0 },
  };
  const close = async () => {
    await runtime.close();
    await stack.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  try {
    await stack.shopify.createStore({
      shop: SHOP_DOMAIN,
      name: SHOP.name,
      currencyCode: CURRENCY,
      countryCode: 'CH',
    });
    const steps = [...setUpSteps, ...shelfSteps];
    for (const name of BEFORE_THE_SHOP) await steps.find((step) => step.name === name)?.run(world);
  } catch (fault) {
    await close();
    throw fault;
  }
  return { world, close };
}

/** Leaves so many of an article at North, and answers how many there are at both suppliers together. */
export async function leaveAtNorth(world: World, sku: string, quantity: number): Promise<number> {
  const { north, south, stack } = world;
  const onHand = async (supplierId: string) =>
    (await suppliedBy(world, supplierId)).find((one) => one.sku === sku)?.onHand ?? 0;
  await stack.suppliers.setStock({ code: north.code, rows: [{ sku, quantity }] });
  await until(`${quantity} of ${sku} at North`, async () => (await onHand(north.id)) === quantity);
  return quantity + (await onHand(south.id));
}

/** The supplier who has the order packs all of it and hands it to the carrier. */
export async function shipEverything(world: World, trackingNumber: string): Promise<void> {
  const { stack, north, south } = world;
  for (const { code } of [north, south]) {
    for (const { id, lines } of await stack.suppliers.orders({ code })) {
      const packed = lines.map(({ line_id, quantity }) => ({ lineId: line_id, quantity }));
      const parcels = [{ lines: packed, carrier: 'Swiss Post', trackingNumber }];
      await stack.suppliers.ship({ code, id, parcels });
    }
  }
}
