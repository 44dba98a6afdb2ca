/**
 * Intake: paid-order webhooks over HTTP, taken by the real web process while a worker runs on what it takes and asks the
 * shops for the orders. One in fifty comes a second time. The worker stands still while the baseline is measured.
 */
import { createHmac } from 'node:crypto';
import pg from 'pg';
import { BARE_SECRET, createBareDatabase, withBare } from './bare-process.ts';
import type { BareProcess } from './bare-process.ts';
import type { Bench, BenchLine } from './bench.ts';
import { connectStores } from './bench-stores.ts';
import { withBenchWorld } from './bench-world.ts';
import type { BenchWorld } from './bench-world.ts';
import { percentiles, sendClosedLoop, sendOpenLoop, toRequest } from './load.ts';
import { compare, inTurn } from './rounds.ts';

const REQUESTS = 8_000;
const CONNECTIONS = 8;
const STORES = 8;
const BODY_BYTES = 3_600;
const TWICE_EVERY = 50;
const STEADY = { rate: 200, seconds: 10, connections: 64 };

export const intake: Bench = { name: 'intake', run: () => withBenchWorld({ goods: 10 }, measure) };

async function measure(world: BenchWorld): Promise<BenchLine[]> {
  const stores = await connectStores(world, {
    count: STORES,
    prefix: 'intake',
    plan: 'enterprise',
  });
  const shops = stores.map(({ shop }) => shop);
  const bareUrl = await createBareDatabase(world.databaseUrl, 'bare_intake');
  return withBare('bare-intake.ts', { databaseUrl: bareUrl }, (bare) =>
    measureBeside(world, bare, shops),
  );
}

async function measureBeside(
  world: BenchWorld,
  bare: BareProcess,
  shops: readonly string[],
): Promise<BenchLine[]> {
  const makeEvents = createEvents(shops);
  let sent = 0;
  const ours = async () => {
    const events = makeEvents(REQUESTS);
    sent += events.distinct;
    return sendClosedLoop(world.door, events.requests, CONNECTIONS);
  };
  const theirs = async () => {
    const { requests } = makeEvents(REQUESTS);
    letWork(world, false);
    return sendClosedLoop(bare.door, requests, CONNECTIONS).finally(() => letWork(world, true));
  };
  const rounds = await inTurn(ours, theirs);
  const steady = makeEvents(STEADY.rate * STEADY.seconds);
  sent += steady.distinct;
  const calm = await sendOpenLoop(world.door, steady.requests, STEADY);
  await checkKept(world, sent);
  const times = rounds.ours.flatMap((load) => load.times).sort((a, b) => a - b);
  return [
    {
      bench: 'intake',
      unit: 'webhooks/s',
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

function letWork({ stack }: BenchWorld, isWorking: boolean): void {
  for (const worker of stack.workers) worker.process.kill(isWorking ? 'SIGCONT' : 'SIGSTOP');
}

async function checkKept({ databaseUrl }: BenchWorld, sent: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const kept = await client.query(
    `select count(*)::int as events, count(processed_at)::int as done from store_event where topic = 'orders/paid'`,
  );
  await client.end();
  const { events, done } = kept.rows[0] as { events: number; done: number };
  if (events !== sent) throw new Error(`${sent} events were sent, ${events} are kept`);
  if (done === 0) throw new Error('The worker has not worked');
}

/** Events of orders that were never sent before, but for one in fifty. */
function createEvents(shops: readonly string[]) {
  let number = 6_000_000_000_000;
  return (count: number) => {
    const requests: Buffer[] = [];
    let distinct = 0;
    while (requests.length < count) {
      const shop = shops[number % shops.length] ?? '';
      const request = toEvent(shop, number);
      number += 1;
      distinct += 1;
      requests.push(request);
      if (distinct % TWICE_EVERY === 0 && requests.length < count) requests.push(request);
    }
    return { requests, distinct };
  };
}

function toEvent(shop: string, number: number): Buffer {
  const body = paidOrder(number);
  const headers = {
    'x-shopify-topic': 'orders/paid',
    'x-shopify-shop-domain': shop,
    'x-shopify-event-id': `event-${number}`,
    'x-shopify-webhook-id': `webhook-${number}`,
    'x-shopify-api-version': '2026-10',
    'x-shopify-triggered-at': new Date().toISOString(),
    'x-shopify-hmac-sha256': createHmac('sha256', BARE_SECRET).update(body).digest('base64'),
  };
  return toRequest({ method: 'POST', path: '/webhooks/shopify', headers, body });
}

function paidOrder(id: number): string {
  const address = {
    first_name: 'Lena',
    last_name: 'Keller',
    address1: 'Seestrasse 12',
    city: 'Zürich',
    zip: '8002',
    country_code: 'CH',
  };
  const order = {
    id,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    name: `#${id % 100_000}`,
    email: 'lena@example.com',
    currency: 'CHF',
    total_price: '74.70',
    financial_status: 'paid',
    created_at: '2026-10-01T10:00:00+02:00',
    billing_address: address,
    shipping_address: address,
    line_items: [1, 2, 3].map((line) => ({
      id: id * 10 + line,
      admin_graphql_api_id: `gid://shopify/LineItem/${id * 10 + line}`,
      variant_id: 40_000_000 + line,
      sku: `BENCH-${line}`,
      title: `Bench article ${line}`,
      quantity: line,
      price: '24.90',
      requires_shipping: true,
    })),
    note: '',
  };
  const missing = BODY_BYTES - Buffer.byteLength(JSON.stringify(order));
  return JSON.stringify({ ...order, note: 'n'.repeat(Math.max(0, missing)) });
}
