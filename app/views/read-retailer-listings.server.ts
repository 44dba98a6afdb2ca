import { Prisma } from '../platform/prisma/generated/client.ts';
import type { Instant } from '../platform/clock.ts';
import { parseId } from '../platform/ids.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import type { Reader } from './reader.server.ts';

export const LISTING_VIEWS = ['live', 'attention', 'waiting', 'ended', 'out-of-stock'] as const;
type ListingView = (typeof LISTING_VIEWS)[number];

export type ListedVariant = {
  readonly productId: string;
  readonly variantId: string;
  readonly optionValues: readonly string[];
  readonly sku: string | null;
  readonly status: string;
  readonly currency: string;
  readonly toldQuantity: number | null;
  readonly wantedQuantity: number;
  readonly toldPriceMinor: number | null;
  readonly wantedPriceMinor: number | null;
  readonly toldAt: Date | null;
  /** A write to the store whose answer is still out. */
  readonly inFlight: boolean;
  readonly confirmedAt: Date | null;
  readonly withheld: string | null;
  readonly failure: string | null;
  /** What makes its quantity: its own share only, nothing of other stores. */
  readonly shareFacts: ShareFacts;
};

/** Fields of `ShareFacts` in app/components/share-reason.ts. */
type ShareFacts = {
  readonly share: number;
  readonly quantity: number;
  readonly cap: number | null;
  readonly buffer: number;
  readonly ownBuffer: number;
  readonly places: number;
  readonly allPlaces: number;
  readonly minimum: number;
  readonly weight: number;
  readonly demandFactor: number;
  readonly unitsPerDay: number;
  readonly exposureSeconds: number | null;
  readonly fallShare: number | null;
  readonly waits: boolean;
  readonly withheld: string | null;
};

type ListedProductRow = {
  readonly productId: string;
  readonly distributorId: string;
  readonly connectionId: string;
  readonly distributor: string;
  readonly title: string;
  readonly imageUrl: string | null;
  readonly outsideProductId: string | null;
  readonly status: string;
  readonly failure: string | null;
  readonly pickedAt: Date;
};
export type ListedProductShown = ListedProductRow & { readonly variants: readonly ListedVariant[] };

type ListingFilter = {
  readonly search: string;
  readonly view: ListingView | undefined;
  readonly connectionId: string | undefined;
};

/** What the store was told and what it should show, by product. */
export async function readRetailerListings(
  database: Reader,
  storeId: string,
  filter: ListingFilter,
  page: PageRequest,
  now: Instant,
): Promise<Page<ListedProductShown>> {
  const after = parseId(page.after) ?? null;
  const rows = await database.$queryRaw<ListedProductRow[]>(Prisma.sql`
    select lp.product_id as "productId", lp.distributor_id as "distributorId", lp.connection_id as "connectionId",
      d.name as distributor, p.title, p.images -> 0 ->> 'url' as "imageUrl", lp.outside_product_id as "outsideProductId",
      lp.status, lp.failure, lp.picked_at as "pickedAt"
    from listed_product lp
    join product p on p.distributor_id = lp.distributor_id and p.id = lp.product_id
    join distributor d on d.id = lp.distributor_id
    where lp.store_id = ${storeId}::uuid and ${Prisma.join(conditionsOf(filter), ' and ')}
      and (${after}::uuid is null or (p.title, p.id) > (
        select title, product.id from product join listed_product l on l.distributor_id = product.distributor_id
          and l.product_id = product.id and l.store_id = ${storeId}::uuid
        where product.id = ${after}::uuid limit 1))
    order by p.title, p.id limit ${page.size + 1}`);
  const shown = toPage(rows, page.size, (row) => row.productId);
  const variants = await readVariants(database, storeId, shown.rows, now);
  const withVariants = shown.rows.map((row) => ({
    ...row,
    variants: variants.filter(({ productId }) => productId === row.productId),
  }));
  return { rows: withVariants, next: shown.next };
}

const VIEW_CONDITIONS: Readonly<Record<ListingView, Prisma.Sql>> = {
  live: Prisma.sql`lp.status = 'listed'`,
  attention: Prisma.sql`(lp.failure is not null or exists (${listingOf()} and (l.status = 'broken' or l.failure is not null)))`,
  waiting: Prisma.sql`lp.status = 'picked'`,
  ended: Prisma.sql`(lp.status = 'ended' or exists (${listingOf()} and l.status = 'ended'))`,
  'out-of-stock': Prisma.sql`lp.status = 'listed' and not exists (${listingOf()} and l.told_quantity > 0)`,
};

function listingOf(): Prisma.Sql {
  return Prisma.sql`select from listing l where l.distributor_id = lp.distributor_id
    and l.connection_id = lp.connection_id and l.product_id = lp.product_id and l.store_id = lp.store_id`;
}

function conditionsOf({ search, view, connectionId }: ListingFilter): Prisma.Sql[] {
  const conditions = [Prisma.sql`true`];
  if (view) conditions.push(VIEW_CONDITIONS[view]);
  if (connectionId) conditions.push(Prisma.sql`lp.connection_id = ${connectionId}::uuid`);
  if (search)
    conditions.push(Prisma.sql`(strpos(lower(p.title), lower(${search})) > 0
      or exists (select from variant v where v.distributor_id = lp.distributor_id and v.product_id = lp.product_id
        and strpos(lower(v.sku), lower(${search})) > 0))`);
  return conditions;
}

/** Keyed look-ups: each listing of the page through its own offer, whatever the size of the catalogue. */
async function readVariants(
  database: Reader,
  storeId: string,
  products: readonly ListedProductRow[],
  now: Instant,
): Promise<readonly ListedVariant[]> {
  if (products.length === 0) return [];
  return database.$queryRaw<ListedVariant[]>`
    select l.product_id as "productId", l.variant_id as "variantId", v.option_values as "optionValues", v.sku, l.status,
      o.currency, l.told_quantity as "toldQuantity", o.quantity as "wantedQuantity",
      l.told_price_minor::float8 as "toldPriceMinor", o.retail_minor::float8 as "wantedPriceMinor",
      l.told_at as "toldAt", l.in_flight is not null as "inFlight", o.confirmed_at as "confirmedAt", o.withheld, l.failure,
      json_build_object('share', o.share, 'quantity', o.quantity, 'cap', k.cap, 'buffer', o.buffer, 'ownBuffer', k.buffer,
        'places', coalesce(cardinality(array_positions(d.cycle, k.share_number)), 0), 'allPlaces', coalesce(cardinality(d.cycle), 0),
        'minimum', k.share_minimum, 'weight', k.share_weight, 'demandFactor', coalesce(pace.demand_factor, 1),
        'unitsPerDay', coalesce(faded_pace(pace.units_per_day, pace.at, ${now.toISOString()}::timestamptz), 0),
        'exposureSeconds', b.exposure_seconds, 'fallShare', b.fall_share, 'waits', l.waits_for_units, 'withheld', o.withheld) as "shareFacts"
    from listing l
    join variant v on v.distributor_id = l.distributor_id and v.id = l.variant_id
    cross join lateral (
      select * from offers_of(l.distributor_id, l.connection_id, ${now.toISOString()}::timestamptz) offer
      where offer.variant_id = l.variant_id
    ) o
    join connection k on k.distributor_id = l.distributor_id and k.id = l.connection_id
    left join division d on d.distributor_id = l.distributor_id and d.variant_id = l.variant_id
    left join sales_pace pace on pace.distributor_id = l.distributor_id and pace.variant_id = l.variant_id and pace.connection_id = l.connection_id
    left join tuned_buffer b on b.distributor_id = l.distributor_id and b.variant_id = l.variant_id and b.connection_id = l.connection_id
    where l.store_id = ${storeId}::uuid
      and (l.distributor_id, l.connection_id, l.product_id) in (
        select * from unnest(${products.map(({ distributorId }) => distributorId)}::uuid[],
          ${products.map(({ connectionId }) => connectionId)}::uuid[],
          ${products.map(({ productId }) => productId)}::uuid[]))
    order by l.product_id, v.position, v.id`;
}
