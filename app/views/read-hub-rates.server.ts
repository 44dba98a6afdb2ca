import { readFxSettings } from '../modules/pricing/fx-rates.repository.server.ts';
import type { Instant } from '../platform/clock.ts';
import type { Reader } from './reader.server.ts';

export type RateInUse = {
  readonly from: string;
  readonly to: string;
  /** Null: prices need it and it is not known. */
  readonly rate: string | null;
  readonly day: string | null;
  readonly confirmedDay: string | null;
  readonly isStale: boolean;
};

export type KnownRate = {
  readonly currency: string;
  readonly perEuro: string;
  readonly day: string;
  readonly source: string;
};

/** The rates by which prices are made, the newest known of each currency, and how they are got. */
export async function readHubRates(database: Reader, distributorId: string, now: Instant) {
  const settings = await readFxSettings(database, distributorId);
  const inUse = await database.$queryRaw<RateInUse[]>`
    select from_currency as "from", to_currency as "to", rate::text, day::text, confirmed_day::text as "confirmedDay",
      coalesce((confirmed_day + ${settings.staleAfterDays}::integer + 1)::timestamp at time zone 'UTC' <= ${now.toISOString()}::timestamptz, false) as "isStale"
    from fx_in_use where distributor_id = ${distributorId}::uuid order by rate is not null, 1, 2`;
  const known = await database.$queryRaw<KnownRate[]>`
    select distinct on (currency) currency, trim_scale(per_euro)::text as "perEuro", day::text, source
    from fx_rate where distributor_id = ${distributorId}::uuid order by currency, day desc`;
  const [fetched] = await database.$queryRaw<{ fetchedAt: Date | null; failure: string | null }[]>`
    select fetched_at as "fetchedAt", failure from fx_setting where distributor_id = ${distributorId}::uuid`;
  return {
    settings,
    inUse,
    known,
    fetchedAt: fetched?.fetchedAt ?? null,
    failure: fetched?.failure ?? null,
  };
}
