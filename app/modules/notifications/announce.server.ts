import { newId } from '../../platform/ids.ts';
import type { NotificationsContext } from './message.ts';
import { WEBHOOK_EVENTS } from './webhook-events.ts';
import type { Announced } from './webhook-events.ts';

/** The database channel on which workers hear that something is to be delivered. */
export const ANNOUNCEMENT_CHANNEL = 'announcement';

/**
 * Tells systems outside of an event: one outbox row and one delivery for each endpoint that wants it, in the caller's
 * transaction, delivered after its commit. Where nobody listens, which is the rule on hot paths, the one statement
 * finds that in an index and writes nothing. Data against its schema is a bug and throws.
 *
 * Deliveries go out in the order of their numbers. What happens to one order is told under its lock, so its numbers
 * rise with time; events of different orders may change places when they commit at the same moment.
 */
export async function announce(
  { tx, clock }: NotificationsContext,
  { distributorId, kind, subject, data, supplierId = undefined }: Announced,
): Promise<void> {
  const now = clock.now();
  const checked = WEBHOOK_EVENTS[kind].parse(data);
  await tx.$executeRaw`
    with listening as (
      select id from webhook_endpoint
      where distributor_id = ${distributorId}::uuid and ${kind} = any(kinds)
        and (supplier_id is null or supplier_id = ${supplierId ?? null}::uuid)
    ), said as (
      insert into announcement (distributor_id, id, kind, subject_kind, subject_id, data, at)
      select ${distributorId}::uuid, ${newId()}::uuid, ${kind}, ${subject.kind}, ${subject.id}::uuid,
        ${JSON.stringify(checked)}::jsonb, ${now}::timestamptz
      where exists (select from listening) returning id
    ), queued as (
      insert into webhook_delivery (distributor_id, endpoint_id, announcement_id, status, next_attempt_at, created_at)
      select ${distributorId}::uuid, listening.id, said.id, 'waiting', ${now}::timestamptz, ${now}::timestamptz
      from listening, said returning number
    )
    select pg_notify(${ANNOUNCEMENT_CHANNEL}, '') from queued limit 1`;
}
