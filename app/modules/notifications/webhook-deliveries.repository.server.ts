/** Reads and writes deliveries of webhooks. An endpoint's are worked off by whoever holds its lease, one by one. */
import type { Tx } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type { NotificationsContext } from './message.ts';
import type { SealedSecrets } from './webhooks.repository.server.ts';
import type { EndpointKey } from './webhook.ts';

/** A worker that dies over a delivery keeps the endpoint for so long; longer than any delivery may take. */
const LEASE_MS = 60_000;

/**
 * Takes endpoints whose first waiting delivery is due and that nobody works on. Head of the line only: what waits
 * behind a failing delivery is never sent before it.
 */
export async function leaseDueEndpoints(
  { tx, clock }: NotificationsContext,
  limit: number,
): Promise<readonly EndpointKey[]> {
  const now = clock.now();
  return tx.$queryRaw<EndpointKey[]>`
    update webhook_endpoint e set lease_until = ${new Date(now.getTime() + LEASE_MS)}
    from (
      select distributor_id, id from webhook_endpoint e
      where e.status = 'active' and (e.lease_until is null or e.lease_until <= ${now})
        and (select d.next_attempt_at from webhook_delivery d where d.distributor_id = e.distributor_id and d.endpoint_id = e.id
          and d.status = 'waiting' order by d.number limit 1) <= ${now}
      limit ${limit} for update skip locked
    ) due
    where e.distributor_id = due.distributor_id and e.id = due.id
    returning e.distributor_id as "distributorId", e.id as "endpointId"`;
}

/** Lets others have an endpoint that was leased. */
export async function giveBackLease(
  tx: Tx,
  { distributorId, endpointId }: EndpointKey,
): Promise<void> {
  await tx.$executeRaw`
    update webhook_endpoint set lease_until = null
    where distributor_id = ${distributorId}::uuid and id = ${endpointId}::uuid`;
}

export type DueDelivery = SealedSecrets & {
  readonly number: number;
  readonly attempts: number;
  readonly url: string;
  readonly failingSince: Date | null;
  readonly name: string;
  readonly announcementId: string;
  readonly kind: string;
  readonly data: unknown;
  readonly at: Date;
};

/** The next delivery of a leased endpoint; undefined when none is due, and then the lease is given back. */
export async function takeNextDelivery(
  { tx, clock }: NotificationsContext,
  { distributorId, endpointId }: EndpointKey,
): Promise<DueDelivery | undefined> {
  const now = clock.now();
  const [next] = await tx.$queryRaw<DueDelivery[]>`
    select d.number::float8 as number, d.attempts, e.url, e.name, e.failing_since as "failingSince",
      e.sealed_secret as "sealedSecret", e.sealed_previous_secret as "sealedPreviousSecret", e.previous_until as "previousUntil",
      a.id as "announcementId", a.kind, a.data, a.at
    from webhook_endpoint e
    cross join lateral (
      select * from webhook_delivery d where d.distributor_id = e.distributor_id and d.endpoint_id = e.id and d.status = 'waiting'
      order by d.number limit 1
    ) d
    join announcement a on a.distributor_id = d.distributor_id and a.id = d.announcement_id
    where e.distributor_id = ${distributorId}::uuid and e.id = ${endpointId}::uuid and e.status = 'active'
      and d.next_attempt_at <= ${now}`;
  const lease = next ? new Date(now.getTime() + LEASE_MS) : null;
  await tx.$executeRaw`
    update webhook_endpoint set lease_until = ${lease}
    where distributor_id = ${distributorId}::uuid and id = ${endpointId}::uuid`;
  return next;
}

export type DeliveryOutcome = {
  readonly startedAt: Date;
  readonly milliseconds: number;
  readonly statusCode: number | null;
  readonly response: string | null;
};

type DeliveryKey = EndpointKey & { readonly number: number };

/** Taken: the endpoint works (again). */
export async function recordDelivered(
  { tx, clock }: NotificationsContext,
  key: DeliveryKey,
  { startedAt, milliseconds, statusCode, response }: DeliveryOutcome,
): Promise<void> {
  await tx.$executeRaw`
    update webhook_delivery set status = 'delivered', attempts = attempts + 1, last_attempt_at = ${startedAt},
      delivered_at = ${clock.now()}, status_code = ${statusCode}, milliseconds = ${milliseconds}, response = ${response}, failure = null
    where distributor_id = ${key.distributorId}::uuid and number = ${key.number}`;
  await tx.$executeRaw`
    update webhook_endpoint set failing_since = null
    where distributor_id = ${key.distributorId}::uuid and id = ${key.endpointId}::uuid and failing_since is not null`;
}

/** Not taken: tried again at `retryAt`; the endpoint is let go. Says since when it has failed. */
export async function recordNotDelivered(
  { tx, clock }: NotificationsContext,
  key: DeliveryKey,
  outcome: DeliveryOutcome & { readonly failure: string; readonly retryAt: Date },
): Promise<Date> {
  const now = clock.now();
  await tx.$executeRaw`
    update webhook_delivery set attempts = attempts + 1, last_attempt_at = ${outcome.startedAt}, next_attempt_at = ${outcome.retryAt},
      status_code = ${outcome.statusCode}, milliseconds = ${outcome.milliseconds}, response = ${outcome.response},
      failure = ${outcome.failure}
    where distributor_id = ${key.distributorId}::uuid and number = ${key.number} and status = 'waiting'`;
  const [row] = await tx.$queryRaw<{ failingSince: Date }[]>`
    update webhook_endpoint set failing_since = coalesce(failing_since, ${now}), lease_until = null
    where distributor_id = ${key.distributorId}::uuid and id = ${key.endpointId}::uuid returning failing_since as "failingSince"`;
  return row?.failingSince ?? now;
}

/** Sends again, in the old order, with the same webhook-id: one delivery, or all of an endpoint since a moment. */
export async function replayDeliveries(
  { tx, clock }: NotificationsContext,
  { distributorId, endpointId }: EndpointKey,
  which: { readonly number: number } | { readonly since: Date },
): Promise<number> {
  const number = 'number' in which ? which.number : null;
  const since = 'since' in which ? which.since : null;
  const count = await tx.$executeRaw`
    update webhook_delivery set status = 'waiting', attempts = 0, next_attempt_at = ${clock.now()}, failure = null
    where distributor_id = ${distributorId}::uuid and endpoint_id = ${endpointId}::uuid
      and (number = ${number}::bigint or created_at >= ${since}::timestamptz)`;
  return count;
}

/** Lets the ones behind it go: a person gives up on this one. */
export async function skipDelivery(
  { tx }: NotificationsContext,
  { distributorId, endpointId, number }: DeliveryKey,
): Promise<boolean> {
  const count = await tx.$executeRaw`
    update webhook_delivery set status = 'skipped'
    where distributor_id = ${distributorId}::uuid and endpoint_id = ${endpointId}::uuid and number = ${number} and status = 'waiting'`;
  return count === 1;
}

/** An event to one endpoint alone, whatever it has chosen: to see whether it listens. */
export async function insertTestDelivery(
  { tx, clock }: NotificationsContext,
  { distributorId, endpointId }: EndpointKey,
): Promise<void> {
  const id = newId();
  const at = clock.now();
  const data = { endpointId };
  await tx.announcement.create({
    data: { distributorId, id, kind: 'endpoint.test', subjectKind: 'webhook-endpoint', subjectId: endpointId, data, at },
  }); // prettier-ignore
  await tx.webhookDelivery.create({
    data: { distributorId, endpointId, announcementId: id, status: 'waiting', nextAttemptAt: at, createdAt: at },
  }); // prettier-ignore
}

/** Forgets events that are too old to be replayed, in bites. */
export async function pruneAnnouncements(tx: Tx, before: Date): Promise<number> {
  return tx.$executeRaw`
    delete from announcement where (distributor_id, id) in (
      select distributor_id, id from announcement where at < ${before} limit 5000)`;
}
