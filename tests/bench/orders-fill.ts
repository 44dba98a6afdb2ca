/**
 * Fill of orders: a database with a history of as many orders as asked, written by sets, with lines, ledger, purchase
 * orders, shipments and their timeline. Whatever the history, the same number of orders is open: work does not grow with it.
 */
import type pg from 'pg';

export type History = {
  readonly distributorId: string;
  readonly supplierId: string;
  readonly locationId: string;
  readonly orders: number;
};

/** Orders that are open in every database, the newest ones; of them every tenth is held. */
const OPEN = 500;
const CHUNK = 25_000;
/** Every so many orders one was called off. */
const CANCELLED_EACH = 20;

/** Writes the history in chunks. Rules and references are checked by `npm run audit` elsewhere, so they rest meanwhile. */
export async function fillOrders(pool: pg.Pool, history: History): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('set session_replication_role = replica');
    for (let from = 1; from <= history.orders; from += CHUNK)
      await fillChunk(client, history, from, Math.min(from + CHUNK - 1, history.orders));
    await client.query('set session_replication_role = default');
    await client.query(
      `insert into purchase_order_counter (distributor_id, last) values ($1, $2::bigint + 1000)`,
      [history.distributorId, history.orders],
    );
  } finally {
    client.release();
  }
  await pool.query('vacuum (analyze)');
}

async function fillChunk(
  client: pg.PoolClient,
  { distributorId, supplierId, locationId, orders }: History,
  from: number,
  to: number,
): Promise<void> {
  await client.query(
    `create temp table chunk on commit preserve rows as
     select n, uuidv7() as order_id, uuidv7() as po_id, uuidv7() as shipment_id, k.id as connection_id, k.store_id,
       case when n > $4::int - ${OPEN} then case when n % 10 = 0 then 'awaiting-release' else 'released' end
         when n % ${CANCELLED_EACH} = 0 then 'cancelled' else 'completed' end as status,
       timestamptz '2026-01-01' + n * interval '10 seconds' as at
     from generate_series($2::int, $3::int) as n
     join (select id, store_id, row_number() over (order by id) - 1 as place, count(*) over () as many
       from connection where distributor_id = $1) k on k.place = n % k.many order by n`,
    [distributorId, from, to, orders],
  );
  await client.query(
    `create temp table chunk_line as
     select c.*, l, uuidv7() as line_id, uuidv7() as po_line_id, v.id as variant_id,
       c.status in ('released', 'completed') as sent, c.status = 'completed' as shipped
     from chunk c cross join generate_series(1, 2) as l
     join (select id, row_number() over (order by id) - 1 as place, count(*) over () as many
       from variant where distributor_id = $1) v on v.place = (c.n * 7 + l) % v.many`,
    [distributorId],
  );
  for (const sql of STATEMENTS) await client.query(sql.text, sql.values({ distributorId, supplierId, locationId })); // prettier-ignore
  await client.query('drop table chunk, chunk_line');
}

type Keys = Pick<History, 'distributorId' | 'supplierId' | 'locationId'>;
const own = ({ distributorId }: Keys) => [distributorId];

const STATEMENTS: readonly { text: string; values: (keys: Keys) => string[] }[] = [
  {
    values: own,
    text: `insert into orders (distributor_id, id, connection_id, store_id, outside_order_id, name, status, payment, currency,
        destination_country, is_test, placed_at, paid_at, store_updated_at, store_read_at, release_at, released_at,
        closed_at, created_at, updated_at)
      select $1, order_id, connection_id, store_id, 'O-' || n, '#' || n, status, 'paid', 'CHF', 'CH', false, at, at, at, at, at,
        case when status in ('released', 'completed') then at end,
        case when status in ('completed', 'cancelled') then at + interval '2 days' end, at, at from chunk order by n`,
  },
  {
    values: own,
    text: `insert into order_line (distributor_id, id, order_id, outside_line_id, variant_id, sku, title, quantity,
        forwarded_quantity, shipped_quantity, removed_quantity, unit_price_minor, unit_wholesale_minor, wholesale_currency)
      select $1, line_id, order_id, 'L-' || n || '-' || l, variant_id, 'SKU-' || l, 'Bench article', 2,
        case when sent then 2 else 0 end, case when shipped then 2 else 0 end,
        case when status = 'cancelled' then 2 else 0 end, 2000, 1200, 'CHF' from chunk_line`,
  },
  {
    values: own,
    text: `insert into order_line_entry (distributor_id, id, order_id, order_line_id, kind, quantity, reference, at)
      select $1, uuidv7(), order_id, line_id, case when sent then 'forward' else 'remove' end, 2, po_line_id::text, at
      from chunk_line where sent or status = 'cancelled'`,
  },
  {
    values: ({ distributorId, supplierId, locationId }) => [distributorId, supplierId, locationId],
    text: `insert into purchase_order (distributor_id, id, order_id, supplier_id, location_id, number, status,
        idempotency_key, currency, created_at, sent_at, acknowledged_at, closed_at)
      select $1, po_id, order_id, $2, $3, 'PO-' || (1000 + n), case when status = 'completed' then 'shipped' else 'acknowledged' end,
        'key-' || n, 'CHF', at, at, at, case when status = 'completed' then at end
      from chunk where status in ('released', 'completed')`,
  },
  {
    values: own,
    text: `insert into purchase_order_line (distributor_id, id, purchase_order_id, order_line_id, reservation_id, variant_id,
        supplier_sku, quantity, unit_cost_minor, accepted_quantity, shipped_quantity)
      select $1, po_line_id, po_id, line_id, uuidv7(), variant_id, 'SUP', 2, 500, 2, case when shipped then 2 else 0 end
      from chunk_line where sent`,
  },
  {
    values: own,
    text: `insert into shipment (distributor_id, id, order_id, purchase_order_id, supplier_shipment_key, carrier,
        tracking_number, shipped_at, status, report_status, outside_fulfilment_ids, reported_at, created_at)
      select $1, shipment_id, order_id, po_id, 'P-' || n, 'Post', 'T-' || n, at, 'delivered', 'reported', array['F-' || n], at, at
      from chunk where status = 'completed'`,
  },
  {
    values: own,
    text: `insert into shipment_line (distributor_id, shipment_id, purchase_order_line_id, order_line_id, quantity)
      select $1, shipment_id, po_line_id, line_id, 2 from chunk_line where shipped`,
  },
  {
    values: own,
    text: `insert into order_hold (distributor_id, id, order_id, kind, reason, opened_at, resolved_at, resolved_by)
      select $1, uuidv7(), order_id, 'manual', 'Ask first.', at, case when status = 'awaiting-release' then null else at end,
        case when status = 'awaiting-release' then null else 'hanna' end from chunk where n % 10 = 0`,
  },
  {
    values: own,
    text: `insert into audit_entry (id, distributor_id, store_id, at, actor_kind, act, subject_kind, subject_id, detail)
      select uuidv7(), $1, store_id, at, 'system', act, 'order', order_id, '{}'
      from chunk cross join unnest(array['order-imported', 'order-released', 'shipment-recorded']) as act`,
  },
]; // prettier-ignore
