/**
 * Baseline of `intake`: nothing but node:http and pg. Checks the signature, keeps the order and a line of an outbox in
 * one statement, answers after the commit.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import pg from 'pg';
import { bareSettings, BARE_SECRET, serveBare } from './bare-process.ts';

type Order = {
  id: number;
  name: string;
  total_price: string;
  currency: string;
  line_items: { id: number; sku: string; quantity: number; price: string }[];
};

const CONNECTIONS = 8;
const { databaseUrl } = bareSettings<{ databaseUrl: string }>();
const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });
await pool.query(`
  create table shop_order (shop text, id bigint, name text, total text, currency text, lines jsonb, received_at timestamptz,
    primary key (shop, id));
  create table outbox (id bigint generated always as identity primary key, shop text, order_id bigint, kind text)`);

await serveBare((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const given = Buffer.from(String(request.headers['x-shopify-hmac-sha256']), 'base64');
    const right = createHmac('sha256', BARE_SECRET).update(body).digest();
    if (given.length !== right.length || !timingSafeEqual(given, right))
      return void response.writeHead(401).end();
    keep(
      String(request.headers['x-shopify-shop-domain']),
      JSON.parse(body.toString()) as Order,
    ).then(
      () => response.writeHead(200, { 'content-length': '0' }).end(),
      () => response.writeHead(503).end(),
    );
  });
});

function keep(shop: string, order: Order) {
  const lines = order.line_items.map(({ id, sku, quantity, price }) => ({
    id,
    sku,
    quantity,
    price,
  }));
  return pool.query({
    name: 'keep',
    text: `with kept as (
        insert into shop_order values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning shop, id
      ) insert into outbox (shop, order_id, kind) select shop, id, 'order-paid' from kept`,
    values: [
      shop,
      order.id,
      order.name,
      order.total_price,
      order.currency,
      JSON.stringify(lines),
      new Date().toISOString(),
    ],
  });
}
