import { readTimeline } from '../modules/activity/read-timeline.server.ts';
import { Assortment } from '../modules/connections/connection.ts';
import { ShippingWishes } from '../modules/connections/shipping-wishes.ts';
import { openWholesale } from '../modules/orders/orders.repository.server.ts';
import { readPublishLag } from './read-publish-lag.server.ts';
import type { PublishLag } from './read-publish-lag.server.ts';
import { containing } from './contains.server.ts';
import type { Database } from '../platform/database.server.ts';
import type { Id } from '../platform/ids.ts';
import type { Reader } from './reader.server.ts';

type Key = {
  readonly distributorId: Id<'Distributor'>;
  readonly connectionId: Id<'Connection'>;
};

/** The id that no order has. */
const NO_ORDER = '00000000-0000-0000-0000-000000000000';

export type HubConnection = {
  readonly id: string;
  readonly storeId: string;
  readonly status: string;
  readonly message: string;
  readonly assortment: unknown;
  readonly priceListId: string | null;
  readonly buffer: number;
  readonly cap: number | null;
  readonly bufferMost: number;
  readonly shareWeight: number;
  readonly shareMinimum: number;
  readonly releaseDelaySeconds: number;
  readonly releaseOn: string;
  readonly creditLimitMinor: number | null;
  readonly territories: readonly string[];
  readonly shippingWishes: ShippingWishes;
  /** Of the distributor, in which the limit is kept. */
  readonly hubCurrency: string;
  /** What the retailer owes in open orders, by currency; the limit counts it at the rates of the day. */
  readonly openWholesale: readonly { readonly minor: number; readonly currency: string }[];
  readonly requestedAt: Date;
  readonly decidedAt: Date | null;
  readonly store: string;
  readonly domain: string;
  readonly channel: string;
  readonly storeStatus: string;
  readonly storeCurrency: string;
  readonly country: string;
  readonly retailer: string;
  readonly retailerEmail: string | null;
  readonly listedProducts: number;
  readonly listings: number;
  readonly broken: number;
  readonly openOrders: number;
  readonly toldAt: Date | null;
  readonly lag: PublishLag | null;
};

/** One connection with what hangs on it; undefined for another distributor's as for none. */
export async function readHubConnection(database: Database, key: Key) {
  const [row] = await database.$queryRaw<Omit<HubConnection, 'openWholesale' | 'lag'>[]>`
    select k.id, k.store_id as "storeId", k.status, k.message, k.assortment, k.price_list_id as "priceListId", k.buffer,
      k.cap, k.buffer_most as "bufferMost", k.share_weight as "shareWeight", k.share_minimum as "shareMinimum", k.release_delay_seconds as "releaseDelaySeconds", k.release_on as "releaseOn",
      k.credit_limit_minor::float8 as "creditLimitMinor", k.territories, k.shipping_wishes as "shippingWishes", d.currency as "hubCurrency",
      k.requested_at as "requestedAt", k.decided_at as "decidedAt", s.name as store, s.domain, s.channel,
      s.status as "storeStatus", s.currency as "storeCurrency", s.country, r.name as retailer, r.email as "retailerEmail",
      (select count(*)::int from listed_product p where p.distributor_id = k.distributor_id and p.connection_id = k.id
        and p.status = 'listed') as "listedProducts",
      listed.live as listings, listed.broken, listed.told as "toldAt",
      (select count(*)::int from orders o where o.distributor_id = k.distributor_id and o.connection_id = k.id
        and o.status not in ('completed', 'cancelled')) as "openOrders"
    from connection k
    join store s on s.id = k.store_id
    join distributor d on d.id = k.distributor_id
    join retailer r on r.id = s.retailer_id
    cross join lateral (select count(*) filter (where l.status = 'live')::int as live,
      count(*) filter (where l.status = 'broken')::int as broken, max(l.told_at) as told from listing l
      where l.distributor_id = k.distributor_id and l.connection_id = k.id) listed
    where k.distributor_id = ${key.distributorId}::uuid and k.id = ${key.connectionId}::uuid`;
  if (!row) return undefined;
  const [priceLists, chosen, acts, owed, lag] = await Promise.all([
    readPriceListChoices(database, key.distributorId),
    readChosenProducts(database, key),
    readTimeline(database, key.distributorId, { kind: 'connection', id: key.connectionId }),
    openWholesale(database, { ...key, except: NO_ORDER }),
    readPublishLag(database, key),
  ]);
  const assortment = Assortment.safeParse(row.assortment).data ?? { kind: 'all' as const };
  const openAmounts = owed.length > 0 ? owed : [{ minor: 0, currency: row.hubCurrency }];
  const shippingWishes = ShippingWishes.safeParse(row.shippingWishes).data ?? {};
  const connection = { ...row, assortment, shippingWishes, openWholesale: openAmounts, lag };
  return { connection, priceLists, chosen, acts };
}

export async function readPriceListChoices(database: Reader, distributorId: string) {
  return database.$queryRaw<
    { id: string; name: string; kind: string; currency: string; percentOffBasisPoints: number }[]
  >`
    select id, name, kind, currency, percent_off_basis_points as "percentOffBasisPoints" from price_list
    where distributor_id = ${distributorId}::uuid order by name, id limit 250`;
}

async function readChosenProducts(database: Reader, key: Key) {
  return database.$queryRaw<{ id: string; title: string; vendor: string }[]>`
    select p.id, p.title, p.vendor from connection_product c
    join product p on p.distributor_id = c.distributor_id and p.id = c.product_id
    where c.distributor_id = ${key.distributorId}::uuid and c.connection_id = ${key.connectionId}::uuid
    order by p.title, p.id limit 1000`;
}

/** What an assortment rule can name, and how many products carry it; the most frequent first. */
export async function readAssortmentChoices(database: Reader, distributorId: string) {
  const [types, vendors, tags] = await Promise.all([
    database.$queryRaw<{ value: string; count: number }[]>`
      select product_type as value, count(*)::int as count from product
      where distributor_id = ${distributorId}::uuid and product_type <> '' group by 1 order by 2 desc, 1 limit 200`,
    database.$queryRaw<{ value: string; count: number }[]>`
      select vendor as value, count(*)::int as count from product
      where distributor_id = ${distributorId}::uuid and vendor <> '' group by 1 order by 2 desc, 1 limit 200`,
    database.$queryRaw<{ value: string; count: number }[]>`
      select tag as value, count(*)::int as count from product cross join unnest(tags) as tag
      where distributor_id = ${distributorId}::uuid group by 1 order by 2 desc, 1 limit 200`,
  ]);
  return { types, vendors, tags };
}

/** How many sellable products an assortment shows, made by the same rule as the offers (SQL `in_assortment`). */
export async function countAssortment(
  database: Reader,
  distributorId: string,
  assortment: Exclude<Assortment, { kind: 'by-hand' }>,
): Promise<{ readonly products: number; readonly variants: number }> {
  const [row] = await database.$queryRaw<{ products: number; variants: number }[]>`
    select count(*)::int as products, coalesce(sum(v.count), 0)::int as variants
    from product p
    cross join lateral (select count(*) as count from variant v
      where v.distributor_id = p.distributor_id and v.product_id = p.id and v.active) v
    where p.distributor_id = ${distributorId}::uuid and p.status in ('active', 'unlisted')
      and in_assortment(${JSON.stringify(assortment)}::jsonb, p.product_type, p.tags, p.vendor, false)`;
  return row ?? { products: 0, variants: 0 };
}

/** The first products whose title, vendor or SKU has the text, to be chosen by hand. */
export async function findProductChoices(database: Reader, distributorId: string, search: string) {
  const pattern = containing(search);
  return database.$queryRaw<{ id: string; title: string; vendor: string }[]>`
    select p.id, p.title, p.vendor from product p
    where p.distributor_id = ${distributorId}::uuid and p.status in ('active', 'unlisted')
      and (p.title ilike ${pattern} or p.vendor ilike ${pattern} or exists (select from variant v
        where v.distributor_id = p.distributor_id and v.product_id = p.id and v.sku ilike ${pattern}))
    order by p.title, p.id limit 20`;
}
