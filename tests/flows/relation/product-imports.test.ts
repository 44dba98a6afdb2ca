import { beforeEach, describe, expect, test } from 'vitest';
import {
  addPickRule,
  removePickRule,
} from '../../../app/flows/relation/change-pick-rules.server.ts';
import { importProducts } from '../../../app/flows/relation/import-products.server.ts';
import {
  pauseProductImport,
  stopProductImport,
} from '../../../app/flows/relation/halt-product-import.server.ts';
import { pickByRules } from '../../../app/flows/relation/pick-by-rules.server.ts';
import { startProductImport } from '../../../app/flows/relation/start-product-import.server.ts';
import type { PickWish } from '../../../app/modules/listings/pick-rule.ts';
import type { ImportedProduct, ImportedVariant } from '../../../app/modules/stores/channel.ts';
import { expectOk, ok } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeProduct, makeVariant } from '../../factories/catalog.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeStoreShelf } from '../../factories/store-shelf.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase({ poolSize: 16 });
const { db, empty } = database;
const clock = movableClock();
const { channel } = makeStoreShelf();
/** What the shop has been given, by our product id, and what happens as it takes each. */
let inShop: string[];
let meanwhile: (productId: string) => Promise<unknown>;
const context = makeFlowContext(database, clock, { channelOf: () => channel });

channel.importProduct = async ({ key, variants }) => {
  await meanwhile(key);
  inShop.push(key);
  const outside = variants.map((variant) => ({
    key: variant.key,
    outsideVariantId: `variant-${variant.key}` as ImportedVariant['outsideVariantId'],
    outsideStockId: `stock-${variant.key}` as ImportedVariant['outsideStockId'],
  }));
  const outsideProductId = `product-${key}` as ImportedProduct['outsideProductId'];
  return ok({ kind: 'imported', product: { key, outsideProductId, variants: outside } });
};

beforeEach(async () => {
  await empty();
  clock.set(FACTORY_NOW);
  inShop = [];
  meanwhile = () => Promise.resolve();
});

async function arrange(count = 6) {
  const distributor = await makeDistributor(db);
  const { id: connectionId, storeId } = await makeConnection(db, distributor.id);
  const shop = { distributorId: distributor.id, connectionId, storeId };
  const productIds: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const vendor = index % 2 === 0 ? 'Alpine' : 'Nordic';
    productIds.push(await addProduct(shop, { vendor }));
  }
  return { ...shop, productIds };
}

type Shop = Awaited<ReturnType<typeof arrange>>;

async function addProduct(
  { distributorId }: Pick<Shop, 'distributorId'>,
  overrides: Parameters<typeof makeProduct>[2],
): Promise<string> {
  const productId = await makeProduct(db, distributorId, overrides);
  await makeVariant(db, distributorId, { productId });
  return productId;
}

async function start(shop: Shop) {
  const importId = expectOk(await startProductImport(context, shop));
  return { distributorId: shop.distributorId, importId };
}

const run = (key: { distributorId: string; importId: string }) =>
  importProducts(context, key, { attempt: 1 });
const statusOf = async ({ importId }: { importId: string }) =>
  db.productImport.findFirstOrThrow({ where: { id: importId } });

describe('an import', () => {
  test('rests where it is asked to and goes on from there, each product once', async () => {
    const shop = await arrange();
    const key = await start(shop);
    meanwhile = async () => pauseProductImport(context, { ...key, paused: true });
    await run(key);
    const before = await statusOf(key);
    expect(before).toMatchObject({ status: 'paused', finishedAt: null });
    expect(before.done).toBeLessThan(6);
    meanwhile = () => Promise.resolve();
    await run(key);
    expect(inShop).toHaveLength(before.done);
    expect(await pauseProductImport(context, { ...key, paused: false })).toBe(true);
    await run(key);
    expect(await statusOf(key)).toMatchObject({ status: 'finished', done: 6, failed: 0 });
    expect([...inShop].sort()).toEqual([...shop.productIds].sort());
  });

  test('that is asked to rest at its last products is finished', async () => {
    const shop = await arrange(2);
    const key = await start(shop);
    meanwhile = async () => pauseProductImport(context, { ...key, paused: true });
    await run(key);
    expect(await statusOf(key)).toMatchObject({ status: 'finished', done: 2 });
  });

  test('can be stopped while it rests, and does not go on after that', async () => {
    const shop = await arrange();
    const key = await start(shop);
    await pauseProductImport(context, { ...key, paused: true });
    await run(key);
    await stopProductImport(context, key);
    await run(key);
    expect(await statusOf(key)).toMatchObject({ status: 'stopped' });
    expect(await pauseProductImport(context, { ...key, paused: false })).toBe(false);
    expect(inShop).toEqual([]);
  });

  test('remembers which content the shop was given, and what it does not show yet', async () => {
    const shop = await arrange(2);
    const [shownId, hiddenId] = shop.productIds;
    await db.variant.updateMany({
      where: { productId: hiddenId ?? '' },
      data: { listPriceMinor: null },
    });
    await run(await start(shop));
    const rows = await db.listedProduct.findMany();
    const hiddenAt = new Map(rows.map((row) => [row.productId, row.hiddenAt]));
    expect(rows.map(({ contentHash }) => contentHash).sort()).toEqual([...shop.productIds].sort());
    expect(hiddenAt.get(shownId ?? '')).toBeNull();
    expect(hiddenAt.get(hiddenId ?? '')).toEqual(FACTORY_NOW);
  });
});

describe('a standing wish', () => {
  const wish = (overrides: Partial<PickWish>): PickWish => ({
    vendors: [],
    productTypes: [],
    tags: [],
    onlyNew: false,
    ...overrides,
  });

  async function runAll(): Promise<void> {
    await pickByRules(context);
    for (const { distributorId, id } of await db.productImport.findMany()) {
      await run({ distributorId, importId: id });
    }
  }

  test('puts what it names into the shop, once', async () => {
    const shop = await arrange();
    expectOk(await addPickRule(context, { ...shop, wish: wish({ vendors: ['Nordic'] }) }));
    await runAll();
    expect([...inShop].sort()).toEqual(shop.productIds.filter((_id, index) => index % 2 === 1));
    await runAll();
    expect(inShop).toHaveLength(3);
    expect(await db.productImport.count()).toBe(1);
  });

  test('for new products alone leaves the old ones out', async () => {
    const shop = await arrange();
    const added = expectOk(
      await addPickRule(context, { ...shop, wish: wish({ vendors: ['Nordic'], onlyNew: true }) }),
    );
    clock.move(60_000);
    const fresh = await addProduct(shop, { vendor: 'Nordic', createdAt: clock.now() });
    await addProduct(shop, { vendor: 'Alpine', createdAt: clock.now() });
    await runAll();
    expect(inShop).toEqual([fresh]);
    expect(await db.productImport.findFirstOrThrow()).toMatchObject({ pickRuleId: added });
  });

  test('takes nothing from outside the range, and nothing that was taken out before', async () => {
    const shop = await arrange();
    const [, outOfRange, takenOut] = shop.productIds;
    await db.product.updateMany({ where: { id: outOfRange ?? '' }, data: { status: 'archived' } });
    await start({ ...shop, productIds: [takenOut ?? ''] });
    await db.listedProduct.updateMany({ data: { status: 'ended' } });
    expectOk(await addPickRule(context, { ...shop, wish: wish({ tags: ['winter'] }) }));
    await pickByRules(context);
    const { total } = await db.productImport.findFirstOrThrow({
      where: { pickRuleId: { not: null } },
    });
    expect(total).toBe(4);
  });

  test('ends when it is removed, and another store’s cannot be touched', async () => {
    const shop = await arrange();
    const ruleId = expectOk(
      await addPickRule(context, { ...shop, wish: wish({ vendors: ['Alpine'] }) }),
    );
    const other = await arrange(1);
    const foreign = { ...shop, storeId: other.storeId, ruleId };
    expect(await removePickRule(context, foreign)).toMatchObject({
      error: { kind: 'unknown-connection' },
    });
    expectOk(await removePickRule(context, { ...shop, ruleId }));
    await runAll();
    expect(inShop).toEqual([]);
  });
});
