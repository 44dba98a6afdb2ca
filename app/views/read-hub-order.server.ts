import { readTimeline } from '../modules/activity/read-timeline.server.ts';
import { fromStored } from '../modules/routing/stored-input.ts';
import type { StoredInput } from '../modules/routing/stored-input.ts';
import type { RoutingPlan } from '../modules/routing/route-plan.ts';
import type { ChangeDetail } from '../modules/purchasing/change-request.ts';
import type { Substitute } from '../modules/purchasing/substitute.ts';
import type { Database } from '../platform/database.server.ts';
import { readExceptionsOf } from './read-hub-exceptions.server.ts';
import { explainRoute } from './explain-route.ts';
import type { ExplainedRoute } from './explain-route.ts';
import type { Reader } from './reader.server.ts';

type Key = { readonly distributorId: string; readonly orderId: string };

export type HubOrderHead = {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly status: string;
  readonly payment: string;
  readonly currency: string;
  readonly hubCurrency: string;
  readonly destinationCountry: string;
  readonly destinationZone: string | null;
  readonly isTest: boolean;
  readonly rush: boolean;
  readonly connectionId: string;
  readonly store: string;
  readonly domain: string;
  readonly retailer: string;
  readonly placedAt: Date;
  readonly paidAt: Date | null;
  readonly releaseAt: Date | null;
  readonly releasedAt: Date | null;
  /** The rule that set when it goes, in words; null where the connection's own delay does. */
  readonly releaseReason: string | null;
  readonly acceptedInStoreAt: Date | null;
  readonly rerouteAt: Date | null;
  readonly promisedBy: Date | null;
  readonly cancellation: string | null;
  readonly cancelledAt: Date | null;
  readonly contact: 'kept' | 'erased' | 'none';
};

export type HubOrderLine = {
  readonly id: string;
  readonly variantId: string;
  readonly productId: string;
  readonly title: string;
  readonly sku: string | null;
  readonly quantity: number;
  readonly forwarded: number;
  readonly cancelled: number;
  readonly removed: number;
  readonly shipped: number;
  readonly reserved: number;
  readonly unitPriceMinor: number;
  readonly unitWholesaleMinor: number;
  readonly wholesaleCurrency: string;
};

export type HubPurchaseOrderLine = {
  readonly id: string;
  readonly title: string;
  readonly supplierSku: string;
  readonly quantity: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly backordered: number;
  readonly cancelled: number;
  readonly shipped: number;
  readonly unitCostMinor: number;
  readonly expectedAt: string | null;
  /** What the supplier makes of the quantity, where it is more than was asked for. */
  readonly answeredQuantity: number | null;
  /** Routing passes the supplier over for what is left of it. */
  readonly isAvoided: boolean;
  readonly substitute: Substitute | null;
};

export type HubChangeRequest = {
  readonly id: string;
  readonly status: string;
  readonly detail: ChangeDetail;
  readonly askedAt: string;
  readonly deadlineAt: string;
  readonly answeredAt: string | null;
  readonly why: string | null;
};

/** The document of several that it waits for, or went with. */
export type HubBatch = {
  readonly number: string;
  readonly status: string;
  readonly waitsFor: string;
  readonly closesAt: string;
  readonly orders: number;
};

export type HubPurchaseOrder = {
  readonly id: string;
  readonly number: string;
  readonly supplierId: string;
  readonly supplier: string;
  readonly location: string;
  readonly status: string;
  readonly outsideReference: string | null;
  readonly currency: string;
  readonly attempts: number;
  readonly failure: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly acknowledgeBy: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly cancellation: string | null;
  /** When silence leads to the next step. */
  readonly rerouteAt: Date | null;
  readonly givenUpAt: Date | null;
  readonly batch: HubBatch | null;
  readonly lines: readonly HubPurchaseOrderLine[];
  readonly changes: readonly HubChangeRequest[];
};

/** `at`: ISO 8601 in UTC. */
export type ParcelScan = {
  readonly kind: string;
  readonly at: string;
  readonly place: string | null;
};

export type HubShipment = {
  readonly id: string;
  readonly purchaseOrder: string;
  readonly supplier: string;
  readonly carrier: string;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
  readonly shippedAt: Date;
  readonly status: string;
  /** When the carrier expects to deliver. */
  readonly expectedAt: Date | null;
  /** What carriers said of it, the latest first. */
  readonly scans: readonly ParcelScan[];
  readonly reportStatus: string;
  readonly reportFailure: string | null;
  readonly reportedAt: Date | null;
  readonly units: readonly { readonly title: string; readonly quantity: number }[];
};

/** One order with everything that happened to it; undefined for another distributor's as for none. No shopper's data. */
export async function readHubOrder(database: Database, key: Key) {
  const head = await readHead(database, key);
  if (!head) return undefined;
  const lines = await readLines(database, key);
  const [purchaseOrders, shipments, holds, route, acts] = await Promise.all([
    readPurchaseOrders(database, key),
    readShipments(database, key),
    readHolds(database, key),
    readRoute(database, key, lines),
    readTimeline(database, key.distributorId, { kind: 'order', id: key.orderId }),
  ]);
  const subjects = [
    key.orderId,
    ...purchaseOrders.map(({ id }) => id),
    ...shipments.map(({ id }) => id),
  ];
  const exceptions = await readExceptionsOf(database, key.distributorId, subjects);
  const people = await readPeople(
    database,
    acts.flatMap(({ actorKind, actorId }) => (actorKind === 'user' && actorId ? [actorId] : [])),
  );
  const told = acts.map((act) => ({ ...act, by: people.get(act.actorId ?? '') ?? act.actorKind }));
  return { head, lines, purchaseOrders, shipments, holds, route, acts: told, exceptions };
}

async function readHead(database: Reader, key: Key): Promise<HubOrderHead | undefined> {
  const [head] = await database.$queryRaw<HubOrderHead[]>`
    select o.id, o.name, o.number::float8 as number, o.status, o.payment, o.currency, d.currency as "hubCurrency",
      o.destination_country as "destinationCountry", o.destination_zone as "destinationZone", o.is_test as "isTest", o.rush,
      o.connection_id as "connectionId", s.name as store, s.domain, r.name as retailer, o.placed_at as "placedAt",
      o.paid_at as "paidAt", o.release_at as "releaseAt", o.released_at as "releasedAt", o.release_reason as "releaseReason",
      o.accepted_in_store_at as "acceptedInStoreAt", o.reroute_at as "rerouteAt", o.promised_by as "promisedBy", o.cancellation,
      o.cancelled_at as "cancelledAt",
      case when c.order_id is null then 'none' when c.sealed_key is null then 'erased' else 'kept' end as contact
    from orders o
    join distributor d on d.id = o.distributor_id
    join store s on s.id = o.store_id
    join retailer r on r.id = s.retailer_id
    left join order_contact c on c.distributor_id = o.distributor_id and c.order_id = o.id
    where o.distributor_id = ${key.distributorId}::uuid and o.id = ${key.orderId}::uuid`;
  return head;
}

/** The most that a shop's order is expected to have, and as many again. */
const MOST_LINES = 1_000;

async function readLines(database: Reader, key: Key): Promise<HubOrderLine[]> {
  return database.$queryRaw<HubOrderLine[]>`
    select l.id, l.variant_id as "variantId", v.product_id as "productId", l.title, l.sku, l.quantity,
      l.forwarded_quantity as forwarded, l.cancelled_quantity as cancelled, l.removed_quantity as removed,
      l.shipped_quantity as shipped, l.unit_price_minor::float8 as "unitPriceMinor",
      l.unit_wholesale_minor::float8 as "unitWholesaleMinor", l.wholesale_currency as "wholesaleCurrency",
      (select coalesce(sum(quantity), 0)::int from reservation r where r.distributor_id = l.distributor_id
        and r.order_id = l.order_id and r.order_line_id = l.id and reservation_counts(r.state)) as reserved
    from order_line l join variant v on v.distributor_id = l.distributor_id and v.id = l.variant_id
    where l.distributor_id = ${key.distributorId}::uuid and l.order_id = ${key.orderId}::uuid order by l.id limit ${MOST_LINES}`;
}

async function readPurchaseOrders(database: Reader, key: Key): Promise<HubPurchaseOrder[]> {
  return database.$queryRaw<HubPurchaseOrder[]>`
    select p.id, p.number, p.supplier_id as "supplierId", s.name as supplier, place.name as location, p.status,
      p.outside_reference as "outsideReference", p.currency, p.attempts, p.failure, p.created_at as "createdAt",
      p.sent_at as "sentAt", p.acknowledge_by as "acknowledgeBy", p.acknowledged_at as "acknowledgedAt", p.cancellation,
      p.reroute_at as "rerouteAt", p.given_up_at as "givenUpAt",
      (select jsonb_build_object('number', b.number, 'status', b.status, 'waitsFor', b.waits_for, 'closesAt', b.closes_at,
          'orders', (select count(*)::int from purchase_order other
            where other.distributor_id = b.distributor_id and other.batch_id = b.id))
        from purchase_order_batch b where b.distributor_id = p.distributor_id and b.id = p.batch_id) as batch,
      (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'status', c.status, 'detail', c.detail,
          'askedAt', c.asked_at, 'deadlineAt', c.deadline_at, 'answeredAt', c.answered_at, 'why', c.why)
          order by c.asked_at, c.id), '[]')
        from change_request c where c.distributor_id = p.distributor_id and c.purchase_order_id = p.id) as changes,
      (select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'title', o.title, 'supplierSku', l.supplier_sku,
          'quantity', l.quantity, 'accepted', l.accepted_quantity, 'rejected', l.rejected_quantity,
          'backordered', l.backordered_quantity, 'cancelled', l.cancelled_quantity, 'shipped', l.shipped_quantity,
          'unitCostMinor', l.unit_cost_minor::float8, 'expectedAt', l.expected_at,
          'answeredQuantity', l.answered_quantity, 'isAvoided', l.avoided_at is not null, 'substitute', l.substitute)
          order by l.id), '[]')
        from purchase_order_line l join order_line o on o.distributor_id = l.distributor_id and o.id = l.order_line_id
        where l.distributor_id = p.distributor_id and l.purchase_order_id = p.id) as lines
    from purchase_order p
    join supplier s on s.distributor_id = p.distributor_id and s.id = p.supplier_id
    join supplier_location place on place.distributor_id = p.distributor_id and place.id = p.location_id
    where p.distributor_id = ${key.distributorId}::uuid and p.order_id = ${key.orderId}::uuid
    order by p.created_at, p.number limit 100`;
}

async function readShipments(database: Reader, key: Key): Promise<HubShipment[]> {
  return database.$queryRaw<HubShipment[]>`
    select x.id, p.number as "purchaseOrder", s.name as supplier, x.carrier, x.tracking_number as "trackingNumber",
      x.tracking_url as "trackingUrl", x.shipped_at as "shippedAt", x.status, x.report_status as "reportStatus",
      x.report_failure as "reportFailure", x.reported_at as "reportedAt",
      (select coalesce(jsonb_agg(jsonb_build_object('title', o.title, 'quantity', l.quantity) order by o.title, o.id), '[]')
        from shipment_line l join order_line o on o.distributor_id = l.distributor_id and o.id = l.order_line_id
        where l.distributor_id = x.distributor_id and l.shipment_id = x.id) as units,
      x.expected_at as "expectedAt",
      (select coalesce(jsonb_agg(jsonb_build_object('kind', e.kind, 'at', to_char(e.occurred_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'place', e.place)
          order by e.occurred_at desc, e.id desc), '[]')
        from tracking_event e where e.distributor_id = x.distributor_id and e.purchase_order_id = x.purchase_order_id
          and e.supplier_shipment_key = x.supplier_shipment_key) as scans
    from shipment x
    join purchase_order p on p.distributor_id = x.distributor_id and p.id = x.purchase_order_id
    join supplier s on s.distributor_id = p.distributor_id and s.id = p.supplier_id
    where x.distributor_id = ${key.distributorId}::uuid and x.order_id = ${key.orderId}::uuid
    order by x.shipped_at, x.id limit 100`;
}

async function readHolds(database: Reader, key: Key) {
  return database.$queryRaw<
    { id: string; kind: string; reason: string; openedAt: Date; resolvedAt: Date | null }[]
  >`
    select id, kind, reason, opened_at as "openedAt", resolved_at as "resolvedAt" from order_hold
    where distributor_id = ${key.distributorId}::uuid and order_id = ${key.orderId}::uuid
    order by resolved_at nulls first, opened_at limit 50`;
}

/** The newest plan, whole: it is data that explains itself, with the input it was made from. */
async function readRoute(
  database: Reader,
  key: Key,
  lines: readonly HubOrderLine[],
): Promise<ExplainedRoute | undefined> {
  const [row] = await database.$queryRaw<
    { revision: number; at: Date; plan: Omit<RoutingPlan, 'input'>; input: StoredInput }[]
  >`
    select revision, at, plan, input from route_plan
    where distributor_id = ${key.distributorId}::uuid and order_id = ${key.orderId}::uuid
    order by revision desc limit 1`;
  if (!row) return undefined;
  const places = await database.$queryRaw<{ id: string; name: string }[]>`
    select id, name from supplier_location where distributor_id = ${key.distributorId}::uuid
      and id = any(${[...new Set(row.input.candidates.map(({ locationId }) => locationId))]}::uuid[])`;
  return explainRoute(
    { ...row, plan: { ...row.plan, input: fromStored(row.input) } },
    new Map(places.map(({ id, name }) => [id, name])),
    new Map(lines.map(({ id, title }) => [id, title])),
  );
}

async function readPeople(
  database: Reader,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows = await database.$queryRaw<{ id: string; name: string }[]>`
    select id, name from "user" where id = any(${[...new Set(userIds)]}::text[])`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}
