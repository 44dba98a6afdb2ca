/**
 * Purchase order batch: purchase orders to one place of a supplier that wait for its cut-off and go as one document,
 * under one number and one key. Each stays a purchase order of its own, with its own lines, answers and status; what the
 * supplier says of the document is said of them by their lines.
 */
import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import { newId, stableId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { PurchaseOrder, PurchaseOrderKey, PurchasingContext } from './purchase-order.ts';

export type BatchId = Id<'PurchaseOrderBatch'>;

export type BatchKey = { readonly distributorId: Id<'Distributor'>; readonly batchId: BatchId };

export type PurchaseOrderBatch = {
  readonly distributorId: Id<'Distributor'>;
  readonly id: BatchId;
  readonly supplierId: Id<'Supplier'>;
  readonly locationId: Id<'SupplierLocation'>;
  readonly currency: string;
  readonly number: string;
  /** gathering: open for more; unknown: nobody can tell whether the supplier has it. */
  readonly status: 'gathering' | 'sending' | 'unknown' | 'sent';
  readonly idempotencyKey: string;
  readonly waitsFor: 'cut-off' | 'minimum' | 'nothing';
  readonly createdAt: Instant;
  readonly closesAt: Instant;
  readonly latestAt: Instant;
  readonly sentAt: Instant | null;
};

const COLUMNS = Prisma.sql`
  distributor_id as "distributorId", id, supplier_id as "supplierId", location_id as "locationId", currency, number,
  status, idempotency_key as "idempotencyKey", waits_for as "waitsFor", created_at as "createdAt",
  closes_at as "closesAt", latest_at as "latestAt", sent_at as "sentAt"`;

/**
 * The batch that gathers for a purchase order's place, begun with these moments where there is none. The purchase order
 * joins it; its number is the first one's in it with a letter, so that it cannot be a purchase order's.
 */
export async function joinBatch(
  { tx, clock }: PurchasingContext,
  order: PurchaseOrder,
  moments: { readonly closesAt: Instant; readonly latestAt: Instant },
): Promise<PurchaseOrderBatch> {
  const id = newId<'PurchaseOrderBatch'>();
  const idempotencyKey = stableId('purchase-order-batch', order.distributorId, id);
  // The row is written even where it is there, so that it cannot be closed before the purchase order has joined.
  const [batch] = await tx.$queryRaw<PurchaseOrderBatch[]>`
    insert into purchase_order_batch as b (distributor_id, id, supplier_id, location_id, currency, number, status,
      idempotency_key, waits_for, created_at, closes_at, latest_at)
    values (${order.distributorId}::uuid, ${id}::uuid, ${order.supplierId}::uuid, ${order.locationId}::uuid,
      ${order.currency}, ${`${order.number}-B`}, 'gathering', ${idempotencyKey}, 'cut-off', ${clock.now()},
      ${moments.closesAt}, ${moments.latestAt})
    on conflict (distributor_id, supplier_id, location_id, currency) where status = 'gathering'
      do update set closes_at = b.closes_at
    returning ${COLUMNS}`;
  if (!batch) throw new Error('A batch that was begun or found answered no row');
  await tx.$executeRaw`
    update purchase_order set batch_id = ${batch.id}::uuid
    where distributor_id = ${order.distributorId}::uuid and id = ${order.id}::uuid`;
  return batch;
}

/** Takes a batch for writing until the transaction ends. Nobody who holds it takes the lock of an order. */
export async function lockBatch(
  tx: Tx,
  { distributorId, batchId }: BatchKey,
): Promise<PurchaseOrderBatch | undefined> {
  const [batch] = await tx.$queryRaw<PurchaseOrderBatch[]>`
    select ${COLUMNS} from purchase_order_batch
    where distributor_id = ${distributorId}::uuid and id = ${batchId}::uuid for no key update`;
  return batch;
}

/** Its purchase orders in the order of their orders' ids: who locks several takes them in this order. */
export async function listBatch(
  tx: Tx,
  { distributorId, batchId }: BatchKey,
): Promise<PurchaseOrderKey[]> {
  return tx.$queryRaw`
    select distributor_id as "distributorId", id as "purchaseOrderId" from purchase_order
    where distributor_id = ${distributorId}::uuid and batch_id = ${batchId}::uuid order by order_id, id`;
}

/** What is asked for in a batch, minor units of its currency. */
export async function valueOfBatch(tx: Tx, { distributorId, batchId }: BatchKey): Promise<number> {
  const [row] = await tx.$queryRaw<{ value: number }[]>`
    select coalesce(sum((l.quantity - l.cancelled_quantity) * l.unit_cost_minor), 0)::float8 as value
    from purchase_order p join purchase_order_line l
      on l.distributor_id = p.distributor_id and l.purchase_order_id = p.id
    where p.distributor_id = ${distributorId}::uuid and p.batch_id = ${batchId}::uuid and p.status = 'draft'`;
  return row?.value ?? 0;
}

/** Where its purchase orders stand. */
export async function statusesOfBatch(
  tx: Tx,
  { distributorId, batchId }: BatchKey,
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ status: string }[]>`
    select distinct status from purchase_order
    where distributor_id = ${distributorId}::uuid and batch_id = ${batchId}::uuid`;
  return rows.map(({ status }) => status);
}

export async function saveBatch(
  { tx }: PurchasingContext,
  batch: PurchaseOrderBatch,
  progress: Partial<Pick<PurchaseOrderBatch, 'status' | 'waitsFor' | 'closesAt' | 'sentAt'>>,
): Promise<void> {
  const after = { ...batch, ...progress };
  await tx.$executeRaw`
    update purchase_order_batch set status = ${after.status}, waits_for = ${after.waitsFor},
      closes_at = ${after.closesAt}, sent_at = ${after.sentAt}
    where distributor_id = ${batch.distributorId}::uuid and id = ${batch.id}::uuid`;
}

/** Its purchase orders go by themselves after all: the link takes one at a time. Returns them. */
export async function dissolveBatch(tx: Tx, batch: BatchKey): Promise<PurchaseOrderKey[]> {
  const orders = await listBatch(tx, batch);
  await tx.$executeRaw`
    update purchase_order set batch_id = null, transmission = 'single'
    where distributor_id = ${batch.distributorId}::uuid and batch_id = ${batch.batchId}::uuid`;
  await tx.$executeRaw`
    delete from purchase_order_batch
    where distributor_id = ${batch.distributorId}::uuid and id = ${batch.batchId}::uuid`;
  return orders;
}

/** A purchase order that is to go by itself, since a person has found out that its document did not arrive. */
export async function leaveBatch(tx: Tx, order: PurchaseOrder): Promise<void> {
  await tx.$executeRaw`
    update purchase_order set batch_id = null, transmission = 'single'
    where distributor_id = ${order.distributorId}::uuid and id = ${order.id}::uuid`;
}

/** The number under which the supplier has a purchase order: its own, or that of the document it went with. */
export async function numberAtSupplier(tx: Tx, order: PurchaseOrder): Promise<string> {
  if (order.batchId === null) return order.number;
  const [row] = await tx.$queryRaw<{ number: string }[]>`
    select number from purchase_order_batch
    where distributor_id = ${order.distributorId}::uuid and id = ${order.batchId}::uuid`;
  return row?.number ?? order.number;
}

/** The purchase orders that went under a document's number to this supplier, with the lines of each. */
export async function findBatchByNumber(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly supplierId: Id<'Supplier'>;
    readonly number: string;
  },
): Promise<readonly (PurchaseOrderKey & { readonly lineIds: readonly string[] })[]> {
  return tx.$queryRaw`
    select p.distributor_id as "distributorId", p.id as "purchaseOrderId", array_agg(l.id::text) as "lineIds"
    from purchase_order_batch b
    join purchase_order p on p.distributor_id = b.distributor_id and p.batch_id = b.id
    join purchase_order_line l on l.distributor_id = p.distributor_id and l.purchase_order_id = p.id
    where b.distributor_id = ${input.distributorId}::uuid and b.supplier_id = ${input.supplierId}::uuid
      and b.number = ${input.number}
    group by p.distributor_id, p.id, p.order_id order by p.order_id, p.id`;
}
