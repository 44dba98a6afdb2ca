/** Reads what prices are made from: a list as it stands at a moment, the rates in use, and the facts of variants. */
import type { Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import { RetailRule } from '../connections/connection.ts';
import type { ListInForce, PriceFacts, PriceTerms, RateOf } from './make-price.ts';
import type { PriceListKey } from './price-list.ts';

type Reader = Pick<Tx, '$queryRaw'>;

/** A list with the promotions that run at the moment; undefined for another distributor's as for none. */
export async function readListInForce(
  tx: Reader,
  { distributorId, priceListId }: PriceListKey,
  now: Instant,
): Promise<ListInForce | undefined> {
  const rows = await tx.$queryRaw<ListInForce[]>`
    /* planned once */ select l.name, l.kind, l.percent_off_basis_points as "percentOffBasisPoints", l.currency,
      l.cost_plus_basis_points as "costPlusBasisPoints", l.cost_plus_minor::float8 as "costPlusMinor",
      l.volume_tiers as "volumeTiers", l.margin_floor_basis_points as "marginFloorBasisPoints", l.floor_act as "floorAct",
      coalesce((select jsonb_agg(jsonb_build_object('name', p.name, 'percentOffBasisPoints', p.percent_off_basis_points,
          'scope', p.scope, 'endsAt', to_char(p.ends_at at time zone d.time_zone, 'YYYY-MM-DD HH24:MI')) order by p.id)
        from price_list_promotion p where p.distributor_id = l.distributor_id and p.price_list_id = l.id
          and p.starts_at <= ${now.toISOString()}::timestamptz and p.ends_at > ${now.toISOString()}::timestamptz), '[]') as running
    from price_list l join distributor d on d.id = l.distributor_id
    where l.distributor_id = ${distributorId}::uuid and l.id = ${priceListId}::uuid`;
  return rows[0];
}

type RateRow = { from: string; to: string; rate: string; day: string; isStale: boolean };

/** The rates by which the distributor's prices are made now. */
export async function readRatesInUse(
  tx: Reader,
  distributorId: string,
  now: Instant,
): Promise<RateOf> {
  const rows = await tx.$queryRaw<RateRow[]>`
    /* planned once */ select from_currency as "from", to_currency as "to", rate::text, day::text,
      coalesce(expires_at <= ${now.toISOString()}::timestamptz, false) as "isStale"
    from fx_in_use where distributor_id = ${distributorId}::uuid and rate is not null`;
  const known = new Map(rows.map((row) => [`${row.from} ${row.to}`, row]));
  return (from, to) => known.get(`${from} ${to}`);
}

type TermsRow = {
  readonly priceListId: string | null;
  readonly rule: unknown;
  readonly home: string;
  readonly shop: string;
};

/** What makes the prices of a connection; undefined without a price list, and for another distributor's connection. */
export async function readPriceTerms(
  tx: Reader,
  key: { readonly distributorId: string; readonly connectionId: string },
  now: Instant,
): Promise<(PriceTerms & { readonly priceListId: string }) | undefined> {
  const [row] = await tx.$queryRaw<TermsRow[]>`
    /* planned once */ select c.price_list_id as "priceListId", c.retail_rule as rule, d.currency as home, s.currency as shop
    from connection c join store s on s.id = c.store_id join distributor d on d.id = c.distributor_id
    where c.distributor_id = ${key.distributorId}::uuid and c.id = ${key.connectionId}::uuid`;
  if (!row?.priceListId) return undefined;
  const { priceListId, home, shop } = row;
  const list = await readListInForce(tx, { ...key, priceListId }, now);
  if (!list) return undefined;
  const rateOf = await readRatesInUse(tx, key.distributorId, now);
  return { priceListId, list, rule: RetailRule.parse(row.rule), home, shop, rateOf };
}

/** The facts of some variants for one list, by keys; variants of other distributors have none. */
export async function readPriceFacts(
  tx: Reader,
  { distributorId, priceListId }: PriceListKey,
  variantIds: readonly string[],
): Promise<readonly PriceFacts[]> {
  if (variantIds.length === 0) return [];
  return tx.$queryRaw<PriceFacts[]>`
    /* planned once */ select v.id as "variantId", p.title, p.product_type as "productType", p.tags, p.vendor, p.category, v.sku,
      v.list_price_minor::float8 as "listMinor", v.compare_at_minor::float8 as "compareAtMinor", v.map_minor::float8 as "mapMinor",
      e.wholesale_minor::float8 as "entryMinor",
      coalesce((select jsonb_agg(jsonb_build_object('minQuantity', t.min_quantity, 'minor', t.wholesale_minor) order by t.min_quantity)
        from price_list_tier t where t.distributor_id = v.distributor_id and t.price_list_id = ${priceListId}::uuid
          and t.variant_id = v.id), '[]') as tiers,
      coalesce((select jsonb_agg(jsonb_build_object('supplier', z.name, 'minor', y.cost_minor, 'currency', y.currency) order by z.id)
        from supply y join supplier z on z.distributor_id = y.distributor_id and z.id = y.supplier_id and z.status = 'active'
        where y.distributor_id = v.distributor_id and y.variant_id = v.id and y.active), '[]') as costs
    from variant v
    join product p on p.distributor_id = v.distributor_id and p.id = v.product_id
    left join price_list_entry e on e.distributor_id = v.distributor_id and e.price_list_id = ${priceListId}::uuid and e.variant_id = v.id
    where v.distributor_id = ${distributorId}::uuid and v.id = any(${[...variantIds]}::uuid[])
    order by v.id`;
}
