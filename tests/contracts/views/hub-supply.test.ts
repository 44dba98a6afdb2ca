import { expect, test } from 'vitest';
import { stopCatalogImport } from '../../../app/modules/catalog/stop-catalog-import.server.ts';
import { insertCatalogImport } from '../../../app/modules/catalog/catalog-imports.repository.server.ts';
import { changeSupplier, createSupplier } from '../../../app/flows/supply/save-supplier.server.ts';
import { credentialsPurpose } from '../../../app/modules/suppliers/supplier.ts';
import { expectOk } from '../../../app/platform/result.ts';
import {
  countAssortment,
  findProductChoices,
  readHubConnection,
} from '../../../app/views/read-hub-connection.server.ts';
import {
  NO_FILTER,
  readHubFacets,
  readHubProducts,
} from '../../../app/views/read-hub-catalogue.server.ts';
import {
  exportImportRemarks,
  readHubImport,
  readImportRemarks,
} from '../../../app/views/read-hub-imports.server.ts';
import {
  readHubPriceLists,
  readPriceRows,
} from '../../../app/views/read-hub-price-lists.server.ts';
import { readHubProduct } from '../../../app/views/read-hub-product.server.ts';
import { readHubRetailers } from '../../../app/views/read-hub-retailers.server.ts';
import {
  readHubSupplier,
  readSupplierStock,
} from '../../../app/views/read-hub-suppliers.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeProduct, makeVariant } from '../../factories/catalog.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { readHubFeeds } from '../../../app/views/read-hub-feeds.server.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;
const clock = movableClock();
const context = makeFlowContext(database, clock);
const own = await makeDistributor(db);
const stranger = await makeDistributor(db);
const supplier = await makeSupplier(db, own.id);
const productId = await makeProduct(db, own.id, {
  title: '50% wool sock',
  vendor: 'Alpine',
  tags: ['winter'],
});
const stock = await makeStock(db, supplier, { onHand: 7, variant: { productId, sku: 'SOCK-1' } });
await makeVariant(db, own.id, { sku: 'HAT-1', gtin: '4006381333931' });
const connection = await makeConnection(db, own.id);
const PAGE = { size: 50 };
const actor = { kind: 'user', id: 'hanna' } as const;

const titles = async (distributorId: string, filter: Partial<typeof NO_FILTER>) =>
  (await readHubProducts(db, distributorId, { ...NO_FILTER, ...filter }, PAGE)).rows.map(
    ({ title }) => title,
  );

test('products are found by the beginnings of words, by SKU and by GTIN', async () => {
  expect(await titles(own.id, { search: '50%' })).toEqual(['50% wool sock']);
  expect(await titles(own.id, { search: 'SOC woo 50' })).toEqual(['50% wool sock']);
  expect(await titles(own.id, { search: '%' })).toEqual([]);
  expect(await titles(own.id, { search: 'sock-1' })).toEqual(['50% wool sock']);
  expect(await titles(own.id, { search: '40063813339' })).toEqual(['Wool sock']);
  expect(await titles(own.id, { lack: 'supplier' })).toEqual(['Wool sock']);
  expect(await titles(stranger.id, {})).toEqual([]);
});

test('what is found is divided by facets, and another distributor finds nothing', async () => {
  const facets = await readHubFacets(db, own.id, NO_FILTER);
  expect(facets).toMatchObject({
    found: 2,
    isWhole: true,
    vendor: [{ value: 'Alpine', count: 2 }],
    tag: [{ value: 'winter', count: 2 }],
    stock: [
      { value: 'in', count: 1 },
      { value: 'out', count: 1 },
    ],
    supplier: [{ value: supplier.id, count: 1 }],
  });
  const none = { found: 0, vendor: [], stock: [], supplier: [] };
  expect(await readHubFacets(db, stranger.id, NO_FILTER)).toMatchObject(none);
});

test('every page of one thing answers another distributor as if it did not exist', async () => {
  const distributorId = stranger.id;
  const supplierId = supplier.id;
  const connectionId = connection.id;
  const [list] = await readHubPriceLists(db, own.id, FACTORY_NOW);
  const priceListId = list?.id ?? '';
  const filter = { search: '', view: '', locationId: undefined };

  expect(await readHubProduct(db, { distributorId, productId }, FACTORY_NOW)).toBeUndefined();
  expect(await readHubSupplier(db, { distributorId, supplierId }, FACTORY_NOW)).toBeUndefined();
  expect(await readHubConnection(db, { distributorId, connectionId })).toBeUndefined();
  expect(await readHubPriceLists(db, distributorId, FACTORY_NOW, priceListId)).toEqual([]);
  expect(
    (await readPriceRows(db, { distributorId, priceListId }, filter, PAGE, FACTORY_NOW)).rows,
  ).toEqual([]);
  const key = { distributorId, supplierId };
  expect((await readSupplierStock(db, key, filter, PAGE, FACTORY_NOW)).rows).toEqual([]);
  expect((await readHubFeeds(db, key, { view: '', source: '' }, PAGE)).rows).toEqual([]);
  expect((await readHubRetailers(db, distributorId, filter, PAGE)).rows).toEqual([]);
  expect(await findProductChoices(db, distributorId, 'sock')).toEqual([]);
});

test('a product tells who supplies it, what it costs by each list and why', async () => {
  const found = await readHubProduct(db, { distributorId: own.id, productId }, FACTORY_NOW);
  expect(found?.supplies).toMatchObject([{ onHand: 7, reserved: 0, counted: 7, costMinor: 500 }]);
  expect(found?.prices).toMatchObject([
    { percentOffBasisPoints: 4_000, wholesaleMinor: 1_200, entryMinor: null, leastCostMinor: 500 },
  ]);
});

test('an assortment is counted by the same rule as the offers', async () => {
  const count = (assortment: Parameters<typeof countAssortment>[2]) =>
    countAssortment(db, own.id, assortment);
  const rule = { kind: 'rule' as const, types: [], tags: [], vendors: [] };
  expect(await count({ kind: 'all' })).toEqual({ products: 2, variants: 2 });
  expect(await count({ ...rule, tags: ['winter'] })).toEqual({ products: 2, variants: 2 });
  expect(await count({ ...rule, vendors: ['Nobody'] })).toEqual({ products: 0, variants: 0 });
});

test('a supplier’s stock is searched and paged by article', async () => {
  const key = { distributorId: own.id, supplierId: supplier.id };
  const filter = { search: stock.supplierSku, view: '', locationId: undefined };
  const found = await readSupplierStock(db, key, filter, PAGE, FACTORY_NOW);
  expect(found.rows).toMatchObject([{ onHand: 7, location: 'MAIN' }]);
  const beyond = { size: 1, after: found.rows[0]?.key };
  expect((await readSupplierStock(db, key, filter, beyond, FACTORY_NOW)).rows).toEqual([]);
});

test('an import’s remarks are paged and exported whole; a stranger cannot stop it', async () => {
  const importId = await insertCatalogImport(
    { tx: db, clock },
    { distributorId: own.id, fileName: 'a.csv', blobSha256: 'x', totalBytes: 9, supplierId: undefined, assumedCostBasisPoints: undefined },
  ); // prettier-ignore
  const key = { distributorId: own.id, importId };
  await db.catalogImportRow.createMany({
    data: [2, 10, 9].map((line) => ({ ...key, line, position: 0, outcome: 'warned', code: 'no-sku', message: 'No SKU' })),
  }); // prettier-ignore
  const none = { outcome: '', code: '' };

  const first = await readImportRemarks(db, key, none, { size: 2 });
  const second = await readImportRemarks(db, key, none, { size: 2, after: first.next });
  expect([...first.rows, ...second.rows].map(({ line }) => line)).toEqual([2, 9, 10]);
  const exported = [];
  for await (const row of exportImportRemarks(db, key)) exported.push(row[0]);
  expect(exported).toEqual([2, 9, 10]);

  const theirs = { ...key, distributorId: stranger.id };
  expect(await readHubImport(db, theirs)).toBeUndefined();
  expect(await stopCatalogImport({ tx: db }, theirs)).toBe(false);
  expect(await stopCatalogImport({ tx: db }, key)).toBe(true);
  expect((await readHubImport(db, key))?.stopRequested).toBe(true);
});

test('a new supplier has a location and sealed credentials that no screen shows', async () => {
  const made = {
    supplier: {
      distributorId: own.id,
      code: 'south',
      name: 'South',
      connector: 'api',
      settings: { address: 'https://south.example' },
      tier: 'backup',
      currency: 'CHF',
      deductsAt: 'receipt',
      feedIntervalSeconds: 60,
      shippingTerms: {},
    },
    location: { code: 'MAIN', name: 'Main', country: 'CH' },
    credentials: { apiKey: 'key-of-south', eventSecret: undefined },
    actor,
  } as const;
  const supplierId = expectOk(await createSupplier(context, made));
  const key = { distributorId: own.id, supplierId };

  expect(await createSupplier(context, made)).toEqual({ ok: false, error: { kind: 'code-taken' } });
  const shown = await readHubSupplier(db, key, FACTORY_NOW);
  expect(shown?.settings.hasCredentials).toBe(true);
  expect(shown?.locations).toMatchObject([{ code: 'MAIN', country: 'CH' }]);
  expect(JSON.stringify(shown)).not.toContain('key-of-south');
  const row = await db.supplier.findFirstOrThrow({ where: { id: supplierId } });
  expect(context.secrets.open(row.sealedCredentials ?? '', credentialsPurpose(key))).toBe(
    JSON.stringify({ apiKey: 'key-of-south' }),
  );
});

test('pausing a supplier has the stores compared, and a stranger cannot', async () => {
  const change = {
    supplierId: supplier.id,
    terms: {
      name: 'North',
      status: 'paused',
      connector: 'api',
      tier: 'primary',
      deductsAt: 'receipt',
      feedIntervalSeconds: 60,
      staleAfterSeconds: 60,
      goneAfterSeconds: 120,
      acknowledgeWithinMinutes: 30,
      shippingTerms: {},
    },
    settings: {},
    credentials: undefined,
    actor,
  } as const;
  const theirs = await changeSupplier(context, { ...change, distributorId: stranger.id });
  expect(theirs).toEqual({ ok: false, error: { kind: 'unknown-supplier' } });
  expectOk(await changeSupplier(context, { ...change, distributorId: own.id }));
  const states = await db.publishState.findMany();
  expect(states.map(({ storeId }) => storeId)).toEqual([connection.storeId]);
});
