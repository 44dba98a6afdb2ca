/** Nobody sees what is not theirs: a foreign id is answered exactly as one of nothing. */
import { describe, expect, it } from 'vitest';
import { newId } from '../../../app/platform/ids.ts';
import { readPriceExamples } from '../../../app/views/read-price-examples.server.ts';
import {
  readProductImport,
  readRecentImports,
} from '../../../app/views/read-product-import.server.ts';
import {
  findAssortmentProductIds,
  readAssortmentFacets,
  readRetailerAssortment,
} from '../../../app/views/read-retailer-assortment.server.ts';
import { readRetailerConnections } from '../../../app/views/read-retailer-distributors.server.ts';
import { readRetailerHome } from '../../../app/views/read-retailer-home.server.ts';
import { readRetailerListings } from '../../../app/views/read-retailer-listings.server.ts';
import {
  findOrderOfStore,
  readRetailerOrder,
} from '../../../app/views/read-retailer-order.server.ts';
import { readRetailerOrders } from '../../../app/views/read-retailer-orders.server.ts';
import { FACTORY_NOW } from '../../factories/factory-clock.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeScene } from '../../factories/retailer-scene.ts';

const { db } = await cloneDatabase();
const scene = await makeScene(db);
const { ours, theirs, distributor } = scene;
const PAGE = { size: 50 };
const NO_FILTER = {
  search: '',
  vendor: undefined,
  productType: undefined,
  inStock: false,
  notInShop: false,
};
const RULE = { kind: 'list', basisPoints: 0, rounding: 'none' } as const;

/** Our store with somebody's connection. */
const keyOf = (connectionId: string) => ({
  storeId: ours.storeId,
  distributorId: distributor.id,
  connectionId,
});

const BY_ID: readonly {
  readonly what: string;
  readonly mine: string;
  readonly foreign: string;
  readonly read: (id: string) => Promise<unknown>;
}[] = [
  { what: 'order', mine: ours.orderId, foreign: theirs.orderId, read: (orderId) => readRetailerOrder(db, { storeId: ours.storeId, orderId }) },
  { what: 'order to act on', mine: ours.orderId, foreign: theirs.orderId, read: (orderId) => findOrderOfStore(db, { storeId: ours.storeId, orderId }) },
  { what: 'import', mine: ours.importId, foreign: theirs.importId, read: (importId) => readProductImport(db, { storeId: ours.storeId, importId }) },
  { what: 'assortment', mine: ours.connection.id, foreign: theirs.connection.id, read: (id) => readRetailerAssortment(db, keyOf(id), NO_FILTER, PAGE, FACTORY_NOW) },
  { what: 'everything to pick', mine: ours.connection.id, foreign: theirs.connection.id, read: (id) => findAssortmentProductIds(db, keyOf(id), NO_FILTER, 10, FACTORY_NOW) },
  { what: 'choices of filters', mine: ours.connection.id, foreign: theirs.connection.id, read: (id) => readAssortmentFacets(db, keyOf(id), NO_FILTER, FACTORY_NOW) },
  { what: 'price examples', mine: ours.connection.id, foreign: theirs.connection.id, read: (id) => readPriceExamples(db, keyOf(id), RULE, FACTORY_NOW) },
]; // prettier-ignore

describe('A retailer that asks by id', () => {
  it.each(BY_ID)('gets its own $what', async ({ mine, read }) => {
    expect(await read(mine)).not.toEqual(await read(newId()));
  });

  it.each(BY_ID)(
    'gets for the $what of another what it gets for one of nobody',
    async ({ foreign, read }) => {
      expect(await read(foreign)).toEqual(await read(newId()));
    },
  );
});

describe('A retailer that asks for a list', () => {
  it('sees only the orders of its own store', async () => {
    const { rows } = await readRetailerOrders(
      db,
      ours.storeId,
      { search: '', view: undefined },
      PAGE,
    );
    expect(rows.map(({ id }) => id)).toEqual([ours.orderId]);
  });

  it('does not find the order of another by its number', async () => {
    const { rows } = await readRetailerOrders(
      db,
      ours.storeId,
      { search: '#2001', view: undefined },
      PAGE,
    );
    expect(rows).toEqual([]);
  });

  it('sees only its own listings, even when it names the connection of another', async () => {
    const all = { search: '', view: undefined, connectionId: undefined };
    const mine = await readRetailerListings(db, ours.storeId, all, PAGE, FACTORY_NOW);
    const foreign = { ...all, connectionId: theirs.connection.id };
    const none = await readRetailerListings(db, ours.storeId, foreign, PAGE, FACTORY_NOW);
    expect(mine.rows.map(({ connectionId }) => connectionId)).toEqual([ours.connection.id]);
    expect(none.rows).toEqual([]);
  });

  it('sees only its own connections and imports', async () => {
    const connections = await readRetailerConnections(db, ours.storeId);
    const imports = await readRecentImports(db, ours.storeId, 10);
    expect(connections.map(({ connectionId }) => connectionId)).toEqual([ours.connection.id]);
    expect(imports.map(({ importId }) => importId)).toEqual([ours.importId]);
  });

  it('counts only what is its own', async () => {
    const home = await readRetailerHome(db, ours.storeId, FACTORY_NOW);
    expect(home?.counts).toMatchObject({
      approved: 1,
      picked: 1,
      listingsLive: 1,
      unitsShown: 10,
      orders: 1,
      toResolve: 0,
    });
  });
});

it('An order shows its retailer neither the names nor the costs of suppliers', async () => {
  const {
    supplier,
    distributor: { id: distributorId },
  } = scene;
  await db.auditEntry.create({
    data: {
      id: newId(), distributorId, at: FACTORY_NOW, actorKind: 'supplier', actorId: supplier.id, act: 'purchase-order-answered',
      subjectKind: 'order', subjectId: ours.orderId, detail: { supplier: 'North Warehouse', unitCostMinor: 500 },
    },
  }); // prettier-ignore
  const shown = JSON.stringify(
    await readRetailerOrder(db, { storeId: ours.storeId, orderId: ours.orderId }),
  );
  expect(shown).toContain('purchase-order-answered');
  for (const secret of ['North Warehouse', 'unitCostMinor', supplier.id])
    expect(shown).not.toContain(secret);
});
