/** Reads and writes change requests. Writers hold the lock of the order. */
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { OrderKey } from '../orders/order.ts';
import { cancellationId, ChangeDetail } from './change-request.ts';
import type { ChangeRequest, ChangeRequestId, ChangeStatus } from './change-request.ts';
import type { PurchaseOrder, PurchasingContext } from './purchase-order.ts';

const COLUMNS = Prisma.sql`
  id, distributor_id as "distributorId", order_id as "orderId", purchase_order_id as "purchaseOrderId", status, detail,
  asked_by as "askedBy", asked_at as "askedAt", deadline_at as "deadlineAt", answered_at as "answeredAt", why`;

type Row = Omit<ChangeRequest, 'detail'> & { readonly detail: unknown };

const toRequest = (row: Row): ChangeRequest => ({ ...row, detail: ChangeDetail.parse(row.detail) });

export type ChangeRequestKey = {
  readonly distributorId: Id<'Distributor'>;
  readonly changeRequestId: ChangeRequestId;
};

export async function insertChangeRequest(
  { tx, clock }: PurchasingContext,
  order: Pick<PurchaseOrder, 'distributorId' | 'orderId' | 'id'>,
  request: {
    readonly detail: ChangeDetail;
    readonly askedBy: string;
    readonly windowMinutes: number;
  },
): Promise<ChangeRequestId> {
  const id = newId<'ChangeRequest'>();
  const now = clock.now();
  const deadline = new Date(now.getTime() + request.windowMinutes * 60_000);
  await tx.$executeRaw`
    insert into change_request (distributor_id, id, order_id, purchase_order_id, kind, status, detail, asked_by, asked_at,
      deadline_at)
    values (${order.distributorId}::uuid, ${id}::uuid, ${order.orderId}::uuid, ${order.id}::uuid, ${request.detail.kind},
      'asked', ${JSON.stringify(request.detail)}::jsonb, ${request.askedBy}, ${now}, ${deadline})`;
  return id;
}

/** That a whole purchase order was asked back and the answer is still to come; asking again begins a new window. */
export async function keepCancellation(
  { tx, clock }: PurchasingContext,
  order: Pick<PurchaseOrder, 'distributorId' | 'orderId' | 'id'>,
  windowMinutes: number,
): Promise<void> {
  const now = clock.now();
  const deadline = new Date(now.getTime() + windowMinutes * 60_000);
  await tx.$executeRaw`
    insert into change_request (distributor_id, id, order_id, purchase_order_id, kind, status, detail, asked_by, asked_at,
      deadline_at)
    values (${order.distributorId}::uuid, ${cancellationId(order.id)}::uuid, ${order.orderId}::uuid, ${order.id}::uuid,
      'cancel', 'sent', '{"kind":"cancel"}', 'system', ${now}, ${deadline})
    on conflict (distributor_id, id) do update set status = 'sent', asked_at = ${now}, deadline_at = ${deadline},
      answered_at = null, why = null where change_request.status <> 'sent'`;
}

/** What became of asking for the whole of it; nothing where the answer came at once. */
export async function settleKeptCancellation(
  { tx, clock }: PurchasingContext,
  order: Pick<PurchaseOrder, 'distributorId' | 'id'>,
  status: ChangeStatus,
): Promise<void> {
  await tx.$executeRaw`
    update change_request set status = ${status}, answered_at = ${clock.now()}
    where distributor_id = ${order.distributorId}::uuid and id = ${cancellationId(order.id)}::uuid
      and status in ('asked', 'sent')`;
}

export async function readChangeRequest(
  tx: Tx,
  { distributorId, changeRequestId }: ChangeRequestKey,
): Promise<ChangeRequest | undefined> {
  const [row] = await tx.$queryRaw<Row[]>`
    select ${COLUMNS} from change_request
    where distributor_id = ${distributorId}::uuid and id = ${changeRequestId}::uuid`;
  return row && toRequest(row);
}

/** All of an order, the oldest first. */
export async function listChangeRequests(tx: Tx, key: OrderKey): Promise<ChangeRequest[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select ${COLUMNS} from change_request
    where distributor_id = ${key.distributorId}::uuid and order_id = ${key.orderId}::uuid order by id`;
  return rows.map(toRequest);
}

/** Moves a request on; an answer carries its moment. */
export async function saveChangeStatus(
  { tx, clock }: PurchasingContext,
  request: ChangeRequest,
  { status, why }: { readonly status: ChangeStatus; readonly why?: string | undefined },
): Promise<void> {
  const answeredAt = status === 'asked' || status === 'sent' ? null : clock.now();
  await tx.$executeRaw`
    update change_request set status = ${status}, why = ${why ?? null},
      answered_at = ${answeredAt}
    where distributor_id = ${request.distributorId}::uuid and id = ${request.id}::uuid`;
}

/** Unanswered beyond their window, the longest first. */
export async function findUnansweredChanges(
  tx: Tx,
  input: { readonly now: Date; readonly limit: number },
): Promise<ChangeRequestKey[]> {
  return tx.$queryRaw`
    select distributor_id as "distributorId", id as "changeRequestId" from change_request
    where status in ('asked', 'sent') and deadline_at <= ${input.now} order by deadline_at limit ${input.limit}`;
}
