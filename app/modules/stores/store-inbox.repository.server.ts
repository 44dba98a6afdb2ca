/**
 * The inbox of stores: one row for each event, claimed in batches by workers. A claim is the worker's id on
 * the row; a row whose worker is dead (its life lock is free) is given back. An attempt is counted when a row
 * is claimed, so that an event that kills its worker each time is parked in the end.
 */
import type { Tx } from '../../platform/database.server.ts';

export type ClaimedStoreEvent = {
  readonly id: bigint;
  readonly channel: string;
  readonly domain: string;
  readonly topic: string;
  readonly hint: unknown;
  readonly triggeredAt: Date | null;
  readonly receivedAt: Date;
  /** 1 at the first. */
  readonly attempt: number;
  /** The store behind the event's address; undefined when no store of ours has it. */
  readonly store: EventStore | undefined;
};

/** A connected store, as far as its events need it. */
export type EventStore = {
  readonly id: string;
  readonly installedAt: Date;
  readonly uninstalledAt: Date | null;
};

type ClaimedRow = Omit<ClaimedStoreEvent, 'store'> & {
  readonly storeId: string | null;
  readonly installedAt: Date;
  readonly uninstalledAt: Date | null;
};

/** Takes due events, oldest first, past those that another worker is taking. Served by a partial index. */
export async function claimStoreEvents(
  tx: Tx,
  input: { readonly workerId: string; readonly now: Date; readonly limit: number },
): Promise<ClaimedStoreEvent[]> {
  const rows = await tx.$queryRaw<ClaimedRow[]>`
    /* planned once */ with due as (
      select id from store_event
      where processed_at is null and claimed_by is null and next_attempt_at <= ${input.now}
      order by next_attempt_at, id limit ${input.limit} for update skip locked
    ), claimed as (
      update store_event e set claimed_by = ${input.workerId}, attempts = attempts + 1
      from due where e.id = due.id
      returning e.id, e.channel, e.domain, e.topic, e.hint, e.triggered_at as "triggeredAt",
        e.received_at as "receivedAt", e.attempts as attempt
    )
    select claimed.*, store.id as "storeId", store.installed_at as "installedAt", store.uninstalled_at as "uninstalledAt"
    from claimed left join store on store.channel = claimed.channel and store.domain = claimed.domain
    order by claimed.id`;
  return rows.map(({ storeId, installedAt, uninstalledAt, ...event }) => ({
    ...event,
    store: storeId === null ? undefined : { id: storeId, installedAt, uninstalledAt },
  }));
}

export type SettledStoreEvent = {
  readonly id: bigint;
  readonly outcome: string;
  readonly failure?: string | undefined;
};

/** Events that are dealt with, many in one statement. */
export async function settleStoreEvents(
  tx: Tx,
  events: readonly SettledStoreEvent[],
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    /* planned once */ update store_event e set processed_at = ${now}, claimed_by = null, outcome = s.outcome, failure = s.failure
    from unnest(${events.map(({ id }) => id)}::bigint[], ${events.map(({ outcome }) => outcome)}::text[],
      ${events.map(({ failure }) => failure ?? null)}::text[]) as s(id, outcome, failure)
    where e.id = s.id`;
}

/** Gives events back to be tried again at a moment; an attempt that was nobody's fault is not counted. */
export async function postponeStoreEvents(
  tx: Tx,
  input: {
    readonly ids: readonly bigint[];
    readonly at: Date;
    readonly failure: string;
    readonly counts: boolean;
  },
): Promise<void> {
  await tx.$executeRaw`
    update store_event set claimed_by = null, next_attempt_at = ${input.at}, failure = ${input.failure},
      attempts = attempts - ${input.counts ? 0 : 1}
    where id = any(${[...input.ids]}::bigint[])`;
}

/** Puts a parked event back into the queue with fresh attempts; false when it is not parked. */
export async function reviveStoreEvent(
  tx: Tx,
  input: { readonly id: bigint; readonly now: Date },
): Promise<boolean> {
  const revived = await tx.$executeRaw`
    update store_event set processed_at = null, outcome = null, attempts = 0, next_attempt_at = ${input.now}
    where id = ${input.id} and outcome in ('parked', 'unreadable')`;
  return revived > 0;
}

/** Gives back a living worker's claims that it does not work on. */
export async function releaseLeftClaims(
  tx: Tx,
  input: { readonly workerId: string; readonly underWay: readonly bigint[] },
): Promise<void> {
  await tx.$executeRaw`
    update store_event set claimed_by = null
    where processed_at is null and claimed_by = ${input.workerId} and id <> all(${[...input.underWay]}::bigint[])`;
}

/** Frees what dead workers had claimed; returns how many events that were. */
export async function releaseClaimsOfDeadWorkers(tx: Tx): Promise<number> {
  const store = await tx.$executeRaw`
    /* planned once */ with held as materialized (
      select (classid::bigint << 32) | objid::bigint as key from pg_locks
      where locktype = 'advisory' and objsubid = 1 and granted
        and database = (select oid from pg_database where datname = current_database())
    ), dead as materialized (
      select claimed_by from (select distinct claimed_by from store_event
        where processed_at is null and claimed_by is not null) as claimants
      where hashtextextended('worker:' || claimed_by, 0) not in (select key from held)
    )
    update store_event set claimed_by = null
    where processed_at is null and claimed_by in (select claimed_by from dead)`;
  return store;
}

/** Keeps the trace of an event that nobody could read; false when it is there already. */
export async function insertUnreadableEvent(
  tx: Tx,
  input: {
    readonly channel: string;
    readonly digest: string;
    readonly bytes: number;
    readonly now: Date;
  },
): Promise<boolean> {
  const inserted = await tx.$executeRaw`
    insert into store_event (channel, domain, topic, event_key, lane, hint, received_at, next_attempt_at, processed_at, outcome)
    values (${input.channel}, '', 'unreadable', ${input.digest}, 'main', ${JSON.stringify({ bytes: input.bytes })}::jsonb,
      ${input.now}, ${input.now}, ${input.now}, 'unreadable')
    on conflict (channel, domain, topic, event_key) do nothing`;
  return inserted > 0;
}
