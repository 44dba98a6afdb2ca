import type { Tx } from '../../platform/database.server.ts';
import type { Exchange } from './exchange.ts';
import { convertMinor } from './price-arithmetic.ts';
import type { PricingContext } from './price-list.ts';

type RateRow = { readonly from: string; readonly rate: string };

/**
 * Brings amounts of some currencies into one: by the rates of the day, crossed over the euro. A rate that the
 * distributor's settings let expire is none. Reads nothing while all is in one currency.
 */
export async function readExchange(
  { tx, clock }: PricingContext,
  input: { readonly distributorId: string; readonly to: string; readonly from: readonly string[] },
): Promise<Exchange> {
  const { distributorId, to } = input;
  const foreign = [...new Set(input.from)].filter((currency) => currency !== to);
  const rows =
    foreign.length > 0 ? await readRates(tx, { distributorId, to, foreign, now: clock.now() }) : [];
  const rates = new Map(rows.map(({ from, rate }) => [from, rate]));
  return ({ minor, currency }) => {
    if (currency === to) return minor;
    const rate = rates.get(currency);
    return rate === undefined ? undefined : convertMinor(minor, currency, to, rate);
  };
}

function readRates(
  tx: Pick<Tx, '$queryRaw'>,
  input: {
    readonly distributorId: string;
    readonly to: string;
    readonly foreign: readonly string[];
    readonly now: Date;
  },
): Promise<RateRow[]> {
  const now = input.now.toISOString();
  return tx.$queryRaw<RateRow[]>`
    with latest as (
      select distinct on (currency) currency, day, per_euro from fx_rate
      where distributor_id = ${input.distributorId}::uuid and currency = any(${[...input.foreign, input.to]}::text[])
        and day <= (${now}::timestamptz at time zone 'UTC')::date + 1
      order by currency, day desc
    ), known as (
      select currency, day, per_euro from latest where currency <> 'EUR' union all select 'EUR', null, 1
    ), crossed as (
      select a.currency as f, nullif(round(b.per_euro / a.per_euro, 15), 0) as rate, least(a.day, b.day) as day
      from known a join known b on b.currency = ${input.to} where a.currency = any(${[...input.foreign]}::text[])
    )
    select f as "from", rate::text from crossed
    where rate is not null and not exists (select from fx_setting s
      where s.distributor_id = ${input.distributorId}::uuid and s.when_stale = 'withhold'
        and (crossed.day + s.stale_after_days + 1)::timestamp at time zone 'UTC' <= ${now}::timestamptz)`;
}
