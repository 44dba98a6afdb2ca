/** One stock file at an address of its own: it is fetched when it has changed, and confirms its figures when it has not. */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { applyFeed } from '../../../app/flows/supply/apply-feed.server.ts';
import { collectFeed } from '../../../app/flows/supply/collect-feed.server.ts';
import { createConnectorFactories } from '../../../app/integrations/suppliers/connectors.server.ts';
import type { FeedId } from '../../../app/modules/feeds/feed.ts';
import { createHttpClient } from '../../../app/platform/http-client.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { listen } from '../../setup/loopback.ts';

type Asked = { readonly etag: string | undefined; readonly since: string | undefined };
type Shown = { content: string; validators: Readonly<Record<string, string>> };

const WRITTEN = 'Mon, 02 Nov 2026 07:30:00 GMT';
const shown: Shown = { content: '', validators: {} };
const asked: Asked[] = [];

/** A web server as RFC 9110 §13 has it: If-None-Match stands before If-Modified-Since. */
const site = await listen((request, response) => {
  const etag = request.headers['if-none-match'];
  const since = request.headers['if-modified-since'];
  asked.push({ etag, since });
  const { content, validators } = shown;
  const same = etag === undefined ? since !== undefined && since === validators['last-modified'] : etag === validators['etag']; // prettier-ignore
  if (same) response.writeHead(304, validators).end();
  else response.writeHead(200, { 'content-type': 'text/csv', ...validators }).end(content);
});

const database = await cloneDatabase();
const { db } = database;
const clock = movableClock();
const http = createHttpClient({ clock, allowPrivateAddresses: [new URL(site.origin).host] });
const { csv } = createConnectorFactories({ http, clock });
const settings = { address: `${site.origin}/stock.csv`, place: 'file' };
const context = makeFlowContext(database, clock, {
  connectorOf: (_distributorId, supplierId) =>
    csv({ supplierId, code: 'S', currency: 'CHF', settings, credentials: undefined }),
});

afterAll(async () => {
  await http.close();
  await site.close();
});

beforeEach(async () => {
  await database.empty();
  clock.set(new Date(FACTORY_NOW.getTime() + 60_000));
  asked.length = 0;
});

async function arrange() {
  const distributor = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributor.id, { connector: 'csv', settings });
  await makeStock(db, supplier, { supplierSku: 'A', onHand: 10 });
  const key = { distributorId: distributor.id, supplierId: supplier.id };
  return async () => {
    const verdict = await collectFeed(context, key, { attempt: 1 });
    for (const { id } of await db.feed.findMany({ where: { status: 'received' } }))
      await applyFeed(context, { distributorId: distributor.id, feedId: id as FeedId });
    return verdict;
  };
}

const onHand = async () => (await db.stockLevel.findFirstOrThrow()).onHand;

test.each([
  ['an ETag', { etag: '"v1"' }, { etag: '"v1"', since: undefined }],
  ['a time of writing', { 'last-modified': WRITTEN }, { etag: undefined, since: WRITTEN }],
  ['both', { etag: '"v1"', 'last-modified': WRITTEN }, { etag: '"v1"', since: WRITTEN }],
])('a file with %s is fetched once; asked again it confirms the figures', async (_name, validators, again) => {
  const collect = await arrange();
  Object.assign(shown, { content: 'sku,quantity\nA,4\n', validators });
  await collect();
  expect([await onHand(), await db.feed.count()]).toEqual([4, 1]);

  clock.move(7 * 3_600_000);
  expect(await collect()).toEqual({ kind: 'done' });
  expect(asked).toEqual([{ etag: undefined, since: undefined }, again]);
  expect([await onHand(), await db.feed.count()]).toEqual([4, 1]);
  expect(await db.stockSource.findFirst()).toMatchObject({ confirmedAt: clock.now() });
}); // prettier-ignore

test('a file that has changed is fetched anew, and asked for by what it said last', async () => {
  const collect = await arrange();
  Object.assign(shown, { content: 'sku,quantity\nA,4\n', validators: { etag: '"v1"' } });
  await collect();
  clock.move(60_000);
  Object.assign(shown, { content: 'sku,quantity\nA,2\n', validators: { etag: '"v2"' } });
  await collect();
  clock.move(60_000);
  await collect();
  expect(asked.map(({ etag }) => etag)).toEqual([undefined, '"v1"', '"v2"']);
  expect([await onHand(), await db.feed.count()]).toEqual([2, 2]);
});

test('a server that says nothing of its file has it fetched each time, kept once, and changing nothing', async () => {
  const collect = await arrange();
  Object.assign(shown, { content: 'sku,quantity\nA,4\n', validators: {} });
  await collect();
  clock.move(60_000);
  await collect();
  const feeds = await db.feed.findMany({ orderBy: { id: 'asc' } });
  expect(feeds.map(({ status, changed }) => [status, changed])).toEqual([
    ['applied', 1],
    ['applied', 0],
  ]);
  expect(await db.blob.count()).toBe(1);
});
