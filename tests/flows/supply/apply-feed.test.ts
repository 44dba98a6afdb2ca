import { beforeEach, describe, expect, test } from 'vitest';
import { applyFeed } from '../../../app/flows/supply/apply-feed.server.ts';
import { collectDueFeeds } from '../../../app/flows/supply/collect-due-feeds.server.ts';
import { collectFeed } from '../../../app/flows/supply/collect-feed.server.ts';
import { decideHeldFeed } from '../../../app/flows/supply/decide-held-feed.server.ts';
import { receiveStockPush } from '../../../app/flows/supply/receive-stock-push.server.ts';
import { receiveStockUpload } from '../../../app/flows/supply/receive-stock-upload.server.ts';
import { refreshStaleOffers } from '../../../app/flows/supply/refresh-stale-offers.server.ts';
import type { FeedId } from '../../../app/modules/feeds/feed.ts';
import { auditStock } from '../../../app/modules/stock/audit-stock.server.ts';
import type { StockDelivery } from '../../../app/modules/suppliers/supplier-connector.ts';
import type { Instant } from '../../../app/platform/clock.ts';
import { readFeedRemarks } from '../../../app/views/read-hub-feeds.server.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeManySupplies } from '../../factories/many-supplies.ts';
import { makeDelivery, makeDeliveryDesk } from '../../factories/stock-deliveries.ts';
import { makeStock } from '../../factories/stock.ts';
import type { MadeStock } from '../../factories/stock.ts';
import { makeSupplier, makeSupplierLocation, makeSupply } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db, empty } = database;
const clock = movableClock();
const desk = makeDeliveryDesk();
const context = makeFlowContext(database, clock, { connectorOf: () => desk.connector });
const ALL = { outcome: '', code: '', search: '' };
const after = (seconds: number): Instant => new Date(FACTORY_NOW.getTime() + seconds * 1_000);

beforeEach(async () => {
  await empty();
  clock.set(after(60));
});

async function arrange(count = 3, onHand = 10) {
  const distributor = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributor.id);
  const stock: MadeStock[] = [];
  for (let index = 0; index < count; index += 1) {
    stock.push(await makeStock(db, supplier, { onHand, supplierSku: `A-${index}` }));
  }
  const key = { distributorId: distributor.id, supplierId: supplier.id };
  return { key, stock, supplier };
}
type Arranged = Awaited<ReturnType<typeof arrange>>;

/** Collects the delivery and runs the job that this puts into the queue. */
async function deliver({ key }: Arranged, delivery: StockDelivery): Promise<FeedId> {
  desk.next = delivery;
  expect(await collectFeed(context, key, { attempt: 1 })).toEqual({ kind: 'done' });
  const feed = await db.feed.findFirstOrThrow({
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
  });
  const feedId = feed.id as FeedId;
  await applyFeed(context, { distributorId: key.distributorId, feedId });
  return feedId;
}

async function quantities(): Promise<Record<string, number>> {
  expect(await auditStock({ tx: db })).toEqual([]);
  const rows = await db.$queryRaw<{ sku: string; onHand: number }[]>`
    select supplier_sku as sku, on_hand as "onHand" from stock_level join supply using (distributor_id, supplier_id, variant_id)`;
  return Object.fromEntries(rows.map(({ sku, onHand }) => [sku, onHand]));
}

const statusOf = async (id: string) => (await db.feed.findFirstOrThrow({ where: { id } })).status;
const openExceptions = () => db.exceptionCase.findMany({ where: { resolvedAt: null } });

describe('a delivery', () => {
  test('is kept whole, judged row by row and applied', async () => {
    const arranged = await arrange();
    const feedId = await deliver(
      arranged,
      makeDelivery([
        { sku: 'A-0', quantity: 4 },
        { sku: 'A-1', quantity: -2 },
        { sku: 'A-2', quantity: 1 },
        { sku: 'nobody knows', quantity: 5 },
        { sku: 'A-2', quantity: 6 },
        'no row at all',
        { sku: 'A-0', quantity: 4, location: 'MARS' },
      ]),
    );
    expect(await quantities()).toEqual({ 'A-0': 4, 'A-1': 0, 'A-2': 6 });
    const feed = await db.feed.findFirstOrThrow({ where: { id: feedId } });
    expect(feed).toMatchObject({
      status: 'applied',
      rows: 7,
      accepted: 2,
      warned: 2,
      refused: 3,
      changed: 3,
    });
    const key = { distributorId: arranged.key.distributorId, feedId };
    const report = await readFeedRemarks(db, { ...arranged.key, ...key }, ALL, { size: 50 });
    expect(report.rows.map(({ line, outcome, code }) => [line, outcome, code])).toEqual([
      [2, 'warned', 'negative-quantity'],
      [3, 'warned', 'duplicate-row'],
      [4, 'refused', 'unknown-sku'],
      [6, 'refused', 'unreadable'],
      [7, 'refused', 'unknown-location'],
    ]);
    expect(await context.blobs.open(feed.blobSha256 ?? '')).toBeDefined();
  });

  test('refuses a row whose SKU stands for several variants', async () => {
    const arranged = await arrange(2);
    const [first] = arranged.stock;
    const twin = await makeStock(db, arranged.supplier, { supplierSku: 'other' });
    await db.supply.updateMany({ where: { variantId: twin.id }, data: { supplierSku: 'A-0' } });
    const feedId = await deliver(
      arranged,
      makeDelivery([{ sku: 'A-0', quantity: 1 }], { scope: 'delta' }),
    );
    expect(await db.feedRow.findFirst({ where: { feedId } })).toMatchObject({
      code: 'ambiguous-sku',
    });
    expect(await db.stockLevel.findFirst({ where: { variantId: first?.id ?? '' } })).toMatchObject({
      onHand: 10,
    });
  });

  test('asks the supplier with the cursor of the last one', async () => {
    const arranged = await arrange();
    desk.askedWith.length = 0;
    await deliver(arranged, makeDelivery([], { scope: 'delta', cursor: 'page-7' }));
    desk.next = 'unchanged';
    await collectFeed(context, arranged.key, { attempt: 1 });
    expect(desk.askedWith).toEqual([undefined, 'page-7']);
  });

  test('that is older than the last full one is superseded and changes nothing', async () => {
    const arranged = await arrange();
    const rows = (quantity: number) =>
      arranged.stock.map(({ supplierSku: sku }) => ({ sku, quantity }));
    await deliver(arranged, makeDelivery(rows(7), { asOf: after(40) }));
    const late = await deliver(arranged, makeDelivery(rows(3), { asOf: after(30) }));
    expect(await statusOf(late)).toBe('superseded');
    expect(await quantities()).toEqual({ 'A-0': 7, 'A-1': 7, 'A-2': 7 });
  });

  test('twice changes nothing the second time', async () => {
    const arranged = await arrange();
    const rows = arranged.stock.map(({ supplierSku: sku }) => ({ sku, quantity: 7 }));
    await deliver(arranged, makeDelivery(rows, { asOf: after(40) }));
    const again = await deliver(arranged, makeDelivery(rows, { asOf: after(40) }));
    expect(await db.feed.findFirst({ where: { id: again } })).toMatchObject({
      status: 'applied',
      changed: 0,
    });
  });

  test('whose reader fails is recorded as failed and a person is told', async () => {
    const arranged = await arrange();
    const feedId = await deliver(arranged, makeDelivery(['broken file']));
    expect(await statusOf(feedId)).toBe('failed');
    expect(await openExceptions()).toMatchObject([{ kind: 'feed-unreadable' }]);
    expect(await quantities()).toEqual({ 'A-0': 10, 'A-1': 10, 'A-2': 10 });
  });
});

describe('a full delivery', () => {
  test('sets to zero what it leaves out at the locations it names, and nothing elsewhere', async () => {
    const arranged = await arrange(3);
    const elsewhere = await makeSupplierLocation(db, { ...arranged.key, code: 'SOUTH' });
    const other = await makeStock(
      db,
      { ...arranged.supplier, locationId: elsewhere },
      { supplierSku: 'B' },
    );
    await deliver(
      arranged,
      makeDelivery([
        { sku: 'A-0', quantity: 5, location: 'MAIN' },
        { sku: 'A-1', quantity: 5, location: 'MAIN' },
      ]),
    );
    expect(await quantities()).toEqual({ 'A-0': 5, 'A-1': 5, 'A-2': 0, [other.supplierSku]: 10 });
  });

  test('leaves alone what a newer figure says of an article that it does not name', async () => {
    const arranged = await arrange(2);
    await deliver(
      arranged,
      makeDelivery([{ sku: 'A-1', quantity: 8 }], { scope: 'delta', asOf: after(50) }),
    );
    await deliver(arranged, makeDelivery([{ sku: 'A-0', quantity: 5 }], { asOf: after(30) }));
    expect(await quantities()).toEqual({ 'A-0': 5, 'A-1': 8 });
  });

  test('does not take a row that it could not read for an article that is gone', async () => {
    const arranged = await arrange(2);
    const rows = [
      { sku: 'A-0', quantity: 5 },
      { sku: 'A-1', quantity: 0.5 },
    ];
    await deliver(arranged, makeDelivery(rows));
    expect(await quantities()).toEqual({ 'A-0': 5, 'A-1': 10 });
  });
});

describe('a suspicious delivery', () => {
  const rowsOf = ({ stock }: Arranged, until: number, quantity = 7) =>
    stock.slice(0, until).map(({ supplierSku: sku }) => ({ sku, quantity }));

  test('that leaves too much out waits for a person and is applied when let through', async () => {
    const arranged = await arrange(20);
    const feedId = await deliver(arranged, makeDelivery(rowsOf(arranged, 15)));
    expect(await statusOf(feedId)).toBe('held');
    expect(await openExceptions()).toMatchObject([{ kind: 'feed-held', owner: 'distributor' }]);
    expect((await quantities())['A-0']).toBe(10);

    const key = { distributorId: arranged.key.distributorId, feedId };
    const actor = { kind: 'user' as const, id: 'anna' };
    expectOk(await decideHeldFeed(context, key, { decision: 'approve', actor }));
    await applyFeed(context, key);
    expect(await statusOf(feedId)).toBe('applied');
    expect(await openExceptions()).toEqual([]);
    expect(await quantities()).toMatchObject({ 'A-0': 7, 'A-14': 7, 'A-15': 0, 'A-19': 0 });
  });

  test('that lets too much fall to zero is held, and changes nothing when rejected', async () => {
    const arranged = await arrange(20);
    const rows = [...rowsOf(arranged, 7, 0), ...rowsOf(arranged, 20).slice(7)];
    const feedId = await deliver(arranged, makeDelivery(rows, { scope: 'delta' }));
    expect(await statusOf(feedId)).toBe('held');
    const key = { distributorId: arranged.key.distributorId, feedId };
    const actor = { kind: 'user' as const, id: 'anna' };
    expectOk(await decideHeldFeed(context, key, { decision: 'reject', actor }));
    await applyFeed(context, key);
    expect(await statusOf(feedId)).toBe('rejected');
    expect((await quantities())['A-0']).toBe(10);
    const again = await decideHeldFeed(context, key, { decision: 'approve', actor });
    expect(again).toEqual({ ok: false, error: { kind: 'feed-not-held' } });
  });

  test('without a single row is held even where little is in stock', async () => {
    const arranged = await arrange(1);
    const feedId = await deliver(arranged, makeDelivery([]));
    expect(await statusOf(feedId)).toBe('held');
  });

  test('is overtaken by the next full delivery', async () => {
    const arranged = await arrange(20);
    const held = await deliver(arranged, makeDelivery(rowsOf(arranged, 5)));
    clock.move(60_000);
    await deliver(arranged, makeDelivery(rowsOf(arranged, 20)));
    expect(await statusOf(held)).toBe('superseded');
    expect(await openExceptions()).toEqual([]);
  });

  test('cannot be decided by another distributor', async () => {
    const arranged = await arrange(20);
    const feedId = await deliver(arranged, makeDelivery(rowsOf(arranged, 5)));
    const stranger = await makeDistributor(db);
    const key = { distributorId: stranger.id, feedId };
    const actor = { kind: 'user' as const, id: 'eve' };
    expect((await decideHeldFeed(context, key, { decision: 'approve', actor })).ok).toBe(false);
    expect(await statusOf(feedId)).toBe('held');
  });
});

describe('an interrupted application', () => {
  const MANY = 12_000;
  async function arrangeMany() {
    const distributor = await makeDistributor(db);
    const supplier = await makeSupplier(db, distributor.id);
    await makeManySupplies(db, supplier, MANY);
    return { distributorId: distributor.id, supplierId: supplier.id };
  }

  test('goes on where it stopped, and ends as if it had not been interrupted', async () => {
    const key = await arrangeMany();
    const rows = Array.from({ length: MANY }, (_, index) => ({
      sku: `M-${index + 1}`,
      quantity: index % 50,
    }));
    desk.next = makeDelivery(rows);
    desk.onLine = (line) => (line > 6_000 ? cutCopies() : Promise.resolve());
    await collectFeed(context, key, { attempt: 1 });
    const { id } = await db.feed.findFirstOrThrow();
    const feedKey = { distributorId: key.distributorId, feedId: id as FeedId };

    // Killed while staging: nothing of it stays.
    await expect(applyFeed(context, feedKey)).rejects.toThrow();
    expect(await db.feedRow.count()).toBe(0);
    expect(await statusOf(id)).toBe('received');
    desk.onLine = () => Promise.resolve();

    // Killed after the first chunk: what was committed stays, the rest follows.
    const stopping = { ...context, db: stopAfter(db, 3) };
    await expect(applyFeed(stopping, feedKey)).rejects.toThrow('killed');
    expect(await db.feed.findFirst()).toMatchObject({ status: 'applying', appliedThrough: 5_000 });
    expect(await db.stockLevel.count()).toBe(5_000);

    await Promise.all([applyFeed(context, feedKey), applyFeed(context, feedKey)]);
    expect(await db.feed.findFirst()).toMatchObject({ status: 'applied', rows: MANY });
    expect(await db.stockLevel.count()).toBe(MANY);
    expect(await auditStock({ tx: db })).toEqual([]);
    const entries = await db.stockEntry.count();
    expect(entries).toBe(MANY - MANY / 50); // one line for each level, none for those that have nothing
  });

  /** Ends the database sessions that are copying, as a kill of the worker would. */
  async function cutCopies(): Promise<void> {
    await db.$executeRaw`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query ilike '%copy feed_row%' and pid <> pg_backend_pid()`;
  }

  /** Lets so many transactions through and fails the next. */
  function stopAfter(real: typeof db, transactions: number): typeof db {
    let left = transactions;
    return new Proxy(real, {
      get(target, name) {
        if (name !== '$transaction') return Reflect.get(target, name) as unknown;
        return (...input: Parameters<typeof real.$transaction>) => {
          left -= 1;
          if (left < 0) return Promise.reject(new Error('killed'));
          return target.$transaction(...input);
        };
      },
    });
  }
});

describe('figures that a supplier pushes', () => {
  test('are applied at once, with an answer for each row', async () => {
    const { key, stock } = await arrange(2);
    const answer = expectOk(
      await receiveStockPush(context, key, [
        { supplierSku: 'A-0', locationCode: undefined, quantity: 3, asOf: undefined },
        { supplierSku: 'what', locationCode: undefined, quantity: 3, asOf: undefined },
      ]),
    );
    expect(answer).toMatchObject({ accepted: 1, refused: 1, changed: 1 });
    expect(await quantities()).toEqual({ 'A-0': 3, 'A-1': 10 });
    expect(await db.stockChange.findMany()).toMatchObject([{ variantId: stock[0]?.id }]);
  });

  test('for a supplier of somebody else are refused', async () => {
    const { key } = await arrange();
    const stranger = await makeDistributor(db);
    const answer = await receiveStockPush(context, { ...key, distributorId: stranger.id }, []);
    expect(answer).toEqual({ ok: false, error: { kind: 'unknown-supplier' } });
  });

  test('as a file are kept and applied as any delivery', async () => {
    const { key } = await arrange(2);
    const { body, name, mediaType } = makeDelivery([
      { sku: 'A-0', quantity: 1 },
      { sku: 'A-1', quantity: 2 },
    ]);
    const upload = {
      body,
      name,
      mediaType,
      kind: 'full',
      source: 'upload',
      asOf: undefined,
    } as const;
    const feedId = expectOk(await receiveStockUpload(context, key, upload));
    await applyFeed(context, { distributorId: key.distributorId, feedId });
    expect(await quantities()).toEqual({ 'A-0': 1, 'A-1': 2 });
  });
});

describe('collecting', () => {
  test('an answer without news confirms every figure of the supplier and wakes what had gone stale', async () => {
    const { key, stock } = await arrange(2);
    clock.set(after(7 * 3_600));
    desk.next = 'unchanged';
    await collectFeed(context, key, { attempt: 1 });
    expect(await db.stockSource.findFirst()).toMatchObject({ confirmedAt: clock.now() });
    expect(await db.stockChange.count()).toBe(stock.length);
    await collectFeed(context, key, { attempt: 1 });
    expect(await db.stockChange.count()).toBe(stock.length);
  });

  test('a supplier that does not answer is asked again, then a person is told until it answers', async () => {
    const { key } = await arrange(1);
    desk.next = { kind: 'unavailable', why: '503', outcome: 'not-sent' };
    expect(await collectFeed(context, key, { attempt: 1 })).toMatchObject({ kind: 'retry' });
    desk.next = { kind: 'unauthorised', why: 'The key was withdrawn.' };
    expect(await collectFeed(context, key, { attempt: 1 })).toEqual({ kind: 'done' });
    expect(await openExceptions()).toMatchObject([{ kind: 'feed-collection-failed' }]);
    desk.next = 'unchanged';
    await collectFeed(context, key, { attempt: 1 });
    expect(await openExceptions()).toEqual([]);
  });

  test('starts each due supplier once an interval', async () => {
    const { key } = await arrange(1);
    await db.supplier.updateMany({ data: { feedDueAt: clock.now(), feedIntervalSeconds: 60 } });
    await collectDueFeeds(context);
    await collectDueFeeds(context);
    const jobs = await db.$queryRaw<
      { payload: unknown }[]
    >`select payload from graphile_worker._private_jobs`;
    expect(jobs.map(({ payload }) => payload)).toEqual([key]);
    expect(await db.supplier.findFirst()).toMatchObject({
      feedDueAt: new Date(clock.now().getTime() + 60_000),
    });
  });
});

describe('the passing of time', () => {
  test('tells the publishers once when a figure goes stale and once when it is gone', async () => {
    const { key } = await arrange(1);
    await receiveStockPush(context, key, [
      { supplierSku: 'A-0', locationCode: undefined, quantity: 3, asOf: undefined },
    ]);
    const told = async () => {
      await refreshStaleOffers(context);
      await refreshStaleOffers(context);
      return db.stockChange.count();
    };
    expect(await told()).toBe(1); // by the push itself
    clock.move(6 * 3_600_000);
    expect(await told()).toBe(2);
    clock.move(18 * 3_600_000);
    expect(await told()).toBe(3);
    clock.move(48 * 3_600_000);
    expect(await told()).toBe(3);
  });
});

test('a supply that is asked for under another supplier’s SKU is not found', async () => {
  const arranged = await arrange(1);
  const other = await makeSupplier(db, arranged.key.distributorId);
  const [stock] = arranged.stock;
  if (!stock) throw new Error('no stock');
  await makeSupply(db, {
    distributorId: arranged.key.distributorId,
    supplierId: other.id,
    variantId: stock.id,
    supplierSku: 'THEIRS',
  });
  const feedId = await deliver(
    arranged,
    makeDelivery([{ sku: 'THEIRS', quantity: 1 }], { scope: 'delta' }),
  );
  expect(await db.feedRow.findFirst({ where: { feedId } })).toMatchObject({ code: 'unknown-sku' });
});
