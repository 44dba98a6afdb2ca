import { beforeEach, describe, expect, test } from 'vitest';
import { readOffers } from '../../../app/modules/offers/read-offers.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import type { MadeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makePriceList } from '../../factories/pricing.ts';
import { makeStock, makeStockLevel } from '../../factories/stock.ts';
import { makeStore } from '../../factories/stores.ts';
import { makeSupplier, makeSupply } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';
import type { MadeStock } from '../../factories/stock.ts';

const { db, empty } = await cloneDatabase();
const clock = movableClock();
const HOUR = 3_600_000;

beforeEach(async () => {
  await empty();
  clock.set(FACTORY_NOW);
});

type Terms = Parameters<typeof makeConnection>[2];

async function arrange(terms: Terms = {}, stock: Parameters<typeof makeStock>[2] = {}) {
  const distributor = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributor.id);
  const made = await makeStock(db, supplier, stock);
  const connection = await makeConnection(db, distributor.id, terms);
  return { distributor, supplier, stock: made, connection };
}

async function offerOf(connection: MadeConnection, { variantId }: MadeStock) {
  const { distributorId, id: connectionId } = connection;
  const offers = await readOffers(
    { tx: db, clock },
    { distributorId, connectionId, variantIds: [variantId] },
  );
  return offers[0];
}

describe('the quantity of an offer', () => {
  test('is what is allocatable, less the buffer of the connection', async () => {
    const { stock, connection } = await arrange({ buffer: 3 }, { onHand: 10 });
    expect(await offerOf(connection, stock)).toMatchObject({
      quantity: 7,
      allocatable: 10,
      reason: undefined,
    });
  });

  test('is never above the cap of the connection nor below zero', async () => {
    const capped = await arrange({ cap: 4 }, { onHand: 10 });
    expect(await offerOf(capped.connection, capped.stock)).toMatchObject({ quantity: 4 });
    const buffered = await arrange({ buffer: 30 }, { onHand: 10 });
    expect(await offerOf(buffered.connection, buffered.stock)).toMatchObject({ quantity: 0 });
  });

  test('adds the locations of all active suppliers up', async () => {
    const { distributor, stock, connection } = await arrange({}, { onHand: 10 });
    for (const status of ['active', 'paused']) {
      const supplier = await makeSupplier(db, distributor.id, { status });
      const key = {
        distributorId: distributor.id,
        variantId: stock.variantId,
        supplierId: supplier.id,
      };
      await makeSupply(db, key);
      await makeStockLevel(db, { ...key, locationId: supplier.locationId, onHand: 5 });
    }
    expect(await offerOf(connection, stock)).toMatchObject({ quantity: 15 });
  });

  test('halves when the figure is stale and ends when it is gone', async () => {
    const { stock, connection } = await arrange({}, { onHand: 9 });
    clock.move(6 * HOUR - 1_000);
    expect(await offerOf(connection, stock)).toMatchObject({ quantity: 9 });
    clock.move(1_000);
    expect(await offerOf(connection, stock)).toMatchObject({ quantity: 4 });
    clock.move(18 * HOUR);
    expect(await offerOf(connection, stock)).toMatchObject({
      quantity: 0,
      confirmedAt: FACTORY_NOW,
    });
  });

  test('stays whole while the supplier confirms all its figures at once', async () => {
    const { distributor, supplier, stock, connection } = await arrange({}, { onHand: 9 });
    clock.move(48 * HOUR);
    await db.stockSource.create({
      data: { distributorId: distributor.id, supplierId: supplier.id, confirmedAt: clock.now() },
    });
    expect(await offerOf(connection, stock)).toMatchObject({
      quantity: 9,
      confirmedAt: clock.now(),
    });
  });
});

describe('an offer is withheld', () => {
  test.each([
    ['connection-inactive', { status: 'suspended' }],
    ['not-in-assortment', { assortment: { kind: 'rule', types: ['Hats'], tags: [], vendors: [] } }],
    ['not-in-assortment', { assortment: { kind: 'by-hand' } }],
    ['no-price-list', { priceListId: null }],
  ] as const)('as %s', async (reason, terms) => {
    const { stock, connection } = await arrange(terms as Terms);
    expect(await offerOf(connection, stock)).toMatchObject({
      quantity: 0,
      reason,
      retail: undefined,
    });
  });

  test.each([0n, null])('as no-price with a list price of %s', async (listPriceMinor) => {
    const { stock, connection } = await arrange({}, { variant: { listPriceMinor } });
    expect(await offerOf(connection, stock)).toMatchObject({ quantity: 0, reason: 'no-price' });
  });

  test('as withdrawn when the product is no longer sold', async () => {
    const { stock, connection } = await arrange();
    await db.product.updateMany({ data: { status: 'archived' } });
    expect(await offerOf(connection, stock)).toMatchObject({ quantity: 0, reason: 'withdrawn' });
  });

  test('as no-rate when the store sells in another currency and nobody has said at which rate', async () => {
    const { id: storeId } = await makeStore(db, { currency: 'EUR' });
    const { stock, connection } = await arrange({ storeId });
    expect(await offerOf(connection, stock)).toMatchObject({
      quantity: 0,
      reason: 'no-rate',
    });
  });

  test('to nobody whose rule the product meets in each of its lists', async () => {
    const assortment = { kind: 'rule', types: ['Socks', 'Hats'], tags: ['winter'], vendors: [] };
    const { stock, connection } = await arrange({ assortment });
    expect(await offerOf(connection, stock)).toMatchObject({ reason: undefined });
  });

  test('entirely from another distributor’s connection', async () => {
    const mine = await arrange();
    const theirs = await arrange();
    expect(await offerOf(mine.connection, theirs.stock)).toBeUndefined();
  });
});

describe('the price of an offer', () => {
  test('is so much off the list price for the retailer and the list price in the shop', async () => {
    const { stock, connection } = await arrange();
    expect(await offerOf(connection, stock)).toMatchObject({
      wholesale: { minor: 1_200, currency: 'CHF' },
      retail: { minor: 2_000, currency: 'CHF' },
    });
  });

  test('is the list’s own entry where it has one, with the retailer’s markup and ending', async () => {
    const { distributor, stock, connection } = await arrange({
      retailRule: { kind: 'markup', basisPoints: 5_000, rounding: '99' },
    });
    const priceListId = await makePriceList(db, distributor.id, {
      kind: 'fixed',
      fixed: [{ variantId: stock.variantId, wholesaleMinor: 1_001 }],
    });
    await db.connection.updateMany({ data: { priceListId } });
    expect(await offerOf(connection, stock)).toMatchObject({
      wholesale: { minor: 1_001 },
      retail: { minor: 1_599 },
    });
  });

  test('is never under what the retailer pays', async () => {
    const { distributor, stock, connection } = await arrange();
    const priceListId = await makePriceList(db, distributor.id, {
      fixed: [{ variantId: stock.variantId, wholesaleMinor: 2_500 }],
    });
    await db.connection.updateMany({ data: { priceListId } });
    expect(await offerOf(connection, stock)).toMatchObject({ retail: { minor: 2_500 } });
  });
});
