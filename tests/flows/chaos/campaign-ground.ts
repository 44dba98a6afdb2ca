/**
 * Ground of the campaign: three shops that list the goods of two suppliers, everything of ours in this process (doors
 * and two workers), and switches for what may go wrong: at the shops, at the suppliers, at our own doors.
 */
import { ServerResponse } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { startProductImport } from '../../../app/flows/relation/start-product-import.server.ts';
import { createDoors } from '../../../app/http/doors.server.ts';
import { readOffers } from '../../../app/modules/offers/read-offers.server.ts';
import { credentialsPurpose } from '../../../app/modules/suppliers/supplier.ts';
import { parseEnvironment } from '../../../app/platform/env.server.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { silentLog } from '../../../app/platform/log.server.ts';
import { formatDecimal } from '../../../app/platform/money.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { openRuntime } from '../../../app/runtime.server.ts';
import type { Runtime } from '../../../app/runtime.server.ts';
import { startWork } from '../../../app/worker.server.ts';
import { until } from '../../demo/world.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { makeStock, makeStockLevel } from '../../factories/stock.ts';
import { makeSupplier, makeSupply } from '../../factories/suppliers.ts';
import type { MadeSupplier } from '../../factories/suppliers.ts';
import { createRandom } from '../../sandbox/shopify/random.ts';
import type { Random } from '../../sandbox/shopify/random.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import { startSupplierSandbox } from '../../sandbox/suppliers/start-supplier-sandbox.ts';
import type { SupplierSandbox } from '../../sandbox/suppliers/start-supplier-sandbox.ts';
import type { TestDatabase } from '../../setup/database.ts';
import { listen } from '../../setup/loopback.ts';
import { APP, connectShop, eventSecretOf, KEY } from './chaos-ground.ts';
import type { SupplierName } from './chaos-ground.ts';

export const SUPPLIERS = ['north', 'south'] as const satisfies readonly SupplierName[];

/** What a shop lists: who supplies it, and how many units each of them has at the start. */
export type Article = {
  readonly sku: string;
  readonly onHand: Partial<Readonly<Record<SupplierName, number>>>;
  /** Some of it is sold by its supplier itself; there is plenty, so that nobody's order falls short by that. */
  readonly soldElsewhere: boolean;
  readonly variantId: Id<'Variant'>;
  readonly productId: Id<'Product'>;
};

export type Shop = {
  readonly domain: string;
  readonly storeId: string;
  readonly connectionId: Id<'Connection'>;
  /** The shop's own ids of the variants, by SKU. */
  readonly outside: ReadonlyMap<string, string>;
};

export type Campaign = Pick<TestDatabase, 'db'> & {
  readonly clock: Runtime['door']['clock'];
  readonly distributorId: Id<'Distributor'>;
  readonly suppliers: Readonly<Record<SupplierName, string>>;
  readonly articles: readonly Article[];
  readonly shops: readonly Shop[];
  readonly shopify: ShopifySandbox['control'];
  readonly supply: SupplierSandbox['control'];
  /** From now on one request in twenty goes wrong, everywhere, and webhooks come twice and out of order. */
  startFaults(): Promise<void>;
  endFaults(): Promise<void>;
  /** How often our doors have answered 500, before and after they had done their work. */
  readonly doorFaults: { count: number };
  close(): Promise<void>;
};

type Goods = Pick<Article, 'sku' | 'onHand' | 'soldElsewhere'>;

const GOODS: readonly Goods[] = [
  { sku: 'SOCK', onHand: { north: 12 }, soldElsewhere: false },
  { sku: 'BELT', onHand: { north: 4 }, soldElsewhere: false },
  { sku: 'LAMP', onHand: { north: 900 }, soldElsewhere: true },
  { sku: 'CAP', onHand: { south: 9 }, soldElsewhere: false },
  { sku: 'MUG', onHand: { south: 3 }, soldElsewhere: false },
  { sku: 'CHAIR', onHand: { south: 900 }, soldElsewhere: true },
  { sku: 'SHIRT', onHand: { north: 7, south: 6 }, soldElsewhere: false },
];
/** How long a shop's orders wait before they go on: the last one's are called off meanwhile. */
const SHOPS = [0, 0, 15] as const;
const FEED_EVERY_S = 5;
/** The machine may have other work. */
const LISTED_WITHIN_MS = 180_000;

export async function layCampaign(
  { url, db }: Pick<TestDatabase, 'url' | 'db'>,
  seed: number,
): Promise<Campaign> {
  const random = createRandom(seed);
  const web = openWeb(random);
  const server = await listen(web.handle);
  const app = { ...APP, applicationUrl: `${server.origin}/app` };
  const shop = await startShopifySandbox({ app, seed, unlimited: true });
  const suppliers = await startSupplierSandbox({ suppliers: SUPPLIERS.map((code) => ({ code })) });
  const environment = parseEnvironment({
    NODE_ENV: 'test',
    DATABASE_URL: url,
    APP_URL: server.origin,
    SHOPIFY_API_KEY: APP.clientId,
    SHOPIFY_API_SECRET: APP.clientSecret,
    SHOPIFY_SANDBOX_URL: shop.origin,
    ALLOW_PRIVATE_ADDRESSES: new URL(suppliers.origin).host,
    ENCRYPTION_KEYS: KEY,
    AUTH_SECRET: 'the-sign-in-secret-of-the-campaign',
    WORKER_CONCURRENCY: '4',
    DATABASE_POOL_SIZE: '6',
  });
  const runtimes = await Promise.all(
    ['campaign-1', 'campaign-2'].map((name) => openRuntime(environment, { name, log: silentLog })),
  );
  const [runtime] = runtimes;
  if (!runtime) throw new Error('No runtime');
  web.doors = createDoors(runtime.door, runtime.health);
  const workers = await Promise.all(runtimes.map((each) => startWork(each)));
  const made = await furnish(runtime, shop, suppliers, server.origin);
  return {
    ...made,
    db,
    clock: runtime.door.clock,
    shopify: shop.control,
    supply: suppliers.control,
    doorFaults: web.faults,
    async startFaults() {
      web.faulty = true;
      await dialFaults(shop, suppliers, seed);
    },
    async endFaults() {
      web.faulty = false;
      await shop.control.clearFaults();
      await shop.control.clearWebhookRules();
      await suppliers.control.clearFaults();
    },
    async close() {
      await suppliers.stop();
      await Promise.all(workers.map((worker) => worker.stop()));
      await shop.close();
      await server.close();
      await Promise.all(runtimes.map((each) => each.close()));
    },
  };
}

const DOOR_FAULT_SHARE = 0.05;

/** Our doors, of which one answer in twenty is a 500: half of them before anything was done, half of them after. */
function openWeb(random: Random) {
  const web = {
    doors: undefined as ReturnType<typeof createDoors> | undefined,
    faulty: false,
    faults: { count: 0 },
    handle(request: IncomingMessage, response: ServerResponse) {
      const { doors } = web;
      const fails = web.faulty && random.next() < DOOR_FAULT_SHARE;
      if (!doors || !fails)
        return void (doors?.(request, response) ?? response.writeHead(503).end());
      web.faults.count += 1;
      const fail = () => void response.writeHead(500).end();
      if (random.next() < 0.5) return fail();
      // What it would have answered goes nowhere.
      void doors(request, new ServerResponse(request)).then(fail, fail);
    },
  };
  return web;
}

/** Five in a hundred of each system's calls, of all the kinds that a network has. */
async function dialFaults(
  { control: shopify }: ShopifySandbox,
  { control: supply }: SupplierSandbox,
  seed: number,
): Promise<void> {
  const atShops = ['http500', 'http500-after-effect', 'timeout-before-effect', 'timeout-after-effect', 'invalid-json'] as const; // prettier-ignore
  for (const kind of atShops)
    await shopify.setFault({ operation: '*', kind, share: 0.01, ms: 200 });
  await shopify.setWebhookRule({ action: 'duplicate', share: 0.1 });
  await shopify.setWebhookRule({ action: 'swap-with-next', share: 0.05 });
  await shopify.setWebhookRule({ action: 'delay', share: 0.05, ms: 2_000 });
  const atSuppliers = ['status', 'status-after-effect', 'disconnect-before-effect', 'disconnect-after-effect', 'malformed'] as const; // prettier-ignore
  for (const [index, kind] of atSuppliers.entries())
    await supply.addFault({ kind, share: 0.01, seed: seed + index });
}

async function furnish(
  runtime: Runtime,
  shop: ShopifySandbox,
  suppliers: SupplierSandbox,
  appUrl: string,
): Promise<Pick<Campaign, 'distributorId' | 'suppliers' | 'articles' | 'shops'>> {
  const { db } = runtime.door;
  const { id: distributorId } = await makeDistributor(db);
  const made = {
    north: await openSupplier(runtime, suppliers, { distributorId, code: 'north', appUrl }),
    south: await openSupplier(runtime, suppliers, { distributorId, code: 'south', appUrl }),
  };
  const articles: Article[] = [];
  for (const goods of GOODS)
    articles.push({ ...goods, ...(await stockUp(runtime, suppliers, made, goods)) });
  const shops: Shop[] = [];
  for (const [index, releaseDelaySeconds] of SHOPS.entries()) {
    const domain = `campaign-${index + 1}.myshopify.com`;
    const storeId = (await connectShop(runtime, shop, domain)) as Id<'Store'>;
    const { id: connectionId } = await makeConnection(db, distributorId, { storeId, releaseDelaySeconds }); // prettier-ignore
    const productIds = articles.map(({ productId }) => productId);
    const key = { distributorId, connectionId, storeId };
    expectOk(await startProductImport(runtime.door, { ...key, productIds }));
    shops.push({
      domain,
      storeId,
      connectionId,
      outside: await listed(runtime, storeId, articles),
    });
  }
  return {
    distributorId,
    articles,
    shops,
    suppliers: { north: made.north.id, south: made.south.id },
  };
}

/** A supplier that tells each change in an event, and everything in a feed every few seconds. */
async function openSupplier(
  { door: { db, clock, secrets } }: Runtime,
  { origin, control }: SupplierSandbox,
  { distributorId, code, appUrl }: { distributorId: Id<'Distributor'>; code: SupplierName; appUrl: string }, // prettier-ignore
): Promise<MadeSupplier> {
  const supplier = await makeSupplier(db, distributorId, {
    code,
    name: code,
    settings: { address: `${origin}/suppliers/${code}`, ordersBy: 'api' },
    feedIntervalSeconds: FEED_EVERY_S,
    feedDueAt: clock.now(),
  });
  const key = { distributorId, supplierId: supplier.id };
  const credentials = JSON.stringify({ apiKey: `key-${code}`, eventSecret: eventSecretOf(code) });
  await db.supplier.update({
    where: { distributorId_id: { distributorId, id: supplier.id } },
    data: { sealedCredentials: secrets.seal(credentials, credentialsPurpose(key)) },
  });
  await control.configure({
    code,
    currency: 'CHF',
    deductsAt: 'acknowledgement',
    stockEvents: true,
    // Units that nobody has are refused, so that whatever was promised twice shows.
    acknowledge: { mode: 'by-stock' },
    ship: { mode: 'one-parcel', afterMs: 700, carrier: 'Sandbox Post' },
    hub: { url: `${appUrl}/suppliers/${supplier.id}/events`, secret: eventSecretOf(code) },
    webhooks: { copies: 2, attempts: 10_000, retryMs: 100 },
  });
  return supplier;
}

async function stockUp(
  { door: { db, clock } }: Runtime,
  { control }: SupplierSandbox,
  made: Readonly<Record<SupplierName, MadeSupplier>>,
  { sku, onHand }: Goods,
): Promise<Pick<Article, 'variantId' | 'productId'>> {
  const asOf = clock.now();
  const [[first, units] = ['north', 0] as const, ...others] = SUPPLIERS.flatMap((code) =>
    onHand[code] === undefined ? [] : [[code, onHand[code]] as const],
  );
  const stock = await makeStock(db, made[first], { onHand: units, asOf, supplierSku: sku, variant: { sku } }); // prettier-ignore
  await db.product.updateMany({ where: { id: stock.productId }, data: { title: sku } });
  for (const [code, quantity] of others) {
    const { distributorId, id: supplierId, locationId } = made[code];
    const key = { distributorId, supplierId, variantId: stock.variantId };
    await makeSupply(db, { ...key, supplierSku: sku });
    await makeStockLevel(db, { ...key, locationId, onHand: quantity, asOf });
  }
  for (const code of SUPPLIERS) {
    const quantity = onHand[code];
    if (quantity !== undefined) await control.setStock({ code, rows: [{ sku, quantity }] });
  }
  return stock;
}

async function listed(
  { door: { db } }: Runtime,
  storeId: string,
  articles: readonly Article[],
): Promise<ReadonlyMap<string, string>> {
  await until(
    'the shop lists everything',
    async () => {
      const live = await db.listing.count({ where: { storeId, status: 'live', inFlight: null } });
      return live === articles.length;
    },
    LISTED_WITHIN_MS,
  );
  const listings = await db.listing.findMany({ where: { storeId } });
  const outside = new Map(listings.map((each) => [each.variantId, each.outsideVariantId]));
  return new Map(articles.map(({ sku, variantId }) => [sku, outside.get(variantId) ?? '']));
}

/** Each difference between what the shops show and what they are offered, in words. */
export async function shelfDifferences(campaign: Campaign): Promise<string[]> {
  const found: string[] = [];
  for (const shop of campaign.shops) found.push(...(await differencesOf(campaign, shop)));
  return found;
}

async function differencesOf(
  { db, clock, shopify, distributorId, articles }: Campaign,
  { domain, storeId, connectionId, outside }: Shop,
): Promise<string[]> {
  const variantIds = articles.map(({ variantId }) => variantId);
  const offers = await readOffers({ tx: db, clock }, { distributorId, connectionId, variantIds });
  const store = await db.store.findUniqueOrThrow({ where: { id: storeId } });
  const variants = (await shopify.products({ shop: domain })).flatMap((each) => each.variants);
  return articles.flatMap(({ sku, variantId }) => {
    const offer = offers.find((each) => each.variantId === variantId);
    const shown = variants.find(({ id }) => id === outside.get(sku));
    const level = shown?.levels.find(({ locationId }) => locationId === store.outsideLocationId);
    const price = offer?.retail ? Number(formatDecimal(offer.retail)) : Number.NaN;
    if (level?.available === offer?.quantity && Number(shown?.price) === price) return [];
    return [`${domain} shows ${level?.available} of ${sku} at ${shown?.price}, the offer is ${offer?.quantity} at ${price}`]; // prettier-ignore
  });
}
