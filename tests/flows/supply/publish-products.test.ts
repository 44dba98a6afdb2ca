import { beforeEach, describe, expect, test } from 'vitest';
import { publishListings } from '../../../app/flows/supply/publish-listings.server.ts';
import { requestSweep } from '../../../app/modules/listings/publish-state.repository.server.ts';
import { markChanged } from '../../../app/modules/stock/mark-changed.server.ts';
import type { VariantId } from '../../../app/modules/stock/stock-level.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeListing } from '../../factories/listings.ts';
import type { MadeListing } from '../../factories/listings.ts';
import { makeStock } from '../../factories/stock.ts';
import type { MadeStock } from '../../factories/stock.ts';
import { makeStoreShelf } from '../../factories/store-shelf.ts';
import type { StoreShelf } from '../../factories/store-shelf.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase({ poolSize: 16 });
const { db, empty } = database;
const clock = movableClock();
let shelf: StoreShelf;
const context = makeFlowContext(database, clock, { channelOf: () => shelf.channel });

type Article = MadeStock & { readonly listing: MadeListing };
type Terms = Parameters<typeof makeConnection>[2];

beforeEach(async () => {
  await empty();
  clock.set(FACTORY_NOW);
  shelf = makeStoreShelf(250, 3);
});

/** A shop that shows its articles, each a product of its own, as they are on offer: 10 of each at 20.00. */
async function arrange({ count = 1, terms = {} }: { count?: number; terms?: Terms } = {}) {
  const distributor = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributor.id);
  const connection = await makeConnection(db, distributor.id, terms);
  const articles: Article[] = [];
  for (let index = 0; index < count; index += 1) {
    const stock = await makeStock(db, supplier, { supplierSku: `A-${index}` });
    const listing = await makeListing(db, connection, stock);
    shelf.stock(listing, 10);
    await db.listedProduct.updateMany({
      where: { productId: stock.productId },
      data: { contentHash: stock.productId },
    });
    articles.push({ ...stock, listing });
  }
  const [first] = articles;
  if (!first) throw new Error('An empty shop');
  const { storeId } = connection;
  expect(await publishListings(context, { storeId })).toEqual({ kind: 'done' });
  shelf.calls.length = 0;
  return { distributor, connection, articles, first, storeId };
}

type Shop = Awaited<ReturnType<typeof arrange>>;

/** What an import of the catalogue does to a product. */
async function changeProduct(
  { distributor }: Shop,
  article: Article,
  data: Parameters<typeof db.product.update>[0]['data'],
): Promise<void> {
  const key = { distributorId: distributor.id, id: article.productId };
  await db.product.update({ where: { distributorId_id: key }, data });
  await markChanged({ tx: db, clock }, distributor.id, [article.variantId as VariantId]);
}

const publish = ({ storeId }: Shop) => publishListings(context, { storeId });
const kinds = () => shelf.calls.map(({ kind }) => kind);

describe('a withdrawn product', () => {
  test('goes to zero first and then leaves the online store', async () => {
    const shop = await arrange();
    await changeProduct(shop, shop.first, { status: 'archived' });
    await publish(shop);
    expect(kinds()).toEqual(['set', 'show']);
    expect(shelf.shown(shop.first.listing)?.available).toBe(0);
    expect(shelf.visible.get(shop.first.listing.outsideProductId)).toBe(false);
    await publish(shop);
    expect(kinds()).toEqual(['set', 'show']);
  });

  test('comes back to the online store when it is in the range again', async () => {
    const shop = await arrange();
    await changeProduct(shop, shop.first, { status: 'archived' });
    await publish(shop);
    await changeProduct(shop, shop.first, { status: 'active' });
    await publish(shop);
    expect(shelf.visible.get(shop.first.listing.outsideProductId)).toBe(true);
    expect(shelf.shown(shop.first.listing)?.available).toBe(10);
  });

  test('stays in the online store as sold out where the retailer wants it so', async () => {
    const shop = await arrange({ terms: { whenWithdrawn: 'keep' } });
    await changeProduct(shop, shop.first, { status: 'archived' });
    await publish(shop);
    expect(kinds()).toEqual(['set']);
    expect(shelf.shown(shop.first.listing)?.available).toBe(0);
  });

  test('that the merchant hid by hand is not shown by us', async () => {
    const shop = await arrange();
    await requestSweep({ tx: db, clock }, shop.storeId);
    await publish(shop);
    expect(shelf.visible.size).toBe(0);
  });
});

describe('an ended connection', () => {
  test('takes its products to zero and out of the online store', async () => {
    const shop = await arrange({ count: 2 });
    const key = { distributorId: shop.distributor.id, id: shop.connection.id };
    await db.connection.update({
      where: { distributorId_id: key },
      data: { status: 'ended' },
    });
    await requestSweep({ tx: db, clock }, shop.storeId);
    await publish(shop);
    expect([...shelf.visible.values()]).toEqual([false, false]);
    expect(shop.articles.map(({ listing }) => shelf.shown(listing)?.available)).toEqual([0, 0]);
  });
});

describe('a product that waits for its first price', () => {
  test('is shown once it has one', async () => {
    const shop = await arrange();
    await db.listedProduct.updateMany({ data: { hiddenAt: FACTORY_NOW } });
    await db.variant.updateMany({ data: { listPriceMinor: null } });
    await requestSweep({ tx: db, clock }, shop.storeId);
    await publish(shop);
    expect(shelf.visible.size).toBe(0);
    await db.variant.updateMany({ data: { listPriceMinor: 2_000n } });
    await requestSweep({ tx: db, clock }, shop.storeId);
    await publish(shop);
    expect([...shelf.visible.values()]).toEqual([true]);
  });
});

describe('words and pictures', () => {
  test('follow the catalogue in the fields that the retailer chose, and in no other', async () => {
    const shop = await arrange({ terms: { contentFields: ['title', 'images'] } });
    await changeProduct(shop, shop.first, {
      title: 'Merino sock',
      bodyHtml: '<p>New.</p>',
      images: [{ url: 'https://cdn.example/sock.jpg', altText: '' }],
      contentHash: 'second',
    });
    await publish(shop);
    const told = shelf.contents.get(shop.first.listing.outsideProductId);
    expect(told).toEqual({
      title: 'Merino sock',
      images: [{ url: 'https://cdn.example/sock.jpg', altText: undefined }],
    });
    await publish(shop);
    expect(kinds()).toEqual(['content']);
  });

  test('stay as the merchant has them where nothing was chosen', async () => {
    const shop = await arrange();
    await changeProduct(shop, shop.first, { title: 'Merino sock', contentHash: 'second' });
    await publish(shop);
    expect(kinds()).toEqual([]);
  });

  test('that the shop refuses are noted on the product and not tried again until they change', async () => {
    const shop = await arrange({ terms: { contentFields: ['title'] } });
    shelf.faults.push({
      failure: { kind: 'refused', why: 'Title is too long' },
      takesEffect: false,
      on: 'content',
    });
    await changeProduct(shop, shop.first, { contentHash: 'second' });
    expect(await publish(shop)).toEqual({ kind: 'done' });
    await requestSweep({ tx: db, clock }, shop.storeId);
    await publish(shop);
    expect(kinds()).toEqual(['content']);
    const { failure } = await db.listedProduct.findFirstOrThrow();
    expect(failure).toContain('Title is too long');
  });
});

describe('many prices at once', () => {
  async function repriced(): Promise<Shop> {
    const shop = await arrange({ count: 4 });
    await db.variant.updateMany({ data: { listPriceMinor: 2_500n } });
    await requestSweep({ tx: db, clock }, shop.storeId);
    return shop;
  }
  const prices = (shop: Shop) => shop.articles.map(({ listing }) => shelf.shown(listing)?.price);

  test('go as one run of the store’s own, and stock goes on meanwhile', async () => {
    const shop = await repriced();
    expect(await publish(shop)).toMatchObject({ kind: 'retry' });
    expect(kinds()).toEqual(['start-prices']);
    await db.stockLevel.updateMany({ data: { onHand: 4 } });
    await requestSweep({ tx: db, clock }, shop.storeId);
    await publish(shop);
    expect(shelf.shown(shop.first.listing)?.available).toBe(4);
    expect(kinds()).not.toContain('price');
  });

  test('are told once the run has ended, and what changed meanwhile follows', async () => {
    const shop = await repriced();
    await publish(shop);
    await db.variant.updateMany({
      where: { id: shop.first.variantId },
      data: { listPriceMinor: 2_600n },
    });
    shelf.pricesRun = false;
    expect(await publish(shop)).toEqual({ kind: 'done' });
    expect(prices(shop)).toEqual([2_600, 2_500, 2_500, 2_500]);
    expect(await db.publishAttempt.count()).toBe(0);
  });

  test('of a run that the store lost are written again', async () => {
    const shop = await repriced();
    await publish(shop);
    shelf.channel.readBulkPrices = () =>
      Promise.resolve({ ok: true, value: { state: 'failed', why: 'Expired' } });
    await publish(shop);
    expect(kinds().filter((kind) => kind === 'start-prices')).toHaveLength(2);
  });
});
