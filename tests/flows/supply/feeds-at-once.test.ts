/** Two feeds of one supplier that are applied at the same time: of each article the newer figure stands. */
import { beforeEach, expect, test } from 'vitest';
import { applyFeed } from '../../../app/flows/supply/apply-feed.server.ts';
import { receiveStockUpload } from '../../../app/flows/supply/receive-stock-upload.server.ts';
import type { FeedId, FeedKind } from '../../../app/modules/feeds/feed.ts';
import { auditStock } from '../../../app/modules/stock/audit-stock.server.ts';
import type { Instant } from '../../../app/platform/clock.ts';
import type { Database } from '../../../app/platform/database.server.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeManySupplies } from '../../factories/many-supplies.ts';
import { makeDelivery, makeDeliveryDesk } from '../../factories/stock-deliveries.ts';
import type { DeliveredRow } from '../../factories/stock-deliveries.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

/** More than two chunks, so that there is something between them. */
const MANY = 11_000;
const database = await cloneDatabase();
const { db } = database;
const clock = movableClock();
const desk = makeDeliveryDesk();
const context = makeFlowContext(database, clock, { connectorOf: () => desk.connector });
const at = (seconds: number): Instant => new Date(FACTORY_NOW.getTime() + seconds * 1_000);

beforeEach(async () => {
  await database.empty();
  clock.set(at(600));
});

async function arrange() {
  const distributor = await makeDistributor(db);
  const settings = { feedGuards: { missingShare: 1, rowCountShare: 100, zeroShare: 1 } };
  const supplier = await makeSupplier(db, distributor.id, { settings });
  await makeManySupplies(db, supplier, MANY);
  return { distributorId: distributor.id, supplierId: supplier.id };
}
type Key = Awaited<ReturnType<typeof arrange>>;

async function receive(
  key: Key,
  rows: readonly DeliveredRow[],
  { kind, asOf }: { readonly kind: FeedKind; readonly asOf?: Instant },
) {
  clock.move(1_000);
  const { body, name, mediaType } = makeDelivery(rows);
  const upload = { body, name, mediaType, kind, source: 'upload', asOf } as const;
  const feedId = expectOk(await receiveStockUpload(context, key, upload));
  return { distributorId: key.distributorId, feedId };
}

type Numbers = { readonly from: number; readonly to: number };
const rowsOf = ({ from, to }: Numbers, quantity: (number: number) => number, asOf?: Instant) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    sku: `M-${from + index}`,
    quantity: quantity(from + index),
    ...(asOf ? { asOf } : {}),
  }));

/** How many articles have how many units. */
async function counted(): Promise<Record<string, number>> {
  expect(await auditStock({ tx: db })).toEqual([]);
  const rows = await db.$queryRaw<{ units: number; articles: number }[]>`
    select on_hand as units, count(*)::integer as articles from stock_level group by 1 order by 1`;
  return Object.fromEntries(rows.map(({ units, articles }) => [units, articles]));
}

const statusOf = async ({ feedId }: { feedId: FeedId }) =>
  (await db.feed.findFirstOrThrow({ where: { id: feedId } })).status;

test('two deltas, each newer for a half of the articles, leave the newer figure of each', async () => {
  const key = await arrange();
  const half = MANY / 2;
  const all = (lower: Instant, upper: Instant, units: number) => [
    ...rowsOf({ from: 1, to: half }, () => units, lower),
    ...rowsOf({ from: half + 1, to: MANY }, () => units, upper),
  ];
  const one = await receive(key, all(at(200), at(100), 3), { kind: 'delta' });
  const other = await receive(key, all(at(100), at(200), 8), { kind: 'delta' });
  await Promise.all([applyFeed(context, one), applyFeed(context, other)]);
  expect([await statusOf(one), await statusOf(other)]).toEqual(['applied', 'applied']);
  expect(await counted()).toEqual({ 3: half, 8: half });
  const wrong = await db.$queryRaw<object[]>`
    select from stock_level l join supply y using (distributor_id, variant_id)
    where l.on_hand <> case when substr(y.supplier_sku, 3)::integer <= ${half}::integer then 3 else 8 end`;
  expect(wrong).toEqual([]);
  // Each article was changed once by the figure that stands, and at most once by the one that does not.
  const entries = await db.stockEntry.groupBy({ by: ['variantId', 'reference'], _count: true });
  expect(Math.max(...entries.map(({ _count }) => _count))).toBe(1);
});

test('two full feeds leave what the newer one says, also of what only the older one names', async () => {
  const key = await arrange();
  const older = await receive(key, rowsOf({ from: 1, to: MANY }, () => 5), { kind: 'full', asOf: at(100) }); // prettier-ignore
  const newer = await receive(key, rowsOf({ from: 1, to: 6_000 }, () => 2), { kind: 'full', asOf: at(200) }); // prettier-ignore
  await Promise.all([applyFeed(context, older), applyFeed(context, newer)]);
  expect(await statusOf(newer)).toBe('applied');
  expect((await counted())['2']).toBe(6_000);
  expect((await counted())['5']).toBeUndefined();
});

test.each([
  ['by the moments that they state', { asOf: at(100) }, { asOf: at(200) }],
  ['by their receipt where they state none', {}, {}],
])('an older full feed that the newer one overtakes between two chunks ends there, %s', async (_name, first, second) => {
  const key = await arrange();
  const older = await receive(key, rowsOf({ from: 1, to: MANY }, () => 5), { kind: 'full', ...first });
  const newer = await receive(key, rowsOf({ from: 1, to: 3_000 }, () => 2), { kind: 'full', ...second });
  // Staged, examined, and one chunk; then its worker dies.
  await expect(applyFeed({ ...context, db: stopAfter(db, 3) }, older)).rejects.toThrow('killed');
  expect(await counted()).toEqual({ 5: 5_000 });
  await applyFeed(context, newer);
  expect(await counted()).toEqual({ 0: 2_000, 2: 3_000 });
  await applyFeed(context, older);
  expect([await statusOf(older), await statusOf(newer)]).toEqual(['superseded', 'applied']);
  expect(await counted()).toEqual({ 0: 2_000, 2: 3_000 });
}); // prettier-ignore

test('a newer full feed that a chunk of the older one runs into takes it along', async () => {
  const key = await arrange();
  const older = await receive(key, rowsOf({ from: 1, to: MANY }, () => 5), { kind: 'full', asOf: at(100) }); // prettier-ignore
  const newer = await receive(key, rowsOf({ from: 1, to: 6_000 }, () => 2), { kind: 'full', asOf: at(200) }); // prettier-ignore
  // All rows of the newer one are applied, what it leaves out is not zeroed yet; the older one goes all the way.
  await expect(applyFeed({ ...context, db: stopAfter(db, 4) }, newer)).rejects.toThrow('killed');
  await applyFeed(context, older);
  expect(await counted()).toEqual({ 2: 6_000, 5: 5_000 });
  await applyFeed(context, newer);
  expect(await counted()).toEqual({ 0: 5_000, 2: 6_000 });
});

/** Lets so many transactions through and fails the next. */
function stopAfter(real: Database, transactions: number): Database {
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
