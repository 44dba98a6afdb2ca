/** Reads and writes purchase orders and their lines. Writers hold the lock of the order or of the purchase order. */
import type { Id } from '../../platform/ids.ts';
import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { OrderKey } from '../orders/order.ts';
import type { AnswerEffect } from './answer-lines.ts';
import type {
  PurchaseOrder,
  PurchaseOrderId,
  PurchaseOrderKey,
  PurchaseOrderLine,
  PurchaseOrderLineId,
  PurchasingContext,
} from './purchase-order.ts';

const COLUMNS = Prisma.sql`
  distributor_id as "distributorId", id, order_id as "orderId", supplier_id as "supplierId",
  location_id as "locationId", number, status, idempotency_key as "idempotencyKey",
  outside_reference as "outsideReference", currency, attempts, created_at as "createdAt", sent_at as "sentAt",
  acknowledge_by as "acknowledgeBy", acknowledged_at as "acknowledgedAt", cancellation`;

const LINE_COLUMNS = Prisma.sql`
  id, order_line_id as "orderLineId", variant_id as "variantId", supplier_sku as "supplierSku", quantity,
  unit_cost_minor::float8 as "unitCostMinor", accepted_quantity as "acceptedQuantity",
  rejected_quantity as "rejectedQuantity", backordered_quantity as "backorderedQuantity",
  cancelled_quantity as "cancelledQuantity", shipped_quantity as "shippedQuantity", expected_at as "expectedAt",
  answered_at as "answeredAt"`;

export type PurchaseOrderWithLines = PurchaseOrder & {
  readonly lines: readonly PurchaseOrderLine[];
};

export type NewPurchaseOrder = {
  readonly id: PurchaseOrderId;
  readonly supplierId: Id<'Supplier'>;
  readonly locationId: Id<'SupplierLocation'>;
  readonly number: string;
  readonly idempotencyKey: string;
  readonly currency: string;
  readonly lines: readonly NewPurchaseOrderLine[];
};

export type NewPurchaseOrderLine = {
  readonly id: PurchaseOrderLineId;
  readonly orderLineId: Id<'OrderLine'>;
  readonly reservationId: Id<'Reservation'>;
  readonly variantId: Id<'Variant'>;
  readonly supplierSku: string;
  readonly quantity: number;
  readonly unitCostMinor: number;
};

/** All purchase orders of one release in two statements. */
export async function insertPurchaseOrders(
  { tx, clock }: PurchasingContext,
  key: OrderKey,
  orders: readonly NewPurchaseOrder[],
): Promise<void> {
  const heads = orders.map(({ id, supplierId, locationId, number, idempotencyKey, currency }) => ({
    id, supplierId, locationId, number, idempotencyKey, currency,
  })); // prettier-ignore
  const lines = orders.flatMap((order) =>
    order.lines.map((line) => ({ ...line, purchaseOrderId: order.id })),
  );
  await tx.$executeRaw`
    insert into purchase_order (distributor_id, id, order_id, supplier_id, location_id, number, status, idempotency_key,
      currency, created_at)
    select ${key.distributorId}::uuid, h.id, ${key.orderId}::uuid, h."supplierId", h."locationId", h.number, 'draft',
      h."idempotencyKey", h.currency, ${clock.now()}
    from jsonb_to_recordset(${JSON.stringify(heads)}::jsonb) as h(id uuid, "supplierId" uuid, "locationId" uuid, number text,
      "idempotencyKey" text, currency text)`;
  await tx.$executeRaw`
    insert into purchase_order_line (distributor_id, id, purchase_order_id, order_line_id, reservation_id, variant_id,
      supplier_sku, quantity, unit_cost_minor)
    select ${key.distributorId}::uuid, l.id, l."purchaseOrderId", l."orderLineId", l."reservationId", l."variantId",
      l."supplierSku", l.quantity, l."unitCostMinor"
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l(id uuid, "purchaseOrderId" uuid, "orderLineId" uuid,
      "reservationId" uuid, "variantId" uuid, "supplierSku" text, quantity integer, "unitCostMinor" bigint)`;
}

/** How many purchase orders an order has: the next one's number ends one higher. */
export async function countPurchaseOrders(tx: Tx, key: OrderKey): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::integer as count from purchase_order
    where distributor_id = ${key.distributorId}::uuid and order_id = ${key.orderId}::uuid`;
  return row?.count ?? 0;
}

export async function readPurchaseOrder(
  tx: Tx,
  key: PurchaseOrderKey,
): Promise<PurchaseOrderWithLines | undefined> {
  const [order] = await tx.$queryRaw<PurchaseOrder[]>`
    select ${COLUMNS} from purchase_order
    where distributor_id = ${key.distributorId}::uuid and id = ${key.purchaseOrderId}::uuid`;
  return order && { ...order, lines: await readLines(tx, key) };
}

/** Its id and its order's, by the number that the supplier names; undefined for a number that is not this supplier's. */
export async function findPurchaseOrderByNumber(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly supplierId: Id<'Supplier'>;
    readonly number: string;
  },
): Promise<Pick<PurchaseOrder, 'id' | 'orderId'> | undefined> {
  const [row] = await tx.$queryRaw<Pick<PurchaseOrder, 'id' | 'orderId'>[]>`
    select id, order_id as "orderId" from purchase_order
    where distributor_id = ${input.distributorId}::uuid and number = ${input.number}
      and supplier_id = ${input.supplierId}::uuid`;
  return row;
}

export async function listPurchaseOrders(tx: Tx, key: OrderKey): Promise<PurchaseOrderWithLines[]> {
  const orders = await tx.$queryRaw<PurchaseOrder[]>`
    select ${COLUMNS} from purchase_order
    where distributor_id = ${key.distributorId}::uuid and order_id = ${key.orderId}::uuid order by id`;
  const withLines: PurchaseOrderWithLines[] = [];
  for (const order of orders) {
    const lines = await readLines(tx, {
      distributorId: key.distributorId,
      purchaseOrderId: order.id,
    });
    withLines.push({ ...order, lines });
  }
  return withLines;
}

async function readLines(tx: Tx, key: PurchaseOrderKey): Promise<PurchaseOrderLine[]> {
  return tx.$queryRaw<PurchaseOrderLine[]>`
    select ${LINE_COLUMNS} from purchase_order_line
    where distributor_id = ${key.distributorId}::uuid and purchase_order_id = ${key.purchaseOrderId}::uuid order by id`;
}

export type PurchaseOrderProgress = Partial<
  Pick<
    PurchaseOrder,
    'status' | 'outsideReference' | 'attempts' | 'sentAt' | 'acknowledgeBy' | 'acknowledgedAt' | 'cancellation'
  >
> & { readonly failure?: string | null; readonly closedAt?: Date }; // prettier-ignore

/** Moves a purchase order on; what is not named stays, and a failure is forgotten with the next step. */
export async function savePurchaseOrder(
  { tx }: PurchasingContext,
  order: PurchaseOrder,
  progress: PurchaseOrderProgress,
): Promise<void> {
  const after = { ...order, ...progress };
  await tx.$executeRaw`
    update purchase_order set status = ${after.status}, outside_reference = ${after.outsideReference},
      attempts = ${after.attempts}, sent_at = ${after.sentAt}, acknowledge_by = ${after.acknowledgeBy},
      acknowledged_at = ${after.acknowledgedAt}, cancellation = ${after.cancellation},
      failure = ${progress.failure ?? null}, closed_at = coalesce(closed_at, ${progress.closedAt ?? null}::timestamptz)
    where distributor_id = ${order.distributorId}::uuid and id = ${order.id}::uuid`;
}

/** Writes what an answer says on each line it names. */
export async function saveAnswers(
  { tx }: PurchasingContext,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly effects: readonly AnswerEffect[];
    readonly at: Date;
  },
): Promise<void> {
  const rows = input.effects.map(({ line, ...effect }) => ({ ...effect, id: line.id }));
  await tx.$executeRaw`
    update purchase_order_line as l set accepted_quantity = e."acceptedQuantity", rejected_quantity = e."rejectedQuantity",
      backordered_quantity = e."backorderedQuantity", expected_at = e."expectedAt", answered_at = ${input.at}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(id uuid, "acceptedQuantity" integer,
      "rejectedQuantity" integer, "backorderedQuantity" integer, "expectedAt" timestamptz)
    where l.distributor_id = ${input.distributorId}::uuid and l.id = e.id`;
}

export type LineUnitsChange = { readonly id: string; readonly quantity: number };

export async function countShippedLines(
  { tx }: PurchasingContext,
  distributorId: Id<'Distributor'>,
  lines: readonly LineUnitsChange[],
): Promise<void> {
  await tx.$executeRaw`
    update purchase_order_line as l set shipped_quantity = shipped_quantity + e.quantity,
      backordered_quantity = greatest(0, least(backordered_quantity, l.quantity - rejected_quantity - shipped_quantity - e.quantity))
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as e(id uuid, quantity integer)
    where l.distributor_id = ${distributorId}::uuid and l.id = e.id`;
}

export async function countCancelledLines(
  { tx }: PurchasingContext,
  distributorId: Id<'Distributor'>,
  lines: readonly LineUnitsChange[],
): Promise<void> {
  await tx.$executeRaw`
    update purchase_order_line as l set cancelled_quantity = cancelled_quantity + e.quantity
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as e(id uuid, quantity integer)
    where l.distributor_id = ${distributorId}::uuid and l.id = e.id`;
}

/** Suppliers that have refused units of an order's lines: the rest goes to others. */
export async function readRefusals(
  tx: Tx,
  key: OrderKey,
): Promise<{ readonly orderLineId: Id<'OrderLine'>; readonly supplierId: Id<'Supplier'> }[]> {
  return tx.$queryRaw`
    select distinct l.order_line_id as "orderLineId", p.supplier_id as "supplierId"
    from purchase_order p join purchase_order_line l
      on l.distributor_id = p.distributor_id and l.purchase_order_id = p.id
    where p.distributor_id = ${key.distributorId}::uuid and p.order_id = ${key.orderId}::uuid and l.rejected_quantity > 0`;
}

/** Sent and not answered by their deadline, the longest silent first. */
export async function findSilentPurchaseOrders(
  tx: Tx,
  input: { readonly now: Date; readonly limit: number },
): Promise<PurchaseOrder[]> {
  return tx.$queryRaw`
    select ${COLUMNS} from purchase_order where status = 'sent' and acknowledge_by <= ${input.now}
    order by acknowledge_by limit ${input.limit} for no key update skip locked`;
}

/** The next moment at which silence is brought up again. */
export async function pushBackDeadline(tx: Tx, order: PurchaseOrder, at: Date): Promise<void> {
  await tx.$executeRaw`
    update purchase_order set acknowledge_by = ${at}
    where distributor_id = ${order.distributorId}::uuid and id = ${order.id}::uuid`;
}
