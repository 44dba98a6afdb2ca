/**
 * Storefront: signed look-ups of live stock as a shop's app proxy sends them, each for a key that was not asked before.
 */
import { pausePublishing } from '../../app/flows/supply/pause-publishing.server.ts';
import { createHmac } from 'node:crypto';
import { makeConnection } from '../factories/connections.ts';
import { makePriceList } from '../factories/pricing.ts';
import { makeStore } from '../factories/stores.ts';
import { BARE_SECRET, createBareDatabase, withBare } from './bare-process.ts';
import type { BareProcess } from './bare-process.ts';
import { insertListings } from './bench-goods.ts';
import type { Shelf } from './bench-goods.ts';
import { withBenchWorld } from './bench-world.ts';
import type { BenchWorld } from './bench-world.ts';
import type { Bench, BenchLine } from './bench.ts';
import { percentiles, sendClosedLoop, sendOpenLoop, toRequest } from './load.ts';
import { compare, inTurn } from './rounds.ts';

const STORES = 50;
const GOODS = 2_000;
const REQUESTS = 12_000;
const CONNECTIONS = 32;
const STEADY = { rate: 500, seconds: 10, connections: 64 };

export const storefront: Bench = {
  name: 'storefront',
  run: () => withBenchWorld({ goods: GOODS }, measure),
};

async function measure(world: BenchWorld): Promise<BenchLine[]> {
  const shops = await openShops(world);
  const bareUrl = await createBareDatabase(world.databaseUrl, 'bare_storefront');
  const settings = { databaseUrl: bareUrl, shops, goods: GOODS };
  return withBare('bare-storefront.ts', settings, (bare) => measureBeside(world, bare, shops));
}

async function measureBeside(
  world: BenchWorld,
  bare: BareProcess,
  shops: readonly string[],
): Promise<BenchLine[]> {
  const [askUs, askThem] = [createQuestions(shops), createQuestions(shops)];
  await checkAnswer(world, shops[0] ?? '');
  const rounds = await inTurn(
    () => sendClosedLoop(world.door, askUs(REQUESTS), CONNECTIONS),
    () => sendClosedLoop(bare.door, askThem(REQUESTS), CONNECTIONS),
  );
  const calm = await sendOpenLoop(world.door, askUs(STEADY.rate * STEADY.seconds), STEADY);
  const times = rounds.ours.flatMap((load) => load.times).sort((a, b) => a - b);
  return [
    {
      bench: 'storefront',
      unit: 'look-ups/s',
      ...compare(
        rounds.ours.map((load) => load.perSecond),
        rounds.bare.map((load) => load.perSecond),
      ),
      ...percentiles(times),
      steadyRate: STEADY.rate,
      steadyP50: percentiles(calm.times).p50,
      steadyP99: percentiles(calm.times).p99,
    },
  ];
}

async function openShops({ runtime, pool, distributorId }: BenchWorld): Promise<string[]> {
  const { db } = runtime.door;
  const priceListId = await makePriceList(db, distributorId);
  const shops: string[] = [];
  const shelves: Shelf[] = [];
  for (let index = 1; index <= STORES; index += 1) {
    const { id: storeId, domain } = await makeStore(db, { domain: `shelf-${index}.myshopify.com` });
    // There is no shop behind it: nothing is to be told there.
    await pausePublishing(runtime.door, { storeId, paused: true });
    const connection = await makeConnection(db, distributorId, { storeId, priceListId });
    shelves.push({ connectionId: connection.id, storeId });
    shops.push(domain);
  }
  await insertListings(pool, distributorId, shelves);
  await pool.query('analyze');
  return shops;
}

/** One look, so that what is measured is an answer with figures in it. */
async function checkAnswer(world: BenchWorld, shop: string): Promise<void> {
  const answer = await fetch(`${world.stack.appUrl}${pathOf(shop, 1)}`);
  const body = (await answer.json()) as { stock: Record<string, { available: number }> };
  if (!body.stock['1']?.available) throw new Error(`No stock is shown: ${JSON.stringify(body)}`);
}

/** Walks over all keys of all shops in steps, so that neighbours do not follow each other and none comes twice. */
function createQuestions(shops: readonly string[]) {
  const keys = shops.length * GOODS;
  const step = 7_919; // prime to the number of keys
  let asked = 0;
  return (count: number) =>
    Array.from({ length: count }, () => {
      const key = (asked++ * step) % keys;
      const path = pathOf(shops[key % shops.length] ?? '', 1 + Math.floor(key / shops.length));
      return toRequest({ method: 'GET', path });
    });
}

function pathOf(shop: string, variant: number): string {
  const asked = {
    logged_in_customer_id: '',
    path_prefix: '/apps/stockbridge',
    shop,
    timestamp: String(Math.floor(Date.now() / 1_000)),
    variant: String(variant),
  };
  const message = Object.entries(asked)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('');
  const signature = createHmac('sha256', BARE_SECRET).update(message).digest('hex');
  return `/proxy/stock?${new URLSearchParams({ ...asked, signature })}`;
}
