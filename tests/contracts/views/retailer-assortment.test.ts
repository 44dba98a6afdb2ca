/** What a retailer finds in the range of its distributor. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  findAssortmentProductIds,
  readAssortmentFacets,
  readRetailerAssortment,
} from '../../../app/views/read-retailer-assortment.server.ts';
import type {
  AssortmentFilter,
  AssortmentKey,
} from '../../../app/views/read-retailer-assortment.server.ts';
import { readPriceExamples } from '../../../app/views/read-price-examples.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeProduct, makeVariant } from '../../factories/catalog.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW } from '../../factories/factory-clock.ts';
import { makeListing } from '../../factories/listings.ts';
import { makeStockLevel } from '../../factories/stock.ts';
import { makeSupplier, makeSupply } from '../../factories/suppliers.ts';
import type { MadeSupplier } from '../../factories/suppliers.ts';
import type { MadeConnection } from '../../factories/connections.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, empty } = await cloneDatabase();
const EVERYTHING: AssortmentFilter = {
  search: '',
  vendor: undefined,
  productType: undefined,
  inStock: false,
  notInShop: false,
};
const PAGE = { size: 50 };

let supplier: MadeSupplier;
let connection: MadeConnection;
let key: AssortmentKey;

beforeEach(async () => {
  await empty();
  const distributor = await makeDistributor(db);
  supplier = await makeSupplier(db, distributor.id);
  connection = await makeConnection(db, distributor.id);
  key = { storeId: connection.storeId, distributorId: distributor.id, connectionId: connection.id };
});

/** A product of one variant for each list price (minor units), each with so many on hand. */
async function makeGoods(handle: string, prices: readonly number[], onHand: number, about = {}) {
  const { distributorId } = connection;
  const productId = await makeProduct(db, distributorId, { handle, title: handle, ...about });
  const made = [];
  for (const price of prices) {
    const variant = await makeVariant(db, distributorId, {
      productId,
      listPriceMinor: BigInt(price),
      sku: `${handle}-${price}`,
    });
    await makeSupply(db, { distributorId, supplierId: supplier.id, variantId: variant.id });
    await makeStockLevel(db, {
      distributorId,
      variantId: variant.id,
      supplierId: supplier.id,
      locationId: supplier.locationId,
      onHand,
    });
    made.push(variant);
  }
  return made;
}

const handlesOf = async (filter: Partial<AssortmentFilter>) =>
  (await readRetailerAssortment(db, key, { ...EVERYTHING, ...filter }, PAGE, FACTORY_NOW)).rows.map(
    ({ handle }) => handle,
  );

describe('A product of the range', () => {
  it('tells prices from–to, the margin, and the units of all variants', async () => {
    await makeGoods('kettle', [2_000, 3_000], 7);
    const { rows } = await readRetailerAssortment(db, key, EVERYTHING, PAGE, FACTORY_NOW);
    expect(rows).toMatchObject([
      { variants: 2, sellable: 2, wholesaleFrom: 1_200, wholesaleTo: 1_800, retailFrom: 2_000, retailTo: 3_000,
        marginFrom: 4_000, marginTo: 4_000, quantity: 14, withheld: null, inShop: null, confirmedAt: FACTORY_NOW },
    ]); // prettier-ignore
  });

  it('says why none of it can be sold', async () => {
    await makeGoods('kettle', [0], 7);
    const { rows } = await readRetailerAssortment(db, key, EVERYTHING, PAGE, FACTORY_NOW);
    expect(rows).toMatchObject([{ withheld: 'no-price', quantity: 0, wholesaleFrom: null }]);
  });

  it('is not there once the distributor has withdrawn it', async () => {
    await makeGoods('kettle', [2_000], 7, { status: 'draft' });
    expect(await handlesOf({})).toEqual([]);
  });
});

describe('The range', () => {
  beforeEach(async () => {
    await makeGoods('bowl', [2_000], 5, { vendor: 'Alba', productType: 'Kitchen' });
    await makeGoods('kettle', [3_000], 0, { vendor: 'Kessel', productType: 'Kitchen' });
    await makeGoods('lamp', [4_000], 9, { vendor: 'Alba', productType: 'Light' });
  });

  it('is searched by title, vendor and SKU, in either case', async () => {
    expect(await handlesOf({ search: 'KETT' })).toEqual(['kettle']);
    expect(await handlesOf({ search: 'alba' })).toEqual(['bowl', 'lamp']);
    expect(await handlesOf({ search: 'lamp-4000' })).toEqual(['lamp']);
    expect(await handlesOf({ search: '%' })).toEqual([]);
  });

  it('is narrowed by vendor, type and stock', async () => {
    expect(await handlesOf({ vendor: 'Alba', productType: 'Kitchen' })).toEqual(['bowl']);
    expect(await handlesOf({ inStock: true })).toEqual(['bowl', 'lamp']);
  });

  it('leaves out what stands in the shop, if asked to', async () => {
    const [variant] = await makeGoods('stool', [1_000], 3);
    if (!variant) throw new Error('No variant was made');
    await makeListing(db, connection, variant);
    expect(await handlesOf({ notInShop: true })).toEqual(['bowl', 'kettle', 'lamp']);
  });

  it('comes in pages that follow one another without gap or repetition', async () => {
    const first = await readRetailerAssortment(db, key, EVERYTHING, { size: 2 }, FACTORY_NOW);
    const second = await readRetailerAssortment(
      db,
      key,
      EVERYTHING,
      { size: 2, after: first.next },
      FACTORY_NOW,
    );
    expect([...first.rows, ...second.rows].map(({ handle }) => handle)).toEqual([
      'bowl',
      'kettle',
      'lamp',
    ]);
    expect(second.next).toBeUndefined();
  });

  it('picks by a filter exactly what the filter shows', async () => {
    const filter = { ...EVERYTHING, vendor: 'Alba' };
    const { rows } = await readRetailerAssortment(db, key, filter, PAGE, FACTORY_NOW);
    const ids = await findAssortmentProductIds(db, key, filter, 100, FACTORY_NOW);
    expect(ids).toEqual(rows.map(({ id }) => id));
    expect(await readAssortmentFacets(db, key, filter, FACTORY_NOW)).toMatchObject({ found: 2 });
  });

  it('shows and offers as filters only what the assortment opens', async () => {
    const assortment = { kind: 'rule', types: [], tags: [], vendors: ['Kessel'] };
    await db.connection.updateMany({ data: { assortment } });
    expect(await handlesOf({})).toEqual(['kettle']);
    expect(await readAssortmentFacets(db, key, EVERYTHING, FACTORY_NOW)).toMatchObject({
      found: 1,
      vendor: [{ value: 'Kessel', count: 1 }],
      type: [{ value: 'Kitchen', count: 1 }],
    });
  });

  it.each(['requested', 'suspended', 'ended'])(
    'is closed while the connection is %s',
    async (status) => {
      await db.connection.updateMany({ data: { status } });
      expect(await handlesOf({})).toEqual([]);
    },
  );
});

describe('An example of a price rule', () => {
  it('is the price that the offers have once the rule is saved', async () => {
    await makeGoods('kettle', [2_000], 7);
    const rule = { kind: 'markup', basisPoints: 5_500, rounding: '95' } as const;
    const [example] = await readPriceExamples(db, key, rule, FACTORY_NOW);
    await db.connection.updateMany({ data: { retailRule: rule } });
    const { rows } = await readRetailerAssortment(db, key, EVERYTHING, PAGE, FACTORY_NOW);
    expect(example?.retail?.minor).toBe(1_895); // 12.00 + 55 % = 18.60, up to .95
    expect(rows[0]?.retailFrom).toBe(1_895);
  });
});
