/**
 * Baseline of `forward`: one process without queue, checks or locks that makes the calls that ours makes (read the
 * order, place the purchase order, look at the fulfilment order, request it, look, accept it) and writes the rows that
 * ours writes, in two transactions of one statement each.
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { Agent, request as send } from 'undici';
import pg from 'pg';
import {
  acceptRequest,
  submitRequest,
} from '../../app/integrations/channels/shopify/shopify-operations/fulfilment.ts';
import {
  readFulfillmentOrders,
  readOrder,
} from '../../app/integrations/channels/shopify/shopify-operations/orders.ts';
import { bareSettings, BARE_SECRET, serveBare } from './bare-process.ts';

const CONNECTIONS = 10;
const { databaseUrl, shopUrl, supplierUrl, tokens, skus } = bareSettings<{
  databaseUrl: string;
  shopUrl: string;
  supplierUrl: string;
  tokens: Record<string, string>;
  skus: Record<string, string>;
}>();
const dispatcher = new Agent({ connections: 32 });
const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });
await pool.query(`
  create table event (shop text, topic text, key text, received_at timestamptz not null, primary key (shop, topic, key));
  create table orders (id uuid primary key, shop text, outside_id text, name text, contact jsonb, at timestamptz, unique (shop, outside_id));
  create table order_line (id uuid primary key, order_id uuid references orders, sku text, quantity integer, price numeric);
  create table order_line_entry (id uuid primary key, line_id uuid references order_line, kind text, quantity integer, at timestamptz);
  create table stock_level (sku text primary key, on_hand integer, reserved integer);
  create table reservation (id uuid primary key, line_id uuid references order_line, sku text references stock_level, quantity integer);
  create table stock_entry (id bigint generated always as identity primary key, sku text, delta integer, at timestamptz);
  create table stock_change (id bigint generated always as identity primary key, sku text, at timestamptz);
  create table route_plan (id uuid primary key, order_id uuid references orders, plan jsonb);
  create table audit_entry (id uuid primary key, order_id uuid, act text, at timestamptz);
  create index on audit_entry (order_id);
  create table purchase_order (id uuid primary key, order_id uuid references orders, number text unique, status text, outside_id text);
  create table purchase_order_line (id uuid primary key, purchase_order_id uuid references purchase_order, line_id uuid, quantity integer)`);
await pool.query('insert into stock_level select sku, 1000000, 0 from unnest($1::text[]) as sku', [
  [...new Set(Object.values(skus))],
]);

await serveBare((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const given = Buffer.from(String(request.headers['x-shopify-hmac-sha256']), 'base64');
    const right = createHmac('sha256', BARE_SECRET).update(body).digest();
    if (given.length !== right.length || !timingSafeEqual(given, right))
      return void response.writeHead(401).end();
    const shop = String(request.headers['x-shopify-shop-domain']);
    const topic = String(request.headers['x-shopify-topic']);
    const key = String(request.headers['x-shopify-event-id']);
    query('event', 'insert into event values ($1, $2, $3, $4) on conflict do nothing', [
      shop,
      topic,
      key,
      new Date().toISOString(),
    ]).then(
      () => {
        response.writeHead(200, { 'content-length': '0' }).end();
        const { admin_graphql_api_id: id } = JSON.parse(body.toString()) as Record<string, string>;
        if (topic === 'orders/paid' && id) forward(shop, id).catch(fail);
      },
      (fault: unknown) => fail(fault),
    );
  });
});

function fail(fault: unknown): never {
  process.stderr.write(`${String(fault)}\n`);
  process.exit(1);
}

function query(name: string, text: string, values: readonly unknown[]) {
  return pool.query({ name, text, values: [...values] });
}

type Line = { id: string; sku: string; quantity: number; price: string };

async function forward(shop: string, outsideId: string): Promise<void> {
  const { order } = readOrder.answer.parse(
    await ask(shop, readOrder.document, { id: outsideId, lines: 20 }),
  );
  if (!order) throw new Error('The order is gone');
  const lines: Line[] = order.lineItems.nodes.map((line) => ({
    id: randomUUID(),
    sku: skus[line.variant?.id ?? ''] ?? '',
    quantity: line.currentQuantity,
    price: line.discountedUnitPriceAfterAllDiscountsSet.shopMoney.amount,
  }));
  const [orderId, purchaseOrderId] = [randomUUID(), randomUUID()];
  const number = `PO-${orderId}`;
  const now = new Date().toISOString();
  await query('keep', KEEP, [
    orderId,
    shop,
    outsideId,
    order.name,
    JSON.stringify(order.shippingAddress),
    now,
    JSON.stringify(lines),
    purchaseOrderId,
    number,
  ]);
  const placed = await post(
    `${supplierUrl}/purchase-orders`,
    { 'idempotency-key': purchaseOrderId },
    {
      reference: number,
      ship_to: order.shippingAddress,
      lines: lines.map(({ id, sku, quantity }) => ({ line_id: id, sku, quantity })),
    },
  );
  await query(
    'sent',
    `with sent as (update purchase_order set status = 'sent', outside_id = $2 where id = $1 returning order_id)
     insert into audit_entry select gen_random_uuid(), order_id, 'purchase-order-sent', $3 from sent`,
    [purchaseOrderId, (placed as { id: string }).id, now],
  );
  for (const { document } of [submitRequest, acceptRequest]) {
    const found = await ask(shop, readFulfillmentOrders.document, {
      id: outsideId,
      first: 5,
      lines: 50,
    });
    const [first] = readFulfillmentOrders.answer.parse(found).order?.fulfillmentOrders.nodes ?? [];
    await ask(shop, document, { id: first?.id });
  }
}

const KEEP = `
  with line as (
    select id, sku, quantity, price from jsonb_to_recordset($7::jsonb) as l(id uuid, sku text, quantity integer, price numeric)
  ), kept as (
    insert into orders values ($1, $2, $3, $4, $5, $6)
  ), kept_line as (
    insert into order_line select id, $1, sku, quantity, price from line
  ), entry as (
    insert into order_line_entry select gen_random_uuid(), id, 'forward', quantity, $6 from line
  ), level as (
    update stock_level s set reserved = s.reserved + line.quantity from line where s.sku = line.sku
  ), held as (
    insert into reservation select gen_random_uuid(), id, sku, quantity from line
  ), ledger as (
    insert into stock_entry (sku, delta, at) select sku, quantity, $6::timestamptz from line
  ), change as (
    insert into stock_change (sku, at) select sku, $6::timestamptz from line
  ), plan as (
    insert into route_plan values (gen_random_uuid(), $1, $7::jsonb)
  ), audit as (
    insert into audit_entry values (gen_random_uuid(), $1, 'order-imported', $6), (gen_random_uuid(), $1, 'order-released', $6)
  ), purchase as (
    insert into purchase_order values ($8, $1, $9, 'sending', null)
  )
  insert into purchase_order_line select gen_random_uuid(), $8, id, quantity from line`;

async function ask(shop: string, document: string, variables: object): Promise<unknown> {
  const headers = {
    'x-emulated-host': shop,
    'x-shopify-access-token': tokens[shop] ?? '',
  };
  const answer = await post(`${shopUrl}/admin/api/2026-10/graphql.json`, headers, {
    query: document,
    variables,
  });
  return (answer as { data: unknown }).data;
}

async function post(url: string, headers: Record<string, string>, body: object): Promise<unknown> {
  const answer = await send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    dispatcher,
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${url} answered ${answer.statusCode}: ${text}`);
  return JSON.parse(text);
}
