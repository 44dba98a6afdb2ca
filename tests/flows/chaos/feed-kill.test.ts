/** A worker is killed (SIGKILL) while it applies a feed; what is there then is whole, and the next one ends the work. */
import { afterAll, expect, test } from 'vitest';
import { receiveStockUpload } from '../../../app/flows/supply/receive-stock-upload.server.ts';
import type { FeedKey } from '../../../app/modules/feeds/feed.ts';
import { auditStock } from '../../../app/modules/stock/audit-stock.server.ts';
import { systemClock } from '../../../app/platform/clock.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { until } from '../../demo/world.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeManySupplies } from '../../factories/many-supplies.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { openPostgresGate } from '../../sandbox/cutting-proxy/postgres-gate.ts';
import { createToll } from '../../sandbox/cutting-proxy/toll.ts';
import type { Passage } from '../../sandbox/cutting-proxy/toll.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { openProcessPool } from './process-pool.ts';

/** Three chunks. */
const MANY = 12_000;
const CHUNK = 5_000;
const KEYS = `kill:${Buffer.alloc(32, 7).toString('base64')}`;

const database = await cloneDatabase();
const { db } = database;
const context = makeFlowContext(database, systemClock);
const toll = createToll();
const gate = await openPostgresGate(toll);
const server = new URL(database.url);
gate.aim({ host: server.hostname, port: Number(server.port) });
const throughGate = new URL(database.url);
throughGate.host = `127.0.0.1:${gate.port}`;
const pool = openProcessPool();
const environment = {
  NODE_ENV: 'test',
  DATABASE_URL: throughGate.href,
  ENCRYPTION_KEYS: KEYS,
  AUTH_SECRET: 'the-sign-in-secret-of-the-kill-tests',
  APP_URL: 'http://127.0.0.1:1',
  DATABASE_POOL_SIZE: '4',
  WORKER_CONCURRENCY: '2',
  LOG_LEVEL: 'warn',
};

afterAll(async () => {
  await pool.close();
  await gate.close();
});

/** The n-th commit of a transaction in which such a statement stood. */
function commitOf(text: RegExp, number: number): (passage: Passage) => boolean {
  let connection: number | undefined;
  let seen = 0;
  return (passage) => {
    if (text.test(passage.what)) connection = passage.connection;
    if (passage.connection !== connection || !/^commit$/i.test(passage.what)) return false;
    connection = undefined;
    return (seen += 1) === number;
  };
}

const statement = (text: RegExp) => (passage: Passage) => text.test(passage.what);
const APPLIES = /^select apply_stock_levels/;

/** A full feed that tells each article's stock and cost, received and waiting for a worker. */
async function receive(): Promise<FeedKey> {
  await database.empty();
  const distributor = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributor.id, { connector: 'none' });
  await makeManySupplies(db, supplier, MANY);
  const lines = Array.from({ length: MANY }, (_, index) => `M-${index + 1},${1 + (index % 50)},1.10`); // prettier-ignore
  const body = (async function* () {
    yield await Promise.resolve(Buffer.from(`sku,quantity,cost\n${lines.join('\n')}\n`));
  })();
  const key = { distributorId: distributor.id, supplierId: supplier.id };
  const file = { body, name: 'stock.csv', mediaType: 'text/csv', asOf: undefined };
  const feedId = expectOk(await receiveStockUpload(context, key, { ...file, kind: 'full', source: 'upload' })); // prettier-ignore
  return { distributorId: distributor.id, feedId };
}

/** Articles that have the feed's stock, those that have its cost, and those that have one without the other. */
async function taken() {
  const rows = await db.$queryRaw<
    { stock: number; costs: number; halves: number; wrong: number }[]
  >`
    select count(*) filter (where l.on_hand is not null)::integer as stock, count(*) filter (where y.cost_minor = 110)::integer as costs,
      count(*) filter (where (l.on_hand is not null) <> (y.cost_minor = 110))::integer as halves,
      count(*) filter (where l.on_hand <> 1 + (substr(y.supplier_sku, 3)::integer - 1) % 50)::integer as wrong
    from supply y left join stock_level l using (distributor_id, supplier_id, variant_id)`;
  return rows[0];
}

test.each([
  ['before the copied rows are committed', 'before', commitOf(/^copy feed_row/, 1), 0],
  ['when the rows are staged and nobody has heard of it', 'after', commitOf(/^copy feed_row/, 1), 0],
  ['within the transaction of a chunk', 'after', statement(APPLIES), 0],
  ['before the second chunk is committed', 'before', commitOf(APPLIES, 2), CHUNK],
  ['when the second chunk is committed and nobody has heard of it', 'after', commitOf(APPLIES, 2), 2 * CHUNK],
  ['before it says that the feed is applied', 'before', commitOf(/^update feed set status/, 3), MANY],
] as const)('%s', async (_name, when, matches, applied) => {
  const { feedId } = await receive();
  const first = await pool.take();
  const died = new Promise<void>((resolve, reject) => {
    const act = () => {
      first.kill().then(resolve, reject);
      gate.breakAll();
    };
    toll.begin({ when, matches, act });
  });
  await first.work(environment);
  await died;
  toll.end();

  await until('the server has let go of the dead worker’s transactions', async () => {
    const [left] = await db.$queryRaw<{ count: number }[]>`
      select count(*)::integer as count from pg_stat_activity
      where datname = current_database() and application_name not like 'test_%' and pid <> pg_backend_pid()`;
    return left?.count === 0;
  });
  const atDeath = await db.feed.findFirstOrThrow({ where: { id: feedId } });
  expect(atDeath.status).not.toBe('applied');
  expect(atDeath.appliedThrough).toBe(applied);
  expect(await taken()).toEqual({ stock: applied, costs: applied, halves: 0, wrong: 0 });
  expect(await auditStock({ tx: db })).toEqual([]);

  const next = await pool.take();
  await next.work(environment);
  await until('the feed is applied', async () => {
    const { status } = await db.feed.findFirstOrThrow({ where: { id: feedId } });
    return status === 'applied';
  });
  await pool.giveBack(next);
  const done = { rows: MANY, appliedThrough: MANY, changed: MANY, costsChanged: MANY };
  expect(await db.feed.findFirst({ where: { id: feedId } })).toMatchObject(done);
  expect(await taken()).toEqual({ stock: MANY, costs: MANY, halves: 0, wrong: 0 });
  expect(await db.stockEntry.count()).toBe(MANY); // one line in the ledger for each article
  expect(await db.feedCost.count()).toBe(MANY);
  expect(await db.feedRow.count()).toBe(MANY);
  expect(await auditStock({ tx: db })).toEqual([]);
}); // prettier-ignore
