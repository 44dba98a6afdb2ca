import { recommendPrice } from '../modules/pricing/competitor-prices.ts';
import type { Recommendation } from '../modules/pricing/competitor-prices.ts';
import { convertMinor } from '../modules/pricing/price-arithmetic.ts';
import { readRatesInUse } from '../modules/pricing/price-facts.repository.server.ts';
import type { Instant } from '../platform/clock.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import type { Reader } from './reader.server.ts';

type Row = {
  readonly variantId: string;
  readonly productId: string;
  readonly title: string;
  readonly sku: string | null;
  readonly competitor: string;
  readonly observedOn: string;
  readonly priceMinor: number;
  readonly priceCurrency: string;
  /** The distributor's list price, in its currency. */
  readonly shelfMinor: number | null;
  readonly home: string;
  readonly wholesaleMinor: number | null;
  readonly costMinor: number | null;
  readonly listCurrency: string;
  readonly floorBasisPoints: number;
};

export type ComparedPrice = Row & {
  /** Undefined: nothing to do, or the amounts cannot be brought into one currency. */
  readonly recommendation: Recommendation | undefined;
};

/** A price that was seen longer ago says nothing of today. */
const FRESH_DAYS = 30;

/** For each variant the cheapest of what competitors asked last, beside a list's price, with what that suggests. */
export async function readComparedPrices(
  database: Reader,
  key: { readonly distributorId: string; readonly priceListId: string },
  page: PageRequest,
  now: Instant,
): Promise<Page<ComparedPrice>> {
  const after = parseId(page.after) ?? null;
  const rateOf = await readRatesInUse(database, key.distributorId, now);
  const rows = await database.$queryRaw<Row[]>`
    select v.id as "variantId", v.product_id as "productId", p.title, v.sku, seen.competitor, seen.observed_on::text as "observedOn",
      seen.price_minor::float8 as "priceMinor", seen.currency as "priceCurrency", v.list_price_minor::float8 as "shelfMinor",
      d.currency as home, made.owed_minor::float8 as "wholesaleMinor", made.cost_minor::float8 as "costMinor",
      l.currency as "listCurrency", l.margin_floor_basis_points as "floorBasisPoints"
    from price_list l
    join distributor d on d.id = l.distributor_id
    cross join lateral (
      select distinct on (newest.variant_id) newest.* from (
        select distinct on (c.variant_id, c.competitor) c.* from competitor_price c where c.distributor_id = l.distributor_id
          and c.observed_on >= (${now.toISOString()}::timestamptz at time zone 'UTC')::date - ${FRESH_DAYS}::integer
          and (${after}::uuid is null or c.variant_id > ${after}::uuid)
        order by c.variant_id, c.competitor, c.observed_on desc
      ) newest order by newest.variant_id, newest.price_minor, newest.competitor limit ${page.size + 1}
    ) seen
    join variant v on v.distributor_id = l.distributor_id and v.id = seen.variant_id
    join product p on p.distributor_id = v.distributor_id and p.id = v.product_id
    cross join lateral (select * from list_prices(l.distributor_id, l.id, ${now.toISOString()}::timestamptz) prices
      where prices.variant_id = v.id offset 0) made
    where l.distributor_id = ${key.distributorId}::uuid and l.id = ${key.priceListId}::uuid
    order by v.id`;
  const compared = rows.map((row) => ({ ...row, recommendation: recommendationFor(row) }));
  return toPage(compared, page.size, (row) => row.variantId);

  function recommendationFor(row: Row): Recommendation | undefined {
    const { wholesaleMinor, costMinor, listCurrency, floorBasisPoints } = row;
    const there = (minor: number | null, from: string) => {
      const rate = from === listCurrency ? '1' : rateOf(from, listCurrency)?.rate;
      return minor === null || !rate ? undefined : convertMinor(minor, from, listCurrency, rate);
    };
    const shelfMinor = there(row.shelfMinor, row.home);
    const competitorMinor = there(row.priceMinor, row.priceCurrency);
    if (wholesaleMinor === null || !shelfMinor || !competitorMinor) return undefined;
    const cost = costMinor ?? undefined;
    return recommendPrice({ wholesaleMinor, shelfMinor, competitorMinor, costMinor: cost, floorBasisPoints }); // prettier-ignore
  }
}
