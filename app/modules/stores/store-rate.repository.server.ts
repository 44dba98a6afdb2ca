import type { Clock, Instant } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.server.ts';
import { BOOKED_AHEAD, FIRST_GUESS, PUBLISHING_RESERVE, SLACK, UNDER_WAY } from './store-rate.ts';
import type { RateLane, RateReport, RateReservation, StoreRate } from './store-rate.ts';

type RateContext = { readonly db: Database; readonly clock: Clock };

/** The one bucket of a store, kept in its row of store_rate: every process that calls the store goes through it. */
export function createStoreRate(context: RateContext, storeId: string): StoreRate {
  return {
    reserve: (points, lane) => reserve(context, storeId, points, lane),
    settle: (used) => settle(context, storeId, used),
    block: (until, report) => block(context, storeId, until, report),
  };
}

async function reserve(
  context: RateContext,
  storeId: string,
  points: number,
  lane: RateLane,
): Promise<RateReservation> {
  const now = context.clock.now();
  const wait = await takePoints(context, { storeId, points, lane, now });
  if (wait === undefined) {
    await insertFirstGuess(context, storeId, now);
    return reserve(context, storeId, points, lane);
  }
  const moment = new Date(now.getTime() + Math.ceil(wait * 1_000));
  if (wait > BOOKED_AHEAD[lane]) return { kind: 'refused', until: moment };
  return { kind: 'granted', startAt: moment };
}

/**
 * Seconds to wait; undefined when the store has no row yet. One statement by primary key: locks the row, refills it
 * by the time passed and takes the points unless the wait is too long. The bucket may go below zero by what is
 * booked ahead: each booking starts when the debt before it is paid.
 */
async function takePoints(
  { db }: RateContext,
  ask: { storeId: string; points: number; lane: RateLane; now: Instant },
): Promise<number | undefined> {
  const { storeId, points, lane, now } = ask;
  const keep = lane === 'publishing' ? PUBLISHING_RESERVE : 0;
  const rows = await db.$queryRaw<{ wait: number }[]>`
    /* planned once */ with refilled as (
      select store_id, maximum, restore_per_second, blocked_until, greatest(measured_at, ${now}) as measured_at,
        least(maximum, available + restore_per_second
          * greatest(0, extract(epoch from ${now} - measured_at)))::float8 as available
      from store_rate where store_id = ${storeId}::uuid for update
    ), asked as (
      select *, greatest(0, extract(epoch from blocked_until - ${now}),
        (${points}::float8 + ${SLACK}::float8 - available
          + greatest(0, least(maximum * ${keep}::float8, maximum - ${points}::float8 - ${SLACK}::float8)))
        / restore_per_second)::float8 as wait
      from refilled
    )
    update store_rate r
    set measured_at = a.measured_at,
      available = a.available - case when a.wait <= ${BOOKED_AHEAD[lane]}::float8 then ${points}::float8 else 0 end
    from asked a where r.store_id = a.store_id
    returning a.wait`;
  return rows[0]?.wait;
}

async function insertFirstGuess({ db }: RateContext, storeId: string, now: Instant): Promise<void> {
  const { available, maximum, restorePerSecond } = FIRST_GUESS;
  await db.$executeRaw`
    insert into store_rate (store_id, available, maximum, restore_per_second, measured_at)
    values (${storeId}::uuid, ${available}, ${maximum}, ${restorePerSecond}, ${now})
    on conflict (store_id) do nothing`;
}

/**
 * The channel's report bounds ours from above (it knows of calls that we do not) and loosely from below (it does not
 * yet know of calls that are on their way to it).
 */
async function settle(
  { db, clock }: RateContext,
  storeId: string,
  used: {
    readonly reserved: number;
    readonly cost: number;
    readonly report: RateReport | undefined;
  },
): Promise<void> {
  const now = clock.now();
  const { reserved, cost, report } = used;
  const told = report ?? { maximum: null, available: null, restorePerSecond: null };
  await db.$executeRaw`
    /* planned once */ update store_rate r
    set measured_at = greatest(r.measured_at, ${now}),
      maximum = coalesce(${told.maximum}::float8, r.maximum),
      restore_per_second = coalesce(${told.restorePerSecond}::float8, r.restore_per_second),
      available = least(
        coalesce(${told.available}::float8, r.maximum),
        greatest(
          ${told.available}::float8 - ${told.maximum}::float8 * ${UNDER_WAY}::float8,
          r.available + ${reserved}::float8 - ${cost}::float8
            + r.restore_per_second * greatest(0, extract(epoch from ${now} - r.measured_at))::float8
        )
      )
    where r.store_id = ${storeId}::uuid`;
}

async function block(
  { db }: RateContext,
  storeId: string,
  until: Instant,
  report: RateReport | undefined,
): Promise<void> {
  await db.$executeRaw`
    update store_rate
    set blocked_until = greatest(blocked_until, ${until}),
      available = least(available, coalesce(${report?.available ?? null}::float8, available))
    where store_id = ${storeId}::uuid`;
}
