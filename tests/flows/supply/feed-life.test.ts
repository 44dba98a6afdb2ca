/** What the clock does with feeds: held ones that nobody decides about, and old ones that need not be kept. */
import { beforeEach, describe, expect, test } from 'vitest';
import { applyFeed } from '../../../app/flows/supply/apply-feed.server.ts';
import {
  decideHeldFeed,
  decideUnattendedFeeds,
} from '../../../app/flows/supply/decide-held-feed.server.ts';
import { pruneFeeds } from '../../../app/flows/supply/prune-feeds.server.ts';
import { receiveStockUpload } from '../../../app/flows/supply/receive-stock-upload.server.ts';
import { rollBackFeed } from '../../../app/flows/supply/roll-back-feed.server.ts';
import { sweepBlobs } from '../../../app/flows/supply/sweep-blobs.server.ts';
import type { FeedId } from '../../../app/modules/feeds/feed.ts';
import { auditStock } from '../../../app/modules/stock/audit-stock.server.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeDelivery, makeDeliveryDesk } from '../../factories/stock-deliveries.ts';
import type { DeliveredRow } from '../../factories/stock-deliveries.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const database = await cloneDatabase();
const { db } = database;
const clock = movableClock();
const desk = makeDeliveryDesk();
const context = makeFlowContext(database, clock, { connectorOf: () => desk.connector });
const actor = { kind: 'user', id: 'ada' } as const;

beforeEach(async () => {
  await database.empty();
  clock.set(new Date(FACTORY_NOW.getTime() + 60_000));
});

async function arrange(settings: object = {}) {
  const distributor = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributor.id, { settings: { ...settings } });
  for (const supplierSku of ['A', 'B']) await makeStock(db, supplier, { supplierSku });
  return { distributorId: distributor.id, supplierId: supplier.id };
}
type Key = Awaited<ReturnType<typeof arrange>>;

async function deliver(key: Key, rows: readonly DeliveredRow[]): Promise<FeedId> {
  const { body, name, mediaType } = makeDelivery(rows);
  const upload = { body, name, mediaType, kind: 'full', source: 'upload', asOf: undefined } as const; // prettier-ignore
  const feedId = expectOk(await receiveStockUpload(context, key, upload));
  await applyFeed(context, { distributorId: key.distributorId, feedId });
  return feedId;
}

const feedOf = (id: string) => db.feed.findFirstOrThrow({ where: { id } });

async function onHand(): Promise<Record<string, number>> {
  expect(await auditStock({ tx: db })).toEqual([]);
  const rows = await db.$queryRaw<{ sku: string; units: number }[]>`
    select supplier_sku as sku, on_hand as units from stock_level join supply using (distributor_id, supplier_id, variant_id)`;
  return Object.fromEntries(rows.map(({ sku, units }) => [sku, units]));
}

describe('a held feed that nobody decides about', () => {
  const STRICT = { missingShare: 0.2, fromLevels: 1 };
  const ONLY_A = [{ sku: 'A', quantity: 7 }];

  async function hold(hold: object | undefined) {
    const key = await arrange({ feedGuards: STRICT, ...(hold ? { feedHold: hold } : {}) });
    const feedId = await deliver(key, ONLY_A);
    expect((await feedOf(feedId)).status).toBe('held');
    return { feedId, key: { distributorId: key.distributorId, feedId } };
  }

  test('is applied after the hours that its supplier’s settings say, and not a moment before', async () => {
    const { feedId, key } = await hold({ afterHours: 4, then: 'apply' });
    const [matter] = await db.exceptionCase.findMany();
    expect(matter?.deadlineAt).toEqual(new Date(clock.now().getTime() + 4 * HOUR_MS));
    clock.move(4 * HOUR_MS - 1);
    await decideUnattendedFeeds(context);
    expect((await feedOf(feedId)).status).toBe('held');
    clock.move(1);
    await decideUnattendedFeeds(context);
    await applyFeed(context, key);
    expect((await feedOf(feedId)).status).toBe('applied');
    expect(await onHand()).toEqual({ A: 7, B: 0 });
    expect(await db.exceptionCase.count({ where: { resolvedAt: null } })).toBe(0);
    const acts = await db.auditEntry.findMany({ where: { subjectKind: 'feed' } });
    expect(acts).toMatchObject([{ act: 'feed-approved', actorKind: 'system' }]);
  });

  test('is discarded where the settings say that', async () => {
    const { feedId, key } = await hold({ afterHours: 1, then: 'discard' });
    clock.move(HOUR_MS);
    await decideUnattendedFeeds(context);
    await applyFeed(context, key);
    expect((await feedOf(feedId)).status).toBe('rejected');
    expect(await onHand()).toEqual({ A: 10, B: 10 });
  });

  test('waits for ever where they say nothing', async () => {
    const { feedId } = await hold(undefined);
    clock.move(100 * DAY_MS);
    await decideUnattendedFeeds(context);
    expect((await feedOf(feedId)).status).toBe('held');
    expect(await onHand()).toEqual({ A: 10, B: 10 });
  });

  test('is left alone by the clock once a person has decided', async () => {
    const { feedId, key } = await hold({ afterHours: 1, then: 'apply' });
    expectOk(await decideHeldFeed(context, key, { decision: 'reject', actor }));
    clock.move(2 * HOUR_MS);
    await decideUnattendedFeeds(context);
    await applyFeed(context, key);
    expect((await feedOf(feedId)).status).toBe('rejected');
    expect(await onHand()).toEqual({ A: 10, B: 10 });
  });
});

describe('an old feed', () => {
  const rows = (quantity: number, extra: readonly DeliveredRow[] = []) => [
    { sku: 'A', quantity },
    { sku: 'B', quantity },
    ...extra,
  ];
  const keptRows = async (feedId: string) => db.feedRow.count({ where: { feedId } });

  test('is let go of after its supplier’s retention: its rows and file go; figures, ledger and stock stay', async () => {
    const key = await arrange({ feedKeepDays: 30 });
    const feedId = await deliver(key, rows(4, [{ sku: 'who', quantity: 1 }]));
    const before = await feedOf(feedId);
    const entries = await db.stockEntry.count();
    clock.move(30 * DAY_MS);
    await pruneFeeds(context);
    expect([await keptRows(feedId), (await feedOf(feedId)).prunedAt]).toEqual([3, null]);
    clock.move(1);
    await pruneFeeds(context);
    expect(await keptRows(feedId)).toBe(0);
    expect(await feedOf(feedId)).toEqual({ ...before, prunedAt: clock.now(), blobSha256: null });
    expect(await db.stockEntry.count()).toBe(entries);
    expect(await onHand()).toEqual({ A: 4, B: 4 });
    expect(await db.blob.count()).toBe(1); // the file itself is the sweep's
    await sweepBlobs(context);
    expect([await db.blob.count(), await db.blobChunk.count()]).toEqual([0, 0]);
  });

  test('leaves its file where another feed has the same content', async () => {
    const key = await arrange({ feedKeepDays: 30 });
    const old = await deliver(key, rows(4));
    clock.move(20 * DAY_MS);
    const young = await deliver(key, rows(4));
    clock.move(11 * DAY_MS);
    await pruneFeeds(context);
    await sweepBlobs(context);
    const sha256 = (await feedOf(young)).blobSha256 ?? '';
    expect([(await feedOf(old)).blobSha256, await keptRows(old), await keptRows(young)]).toEqual([null, 0, 2]); // prettier-ignore
    expect(await context.blobs.open(sha256)).toBeDefined();
  });

  test('is kept for ninety days where nothing is said, and as long as it is not finished', async () => {
    const key = await arrange({ feedGuards: { missingShare: 0.2, fromLevels: 1 } });
    const applied = await deliver(key, rows(4));
    clock.move(DAY_MS);
    const held = await deliver(key, [{ sku: 'A', quantity: 1 }]);
    expect((await feedOf(held)).status).toBe('held');
    clock.move(89 * DAY_MS);
    await pruneFeeds(context);
    expect(await keptRows(applied)).toBe(2);
    clock.move(300 * DAY_MS);
    await pruneFeeds(context);
    expect([await keptRows(applied), await keptRows(held)]).toEqual([0, 1]);
  });

  test('cannot be rolled back any more once it is let go of', async () => {
    const key = await arrange({ feedKeepDays: 1 });
    const feedId = await deliver(key, rows(4));
    clock.move(2 * DAY_MS);
    await pruneFeeds(context);
    const refused = await rollBackFeed(context, { distributorId: key.distributorId, feedId }, actor); // prettier-ignore
    expect(refused).toEqual({ ok: false, error: { kind: 'feed-not-applied' } });
    expect(await onHand()).toEqual({ A: 4, B: 4 });
  });
});
