/**
 * Orders-scale: taking in one order, and the screens of orders, over a history of 1,000,000 orders beside one of 10,000.
 * Two databases on one server, asked in turn. Neither may be slower than 1.2 times the other. ORDERS_SCALE sets fewer.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type pg from 'pg';
import { openDatabase } from '../../app/db.server.ts';
import type { FlowContext } from '../../app/flows/flow-context.ts';
import { importOrder } from '../../app/flows/order/import-order.server.ts';
import { openPool } from '../../app/platform/database.server.ts';
import { startEmbeddedPostgres } from '../../app/platform/embedded-postgres.server.ts';
import { migrate } from '../../app/platform/migrate.server.ts';
import { readHubOrder } from '../../app/views/read-hub-order.server.ts';
import { HUB_ORDER_VIEWS, readHubOrders } from '../../app/views/read-hub-orders.server.ts';
import { ORDER_VIEWS, readRetailerOrders } from '../../app/views/read-retailer-orders.server.ts';
import { makeDistributor } from '../factories/accounts.ts';
import { makeConnection } from '../factories/connections.ts';
import { makeFlowContext } from '../factories/flow-context.ts';
import { memoryChannel, storeOrder } from '../factories/ports.ts';
import type { MemoryChannel } from '../factories/ports.ts';
import { makePriceList } from '../factories/pricing.ts';
import { makeSupplier } from '../factories/suppliers.ts';
import { createBareDatabase } from './bare-process.ts';
import { insertGoods, insertListings } from './bench-goods.ts';
import type { Bench, BenchLine } from './bench.ts';
import { fillOrders } from './orders-fill.ts';
import { compare, inTurn } from './rounds.ts';

const FEW = 10_000;
const MANY = 1_000_000;
const STORES = 10;
const GOODS = 200;
const INTAKES = 40;
const LOOKS = 15;

type World = {
  readonly db: ReturnType<typeof openDatabase>;
  readonly pool: pg.Pool;
  readonly context: FlowContext;
  readonly channel: MemoryChannel;
  readonly distributorId: string;
  readonly storeId: string;
  readonly orderIds: readonly string[];
  readonly orders: number;
  close(): Promise<void>;
};

/** One piece of work, done some times; answers the milliseconds of one. */
type Part = (world: World) => Promise<number>;

export const ordersScale: Bench = { name: 'orders-scale', run };

async function run(): Promise<BenchLine[]> {
  const many = Number(process.env['ORDERS_SCALE'] ?? MANY);
  mkdirSync('.data', { recursive: true });
  const folder = resolve(mkdtempSync('.data/bench-'));
  const server = await startEmbeddedPostgres({ folder, settings: { shared_buffers: '512MB' } });
  const worlds: World[] = [];
  try {
    for (const orders of [many, FEW]) worlds.push(await makeWorld(server.url, orders));
    const [big, small] = worlds;
    if (!big || !small) throw new Error('Two worlds are compared');
    const lines: BenchLine[] = [];
    for (const [name, part] of Object.entries(PARTS)) lines.push(await compareParts(name, part, big, small)); // prettier-ignore
    const worst = lines.toSorted((a, b) => (a.ratio ?? 0) - (b.ratio ?? 0)).at(-1);
    return worst ? [...lines, { ...worst, worst: true }] : lines;
  } finally {
    for (const world of worlds) await world.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareParts(
  name: string,
  part: Part,
  big: World,
  small: World,
): Promise<BenchLine> {
  const rounds = await inTurn(
    () => part(big),
    () => part(small),
  );
  const figures = compare(rounds.ours, rounds.bare);
  return { bench: 'orders-scale', part: name, unit: 'ms', orders: big.orders, baselineOrders: small.orders, ...figures }; // prettier-ignore
}

async function makeWorld(serverUrl: string, orders: number): Promise<World> {
  const url = await createBareDatabase(serverUrl, `orders_${orders}`);
  await migrate(url);
  const db = openDatabase(url, { size: 4, name: 'bench' });
  const pool = openPool(url, { size: 2, name: 'bench' });
  const { id: distributorId } = await makeDistributor(db);
  const supplier = await makeSupplier(db, distributorId);
  const key = { distributorId, supplierId: supplier.id, locationId: supplier.locationId };
  await insertGoods(pool, { ...key, count: GOODS });
  const priceListId = await makePriceList(db, distributorId);
  const shelves = [];
  for (let index = 0; index < STORES; index += 1) {
    const { id, storeId } = await makeConnection(db, distributorId, { priceListId, releaseDelaySeconds: 3_600, creditLimitMinor: 1_000_000_000_000n }); // prettier-ignore
    shelves.push({ connectionId: id, storeId });
  }
  await insertListings(pool, distributorId, shelves);
  await fillOrders(pool, { ...key, orders });
  const channel = memoryChannel();
  const context = makeFlowContext({ db, pool }, { now: () => new Date() }, { channelOf: () => channel }); // prettier-ignore
  const found = await db.$queryRaw<{ id: string }[]>`
    select id from orders where outside_order_id = any(${sample(orders)}::text[])`;
  const close = async () => {
    await db.$disconnect();
    await pool.end();
  };
  const storeId = shelves[0]?.storeId ?? '';
  const orderIds = found.map(({ id }) => id);
  return { db, pool, context, channel, distributorId, storeId, orderIds, orders, close };
}

/** Orders spread over the whole history. */
function sample(orders: number): string[] {
  return Array.from({ length: LOOKS }, (_, n) => `O-${1 + Math.floor((n * (orders - 1)) / LOOKS)}`);
}

let taken = 0;

const PARTS: Readonly<Record<string, Part>> = {
  intake: async ({ context, channel, storeId }) => {
    const ids = Array.from({ length: INTAKES }, () => `new-${(taken += 1)}`);
    for (const outsideOrderId of ids) channel.put(storeOrder({ outsideOrderId, lines: linesOf(outsideOrderId) })); // prettier-ignore
    return timed(ids, (outsideOrderId) => importOrder(context, { storeId, outsideOrderId }));
  },
  'hub list': ({ db, distributorId }) =>
    timed(['', ...HUB_ORDER_VIEWS], (view) =>
      readHubOrders(db, distributorId, { ...ALL, view }, { size: 50 }),
    ),
  'hub list of a store, of a state': ({ db, distributorId, storeId }) =>
    timed([{ storeId }, { status: 'cancelled' }, { status: 'completed' }, { storeId, view: 'open' }], (filter) =>
      readHubOrders(db, distributorId, { ...ALL, ...filter }, { size: 50 }),
    ), // prettier-ignore
  'hub search': ({ db, distributorId }) =>
    timed(['9999', '#4217', 'PO-5005', '31'], (search) =>
      readHubOrders(db, distributorId, { ...ALL, search }, { size: 50 }),
    ),
  'order page': ({ db, distributorId, orderIds }) =>
    timed(orderIds, (orderId) => readHubOrder(db, { distributorId, orderId })),
  'retailer list': ({ db, storeId }) =>
    timed([undefined, ...ORDER_VIEWS], (view) =>
      readRetailerOrders(db, storeId, { search: '', view }, { size: 25 }),
    ),
  'retailer search': ({ db, storeId }) =>
    timed(['9999', '#4217', '31'], (search) =>
      readRetailerOrders(db, storeId, { search, view: undefined }, { size: 25 }),
    ),
};

const ALL = { search: '', view: '', status: '', storeId: undefined };

function linesOf(outsideOrderId: string) {
  return [1, 2, 3].map((n) => ({
    outsideLineId: `${outsideOrderId}-${n}`,
    outsideVariantId: `gid://shopify/ProductVariant/${n * 3}`,
    quantity: 1,
  }));
}

/** The mean of one, in milliseconds. Each is done three times, so that a round is long enough to be measured. */
async function timed<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
): Promise<number> {
  const times = items.length >= INTAKES ? 1 : 3;
  const started = performance.now();
  for (let n = 0; n < times; n += 1) for (const item of items) await act(item);
  return (performance.now() - started) / (items.length * times);
}
