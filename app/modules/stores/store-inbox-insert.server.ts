import type pg from 'pg';
import type { StoreEventEnvelope } from './store-event.ts';

/**
 * Keeps events that are not there yet; when it resolves, they are committed. One statement on the bare pool, with
 * a plan that is prepared once on each connection: this is the hot path of the intake.
 */
export async function insertStoreEvents(
  pool: Pick<pg.Pool, 'query'>,
  envelopes: readonly StoreEventEnvelope[],
  receivedAt: Date,
): Promise<void> {
  const column = <Value>(of: (envelope: StoreEventEnvelope) => Value) => envelopes.map(of);
  await pool.query({
    name: 'insert-store-events',
    text: `
      insert into store_event (channel, domain, topic, event_key, lane, hint, triggered_at, received_at, next_attempt_at)
      select e.channel, e.domain, e.topic, e.event_key, e.lane, e.hint, e.triggered_at, $8, $8
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::timestamptz[])
        as e(channel, domain, topic, event_key, lane, hint, triggered_at)
      on conflict (channel, domain, topic, event_key) do nothing`,
    values: [
      column((each) => each.channel),
      column((each) => each.domain),
      column((each) => each.topic),
      column((each) => each.eventKey),
      column((each) => each.lane),
      column((each) => JSON.stringify(each.hint)),
      column((each) => each.triggeredAt?.toISOString() ?? null),
      receivedAt.toISOString(),
    ],
  });
}
