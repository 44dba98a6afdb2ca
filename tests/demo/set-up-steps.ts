/** The first part of the road: a hub with a catalogue and suppliers, two shops that install the app and connect. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { findCatalogImport } from '../../app/modules/catalog/catalog-imports.repository.server.ts';
import { registerDistributor } from '../../app/modules/accounts/register-distributor.server.ts';
import { createAuthentication } from '../../app/modules/accounts/authentication.server.ts';
import type { DistributorId } from '../../app/modules/accounts/account.ts';
import type { ConnectionId, ConnectionKey } from '../../app/modules/connections/connection.ts';
import { requestConnection } from '../../app/modules/connections/request-connection.server.ts';
import { saveRetailRule } from '../../app/modules/connections/connections.repository.server.ts';
import { credentialsPurpose } from '../../app/modules/suppliers/supplier.ts';
import {
  insertSupplier,
  saveLocation,
} from '../../app/modules/suppliers/suppliers.repository.server.ts';
import { decideConnection } from '../../app/flows/relation/decide-connection.server.ts';
import { startCatalogImport } from '../../app/flows/supply/start-catalog-import.server.ts';
import { inTransaction } from '../../app/platform/database.server.ts';
import { newId } from '../../app/platform/ids.ts';
import { expectOk } from '../../app/platform/result.ts';
import { countRecords } from './count-records.ts';
import { check, until } from './world.ts';
import type { DemoSupplier, Step, World } from './world.ts';

export const CURRENCY = 'CHF';
export const HUB_LOG_IN = { email: 'hub@stockbridge.example', password: 'open-the-hub-2026' };
const ASSUMED_COST_BASIS_POINTS = 5_000;
const PERCENT_OFF_BASIS_POINTS = 3_000;
/** How often the first store counts against the second where goods are scarce. */
const FIRST_WEIGHT = 3;
const SHOPS = [
  { shop: 'alpine-supply.myshopify.com', name: 'Alpine Supply' },
  { shop: 'harbour-goods.myshopify.com', name: 'Harbour Goods' },
];
const PARCELS = {
  rates: [
    {
      steps: [
        { upToGrams: 2_000, priceMinor: 700 },
        { upToGrams: 10_000, priceMinor: 1_000 },
        { upToGrams: 30_000, priceMinor: 1_900 },
      ],
    },
  ],
};

export const setUpSteps: readonly Step[] = [
  { name: 'found-distributor', run: foundDistributor },
  { name: 'add-suppliers', run: addSuppliers },
  { name: 'import-catalogue', run: importCatalogue },
  { name: 'install-stores', run: installStores },
  { name: 'connect-stores', run: connectStores },
];

async function foundDistributor(world: World): Promise<string> {
  const { db, clock } = world.context;
  const { appUrl, environment } = world.stack;
  const authentication = createAuthentication(db, {
    appUrl,
    secret: environment['AUTH_SECRET'] ?? '',
  });
  const person = await authentication.register({ name: 'Hanna Berg', ...HUB_LOG_IN });
  check(person !== undefined, 'The e-mail address of the hub is taken');
  await inTransaction(db, async (tx) => {
    world.distributorId = expectOk(
      await registerDistributor(
        { tx, clock },
        {
          userId: person.userId,
          name: 'Nordlicht Distribution',
          slug: 'nordlicht',
          currency: CURRENCY,
          timeZone: 'Europe/Zurich',
        },
      ),
    );
    world.priceListId = newId();
    await tx.priceList.create({
      data: {
        distributorId: world.distributorId,
        id: world.priceListId,
        name: 'Partners',
        kind: 'percent-off',
        percentOffBasisPoints: PERCENT_OFF_BASIS_POINTS,
        currency: CURRENCY,
        createdAt: clock.now(),
      },
    });
  });
  const page = await fetch(`${appUrl}/auth/sign-in`);
  check(page.ok, `The sign-in page answered ${page.status}`);
  return 'Nordlicht Distribution, 30 % off list';
}

async function addSuppliers(world: World): Promise<string> {
  world.north = await addSupplier(world, {
    code: 'north',
    name: 'North Warehouse',
    connector: 'api',
    tier: 'primary',
    handlingFeeMinor: 150,
  });
  world.south = await addSupplier(world, {
    code: 'south',
    name: 'South Traders',
    connector: 'csv',
    tier: 'secondary',
    handlingFeeMinor: 250,
  });
  return 'North Warehouse (API, pushes its stock), South Traders (drops CSV files)';
}

async function addSupplier(
  world: World,
  wanted: {
    code: string;
    name: string;
    connector: 'api' | 'csv';
    tier: 'primary' | 'secondary';
    handlingFeeMinor: number;
  },
): Promise<DemoSupplier> {
  const { code, name, connector, tier, handlingFeeMinor } = wanted;
  const { context, stack, distributorId } = world;
  const eventSecret = `whsec_${Buffer.from(`secret-of-${code}-for-the-demo`).toString('base64')}`;
  const { apiKey } = await stack.suppliers.addSupplier({ code });
  const settings = { address: `${stack.supplierUrl}/suppliers/${code}`, ordersBy: 'api' };
  const id = await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const supplierId = await insertSupplier(verb, {
      distributorId,
      code,
      name,
      connector,
      settings,
      sealedCredentials: undefined,
      tier,
      currency: CURRENCY,
      deductsAt: 'acknowledgement',
      feedIntervalSeconds: 5,
      shippingTerms: { ...PARCELS, handlingFeeMinor },
    });
    const key = { distributorId, supplierId };
    await saveLocation(verb, key, { code: 'MAIN', name: `${name} main`, country: 'CH' });
    await tx.supplier.update({
      where: { distributorId_id: { distributorId, id: supplierId } },
      data: {
        feedDueAt: null, // its shelves are filled first: an empty full feed would rightly be held
        sealedCredentials: context.secrets.seal(
          JSON.stringify({ apiKey, eventSecret }),
          credentialsPurpose(key),
        ),
      },
    });
    return supplierId;
  });
  await stack.suppliers.configure({
    code,
    currency: CURRENCY,
    deductsAt: 'acknowledgement',
    stockEvents: true,
    acknowledge: { mode: 'accept' },
    ship: { mode: 'manual' },
    hub: { url: `${stack.appUrl}/suppliers/${id}/events`, secret: eventSecret },
    files: { asOfIn: 'column' },
  });
  return { code, name, id };
}

async function importCatalogue(world: World): Promise<string> {
  const { context, distributorId, file } = world;
  const importId = expectOk(
    await startCatalogImport(context, {
      distributorId,
      fileName: basename(file),
      content: createReadStream(file),
      supplierId: world.north.id,
      assumedCostBasisPoints: ASSUMED_COST_BASIS_POINTS,
    }),
  );
  const done = await until(
    'the catalogue is imported',
    async () => {
      const found = await findCatalogImport(context.db, { distributorId, importId });
      return found?.finishedAt ? found : undefined;
    },
    15 * 60_000,
  );
  const { rows, products, variants, created, updated, warned, refused } = done;
  world.catalogue = { rows, products, variants, created, updated, warned, refused };
  check(done.status === 'finished', `The import was ${done.status}: ${done.failure ?? ''}`);
  const records = await countRecords(file);
  check(rows === records, `The file has ${records} rows, the import accounts for ${rows}`);
  const stored = await context.db.variant.count({ where: { distributorId } });
  check(stored === variants, `${variants} variants were accepted, ${stored} are in the catalogue`);
  const reported = await context.db.catalogImportRow.findMany({
    where: { distributorId, importId },
    distinct: ['line'],
    select: { line: true },
  });
  check(
    reported.length === warned + refused,
    `${warned + refused} rows have a remark, the report names ${reported.length}`,
  );
  return `${rows} rows → ${products} products, ${variants} variants; ${warned} with a warning, ${refused} refused`;
}

/** As a browser in Shopify's admin opens it; the app's pages turn away what calls itself a robot. */
const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

export async function openApp(world: World, shop: string, path = '/app'): Promise<Response> {
  const { shopify, appUrl } = world.stack;
  const handle = shop.split('.')[0] ?? shop;
  const query = new URLSearchParams({
    shop,
    host: Buffer.from(`admin.shopify.com/store/${handle}`).toString('base64url'),
    embedded: '1',
    locale: 'en',
    id_token: await shopify.sessionToken({ shop }),
  });
  return fetch(`${appUrl}${path}?${query}`, { headers: { 'user-agent': BROWSER } });
}

async function installStores(world: World): Promise<string> {
  const { stack, context } = world;
  world.stores = [];
  for (const { shop, name } of SHOPS) {
    await stack.shopify.createStore({ shop, name, currencyCode: CURRENCY, countryCode: 'CH' });
    await stack.shopify.install({ shop });
    const page = await openApp(world, shop);
    check(
      page.ok,
      `The app in ${shop} answered ${page.status}: ${(await page.text()).slice(0, 300)}`,
    );
    const store = await until(`${shop} is set up`, async () => {
      const found = await context.db.store.findFirst({ where: { domain: shop } });
      return found?.status === 'active' ? found : undefined;
    });
    const places = await stack.shopify.locations({ shop });
    check(
      places.some(
        ({ id, fulfillmentServiceId }) => fulfillmentServiceId && id === store.outsideLocationId,
      ),
      `${shop} has no location of our fulfilment service`,
    );
    world.stores.push({ shop, name, storeId: store.id, connectionId: '' });
  }
  return `${SHOPS.map(({ name }) => name).join(' and ')}: token exchanged, fulfilment service and location in place`;
}

async function connectStores(world: World): Promise<string> {
  const { context, priceListId } = world;
  const distributorId = world.distributorId as DistributorId;
  const connected = [];
  for (const [index, { storeId, ...store }] of world.stores.entries()) {
    const message = 'We would like to sell your range.';
    const connectionId: ConnectionId = expectOk(
      await inTransaction(context.db, (tx) =>
        requestConnection({ tx, clock: context.clock }, { distributorId, storeId, message }),
      ),
    );
    const key = { distributorId, connectionId };
    const terms = {
      assortment: { kind: 'all' as const },
      priceListId,
      buffer: 0,
      cap: undefined,
      releaseDelaySeconds: 0,
      releaseOn: 'paid',
      shareWeight: index === 0 ? FIRST_WEIGHT : 1,
    };
    const actor = { kind: 'user' as const };
    expectOk(await decideConnection(context, { ...key, act: 'approve', actor, terms }));
    if (index === 1) await markUp(world, key);
    connected.push({ ...store, storeId, connectionId });
  }
  world.stores = connected;
  return 'requested and approved; the second store marks up 60 % and ends on .95; Alpine counts three times as much as Harbour when goods are scarce';
}

async function markUp({ context }: World, key: ConnectionKey): Promise<void> {
  await inTransaction(context.db, (tx) =>
    saveRetailRule({ tx, clock: context.clock }, key, {
      kind: 'markup',
      basisPoints: 6_000,
      rounding: '95',
    }),
  );
}
