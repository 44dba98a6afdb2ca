/** Reads and writes returns. They are opened under their order's lock and moved on under their own. */
import { newId } from '../../platform/ids.ts';
import type { Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { OrderKey } from '../orders/order.ts';
import type {
  GradedUnits,
  NewReturnLine,
  ReturnCase,
  ReturnKey,
  ReturnLine,
  ReturnsContext,
  ReturnWithLines,
} from './return.ts';
import type { ReturnSource } from './return-units.ts';

const COLUMNS = Prisma.sql`
  c.distributor_id as "distributorId", c.id, c.request_id as "requestId", c.number, c.order_id as "orderId",
  c.connection_id as "connectionId", c.store_id as "storeId", c.supplier_id as "supplierId", c.origin, c.reason, c.note,
  c.status, c.decision, c.decision_reason as "decisionReason", c.policy, c.policy_version as "policyVersion", c.refund,
  c.refund_when as "refundWhen", c.refund_attempt as "refundAttempt", c.refund_failure as "refundFailure",
  c.outside_refund_id as "outsideRefundId", c.refund_shipping_minor::float8 as "refundShippingMinor",
  c.refunded_minor::float8 as "refundedMinor", c.store_currency as "storeCurrency", c.supplier_credit as "supplierCredit",
  c.label_from as "labelFrom", c.label_paid_by as "labelPaidBy", c.label_cost_minor::float8 as "labelCostMinor",
  c.label_currency as "labelCurrency", c.carrier, c.tracking_number as "trackingNumber", c.tracking_url as "trackingUrl",
  c.requested_at as "requestedAt", c.decided_at as "decidedAt", c.sent_at as "sentAt", c.received_at as "receivedAt",
  c.inspected_at as "inspectedAt", c.refunded_at as "refundedAt", c.credited_at as "creditedAt",
  c.supplier_credited_at as "supplierCreditedAt", c.closed_at as "closedAt", c.due_at as "dueAt"`;

/** The order's purchase order lines with what of each was shipped and has been asked back. Call it under the order's lock. */
export async function readReturnSources(tx: Tx, key: OrderKey): Promise<ReturnSource[]> {
  return tx.$queryRaw<ReturnSource[]>`
    select l.id as "purchaseOrderLineId", l.order_line_id as "orderLineId", l.variant_id as "variantId",
      p.supplier_id as "supplierId", p.location_id as "locationId", l.shipped_quantity as shipped,
      l.quantity - l.rejected_quantity - l.cancelled_quantity as asked, l.unit_cost_minor::float8 as "unitCostMinor",
      p.currency as "costCurrency", o.unit_wholesale_minor::float8 as "unitWholesaleMinor",
      o.wholesale_currency as "wholesaleCurrency",
      (select max(s.shipped_at) from shipment_line x join shipment s on s.distributor_id = x.distributor_id
        and s.id = x.shipment_id where x.distributor_id = l.distributor_id and x.purchase_order_line_id = l.id
        and s.order_id = ${key.orderId}::uuid) as "shippedAt",
      (select coalesce(sum(r.quantity), 0)::int from return_line r join return_case c on c.distributor_id = r.distributor_id
        and c.id = r.return_id where r.distributor_id = l.distributor_id and r.purchase_order_line_id = l.id
        and c.status not in ('rejected', 'cancelled')) as taken
    from purchase_order p
    join purchase_order_line l on l.distributor_id = p.distributor_id and l.purchase_order_id = p.id
    join order_line o on o.distributor_id = l.distributor_id and o.id = l.order_line_id
    where p.distributor_id = ${key.distributorId}::uuid and p.order_id = ${key.orderId}::uuid
    order by l.id`;
}

/** When each line's parcels left, and when a carrier told the delivery of the last of them. */
export async function readParcelsOfReturn(
  tx: Tx,
  { distributorId, returnId }: ReturnKey,
): Promise<
  readonly { readonly shippedAt: Instant | null; readonly deliveredAt: Instant | null }[]
> {
  return tx.$queryRaw<{ shippedAt: Instant | null; deliveredAt: Instant | null }[]>`
    select l.shipped_at as "shippedAt", (select max(e.occurred_at) from shipment_line x
      join shipment s on s.distributor_id = x.distributor_id and s.id = x.shipment_id
      join tracking_event e on e.distributor_id = s.distributor_id and e.purchase_order_id = s.purchase_order_id
        and e.supplier_shipment_key = s.supplier_shipment_key and e.kind = 'delivered'
      where x.distributor_id = l.distributor_id and x.purchase_order_line_id = l.purchase_order_line_id
        and s.order_id = c.order_id) as "deliveredAt"
    from return_case c join return_line l on l.distributor_id = c.distributor_id and l.return_id = c.id
    where c.distributor_id = ${distributorId}::uuid and c.id = ${returnId}::uuid order by l.id`;
}

export type NewReturn = Pick<
  ReturnCase,
  | 'id' | 'requestId' | 'connectionId' | 'storeId' | 'supplierId' | 'origin' | 'reason' | 'note' | 'policy'
  | 'policyVersion' | 'refund' | 'refundWhen' | 'refundShippingMinor' | 'storeCurrency' | 'labelFrom' | 'labelPaidBy'
> & { readonly lines: readonly NewReturnLine[] }; // prettier-ignore

/** Numbered by the order and a count: RMA-1042-1. The caller holds the order's lock, so no number is given twice. */
export async function insertReturn(
  { tx, clock }: ReturnsContext,
  key: OrderKey,
  { lines, ...fields }: NewReturn,
): Promise<string> {
  const { distributorId, orderId } = key;
  const [row] = await tx.$queryRaw<{ number: string }[]>`
    select 'RMA-' || o.number || '-' || (select count(*) + 1 from return_case c
      where c.distributor_id = o.distributor_id and c.order_id = o.id) as number
    from orders o where o.distributor_id = ${distributorId}::uuid and o.id = ${orderId}::uuid`;
  const number = row?.number ?? '';
  const at = clock.now();
  await tx.returnCase.create({
    data: {
      ...fields,
      distributorId,
      orderId,
      number,
      status: 'requested',
      decision: 'open',
      decisionReason: '',
      supplierCredit: 'awaited',
      requestedAt: at,
    },
  });
  await tx.returnLine.createMany({
    data: lines.map((line) => ({ ...line, distributorId, returnId: fields.id })),
  });
  return number;
}

/** Takes a return for writing until the transaction ends; undefined when this distributor has no such one. */
export async function lockReturn(tx: Tx, key: ReturnKey): Promise<ReturnWithLines | undefined> {
  const { distributorId, returnId } = key;
  const locked = await tx.$executeRaw`
    select from return_case where distributor_id = ${distributorId}::uuid and id = ${returnId}::uuid for no key update`;
  if (locked === 0) return undefined;
  const [found] = await tx.$queryRaw<ReturnCase[]>`
    select ${COLUMNS} from return_case c where c.distributor_id = ${distributorId}::uuid and c.id = ${returnId}::uuid`;
  return found && { ...found, ...(await readParts(tx, key)) };
}

async function readParts(
  tx: Tx,
  { distributorId, returnId }: ReturnKey,
): Promise<Pick<ReturnWithLines, 'lines' | 'grades'>> {
  const lines = await tx.$queryRaw<ReturnLine[]>`
    select l.id, l.return_id as "returnId", l.order_line_id as "orderLineId", o.outside_line_id as "outsideLineId",
      l.purchase_order_line_id as "purchaseOrderLineId", l.variant_id as "variantId", l.location_id as "locationId",
      l.quantity, l.received_quantity as "receivedQuantity", l.refunded_quantity as "refundedQuantity",
      l.unit_wholesale_minor::float8 as "unitWholesaleMinor", l.wholesale_currency as "wholesaleCurrency",
      l.unit_cost_minor::float8 as "unitCostMinor", l.cost_currency as "costCurrency", l.shipped_at as "shippedAt"
    from return_line l join order_line o on o.distributor_id = l.distributor_id and o.id = l.order_line_id
    where l.distributor_id = ${distributorId}::uuid and l.return_id = ${returnId}::uuid order by l.id`;
  const grades = await tx.$queryRaw<GradedUnits[]>`
    select g.return_line_id as "returnLineId", g.grade, g.disposition, g.quantity, g.credited
    from return_line l join return_grade g on g.distributor_id = l.distributor_id and g.return_line_id = l.id
    where l.distributor_id = ${distributorId}::uuid and l.return_id = ${returnId}::uuid
    order by g.return_line_id, g.grade, g.disposition`;
  return { lines, grades };
}

/** What one wish has opened already. */
export async function findReturnsOfRequest(
  tx: Tx,
  { distributorId, orderId }: OrderKey,
  requestId: string,
): Promise<readonly { readonly returnId: ReturnKey['returnId']; readonly number: string }[]> {
  return tx.$queryRaw<{ returnId: ReturnKey['returnId']; number: string }[]>`
    select id as "returnId", number from return_case
    where distributor_id = ${distributorId}::uuid and order_id = ${orderId}::uuid and request_id = ${requestId}::uuid
    order by id`;
}

/** Returns with units of an order line that the store has not refunded yet: live ones first, then the oldest. */
export async function findReturnsToMatch(
  tx: Tx,
  distributorId: string,
  orderLineId: string,
): Promise<readonly ReturnKey['returnId'][]> {
  const rows = await tx.$queryRaw<{ id: ReturnKey['returnId'] }[]>`
    select c.id from return_line l join return_case c on c.distributor_id = l.distributor_id and c.id = l.return_id
    where l.distributor_id = ${distributorId}::uuid and l.order_line_id = ${orderLineId}::uuid
      and l.refunded_quantity < l.quantity
    group by c.id, c.status order by c.status in ('rejected', 'cancelled'), c.id`;
  return rows.map(({ id }) => id);
}

export type ReturnProgress = Partial<
  Pick<
    ReturnCase,
    | 'status' | 'decision' | 'decisionReason' | 'refund' | 'refundAttempt' | 'refundFailure' | 'outsideRefundId'
    | 'refundedMinor' | 'refundWhen' | 'refundShippingMinor' | 'supplierCredit' | 'labelFrom' | 'labelPaidBy' | 'labelCostMinor' | 'labelCurrency'
    | 'carrier' | 'trackingNumber' | 'trackingUrl' | 'decidedAt' | 'sentAt' | 'receivedAt' | 'inspectedAt'
    | 'refundedAt' | 'creditedAt' | 'supplierCreditedAt' | 'closedAt' | 'dueAt'
  >
>; // prettier-ignore

/** Writes what has changed, and answers the return as it now is. */
export async function saveReturn<Known extends ReturnCase>(
  { tx }: ReturnsContext,
  known: Known,
  progress: ReturnProgress,
): Promise<Known> {
  await tx.returnCase.update({
    where: { distributorId_id: { distributorId: known.distributorId, id: known.id } },
    data: progress,
  });
  return { ...known, ...progress };
}

/** Sets how many units of lines have arrived. */
export async function saveReceived(
  { tx }: ReturnsContext,
  distributorId: string,
  lines: readonly { readonly id: string; readonly received: number }[],
): Promise<void> {
  await tx.$executeRaw`
    update return_line l set received_quantity = n.received
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as n(id uuid, received integer)
    where l.distributor_id = ${distributorId}::uuid and l.id = n.id`;
}

/** Sets how many units of lines the store has refunded. */
export async function saveRefunded(
  { tx }: ReturnsContext,
  distributorId: string,
  lines: readonly { readonly id: string; readonly refunded: number }[],
): Promise<void> {
  await tx.$executeRaw`
    update return_line l set refunded_quantity = n.refunded
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as n(id uuid, refunded integer)
    where l.distributor_id = ${distributorId}::uuid and l.id = n.id`;
}

export async function insertGrades(
  { tx }: ReturnsContext,
  distributorId: string,
  grades: readonly GradedUnits[],
): Promise<void> {
  await tx.returnGrade.createMany({ data: grades.map((each) => ({ ...each, distributorId })) });
}

export type CreditKind =
  | 'wholesale'
  | 'restocking-fee'
  | 'supplier-credit'
  | 'label-charge'
  | 'label-cost';

/** Notes an amount that the return has moved, each once by its kind and reference. */
export async function insertCredits(
  { tx, clock }: ReturnsContext,
  { distributorId, returnId }: ReturnKey,
  credits: readonly {
    readonly kind: CreditKind;
    readonly reference: string;
    readonly currency: string;
    readonly amountMinor: number;
  }[],
): Promise<void> {
  const at = clock.now();
  await tx.returnCredit.createMany({
    data: credits.map((each) => ({ ...each, distributorId, returnId, at })),
    skipDuplicates: true,
  });
}

export type NewReturnFile = {
  readonly kind: 'photo' | 'label';
  readonly name: string;
  readonly blobSha256: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
};

export async function insertReturnFile(
  { tx, clock }: ReturnsContext,
  { distributorId, returnId }: ReturnKey,
  file: NewReturnFile,
): Promise<void> {
  const addedAt = clock.now();
  await tx.returnFile.create({
    data: { ...file, distributorId, returnId, id: newId<'ReturnFile'>(), addedAt },
  });
}

export async function countReturnPhotos(
  tx: Tx,
  { distributorId, returnId }: ReturnKey,
): Promise<number> {
  return tx.returnFile.count({ where: { distributorId, returnId, kind: 'photo' } });
}

export type UnmatchedRefund = {
  readonly orderLineId: Id<'OrderLine'>;
  /** Units that the store has refunded after they were shipped, and that no return says so of. */
  readonly units: number;
};

/** Call it under the order's lock. */
export async function readUnmatchedRefunds(
  tx: Tx,
  { distributorId, orderId }: OrderKey,
): Promise<readonly UnmatchedRefund[]> {
  return tx.$queryRaw<UnmatchedRefund[]>`
    select o.id as "orderLineId", o.returned_quantity - coalesce(sum(l.refunded_quantity), 0)::int as units
    from order_line o left join return_line l on l.distributor_id = o.distributor_id and l.order_line_id = o.id
    where o.distributor_id = ${distributorId}::uuid and o.order_id = ${orderId}::uuid
    group by o.id, o.returned_quantity having o.returned_quantity > coalesce(sum(l.refunded_quantity), 0)
    order by o.id`;
}

/** Returns whose time to move has passed, the longest first. */
export async function listDueReturns(
  tx: Tx,
  now: Instant,
  limit: number,
): Promise<readonly ReturnKey[]> {
  return tx.$queryRaw<ReturnKey[]>`
    select distributor_id as "distributorId", id as "returnId" from return_case
    where due_at is not null and due_at <= ${now} order by due_at limit ${limit}`;
}

/** Forgets what may tell of a shopper: words about the goods, photos, and labels with their addresses. */
export async function eraseReturnTraces(
  { tx }: Pick<ReturnsContext, 'tx'>,
  orders: readonly { readonly distributorId: string; readonly orderId: string }[],
): Promise<void> {
  if (orders.length === 0) return;
  await tx.$executeRaw`
    with erased as (
      update return_case c set note = '' from jsonb_to_recordset(${JSON.stringify(orders)}::jsonb)
        as o("distributorId" uuid, "orderId" uuid)
      where c.distributor_id = o."distributorId" and c.order_id = o."orderId"
      returning c.distributor_id, c.id
    )
    delete from return_file f using erased e where f.distributor_id = e.distributor_id and f.return_id = e.id`;
}
