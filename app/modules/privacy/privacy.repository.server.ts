import { z } from 'zod';
import type { Id } from '../../platform/ids.ts';
import type { Tx } from '../../platform/database.server.ts';
import { DUE_DAYS, HELD_FIELDS } from './privacy-request.ts';
import type {
  HeldData,
  PrivacyContext,
  PrivacyKind,
  PrivacyRequest,
  PrivacyRequestId,
} from './privacy-request.ts';

const Subject = z.object({ outsideOrderIds: z.array(z.string()).default([]) });

/** Keeps a request; the same id again changes nothing. */
export async function insertPrivacyRequest(
  { tx, clock }: PrivacyContext,
  request: {
    readonly id: PrivacyRequestId;
    readonly storeId: Id<'Store'> | undefined;
    readonly domain: string;
    readonly kind: PrivacyKind;
    readonly subject: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const receivedAt = clock.now();
  const dueAt = new Date(receivedAt.getTime() + DUE_DAYS * 24 * 3_600_000);
  await tx.$executeRaw`
    insert into privacy_request (id, store_id, domain, kind, subject, received_at, due_at)
    values (${request.id}::uuid, ${request.storeId ?? null}::uuid, ${request.domain}, ${request.kind},
      ${JSON.stringify(request.subject)}::jsonb, ${receivedAt}, ${dueAt})
    on conflict (id) do nothing`;
}

type Row = Omit<PrivacyRequest, 'outsideOrderIds'> & { readonly subject: unknown };

/** Locks a request so that it is answered once; undefined for an unknown id. */
export async function lockPrivacyRequest(
  { tx }: PrivacyContext,
  id: string,
): Promise<PrivacyRequest | undefined> {
  const [row] = await tx.$queryRaw<Row[]>`
    select id, store_id as "storeId", domain, kind, subject, completed_at as "completedAt"
    from privacy_request where id = ${id}::uuid for update`;
  if (!row) return undefined;
  const { subject, ...request } = row;
  return { ...request, outsideOrderIds: Subject.parse(subject).outsideOrderIds };
}

export async function completePrivacyRequest(
  { tx, clock }: PrivacyContext,
  input: { readonly id: PrivacyRequestId; readonly report: Readonly<Record<string, unknown>> },
): Promise<void> {
  await tx.$executeRaw`
    update privacy_request set completed_at = ${clock.now()}, report = ${JSON.stringify(input.report)}::jsonb
    where id = ${input.id}::uuid`;
}

/** What we hold of shoppers of a store: of the named orders, or of all when none is named. */
export async function findHeldData(
  tx: Tx,
  input: { readonly storeId: Id<'Store'>; readonly outsideOrderIds: readonly string[] | undefined },
): Promise<HeldData[]> {
  const rows = await tx.$queryRaw<(Omit<HeldData, 'holds'> & { isHeld: boolean })[]>`
    select o.distributor_id as "distributorId", o.id as "orderId", o.outside_order_id as "outsideOrderId",
      c.sealed_key is not null as "isHeld", c.erased_at as "erasedAt"
    from orders o join order_contact c on c.distributor_id = o.distributor_id and c.order_id = o.id
    where o.store_id = ${input.storeId}::uuid
      and (${input.outsideOrderIds === undefined} or o.outside_order_id = any(${[...(input.outsideOrderIds ?? [])]}::text[]))
    order by o.id`;
  return rows.map(({ isHeld, ...row }) => ({ ...row, holds: isHeld ? HELD_FIELDS : [] }));
}
