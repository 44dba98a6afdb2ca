/** The hot statements of the search, shown to use their indexes on a catalogue of some size. */
import { beforeAll, expect, test } from 'vitest';
import {
  hubFacetsSql,
  NO_FILTER,
  pageSql,
  productConditions,
} from '../../../app/views/read-hub-catalogue.server.ts';
import type { ProductFilter } from '../../../app/views/read-hub-catalogue.server.ts';
import { readRetailerAssortment } from '../../../app/views/read-retailer-assortment.server.ts';
import type { Prisma } from '../../../app/platform/prisma/generated/client.ts';
import { insertSearchGoods, vocabulary } from '../../bench/search-goods.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW } from '../../factories/factory-clock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db, pool } = await cloneDatabase();
const own = await makeDistributor(db);
const words = vocabulary();
const COMMON = words[0] ?? '';
const RARE = words[2_500] ?? '';

beforeAll(async () => {
  // Two tenants in the same tables: what one asks must not cost what the other has.
  for (const distributorId of [own.id, (await makeDistributor(db)).id]) {
    const { id: supplierId, locationId } = await makeSupplier(db, distributorId);
    const goods = { distributorId, supplierId, locationId, products: 6_000, variantsEach: 2 };
    await insertSearchGoods(pool, goods);
  }
}, 60_000);

type Node = { readonly 'Node Type': string; readonly 'Index Name'?: string; readonly 'Relation Name'?: string; readonly 'Actual Rows': number; readonly 'Actual Loops': number; readonly Plans?: readonly Node[] }; // prettier-ignore

/** Every node of the plan of a statement that has really run. */
async function nodesOf({ text, values }: Prisma.Sql): Promise<readonly Node[]> {
  const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
    `explain (analyze, format json) ${text}`,
    values,
  );
  const flat = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flat)];
  return flat(rows[0]?.['QUERY PLAN'][0].Plan ?? ({} as Node));
}

const indexesOf = (nodes: readonly Node[]) => nodes.flatMap((node) => node['Index Name'] ?? []);
const readWhole = (nodes: readonly Node[]) =>
  nodes.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? (node['Relation Name'] ?? []) : []));

async function plansOf(filter: Partial<ProductFilter>) {
  const asked = { ...NO_FILTER, ...filter };
  const conditions = await productConditions(db, own.id, asked);
  return {
    page: await nodesOf(pageSql(own.id, conditions, { size: 50 })),
    facets: await nodesOf(hubFacetsSql(conditions, asked)),
  };
}

test('a rare word is found through the text index, and only what it finds is read', async () => {
  const { page, facets } = await plansOf({ search: RARE });
  expect(indexesOf(page)).toContain('product_search_words');
  expect(indexesOf(facets)).toContain('product_search_words');
  const read = page.find((node) => node['Node Type'] === 'Bitmap Heap Scan');
  expect(read?.['Actual Rows']).toBeLessThan(100);
});

test('text and facets together are one condition of the text index', async () => {
  const { page } = await plansOf({
    search: COMMON,
    facets: { vendor: ['Vendor 200'], tag: ['tag 9'] },
  });
  expect(indexesOf(page)).toContain('product_search_words');
});

test.each([
  ['everything', {}],
  ['a common word', { search: COMMON }],
  ['a status', { view: 'active' }],
  ['what is in stock', { stock: 'in' as const }],
])('a page of %s is walked along the titles and ends when it is full', async (_, filter) => {
  const { page } = await plansOf(filter);
  const walk = page.find(
    (node) => node['Index Name'] === 'product_search_distributor_id_title_product_id_idx',
  );
  expect(walk?.['Actual Rows']).toBe(51);
  expect(readWhole(page)).toEqual([]);
});

test('facets of a broad search look at no more than a bounded sample', async () => {
  const { facets } = await plansOf({});
  const read = facets.find((node) => node['Index Name'] === 'product_search_pkey');
  expect(read?.['Actual Rows']).toBe(1_001);
  expect(readWhole(facets).filter((table) => table !== 'supplier')).toEqual([]);
});

test('the beginning of a SKU and of a GTIN are ranges of indexes', async () => {
  const ranges = await pool.query<{ 'QUERY PLAN': string }>(
    `explain select product_id from variant where distributor_id = $1 and sku is not null
       and lower(sku) collate "C" >= 'sku-12' and lower(sku) collate "C" < 'sku-12\u{10FFFF}' limit 10`,
    [own.id],
  );
  expect(ranges.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('variant_sku_start');
  const gtins = await pool.query<{ 'QUERY PLAN': string }>(
    `explain select product_id from variant where distributor_id = $1 and gtin >= '0000000012' and gtin <= '00000000129999' limit 10`,
    [own.id],
  );
  expect(gtins.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain(
    'variant_distributor_id_gtin_idx',
  );
});

test('what a retailer browses is cut by the same index, whatever the assortment opens', async () => {
  const rule = { kind: 'rule', types: [], tags: [], vendors: ['Vendor 250'] };
  const connection = await makeConnection(db, own.id, { assortment: rule });
  const key = { storeId: connection.storeId, distributorId: own.id, connectionId: connection.id };
  const filter = {
    search: '',
    vendor: undefined,
    productType: undefined,
    inStock: false,
    notInShop: false,
  };
  const asked: Prisma.Sql[] = [];
  const listening = new Proxy(db, {
    get: (target, name) =>
      name === '$queryRaw'
        ? (sql: Prisma.Sql, ...values: unknown[]) => {
            if (!Array.isArray(sql)) asked.push(sql);
            return target.$queryRaw(sql, ...values);
          }
        : Reflect.get(target, name),
  });
  const page = await readRetailerAssortment(listening, key, filter, { size: 50 }, FACTORY_NOW);
  expect(page.rows.every(({ vendor }) => vendor === 'Vendor 250')).toBe(true);
  expect(page.rows.length).toBeGreaterThan(0);
  const [statement] = asked;
  if (!statement) throw new Error('Nothing was asked');
  expect(indexesOf(await nodesOf(statement))).toContain('product_search_words');
});
