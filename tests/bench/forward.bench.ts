/**
 * Forward: from the moment at which a store tells of a paid order to its purchase order at the supplier. A hundred
 * stores, each with one order on its way at a time. The shop's side (placing orders) is done before each round, and the
 * events are sent as the shop would send them: created, paid, routed.
 */
import { createHmac } from 'node:crypto';
import { BARE_SECRET, createBareDatabase, withBare } from './bare-process.ts';
import type { BareProcess } from './bare-process.ts';
import { skuOf } from './bench-goods.ts';
import { connectStores, fillShelves, until } from './bench-stores.ts';
import type { BenchStore } from './bench-stores.ts';
import { withBenchWorld } from './bench-world.ts';
import type { BenchWorld } from './bench-world.ts';
import type { Bench, BenchLine } from './bench.ts';
import { openConnection } from './http-connection.ts';
import { percentiles, toRequest } from './load.ts';
import { cpuOf, cpuOfPostgres } from './process-cpu.ts';
import { startQuickSupplier } from './quick-supplier.ts';
import type { QuickSupplier } from './quick-supplier.ts';
import { compare, inTurn, spread } from './rounds.ts';

const STORES = 100;
/** Of each store, its own. */
const GOODS = 3;
const ORDERS_A_STORE = 2;
const PLACED_TOGETHER = 8;

export const forward: Bench = { name: 'forward', run };

type Round = {
  readonly perSecond: number;
  readonly cpu: number;
  readonly times: readonly number[];
};
type Release = { readonly company: string; readonly events: readonly Buffer[] };
type Side = {
  readonly stores: readonly BenchStore[];
  readonly door: BenchWorld['door'];
  /** Milliseconds of CPU used so far by what is measured. */
  readonly cpu: () => number;
};

async function run(): Promise<BenchLine[]> {
  const supplier = await startQuickSupplier();
  try {
    const options = { goods: STORES * GOODS, supplierAddress: supplier.address };
    return await withBenchWorld(options, (world) => measure(world, supplier));
  } finally {
    supplier.close();
  }
}

async function measure(world: BenchWorld, supplier: QuickSupplier): Promise<BenchLine[]> {
  const stores = await connectStores(world, {
    count: STORES,
    prefix: 'forward',
    plan: 'enterprise',
  });
  const others = await connectStores(world, { count: STORES, prefix: 'bare', plan: 'enterprise' });
  await fillShelves(world, stores, GOODS);
  await fillShelves(world, others, GOODS);
  const settings = await settingsOfBare(world, others, supplier.address);
  return withBare('bare-forward.ts', settings, (bare) =>
    measureBeside(world, supplier, { stores, others, bare }),
  );
}

async function measureBeside(
  world: BenchWorld,
  supplier: QuickSupplier,
  sides: {
    readonly stores: readonly BenchStore[];
    readonly others: readonly BenchStore[];
    readonly bare: BareProcess;
  },
): Promise<BenchLine[]> {
  const { stores, others, bare } = sides;
  const { web, workers, environment } = world.stack;
  const postgres = () => cpuOfPostgres(environment['DATA_FOLDER'] ?? '');
  const pids = [web, ...workers].map((child) => child.process.pid);
  const ours: Side = { stores, door: world.door, cpu: () => cpuOf(pids) + postgres() };
  const theirs: Side = {
    stores: others,
    door: bare.door,
    cpu: () => cpuOf([bare.child.process.pid]) + postgres(),
  };
  const rounds = await inTurn(
    (round) => forwardAll(world, supplier, ours, round),
    (round) => forwardAll(world, supplier, theirs, round),
  );
  if (supplier.repeated() > 0) throw new Error('A purchase order came twice');
  const rates = (side: readonly Round[]) => side.map(({ perSecond }) => perSecond);
  const times = rounds.ours.flatMap((round) => round.times).sort((a, b) => a - b);
  return [
    {
      bench: 'forward',
      unit: 'orders/s',
      ...compare(rates(rounds.ours), rates(rounds.bare)),
      ...percentiles(times),
      cpu: spread(rounds.ours.map(({ cpu }) => cpu)).median,
      baselineCpu: spread(rounds.bare.map(({ cpu }) => cpu)).median,
    },
  ];
}

/** What the baseline needs to know of the stores; ours treats them as gone from now on. */
async function settingsOfBare(
  { databaseUrl, runtime, stack }: BenchWorld,
  stores: readonly BenchStore[],
  supplierAddress: string,
): Promise<object> {
  const storeId = { in: stores.map((store) => store.storeId) };
  const { db } = runtime.door;
  await db.store.updateMany({ where: { id: storeId }, data: { uninstalledAt: new Date() } });
  const listings = await db.listing.findMany({
    where: { storeId },
    select: { outsideVariantId: true, variant: { select: { sku: true } } },
  });
  return {
    databaseUrl: await createBareDatabase(databaseUrl, 'bare_forward'),
    shopUrl: stack.adminUrl,
    supplierUrl: supplierAddress,
    tokens: Object.fromEntries(stores.map(({ shop, accessToken }) => [shop, accessToken])),
    skus: Object.fromEntries(listings.map((each) => [each.outsideVariantId, each.variant.sku])),
  };
}

async function forwardAll(
  world: BenchWorld,
  supplier: QuickSupplier,
  side: Side,
  round: number,
): Promise<Round> {
  await atRest(world); // a look at the whole store would find the orders before they are released
  const releases = await placeOrders(world, side.stores, round);
  const times: number[] = [];
  const cpuBefore = side.cpu();
  const startedAt = performance.now();
  await Promise.all(
    releases.map(async (ofStore) => {
      const connection = await openConnection(side.door);
      for (const { company, events } of ofStore) {
        const arrival = supplier.arrival(company);
        const releasedAt = performance.now();
        for (const event of events) await connection.send(event);
        times.push(Math.max(0, (await arrival) - releasedAt));
      }
      connection.close();
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  await atRest(world);
  const cpu = (side.cpu() - cpuBefore) / times.length;
  return { perSecond: times.length / seconds, cpu, times };
}

/** What follows an order (telling the store) is part of its cost, and must not fall into the next round. */
async function atRest({ runtime, pool }: BenchWorld): Promise<void> {
  const { db } = runtime.door;
  await until('everything is told', async () => {
    const events = await db.storeEvent.count({ where: { processedAt: null } });
    const jobs = await pool.query(
      `select from graphile_worker.jobs where task_identifier in ('release-order', 'place-purchase-order', 'accept-store-order', 'reconcile-store') limit 1`,
    );
    return events === 0 && jobs.rowCount === 0;
  });
}

/** Paid orders of one to three lines; the sandbox itself tells nobody of them. */
async function placeOrders(
  { stack }: BenchWorld,
  stores: readonly BenchStore[],
  round: number,
): Promise<Release[][]> {
  const { shopify } = stack;
  await shopify.setWebhookRule({ action: 'drop' });
  const releases: Release[][] = [];
  const waiting = [...stores.entries()];
  const place = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, { shop }] = next;
      releases[index] = [];
      for (let turn = 0; turn < ORDERS_A_STORE; turn += 1) {
        const company = `${shop}-${round}-${turn}`;
        const lines = Array.from({ length: 1 + ((index + turn) % GOODS) }, (_, line) => ({
          sku: skuOf(index * GOODS + line + 1),
          quantity: 1,
        }));
        const shippingAddress = {
          company,
          firstName: 'Lena',
          lastName: 'Keller',
          address1: 'Seestrasse 12',
          city: 'Zürich',
          zip: '8002',
          countryCode: 'CH',
        };
        const order = await shopify.placeOrder({
          shop,
          lines,
          shippingAddress,
          allowOversell: true,
        });
        const part = order.fulfillmentOrders[0]?.id ?? '';
        releases[index]?.push({ company, events: toEvents(shop, order.id, part) });
      }
    }
  };
  await Promise.all(Array.from({ length: PLACED_TOGETHER }, place));
  await shopify.clearWebhookRules();
  return releases;
}

function toEvents(shop: string, order: string, fulfillmentOrder: string): Buffer[] {
  const ofOrder = { id: Number(order.split('/').at(-1)), admin_graphql_api_id: order };
  const routed = { fulfillment_order: { id: fulfillmentOrder, status: 'open' } };
  return [
    toEvent(shop, 'orders/create', order, ofOrder),
    toEvent(shop, 'orders/paid', order, ofOrder),
    toEvent(shop, 'fulfillment_orders/order_routing_complete', order, routed),
  ];
}

function toEvent(shop: string, topic: string, key: string, payload: object): Buffer {
  const body = JSON.stringify(payload);
  const headers = {
    'x-shopify-topic': topic,
    'x-shopify-shop-domain': shop,
    'x-shopify-event-id': `${shop}:${key}`,
    'x-shopify-webhook-id': `${shop}:${topic}:${key}`,
    'x-shopify-triggered-at': new Date().toISOString(),
    'x-shopify-hmac-sha256': createHmac('sha256', BARE_SECRET).update(body).digest('base64'),
  };
  return toRequest({ method: 'POST', path: '/webhooks/shopify', headers, body });
}
