import { readTimeline } from '../modules/activity/read-timeline.server.ts';
import { HOLD_ADVICE, HOLD_KINDS } from '../modules/orders/order-checks.ts';
import type { HoldKind } from '../modules/orders/order-checks.ts';
import type { Id } from '../platform/ids.ts';
import type { Reader } from './reader.server.ts';

/** Holds that are the retailer's to judge; the others wait for the distributor. */
export const RELEASABLE_BY_RETAILER: readonly HoldKind[] = HOLD_KINDS.filter(
  (kind) =>
    HOLD_ADVICE[kind].owner === 'retailer' && HOLD_ADVICE[kind].remedies.includes('release-hold'),
);

type OrderHead = {
  readonly distributorId: string;
  readonly orderId: string;
  readonly distributor: string;
  readonly name: string;
  readonly status: string;
  readonly payment: string;
  readonly currency: string;
  readonly placedAt: Date;
  readonly paidAt: Date | null;
  readonly releaseAt: Date | null;
  readonly releasedAt: Date | null;
  readonly cancellation: string | null;
  readonly isTest: boolean;
  /** Nothing of it has been handed to a supplier yet, so it can be called off at once. */
  readonly beforeForwarding: boolean;
};

export type ShownOrderLine = {
  readonly id: string;
  readonly title: string;
  readonly sku: string | null;
  readonly ordered: number;
  /** Taken off before it was shipped. */
  readonly cancelled: number;
  readonly shipped: number;
  /** When the last of its units on backorder is to leave; null: none waits for a date. */
  readonly expectedAt: Date | null;
  readonly unitPriceMinor: number;
  readonly unitWholesaleMinor: number;
  readonly wholesaleCurrency: string;
};

export type ShownParcel = {
  readonly id: string;
  readonly carrier: string;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
  readonly shippedAt: Date;
  readonly status: string;
  /** When the carrier expects to deliver. */
  readonly expectedAt: Date | null;
  /** What carriers said of it, the latest first; `at` in ISO 8601, UTC. */
  readonly scans: readonly {
    readonly kind: string;
    readonly at: string;
    readonly place: string | null;
  }[];
  readonly reportStatus: string;
  readonly units: readonly { readonly title: string; readonly quantity: number }[];
};

export type ShownHold = {
  readonly id: string;
  readonly kind: HoldKind;
  readonly reason: string;
  readonly openedAt: Date;
  readonly nextStep: string;
  readonly owner: 'distributor' | 'retailer';
  /** Whether the retailer may let the order pass all the same. */
  readonly releasable: boolean;
};

/** An act on the order in the retailer's view: which act and when. Its facts stay with the distributor. */
type ShownAct = {
  readonly id: string;
  readonly at: Date;
  readonly act: string;
  readonly by: string;
};

export type OrderPartDetail = OrderHead & {
  readonly lines: readonly ShownOrderLine[];
  readonly parcels: readonly ShownParcel[];
  readonly holds: readonly ShownHold[];
  readonly acts: readonly ShownAct[];
};

/**
 * A shop's order with the part of each distributor, the asked one first. Undefined for an order of another store as
 * for none. Holds no supplier's name, no cost and nothing of the shopper.
 */
export async function readRetailerOrder(
  database: Reader,
  key: { readonly storeId: string; readonly orderId: string },
): Promise<readonly OrderPartDetail[] | undefined> {
  const heads = await database.$queryRaw<OrderHead[]>`
    select o.distributor_id as "distributorId", o.id as "orderId", d.name as distributor, o.name, o.status, o.payment,
      o.currency, o.placed_at as "placedAt", o.paid_at as "paidAt", o.release_at as "releaseAt",
      o.released_at as "releasedAt", o.cancellation, o.is_test as "isTest",
      not exists (select from order_line l where l.distributor_id = o.distributor_id and l.order_id = o.id
        and l.forwarded_quantity > l.cancelled_quantity) as "beforeForwarding"
    from orders asked
    join orders o on o.store_id = asked.store_id and o.outside_order_id = asked.outside_order_id
    join distributor d on d.id = o.distributor_id
    where asked.store_id = ${key.storeId}::uuid and asked.id = ${key.orderId}::uuid
    order by o.id = asked.id desc, d.name, o.id`;
  if (heads.length === 0) return undefined;
  return Promise.all(heads.map((head) => readPart(database, head)));
}

async function readPart(database: Reader, head: OrderHead): Promise<OrderPartDetail> {
  const [lines, parcels, holds, acts] = await Promise.all([
    readLines(database, head),
    readParcels(database, head),
    readOpenHolds(database, head),
    readActs(database, head),
  ]);
  return { ...head, lines, parcels, holds, acts };
}

async function readLines(database: Reader, head: OrderHead): Promise<readonly ShownOrderLine[]> {
  return database.$queryRaw<ShownOrderLine[]>`
    select id, title, sku, quantity as ordered, removed_quantity as cancelled, shipped_quantity as shipped,
      unit_price_minor::float8 as "unitPriceMinor", unit_wholesale_minor::float8 as "unitWholesaleMinor",
      wholesale_currency as "wholesaleCurrency", (select max(p.expected_at) from purchase_order_line p
        where p.distributor_id = order_line.distributor_id and p.order_line_id = order_line.id
          and p.backordered_quantity > 0) as "expectedAt"
    from order_line where distributor_id = ${head.distributorId}::uuid and order_id = ${head.orderId}::uuid
    order by id limit 1000`;
}

async function readParcels(database: Reader, head: OrderHead): Promise<readonly ShownParcel[]> {
  return database.$queryRaw<ShownParcel[]>`
    select s.id, s.carrier, s.tracking_number as "trackingNumber", s.tracking_url as "trackingUrl",
      s.shipped_at as "shippedAt", s.report_status as "reportStatus",
      (select coalesce(jsonb_agg(jsonb_build_object('title', l.title, 'quantity', sl.quantity) order by l.title, l.id), '[]')
        from shipment_line sl
        join order_line l on l.distributor_id = sl.distributor_id and l.id = sl.order_line_id
        where sl.distributor_id = s.distributor_id and sl.shipment_id = s.id) as units,
      s.status, s.expected_at as "expectedAt",
      (select coalesce(jsonb_agg(jsonb_build_object('kind', e.kind, 'at', to_char(e.occurred_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'place', e.place)
          order by e.occurred_at desc, e.id desc), '[]')
        from tracking_event e where e.distributor_id = s.distributor_id and e.purchase_order_id = s.purchase_order_id
          and e.supplier_shipment_key = s.supplier_shipment_key) as scans
    from shipment s where s.distributor_id = ${head.distributorId}::uuid and s.order_id = ${head.orderId}::uuid
    order by s.shipped_at, s.id limit 250`;
}

async function readOpenHolds(database: Reader, head: OrderHead): Promise<readonly ShownHold[]> {
  const rows = await database.$queryRaw<Pick<ShownHold, 'id' | 'kind' | 'reason' | 'openedAt'>[]>`
    select id, kind, reason, opened_at as "openedAt" from order_hold
    where distributor_id = ${head.distributorId}::uuid and order_id = ${head.orderId}::uuid and resolved_at is null
    order by opened_at, id`;
  return rows.map((row) => {
    const { nextStep, owner } = HOLD_ADVICE[row.kind];
    return { ...row, nextStep, owner, releasable: RELEASABLE_BY_RETAILER.includes(row.kind) };
  });
}

async function readActs(database: Reader, head: OrderHead): Promise<readonly ShownAct[]> {
  const subject = { kind: 'order', id: head.orderId };
  const acts = await readTimeline(database, head.distributorId, subject);
  return acts.map(({ id, at, act, actorKind }) => ({ id, at, act, by: actorKind }));
}

/** The full key of an order of this store, for acts on it; undefined for another store's as for none. */
export async function findOrderOfStore(
  database: Reader,
  key: { readonly storeId: string; readonly orderId: string },
): Promise<{ distributorId: Id<'Distributor'>; orderId: Id<'Order'> } | undefined> {
  const rows = await database.$queryRaw<
    { distributorId: Id<'Distributor'>; orderId: Id<'Order'> }[]
  >`
    select o.distributor_id as "distributorId", o.id as "orderId"
    from connection c join orders o on o.distributor_id = c.distributor_id and o.connection_id = c.id
    where c.store_id = ${key.storeId}::uuid and o.store_id = ${key.storeId}::uuid and o.id = ${key.orderId}::uuid`;
  return rows[0];
}
