/** Reads and writes shipments. They are made under the order's lock; their report is moved on by one job at a time. */
import type { Instant } from '../../platform/clock.ts';
import type { Id } from '../../platform/ids.ts';
import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { OrderKey } from '../orders/order.ts';
import type {
  Shipment,
  ShipmentId,
  ShipmentKey,
  ShipmentLine,
  ShipmentsContext,
} from './shipment.ts';

const COLUMNS = Prisma.sql`
  distributor_id as "distributorId", id, order_id as "orderId", purchase_order_id as "purchaseOrderId",
  supplier_shipment_key as "supplierShipmentKey", carrier, tracking_number as "trackingNumber",
  tracking_url as "trackingUrl", shipped_at as "shippedAt", report_status as "reportStatus",
  report_failure as "reportFailure",
  outside_fulfilment_ids as "outsideFulfilmentIds", reported_tracking_number as "reportedTrackingNumber",
  reported_at as "reportedAt", status, status_at as "statusAt", expected_at as "expectedAt"`;

export type ShipmentWithLines = Shipment & { readonly lines: readonly ShipmentLine[] };

export type NewShipment = Pick<
  Shipment,
  'id' | 'purchaseOrderId' | 'supplierShipmentKey' | 'carrier' | 'trackingNumber' | 'trackingUrl' | 'shippedAt'
> & {
  /** A person looks at its number before the store is told. */
  readonly isHeld: boolean;
  readonly lines: readonly Omit<ShipmentLine, 'outsideLineId'>[];
}; // prettier-ignore

export async function insertShipment(
  { tx, clock }: ShipmentsContext,
  key: OrderKey,
  shipment: NewShipment,
): Promise<void> {
  await tx.$executeRaw`
    insert into shipment (distributor_id, id, order_id, purchase_order_id, supplier_shipment_key, carrier, tracking_number,
      tracking_url, shipped_at, status, report_status, outside_fulfilment_ids, created_at)
    values (${key.distributorId}::uuid, ${shipment.id}::uuid, ${key.orderId}::uuid, ${shipment.purchaseOrderId}::uuid,
      ${shipment.supplierShipmentKey}, ${shipment.carrier}, ${shipment.trackingNumber}, ${shipment.trackingUrl},
      ${shipment.shippedAt}, 'announced', ${shipment.isHeld ? 'parked' : 'pending'}, '{}', ${clock.now()})`;
  await tx.$executeRaw`
    insert into shipment_line (distributor_id, shipment_id, purchase_order_line_id, order_line_id, quantity)
    select ${key.distributorId}::uuid, ${shipment.id}::uuid, l."purchaseOrderLineId", l."orderLineId", l.quantity
    from jsonb_to_recordset(${JSON.stringify(shipment.lines)}::jsonb)
      as l("purchaseOrderLineId" uuid, "orderLineId" uuid, quantity integer)`;
}

export async function readShipment(
  tx: Tx,
  key: ShipmentKey,
): Promise<ShipmentWithLines | undefined> {
  const [shipment] = await tx.$queryRaw<Shipment[]>`
    select ${COLUMNS} from shipment where distributor_id = ${key.distributorId}::uuid and id = ${key.shipmentId}::uuid`;
  return shipment && { ...shipment, lines: await readLines(tx, key) };
}

export async function findShipmentBySupplierKey(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly purchaseOrderId: Id<'PurchaseOrder'>;
    readonly supplierShipmentKey: string;
  },
): Promise<ShipmentWithLines | undefined> {
  const [shipment] = await tx.$queryRaw<Shipment[]>`
    select ${COLUMNS} from shipment where distributor_id = ${input.distributorId}::uuid
      and purchase_order_id = ${input.purchaseOrderId}::uuid and supplier_shipment_key = ${input.supplierShipmentKey}`;
  if (!shipment) return undefined;
  const key = { distributorId: input.distributorId, shipmentId: shipment.id };
  return { ...shipment, lines: await readLines(tx, key) };
}

async function readLines(tx: Tx, key: ShipmentKey): Promise<ShipmentLine[]> {
  return tx.$queryRaw<ShipmentLine[]>`
    select s.purchase_order_line_id as "purchaseOrderLineId", s.order_line_id as "orderLineId",
      l.outside_line_id as "outsideLineId", s.quantity
    from shipment_line s join order_line l on l.distributor_id = s.distributor_id and l.id = s.order_line_id
    where s.distributor_id = ${key.distributorId}::uuid and s.shipment_id = ${key.shipmentId}::uuid
    order by s.purchase_order_line_id`;
}

export type ReportProgress = Partial<
  Pick<Shipment, 'reportStatus' | 'outsideFulfilmentIds' | 'reportedTrackingNumber' | 'reportedAt'>
> & { readonly failure?: string };

/** Moves the report on; what is not named stays, and a failure is forgotten with the next step. */
export async function saveReport(
  { tx }: ShipmentsContext,
  shipment: Shipment,
  progress: ReportProgress,
): Promise<void> {
  const after = { ...shipment, ...progress };
  await tx.$executeRaw`
    update shipment set report_status = ${after.reportStatus}, report_failure = ${progress.failure ?? null},
      outside_fulfilment_ids = ${[...after.outsideFulfilmentIds]}::text[],
      reported_tracking_number = ${after.reportedTrackingNumber}, reported_at = ${after.reportedAt}
    where distributor_id = ${shipment.distributorId}::uuid and id = ${shipment.id}::uuid`;
}

export async function saveTracking(
  { tx }: ShipmentsContext,
  shipment: Shipment,
  tracking: Pick<Shipment, 'carrier' | 'trackingNumber' | 'trackingUrl'>,
): Promise<void> {
  await tx.$executeRaw`
    update shipment set carrier = ${tracking.carrier}, tracking_number = ${tracking.trackingNumber},
      tracking_url = ${tracking.trackingUrl}
    where distributor_id = ${shipment.distributorId}::uuid and id = ${shipment.id}::uuid`;
}

/** The store's records that are known to be shipments of one store order, for all its orders and but for one shipment. */
export async function takenFulfilments(
  tx: Tx,
  input: {
    readonly storeId: Id<'Store'>;
    readonly outsideOrderId: string;
    readonly except: string;
  },
): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select unnest(s.outside_fulfilment_ids) as id
    from orders o join shipment s on s.distributor_id = o.distributor_id and s.order_id = o.id
    where o.store_id = ${input.storeId}::uuid and o.outside_order_id = ${input.outsideOrderId}
      and s.id <> ${input.except}::uuid`;
  return new Set(rows.map((row) => row.id));
}

/**
 * Another parcel of this distributor that bears the same number of the same carrier and belongs to another order: carriers
 * use a number again only after months.
 */
export async function findReusedNumber(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly orderId: Id<'Order'>;
    readonly carrier: string;
    readonly trackingNumber: string;
    readonly since: Instant;
  },
): Promise<{ readonly orderId: Id<'Order'>; readonly orderName: string } | undefined> {
  const [found] = await tx.$queryRaw<{ orderId: Id<'Order'>; orderName: string }[]>`
    select o.id as "orderId", o.name as "orderName"
    from shipment s join orders o on o.distributor_id = s.distributor_id and o.id = s.order_id
    where s.distributor_id = ${input.distributorId}::uuid and s.tracking_number = ${input.trackingNumber}
      and lower(s.carrier) = lower(${input.carrier}) and s.order_id <> ${input.orderId}::uuid
      and s.shipped_at >= ${input.since}
    order by s.shipped_at desc limit 1`;
  return found;
}

/** Shipments of an order that the store could not be told of. */
export async function listParkedReports(
  tx: Tx,
  key: { readonly distributorId: string; readonly orderId: string },
): Promise<readonly ShipmentId[]> {
  const rows = await tx.$queryRaw<{ id: ShipmentId }[]>`
    select id from shipment where distributor_id = ${key.distributorId}::uuid and order_id = ${key.orderId}::uuid
      and report_status = 'parked' order by id`;
  return rows.map(({ id }) => id);
}
