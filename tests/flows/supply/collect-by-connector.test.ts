/** The supply flow through a real connector and the sandbox's supplier: what neither shows alone. */
import { beforeEach, expect, test } from 'vitest';
import { applyFeed } from '../../../app/flows/supply/apply-feed.server.ts';
import { collectFeed } from '../../../app/flows/supply/collect-feed.server.ts';
import type { FeedId } from '../../../app/modules/feeds/feed.ts';
import type { SupplierConnector } from '../../../app/modules/suppliers/supplier-connector.ts';
import { openWorld } from '../../contracts/connector/connector-world.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeStock } from '../../factories/stock.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;
const clock = movableClock();
const link: { connector: SupplierConnector | undefined } = { connector: undefined };
const context = makeFlowContext(database, clock, {
  connectorOf: () => {
    if (!link.connector) throw new Error('This test has no connector');
    return link.connector;
  },
});

beforeEach(() => database.empty());

async function arrange(settings: Parameters<typeof openWorld>[0] = {}) {
  const world = await openWorld(settings);
  clock.set(world.now());
  link.connector = world.connector;
  const distributor = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributor.id, { currency: 'USD' });
  const asOf = new Date(world.now().getTime() - 3_600_000);
  for (const supplierSku of ['A', 'B'])
    await makeStock(db, supplier, { onHand: 0, supplierSku, asOf });
  const key = { distributorId: distributor.id, supplierId: supplier.id };
  const collect = async () => {
    const verdict = await collectFeed(context, key, { attempt: 1 });
    for (const { id } of await db.feed.findMany({ where: { status: 'received' } }))
      await applyFeed(context, { distributorId: distributor.id, feedId: id as FeedId });
    return verdict;
  };
  const advance = async (ms: number) => {
    await world.advance(ms);
    clock.set(world.now());
  };
  return { world, collect, advance };
}

async function onHand(): Promise<Record<string, number>> {
  const rows = await db.$queryRaw<{ sku: string; onHand: number }[]>`
    select supplier_sku as sku, on_hand as "onHand" from stock_level join supply using (distributor_id, supplier_id, variant_id)`;
  return Object.fromEntries(rows.map(({ sku, onHand }) => [sku, onHand]));
}

const confirmedAt = async () => (await db.stockSource.findFirst())?.confirmedAt ?? undefined;

test('figures arrive, then changes alone, then the word that nothing changed', async () => {
  const { world, collect, advance } = await arrange();
  await collect();
  expect(await onHand()).toEqual({ A: 10, B: 5 });
  await advance(60_000);
  await world.setStock('A', 3);
  await collect();
  expect(await onHand()).toEqual({ A: 3, B: 5 });
  await advance(60_000);
  await collect();
  await advance(60_000);
  await collect();
  expect(await confirmedAt()).toEqual(world.now());
});

test('a feed that stands still confirms nothing of the time since', async () => {
  const { world, collect, advance } = await arrange({ settings: { stock: 'full' } });
  await collect();
  await world.control.configure({ code: 'acme', feedFrozenAt: world.now().toISOString() });
  const standing = world.now();
  await advance(3_600_000);
  await collect();
  expect(await confirmedAt()).toEqual(standing);
});

test('a delivery that breaks off is tried again and leaves nothing behind', async () => {
  const { world, collect } = await arrange({ kind: 'csv' });
  await world.control.dropFile({ code: 'acme' });
  await world.control.addFault({ endpoint: 'file', kind: 'malformed', times: 1 });
  expect(await collect()).toMatchObject({ kind: 'retry' });
  expect(await db.feed.count()).toBe(0);
  expect(await collect()).toEqual({ kind: 'done' });
  expect(await onHand()).toEqual({ A: 10, B: 5 });
});

test('a row that cannot be read keeps its figure: it is not an article that is gone', async () => {
  const { world, collect, advance } = await arrange({ kind: 'csv' });
  await world.control.dropFile({ code: 'acme' });
  await collect();
  await advance(60_000);
  const content = 'sku,location,quantity\nA,MAIN,about ten\nB,MAIN,4\n';
  const name = 'stock-20260302T120100Z.csv';
  await world.control.dropFile({ code: 'acme', name, content });
  await collect();
  expect(await onHand()).toEqual({ A: 10, B: 4 });
});
