/** Price clock: the next moment at which time alone changes some price of a distributor (promotions, dated costs, rates). */
import type { Instant } from '../../platform/clock.ts';
import type { PricingContext } from './price-list.ts';
import { readFxSettings } from './fx-rates.repository.server.ts';

/** Distributors of which some price changes at or before now, and those that trade but were never looked at; oldest first. */
export async function findDuePriceClocks(
  { tx, clock }: PricingContext,
  limit: number,
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    (select distributor_id as id from price_clock where next_change_at <= ${clock.now()}::timestamptz
      order by next_change_at limit ${limit}::integer)
    union
    (select distinct c.distributor_id from connection c
      join distributor d on d.id = c.distributor_id join store s on s.id = c.store_id
      join price_list l on l.distributor_id = c.distributor_id and l.id = c.price_list_id
      cross join lateral (values (l.currency, s.currency), (d.currency, s.currency), (d.currency, l.currency)) as needed(f, t)
      where c.status = 'approved' and f <> t and not exists (select from fx_in_use u where u.distributor_id = c.distributor_id
        and u.from_currency = f and u.to_currency = t)
      limit ${limit}::integer)
    union
    (select distinct l.distributor_id from price_list l
      join supplier z on z.distributor_id = l.distributor_id and z.status = 'active' and z.currency <> l.currency
      where not exists (select from fx_in_use u where u.distributor_id = l.distributor_id
        and u.from_currency = z.currency and u.to_currency = l.currency)
      limit ${limit}::integer)`;
  return rows.map(({ id }) => id);
}

type Crossed = {
  /** Lists of which a promotion has begun or ended. */
  readonly priceListIds: readonly string[];
  /** Some rate has become too old to price by. */
  readonly hasExpired: boolean;
};

/** What time has changed since the last look, under the clock's lock; and notes when it next will. */
export async function turnPriceClock(
  { tx, clock }: PricingContext,
  distributorId: string,
): Promise<Crossed> {
  const now = clock.now();
  await tx.$executeRaw`
    insert into price_clock (distributor_id, checked_at) values (${distributorId}::uuid, ${now}) on conflict do nothing`;
  const [row] = await tx.$queryRaw<{ checkedAt: Instant }[]>`
    select coalesce(checked_at, ${now}) as "checkedAt" from price_clock where distributor_id = ${distributorId}::uuid for update`;
  const since = row?.checkedAt ?? now;
  const lists = await tx.$queryRaw<{ id: string }[]>`
    select distinct price_list_id as id from price_list_promotion where distributor_id = ${distributorId}::uuid
      and ((starts_at > ${since}::timestamptz and starts_at <= ${now}::timestamptz)
        or (ends_at > ${since}::timestamptz and ends_at <= ${now}::timestamptz))`;
  const [expired] = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::integer as count from fx_in_use where distributor_id = ${distributorId}::uuid
      and expires_at > ${since}::timestamptz and expires_at <= ${now}::timestamptz`;
  await noteNextChange({ tx, clock }, distributorId);
  return { priceListIds: lists.map(({ id }) => id), hasExpired: (expired?.count ?? 0) > 0 };
}

async function noteNextChange({ tx, clock }: PricingContext, distributorId: string): Promise<void> {
  const { staleAfterDays } = await readFxSettings(tx, distributorId);
  const now = clock.now();
  await tx.$executeRaw`
    update price_clock set checked_at = ${now}, next_change_at = (
      select min(at) from (
        select starts_at as at from price_list_promotion where distributor_id = ${distributorId}::uuid and starts_at > ${now}::timestamptz
        union all select ends_at from price_list_promotion where distributor_id = ${distributorId}::uuid and ends_at > ${now}::timestamptz
        union all select min(starts_at) from supply_cost where distributor_id = ${distributorId}::uuid and starts_at > ${now}::timestamptz
        union all select min(ends_at) from supply_cost where distributor_id = ${distributorId}::uuid and ends_at > ${now}::timestamptz
        union all select (confirmed_day + ${staleAfterDays}::integer + 1)::timestamp at time zone 'UTC' from fx_in_use
          where distributor_id = ${distributorId}::uuid and rate is not null
      ) changes where at > ${now}::timestamptz)
    where distributor_id = ${distributorId}::uuid`;
}
