/** The inbox of suppliers: acknowledgements and ship notices, pushed or fetched, each message once by its key. */
import type { Id } from '../../platform/ids.ts';
import { z } from 'zod';
import type { Tx } from '../../platform/database.server.ts';
import { CARRIER_SCAN_KINDS } from '../suppliers/supplier-connector.ts';
import type { SupplierMessage } from '../suppliers/supplier-connector.ts';

export type ClaimedSupplierEvent = {
  readonly distributorId: Id<'Distributor'>;
  readonly id: bigint;
  readonly supplierId: Id<'Supplier'>;
  readonly eventKey: string;
  readonly payload: unknown;
  readonly attempt: number;
};

/** Stores messages that are not there yet; returns how many were new. Wakes the drain at the commit. */
export async function storeSupplierMessages(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly supplierId: Id<'Supplier'>;
    readonly messages: readonly SupplierMessage[];
    readonly now: Date;
  },
): Promise<number> {
  const rows = input.messages.map((message) => ({
    key: message.key,
    kind: message.kind,
    payload: message,
  }));
  const stored = await tx.$executeRaw`
    insert into supplier_event (distributor_id, supplier_id, event_key, kind, payload, received_at, next_attempt_at)
    select ${input.distributorId}::uuid, ${input.supplierId}::uuid, m.key, m.kind, m.payload, ${input.now}, ${input.now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m(key text, kind text, payload jsonb)
    on conflict (distributor_id, supplier_id, event_key) do nothing`;
  if (stored > 0) await tx.$executeRaw`select pg_notify('supplier_event', '')`;
  return stored;
}

export async function claimSupplierEvents(
  tx: Tx,
  input: { readonly workerId: string; readonly now: Date; readonly limit: number },
): Promise<ClaimedSupplierEvent[]> {
  return tx.$queryRaw<ClaimedSupplierEvent[]>`
    /* planned once */ with due as (
      select distributor_id, id from supplier_event
      where processed_at is null and claimed_by is null and next_attempt_at <= ${input.now}
      order by next_attempt_at, id limit ${input.limit} for update skip locked
    ), claimed as (
      update supplier_event e set claimed_by = ${input.workerId}, attempts = attempts + 1
      from due where e.distributor_id = due.distributor_id and e.id = due.id
      returning e.distributor_id as "distributorId", e.id, e.supplier_id as "supplierId", e.event_key as "eventKey", e.payload, e.attempts as attempt
    )
    select * from claimed order by id`;
}

type EventKey = { readonly distributorId: Id<'Distributor'>; readonly id: bigint };

/** Marks an event as done. In the transaction of its effects, so that both stand or neither. */
export async function settleSupplierEvent(
  tx: Tx,
  key: EventKey,
  input: { readonly now: Date; readonly outcome: string; readonly failure?: string },
): Promise<void> {
  await tx.$executeRaw`
    update supplier_event set processed_at = ${input.now}, claimed_by = null, outcome = ${input.outcome},
      failure = ${input.failure ?? null}
    where distributor_id = ${key.distributorId}::uuid and id = ${key.id}`;
}

export async function postponeSupplierEvent(
  tx: Tx,
  key: EventKey,
  input: { readonly at: Date; readonly failure: string },
): Promise<void> {
  await tx.$executeRaw`
    update supplier_event set claimed_by = null, next_attempt_at = ${input.at}, failure = ${input.failure}
    where distributor_id = ${key.distributorId}::uuid and id = ${key.id}`;
}

/** An event by whose it is and the supplier's own key of it. */
export type SupplierEventKey = {
  readonly distributorId: Id<'Distributor'>;
  readonly supplierId: Id<'Supplier'>;
  readonly eventKey: string;
};

/** Puts a parked or refused event back into the queue; false when it is neither. */
export async function reviveSupplierEvent(
  tx: Tx,
  key: SupplierEventKey,
  now: Date,
): Promise<boolean> {
  const revived = await tx.$executeRaw`
    update supplier_event set processed_at = null, outcome = null, attempts = 0, next_attempt_at = ${now}
    where distributor_id = ${key.distributorId}::uuid and supplier_id = ${key.supplierId}::uuid
      and event_key = ${key.eventKey} and outcome in ('parked', 'refused')`;
  if (revived > 0) await tx.$executeRaw`select pg_notify('supplier_event', '')`;
  return revived > 0;
}

/** Gives back a living worker's claims that it does not work on. */
export async function releaseLeftSupplierClaims(
  tx: Tx,
  input: { readonly workerId: string; readonly underWay: readonly bigint[] },
): Promise<void> {
  await tx.$executeRaw`
    update supplier_event set claimed_by = null
    where processed_at is null and claimed_by = ${input.workerId} and id <> all(${[...input.underWay]}::bigint[])`;
}

/** Frees what dead workers had claimed; see the inbox of stores. */
export async function releaseSupplierClaimsOfDeadWorkers(tx: Tx): Promise<number> {
  return tx.$executeRaw`
    /* planned once */ with held as materialized (
      select (classid::bigint << 32) | objid::bigint as key from pg_locks
      where locktype = 'advisory' and objsubid = 1 and granted
        and database = (select oid from pg_database where datname = current_database())
    ), dead as materialized (
      select claimed_by from (select distinct claimed_by from supplier_event
        where processed_at is null and claimed_by is not null) as claimants
      where hashtextextended('worker:' || claimed_by, 0) not in (select key from held)
    )
    update supplier_event set claimed_by = null
    where processed_at is null and claimed_by in (select claimed_by from dead)`;
}

const Units = z.int().min(0);
const Moment = z.coerce.date();
const Head = { key: z.string(), number: z.string(), at: Moment };
const Stored = z.discriminatedUnion('kind', [
  z.object({
    ...Head,
    kind: z.literal('acknowledged'),
    lines: z.array(
      z.object({
        lineId: z.string(),
        accepted: Units,
        rejected: Units,
        backordered: Units,
        expectedAt: Moment.optional(),
        unitCost: z.string().optional(),
        quantity: Units.optional(),
        substitute: z
          .object({
            supplierSku: z.string(),
            title: z.string().optional(),
            quantity: Units,
            unitCost: z.string().optional(),
          })
          .optional(),
      }),
    ),
  }),
  z.object({ ...Head, kind: z.literal('rejected'), why: z.string() }),
  z.object({
    ...Head,
    kind: z.literal('shipped'),
    shipmentKey: z.string(),
    carrier: z.string(),
    trackingNumber: z.string().optional(),
    trackingUrl: z.string().optional(),
    lines: z.array(z.object({ lineId: z.string(), quantity: z.int().min(1) })),
  }),
  z.object({
    ...Head,
    kind: z.literal('cancelled'),
    accepted: z.boolean(),
    why: z.string().optional(),
  }),
  z.object({
    ...Head,
    kind: z.literal('tracked'),
    shipmentKey: z.string(),
    event: z.enum(CARRIER_SCAN_KINDS),
    scannedAt: Moment,
    place: z.string().optional(),
    expectedAt: Moment.optional(),
  }),
  z.object({
    ...Head,
    kind: z.literal('change-answered'),
    requestKey: z.string(),
    accepted: z.boolean(),
    why: z.string().optional(),
  }),
]);

/** A stored message as it was; undefined when it does not have the form of one. */
export function parseSupplierMessage(payload: unknown): SupplierMessage | undefined {
  const parsed = Stored.safeParse(payload).data;
  if (!parsed) return undefined;
  if (parsed.kind === 'acknowledged') {
    const lines = parsed.lines.map((line) => ({ ...line, expectedAt: line.expectedAt }));
    return { ...parsed, lines };
  }
  if (parsed.kind === 'shipped') {
    return { ...parsed, trackingNumber: parsed.trackingNumber, trackingUrl: parsed.trackingUrl };
  }
  if (parsed.kind === 'tracked') {
    return { ...parsed, place: parsed.place, expectedAt: parsed.expectedAt };
  }
  return parsed.kind === 'rejected' ? parsed : { ...parsed, why: parsed.why };
}

/** Whose events these are, by the supplier's id alone: the address that a supplier calls carries no more. */
export async function findSupplierOwner(
  tx: Tx,
  supplierId: Id<'Supplier'>,
): Promise<{ readonly distributorId: Id<'Distributor'> } | undefined> {
  const [row] = await tx.$queryRaw<{ distributorId: Id<'Distributor'> }[]>`
    select distributor_id as "distributorId" from supplier where id = ${supplierId}::uuid`;
  return row;
}

export async function readEventCursor(
  tx: Tx,
  input: { readonly distributorId: Id<'Distributor'>; readonly supplierId: Id<'Supplier'> },
): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<{ cursor: string | null }[]>`
    select event_cursor as cursor from supplier
    where distributor_id = ${input.distributorId}::uuid and id = ${input.supplierId}::uuid`;
  return row?.cursor ?? undefined;
}

export async function saveEventCursor(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly supplierId: Id<'Supplier'>;
    readonly cursor: string | undefined;
  },
): Promise<void> {
  await tx.$executeRaw`
    update supplier set event_cursor = ${input.cursor ?? null}
    where distributor_id = ${input.distributorId}::uuid and id = ${input.supplierId}::uuid`;
}

/** Suppliers with purchase orders under way: the only ones whose events can matter. */
export async function listSuppliersAwaited(
  tx: Tx,
): Promise<{ readonly distributorId: Id<'Distributor'>; readonly supplierId: Id<'Supplier'> }[]> {
  return tx.$queryRaw`
    select distinct distributor_id as "distributorId", supplier_id as "supplierId" from purchase_order
    where status not in ('shipped', 'refused', 'cancelled') and status <> 'draft'`;
}

/** Keeps the trace of a signed call that nobody could read: the drain parks it for a person. */
export async function storeUnreadablePush(
  tx: Tx,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly supplierId: Id<'Supplier'>;
    readonly digest: string;
    readonly now: Date;
  },
): Promise<boolean> {
  const stored = await tx.$executeRaw`
    insert into supplier_event (distributor_id, supplier_id, event_key, kind, payload, received_at, next_attempt_at)
    values (${input.distributorId}::uuid, ${input.supplierId}::uuid, ${input.digest}, 'unreadable', '{}', ${input.now},
      ${input.now})
    on conflict (distributor_id, supplier_id, event_key) do nothing`;
  return stored > 0;
}
