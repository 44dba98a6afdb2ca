/** How a retailer finds its orders, its listings and the distributors that it could ask. */
import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../app/platform/ids.ts';
import { findDistributors } from '../../../app/views/read-retailer-distributors.server.ts';
import { readRetailerHome } from '../../../app/views/read-retailer-home.server.ts';
import { readRetailerListings } from '../../../app/views/read-retailer-listings.server.ts';
import { readRetailerOrder } from '../../../app/views/read-retailer-order.server.ts';
import { readRetailerOrders } from '../../../app/views/read-retailer-orders.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeConnection } from '../../factories/connections.ts';
import { FACTORY_NOW } from '../../factories/factory-clock.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeOrder, makeScene } from '../../factories/retailer-scene.ts';
import type { Scene } from '../../factories/retailer-scene.ts';

const { db, empty } = await cloneDatabase();
const ALL = { search: '', view: undefined };
const HOUR = 3_600_000;
let scene: Scene;

beforeEach(async () => {
  await empty();
  scene = await makeScene(db);
});

const later = (hours: number) => new Date(FACTORY_NOW.getTime() + hours * HOUR);
const namesOf = async (filter: Parameters<typeof readRetailerOrders>[2], page = { size: 50 }) =>
  (await readRetailerOrders(db, scene.ours.storeId, filter, page)).rows.map(({ name }) => name);

describe('Orders of a store', () => {
  it('come newest first, in pages without gap or repetition', async () => {
    const { ours, stock } = scene;
    for (const number of [1, 2, 3]) {
      await makeOrder(db, ours.connection, stock, {
        name: `#100${number + 1}`,
        placedAt: later(number),
      });
    }
    const first = await readRetailerOrders(db, ours.storeId, ALL, { size: 3 });
    const second = await readRetailerOrders(db, ours.storeId, ALL, { size: 3, after: first.next });
    const names = [...first.rows, ...second.rows].map(({ name }) => name);
    expect(names).toEqual(['#1004', '#1003', '#1002', '#1001']);
  });

  it('show the parts of several distributors as one order', async () => {
    const { ours, stock } = scene;
    const other = await makeDistributor(db, { name: 'Basel Trading' });
    const connection = await makeConnection(db, other.id, { storeId: ours.storeId });
    const { outsideOrderId } = await db.order.findFirstOrThrow({ where: { id: ours.orderId } });
    const variant = await db.variant.findFirstOrThrow();
    const variantId = newId<'Variant'>();
    const productId = newId<'Product'>();
    const product = await db.product.findFirstOrThrow();
    await db.product.create({
      data: { ...product, images: [], attributes: {}, distributorId: other.id, id: productId },
    });
    await db.variant.create({
      data: { ...variant, distributorId: other.id, id: variantId, productId },
    });
    await makeOrder(db, connection, { ...stock, variantId }, { name: '#1001', outsideOrderId });
    const { rows } = await readRetailerOrders(db, ours.storeId, ALL, { size: 50 });
    expect(rows).toHaveLength(1);
    expect(rows[0]?.parts.map(({ distributor }) => distributor)).toEqual([
      'Alpine Supply',
      'Basel Trading',
    ]);
    const detail = await readRetailerOrder(db, { storeId: ours.storeId, orderId: ours.orderId });
    expect(detail?.map(({ distributor }) => distributor)).toEqual([
      'Alpine Supply',
      'Basel Trading',
    ]);
  });

  it('are found by number and by what was bought, and by how far they are', async () => {
    const { ours, stock, distributor } = scene;
    await makeOrder(db, ours.connection, stock, { name: '#1002', status: 'cancelled' });
    const hold = {
      distributorId: distributor.id,
      id: newId(),
      orderId: ours.orderId,
      kind: 'fraud',
    };
    await db.orderHold.create({ data: { ...hold, reason: 'Looks odd.', openedAt: FACTORY_NOW } });
    expect(await namesOf({ ...ALL, search: '1002' })).toEqual(['#1002']);
    expect(await namesOf({ ...ALL, search: 'wool' })).toHaveLength(2);
    expect(await namesOf({ ...ALL, view: 'open' })).toEqual(['#1001']);
    expect(await namesOf({ ...ALL, view: 'held' })).toEqual(['#1001']);
    expect(await namesOf({ ...ALL, view: 'cancelled' })).toEqual(['#1002']);
  });

  it('name the holds that the retailer may judge, and those that it may not', async () => {
    const { ours, distributor } = scene;
    const about = { distributorId: distributor.id, orderId: ours.orderId, openedAt: FACTORY_NOW };
    await db.orderHold.create({ data: { ...about, id: newId(), kind: 'fraud', reason: 'Odd.' } });
    await db.orderHold.create({
      data: { ...about, id: newId(), kind: 'margin-floor', reason: 'Low.' },
    });
    const [part] =
      (await readRetailerOrder(db, { storeId: ours.storeId, orderId: ours.orderId })) ?? [];
    const judged = part?.holds.map(({ kind, releasable }) => [kind, releasable]);
    expect(judged).toEqual([['fraud', true], ['margin-floor', false]]); // prettier-ignore
  });

  it('can be called off here only until a supplier was asked', async () => {
    const { ours } = scene;
    const read = async () =>
      (await readRetailerOrder(db, { storeId: ours.storeId, orderId: ours.orderId }))?.[0];
    expect((await read())?.beforeForwarding).toBe(true);
    await db.orderLine.updateMany({
      where: { orderId: ours.orderId },
      data: { forwardedQuantity: 1 },
    });
    expect((await read())?.beforeForwarding).toBe(false);
  });
});

describe('Listings of a store', () => {
  const listed = async (view?: 'live' | 'attention' | 'out-of-stock') =>
    (
      await readRetailerListings(
        db,
        scene.ours.storeId,
        { search: '', view, connectionId: undefined },
        { size: 50 },
        FACTORY_NOW,
      )
    ).rows;

  it('tell what the shop was told, what it should show, and when that was confirmed', async () => {
    const [product] = await listed();
    expect(product?.variants).toMatchObject([
      {
        toldQuantity: 10,
        wantedQuantity: 21,
        toldPriceMinor: 2_000,
        wantedPriceMinor: 2_000,
        confirmedAt: FACTORY_NOW,
        withheld: null,
        inFlight: false,
      },
    ]);
  });

  it('are told apart by whether somebody must look at them', async () => {
    expect(await listed('attention')).toHaveLength(0);
    await db.listing.updateMany({ data: { status: 'broken', failure: 'Deleted in the shop.' } });
    expect(await listed('attention')).toHaveLength(1);
    await db.listing.updateMany({ data: { status: 'live', failure: null, toldQuantity: 0 } });
    expect(await listed('out-of-stock')).toHaveLength(1);
  });
});

describe('Home', () => {
  it('says that a supplier has been silent for too long', async () => {
    const fresh = await readRetailerHome(db, scene.ours.storeId, FACTORY_NOW);
    const stale = await readRetailerHome(db, scene.ours.storeId, later(7));
    const gone = await readRetailerHome(db, scene.ours.storeId, later(25));
    expect([fresh, stale, gone].map((home) => home?.sources[0]?.state)).toEqual([
      'fresh',
      'stale',
      'gone',
    ]);
  });

  it('tells since when the shop has not been told of a change', async () => {
    const { ours, stock, distributor } = scene;
    await db.$executeRaw`
      insert into publish_state (store_id, cursor) values (${ours.storeId}::uuid, pg_current_snapshot())`;
    expect((await readRetailerHome(db, ours.storeId, FACTORY_NOW))?.behindSince).toBeNull();
    await db.$executeRaw`
      select mark_stock_changed(${distributor.id}::uuid, array[${stock.variantId}::uuid], ${later(1).toISOString()}::timestamptz)`;
    expect((await readRetailerHome(db, ours.storeId, later(2)))?.behindSince).toEqual(later(1));
  });
});

describe('Finding a distributor', () => {
  it('offers by name those that the store has not asked, in pages', async () => {
    for (const name of ['Kessel & Sons', 'Harbour', 'Tidewater'])
      await makeDistributor(db, { name });
    const { storeId } = scene.ours;
    const first = await findDistributors(db, { storeId, search: '' }, { size: 2 });
    const second = await findDistributors(
      db,
      { storeId, search: '' },
      { size: 2, after: first.next },
    );
    expect([...first.rows, ...second.rows].map(({ name }) => name)).toEqual([
      'Harbour',
      'Kessel & Sons',
      'Tidewater',
    ]);
    const found = await findDistributors(db, { storeId, search: 'kess' }, { size: 2 });
    expect(found.rows.map(({ name }) => name)).toEqual(['Kessel & Sons']);
  });
});
