/** Reads and writes purchase orders and their lines. Writers hold the lock of the order or of the purchase order. */
import type { Id } from '../../platform/ids.ts';
import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { OrderKey } from '../orders/order.ts';
import type { AnswerEffect } from './answer-lines.ts';
import { takeNumbers } from './take-numbers.server.ts';
import type { Substitute } from './substitute.ts';
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
  acknowledge_by as "acknowledgeBy", acknowledged_at as "acknowledgedAt", cancellation, transmission,
  batch_id as "batchId", reroute_at as "rerouteAt", given_up_at as "givenUpAt"`;

const LINE_COLUMNS = Prisma.sql`
  id, order_line_id as "orderLineId", variant_id as "variantId", supplier_sku as "supplierSku", quantity,
  unit_cost_minor::float8 as "unitCostMinor", asked_cost_minor::float8 as "askedCostMinor",
  proposed_cost_minor::float8 as "proposedCostMinor", accepted_quantity as "acceptedQuantity",
  rejected_quantity as "rejectedQuantity", backordered_quantity as "backorderedQuantity",
  cancelled_quantity as "cancelledQuantity", shipped_quantity as "shippedQuantity", expected_at as "expectedAt",
  answered_at as "answeredAt", answered_quantity as "answeredQuantity", avoided_at as "avoidedAt", substitute`;

export type PurchaseOrderWithLines = PurchaseOrder & {
  readonly lines: readonly PurchaseOrderLine[];
};

export type NewPurchaseOrder = {
  readonly id: PurchaseOrderId;
  readonly supplierId: Id<'Supplier'>;
  readonly locationId: Id<'SupplierLocation'>;
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

export type NumberedPurchaseOrder = NewPurchaseOrder & { readonly number: string };

/** All purchase orders of one release in one statement, numbered on from the distributor's last one (PO-1042). */
export async function insertPurchaseOrders(
  { tx, clock }: PurchasingContext,
  key: OrderKey,
  orders: readonly NewPurchaseOrder[],
): Promise<readonly NumberedPurchaseOrder[]> {
  const heads = orders.map(({ id, supplierId, locationId, idempotencyKey, currency }, place) => ({
    id, supplierId, locationId, idempotencyKey, currency, place,
  })); // prettier-ignore
  const lines = orders.flatMap((order) =>
    order.lines.map((line) => ({ ...line, purchaseOrderId: order.id })),
  );
  const first = await takeNumbers(tx, { distributorId: key.distributorId, count: orders.length });
  await tx.$executeRaw`
    /* planned once */ with heads as (insert into purchase_order (distributor_id, id, order_id, supplier_id, location_id, number, status,
        idempotency_key, currency, created_at, transmission)
      select ${key.distributorId}::uuid, h.id, ${key.orderId}::uuid, h."supplierId", h."locationId",
        'PO-' || (${first}::bigint + h.place), 'draft', h."idempotencyKey", h.currency, ${clock.now()},
        (select case when s.purchase_rules ? 'consolidate' then 'batch' else 'single' end from supplier s
          where s.distributor_id = ${key.distributorId}::uuid and s.id = h."supplierId")
      from jsonb_to_recordset(${JSON.stringify(heads)}::jsonb) as h(id uuid, "supplierId" uuid, "locationId" uuid,
        "idempotencyKey" text, currency text, place integer)
    )
    insert into purchase_order_line (distributor_id, id, purchase_order_id, order_line_id, reservation_id, variant_id,
      supplier_sku, quantity, unit_cost_minor)
    select ${key.distributorId}::uuid, l.id, l."purchaseOrderId", l."orderLineId", l."reservationId", l."variantId",
      l."supplierSku", l.quantity, l."unitCostMinor"
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l(id uuid, "purchaseOrderId" uuid, "orderLineId" uuid,
      "reservationId" uuid, "variantId" uuid, "supplierSku" text, quantity integer, "unitCostMinor" bigint)`;
  return orders.map((order, place) => ({ ...order, number: `PO-${first + place}` }));
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
    'status' | 'outsideReference' | 'attempts' | 'sentAt' | 'acknowledgeBy' | 'acknowledgedAt' | 'cancellation' |
    'rerouteAt' | 'givenUpAt'
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
    /* planned once */ update purchase_order set status = ${after.status}, outside_reference = ${after.outsideReference},
      attempts = ${after.attempts}, sent_at = ${after.sentAt}, acknowledge_by = ${after.acknowledgeBy},
      acknowledged_at = ${after.acknowledgedAt}, cancellation = ${after.cancellation},
      reroute_at = ${after.rerouteAt}, given_up_at = ${after.givenUpAt},
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
      backordered_quantity = e."backorderedQuantity", expected_at = e."expectedAt", answered_at = ${input.at},
      unit_cost_minor = e."unitCostMinor", asked_cost_minor = e."askedCostMinor", proposed_cost_minor = e."proposedCostMinor",
      answered_quantity = e."answeredQuantity", substitute = e.substitute
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(id uuid, "acceptedQuantity" integer,
      "rejectedQuantity" integer, "backorderedQuantity" integer, "expectedAt" timestamptz, "unitCostMinor" bigint,
      "askedCostMinor" bigint, "proposedCostMinor" bigint, "answeredQuantity" integer, substitute jsonb)
    where l.distributor_id = ${input.distributorId}::uuid and l.id = e.id`;
}

/** A person agrees to what the supplier wants: from now on it is what was asked for. */
export async function acceptProposedCosts(
  { tx }: PurchasingContext,
  order: PurchaseOrder,
): Promise<void> {
  await tx.$executeRaw`
    update purchase_order_line set unit_cost_minor = proposed_cost_minor, asked_cost_minor = null, proposed_cost_minor = null
    where distributor_id = ${order.distributorId}::uuid and purchase_order_id = ${order.id}::uuid
      and proposed_cost_minor is not null`;
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

/** From now on routing passes the supplier over for what is left of these lines' order lines. */
export async function avoidLines(
  { tx, clock }: PurchasingContext,
  distributorId: Id<'Distributor'>,
  lineIds: readonly string[],
): Promise<void> {
  if (lineIds.length === 0) return;
  await tx.$executeRaw`
    update purchase_order_line set avoided_at = coalesce(avoided_at, ${clock.now()})
    where distributor_id = ${distributorId}::uuid and id = any(${[...lineIds]}::uuid[])`;
}

/** Writes an offer, or what was decided of it; `article` where another article takes the place of the one asked for. */
export async function saveSubstitute(
  { tx }: PurchasingContext,
  distributorId: Id<'Distributor'>,
  line: {
    readonly id: string;
    readonly substitute: Substitute;
    readonly article?: {
      readonly supplierSku: string;
      readonly variantId: string;
      readonly unitCostMinor: number;
      readonly acceptedQuantity: number;
    };
  },
): Promise<void> {
  const { article } = line;
  await tx.$executeRaw`
    update purchase_order_line set substitute = ${JSON.stringify(line.substitute)}::jsonb,
      supplier_sku = coalesce(${article?.supplierSku ?? null}, supplier_sku),
      variant_id = coalesce(${article?.variantId ?? null}::uuid, variant_id),
      unit_cost_minor = coalesce(${article?.unitCostMinor ?? null}::bigint, unit_cost_minor),
      accepted_quantity = coalesce(${article?.acceptedQuantity ?? null}::integer, accepted_quantity)
    where distributor_id = ${distributorId}::uuid and id = ${line.id}::uuid`;
}

/** A purchase order that was given up has units again, because its supplier ships them. */
export async function revivePurchaseOrder(
  { tx }: PurchasingContext,
  order: PurchaseOrder,
  lines: readonly LineUnitsChange[],
): Promise<void> {
  await tx.$executeRaw`
    update purchase_order_line as l set cancelled_quantity = cancelled_quantity - e.quantity
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as e(id uuid, quantity integer)
    where l.distributor_id = ${order.distributorId}::uuid and l.id = e.id`;
  await tx.$executeRaw`
    update purchase_order set status = 'sent', given_up_at = null, reroute_at = null, closed_at = null
    where distributor_id = ${order.distributorId}::uuid and id = ${order.id}::uuid`;
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

/** Still silent when silence is to lead to the next step, the longest waiting first. */
export async function findStillSilent(
  tx: Tx,
  input: { readonly now: Date; readonly limit: number },
): Promise<PurchaseOrderKey[]> {
  return tx.$queryRaw`
    select distributor_id as "distributorId", id as "purchaseOrderId" from purchase_order
    where status = 'sent' and reroute_at <= ${input.now} order by reroute_at limit ${input.limit}`;
}

/** The next moment at which silence is brought up again, and the one at which it leads further (null: as it was). */
export async function pushBackDeadline(
  tx: Tx,
  order: PurchaseOrder,
  { at, rerouteAt }: { readonly at: Date; readonly rerouteAt: Date | null },
): Promise<void> {
  await tx.$executeRaw`
    update purchase_order set acknowledge_by = ${at}, reroute_at = coalesce(reroute_at, ${rerouteAt}::timestamptz)
    where distributor_id = ${order.distributorId}::uuid and id = ${order.id}::uuid`;
}
