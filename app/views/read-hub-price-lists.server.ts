import { Prisma } from '../platform/prisma/generated/client.ts';
import type { Instant } from '../platform/clock.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import type { PriceListTerms } from '../modules/pricing/price-list.ts';
import { containing } from './contains.server.ts';
import type { Reader } from './reader.server.ts';

type Key = { readonly distributorId: string; readonly priceListId: string };

export type HubPriceList = PriceListTerms & {
  readonly id: string;
  readonly entries: number;
  readonly retailers: number;
  /** Promotions that run now. */
  readonly running: number;
  readonly hubCurrency: string;
  readonly timeZone: string;
};

export async function readHubPriceLists(
  database: Reader,
  distributorId: string,
  now: Instant,
  only: string | null = null,
): Promise<HubPriceList[]> {
  return database.$queryRaw<HubPriceList[]>`
    select l.id, l.name, l.kind, l.percent_off_basis_points as "percentOffBasisPoints", l.currency,
      l.cost_plus_basis_points as "costPlusBasisPoints", l.cost_plus_minor::float8 as "costPlusMinor",
      l.volume_tiers as "volumeTiers", l.floor_act as "floorAct",
      l.margin_floor_basis_points as "marginFloorBasisPoints", d.currency as "hubCurrency", d.time_zone as "timeZone",
      (select count(*)::int from price_list_entry e where e.distributor_id = l.distributor_id and e.price_list_id = l.id) as entries,
      (select count(*)::int from price_list_promotion p where p.distributor_id = l.distributor_id and p.price_list_id = l.id
        and p.starts_at <= ${now.toISOString()}::timestamptz and p.ends_at > ${now.toISOString()}::timestamptz) as running,
      (select count(*)::int from connection k where k.distributor_id = l.distributor_id and k.price_list_id = l.id
        and k.status in ('approved', 'suspended')) as retailers
    from price_list l join distributor d on d.id = l.distributor_id
    where l.distributor_id = ${distributorId}::uuid and (${only}::uuid is null or l.id = ${only}::uuid)
    order by l.name, l.id limit 250`;
}

export type PriceListUser = {
  readonly connectionId: string;
  readonly store: string;
  readonly retailer: string;
  readonly currency: string;
  readonly status: string;
};

/** The connections that pay by a list. */
export async function readPriceListUsers(
  database: Reader,
  key: Key,
): Promise<readonly PriceListUser[]> {
  return database.$queryRaw<PriceListUser[]>`
    select k.id as "connectionId", s.name as store, r.name as retailer, s.currency, k.status
    from connection k join store s on s.id = k.store_id join retailer r on r.id = s.retailer_id
    where k.distributor_id = ${key.distributorId}::uuid and k.price_list_id = ${key.priceListId}::uuid
      and k.status in ('approved', 'suspended')
    order by s.name, k.id limit 100`;
}

export type HubPromotion = {
  readonly id: string;
  readonly name: string;
  readonly percentOffBasisPoints: number;
  readonly scope: { readonly by: string; readonly values: readonly string[] };
  /** As clocks in the distributor's time zone show it: 2026-11-27 00:00. */
  readonly starts: string;
  readonly ends: string;
  readonly state: 'running' | 'coming' | 'over';
};

/** Promotions of a list: those that run, those to come, then those that are over. */
export async function readPromotions(
  database: Reader,
  key: Key,
  now: Instant,
): Promise<readonly HubPromotion[]> {
  return database.$queryRaw<HubPromotion[]>`
    select p.id, p.name, p.percent_off_basis_points as "percentOffBasisPoints", p.scope,
      to_char(p.starts_at at time zone d.time_zone, 'YYYY-MM-DD HH24:MI') as starts,
      to_char(p.ends_at at time zone d.time_zone, 'YYYY-MM-DD HH24:MI') as ends, state
    from price_list_promotion p join distributor d on d.id = p.distributor_id
    cross join lateral (select case when p.ends_at <= ${now.toISOString()}::timestamptz then 'over'
      when p.starts_at <= ${now.toISOString()}::timestamptz then 'running' else 'coming' end as state) s
    where p.distributor_id = ${key.distributorId}::uuid and p.price_list_id = ${key.priceListId}::uuid
    order by array_position(array['running', 'coming', 'over'], state), p.starts_at, p.id limit 100`;
}

export type HubPriceRow = {
  readonly variantId: string;
  readonly productId: string;
  readonly title: string;
  readonly optionValues: readonly string[];
  readonly sku: string | null;
  readonly listPriceMinor: number | null;
  readonly entryMinor: number | null;
  readonly wholesaleMinor: number | null;
  readonly promotionOff: number;
  readonly leastCostMinor: number | null;
  readonly isUnderFloor: boolean;
  readonly tiers: number;
};

/** Variants with what they cost on the list: only its own entries, or everything that the search finds. */
export async function readPriceRows(
  database: Reader,
  key: Key,
  filter: { readonly search: string; readonly view: string },
  page: PageRequest,
  now: Instant,
): Promise<Page<HubPriceRow>> {
  const after = parseId(page.after) ?? null;
  const search = filter.search ? containing(filter.search) : null;
  const prices = Prisma.sql`(select * from list_prices(${key.distributorId}::uuid, ${key.priceListId}::uuid,
    ${now.toISOString()}::timestamptz) prices where prices.variant_id = v.id offset 0)`;
  const views: Readonly<Record<string, Prisma.Sql>> = {
    fixed: Prisma.sql`exists (select from price_list_entry e where e.distributor_id = v.distributor_id
      and e.price_list_id = ${key.priceListId}::uuid and e.variant_id = v.id)`,
    none: Prisma.sql`exists (select from ${prices} made where made.owed_minor is null)`,
    under: Prisma.sql`exists (select from ${prices} made where made.under_floor)`,
  };
  const rows = await database.$queryRaw<HubPriceRow[]>(Prisma.sql`
    select v.id as "variantId", v.product_id as "productId", v.title, v.option_values as "optionValues", v.sku,
      v.list_price_minor::float8 as "listPriceMinor", made.entry_minor::float8 as "entryMinor",
      made.owed_minor::float8 as "wholesaleMinor", made.promotion_off as "promotionOff",
      made.cost_minor::float8 as "leastCostMinor", made.under_floor as "isUnderFloor",
      (select count(*)::int from price_list_tier t where t.distributor_id = v.distributor_id
        and t.price_list_id = ${key.priceListId}::uuid and t.variant_id = v.id) as tiers
    from (
      select v.*, p.title from product p join variant v on v.distributor_id = p.distributor_id and v.product_id = p.id and v.active
      where p.distributor_id = ${key.distributorId}::uuid and ${views[filter.view] ?? Prisma.sql`true`}
        and (${search}::text is null or p.title ilike ${search} or v.sku ilike ${search})
        and (${after}::uuid is null or (p.title, v.id) > (select p2.title, v2.id from variant v2
          join product p2 on p2.distributor_id = v2.distributor_id and p2.id = v2.product_id
          where v2.distributor_id = ${key.distributorId}::uuid and v2.id = ${after}::uuid))
      order by p.title, v.id limit ${page.size + 1}
    ) v
    cross join lateral ${prices} made
    order by v.title, v.id`);
  return toPage(rows, page.size, (row) => row.variantId);
}
