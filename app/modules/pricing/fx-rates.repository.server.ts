import type { Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import { DEFAULT_FX_SETTINGS } from './fx-rates.ts';
import type { DayRate, FxSettings, RateOrigin } from './fx-rates.ts';
import type { PricingContext } from './price-list.ts';

type Reader = Pick<Tx, '$queryRaw'>;

/** Keeps rates by day; one said again replaces the one before. Answers how many differ from what was known. */
export async function saveDayRates(
  { tx, clock }: PricingContext,
  distributorId: string,
  rates: readonly DayRate[],
  source: RateOrigin,
): Promise<number> {
  return tx.$executeRaw`
    insert into fx_rate (distributor_id, currency, day, per_euro, source, recorded_at)
    select distinct on (r.currency, r.day) ${distributorId}::uuid, r.currency, r.day, r."perEuro", ${source}, ${clock.now()}
    from jsonb_to_recordset(${JSON.stringify(rates)}::jsonb) as r(currency text, day date, "perEuro" numeric)
    order by r.currency, r.day
    on conflict (distributor_id, currency, day) do update set per_euro = excluded.per_euro, source = excluded.source,
      recorded_at = excluded.recorded_at where fx_rate.per_euro <> excluded.per_euro`;
}

export async function readFxSettings(tx: Reader, distributorId: string): Promise<FxSettings> {
  const rows = await tx.$queryRaw<FxSettings[]>`
    select source_url as "sourceUrl", hysteresis_basis_points as "hysteresisBasisPoints",
      stale_after_days as "staleAfterDays", when_stale as "whenStale"
    from fx_setting where distributor_id = ${distributorId}::uuid`;
  return rows[0] ?? DEFAULT_FX_SETTINGS;
}

/** With an address the rates are fetched at once, and then day by day. */
export async function saveFxSettings(
  { tx, clock }: PricingContext,
  distributorId: string,
  settings: FxSettings,
): Promise<void> {
  const fetchDueAt = settings.sourceUrl ? clock.now() : null;
  await tx.fxSetting.upsert({
    where: { distributorId },
    create: { distributorId, ...settings, fetchDueAt },
    update: { ...settings, fetchDueAt, failure: null },
  });
}

/** Takes the distributors whose rates are due to be fetched and puts their next turn off, so that no other worker does. */
export async function takeDueFetches(
  { tx, clock }: PricingContext,
  next: Instant,
  limit: number,
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    update fx_setting set fetch_due_at = ${next}::timestamptz
    where distributor_id in (select distributor_id from fx_setting where fetch_due_at <= ${clock.now()}::timestamptz
      order by fetch_due_at limit ${limit}::integer for update skip locked)
    returning distributor_id as id`;
  return rows.map(({ id }) => id);
}

export async function noteFetch(
  { tx, clock }: PricingContext,
  distributorId: string,
  failure: string | null,
): Promise<void> {
  const data = failure ? { failure } : { failure, fetchedAt: clock.now() };
  await tx.fxSetting.updateMany({ where: { distributorId }, data });
}

export type RateMove = {
  readonly from: string;
  readonly to: string;
  /** Null: none is known, and some price needs it. */
  readonly rate: string | null;
};

/**
 * Brings the rates in use to the rates of the day: pairs that some price needs come in, a rate moves when it is further
 * away than the hysteresis, and all are confirmed by their newest day. Answers the pairs whose rate is another now, those
 * included that turn out to be needed and unknown. The pairs follow from connections, lists and suppliers.
 */
export async function refreshRatesInUse(
  { tx, clock }: PricingContext,
  distributorId: string,
): Promise<readonly RateMove[]> {
  const settings = await readFxSettings(tx, distributorId);
  const now = clock.now();
  return tx.$queryRaw<RateMove[]>`
    with traded as (
      select distinct list.currency as list, s.currency as shop, d.currency as home
      from connection c join distributor d on d.id = c.distributor_id join store s on s.id = c.store_id
      left join price_list list on list.distributor_id = c.distributor_id and list.id = c.price_list_id
      where c.distributor_id = ${distributorId}::uuid and c.status in ('approved', 'suspended')
    ), pair as (
      select list as f, shop as t from traded union select home, shop from traded
      union select d.currency, l.currency from price_list l join distributor d on d.id = l.distributor_id
        where l.distributor_id = ${distributorId}::uuid
      union select z.currency, l.currency from price_list l join supplier z on z.distributor_id = l.distributor_id
        where l.distributor_id = ${distributorId}::uuid
    ), latest as (
      select distinct on (currency) currency, day, per_euro from fx_rate
      where distributor_id = ${distributorId}::uuid and day <= (${now}::timestamptz at time zone 'UTC')::date + 1
      order by currency, day desc
    ), known as (
      select currency, day, per_euro from latest union all select 'EUR', null, 1
    ), crossed as (
      select f, t, nullif(round(b.per_euro / a.per_euro, 15), 0) as rate, 
        case when a.per_euro is not null and b.per_euro is not null then least(a.day, b.day) end as day
      from pair left join known a on a.currency = f left join known b on b.currency = t where f <> t
    ), judged as (
      select x.*, u.rate as before, u.from_currency is null as is_new,
        x.rate is not null and (u.rate is null or abs(x.rate / u.rate - 1) * 10000 > ${settings.hysteresisBasisPoints}::integer) as moves
      from crossed x left join fx_in_use u on u.distributor_id = ${distributorId}::uuid and u.from_currency = x.f and u.to_currency = x.t
    ), kept as (
      insert into fx_in_use as u (distributor_id, from_currency, to_currency, rate, day, since, confirmed_day, expires_at)
      select ${distributorId}::uuid, f, t, rate, day, case when rate is not null then ${now}::timestamptz end, day,
        case when ${settings.whenStale} = 'withhold' and rate is not null
          then (day + ${settings.staleAfterDays}::integer + 1)::timestamp at time zone 'UTC' end
      from judged order by f, t
      on conflict (distributor_id, from_currency, to_currency) do update set
        rate = case when (select moves from judged j where j.f = u.from_currency and j.t = u.to_currency) then excluded.rate else u.rate end,
        day = case when (select moves from judged j where j.f = u.from_currency and j.t = u.to_currency) then excluded.day else u.day end,
        since = case when (select moves from judged j where j.f = u.from_currency and j.t = u.to_currency) then excluded.since else u.since end,
        confirmed_day = greatest(u.confirmed_day, excluded.confirmed_day),
        expires_at = case when ${settings.whenStale} = 'withhold' then coalesce(excluded.expires_at, u.expires_at) end
    )
    select f as "from", t as "to", rate::text from judged where moves or (is_new and rate is null) order by f, t`;
}

export type StaleRate = { readonly from: string; readonly to: string; readonly day: string };

/** Rates in use whose newest day is longer ago than the settings allow. */
export async function findStaleRates(
  { tx, clock }: PricingContext,
  distributorId: string,
): Promise<readonly StaleRate[]> {
  const { staleAfterDays } = await readFxSettings(tx, distributorId);
  return tx.$queryRaw<StaleRate[]>`
    select from_currency as "from", to_currency as "to", confirmed_day::text as day from fx_in_use
    where distributor_id = ${distributorId}::uuid and rate is not null
      and (confirmed_day + ${staleAfterDays}::integer + 1)::timestamp at time zone 'UTC' <= ${clock.now()}::timestamptz
    order by 1, 2`;
}
