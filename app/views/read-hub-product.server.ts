import type { Instant } from '../platform/clock.ts';
import type { Reader } from './reader.server.ts';

type Key = { readonly distributorId: string; readonly productId: string };

type ProductRow = {
  readonly id: string;
  readonly title: string;
  readonly handle: string;
  readonly vendor: string;
  readonly productType: string;
  readonly category: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly status: string;
  readonly optionNames: readonly string[];
  readonly images: readonly { readonly url: string; readonly altText: string }[];
  readonly currency: string;
  readonly updatedAt: Date;
};

export type HubVariant = {
  readonly id: string;
  readonly optionValues: readonly string[];
  readonly sku: string | null;
  readonly gtin: string | null;
  readonly mpn: string | null;
  readonly weightGrams: number;
  readonly lengthMm: number | null;
  readonly widthMm: number | null;
  readonly heightMm: number | null;
  readonly originCountry: string | null;
  readonly hsCode: string | null;
  readonly active: boolean;
  readonly listPriceMinor: number | null;
  readonly compareAtMinor: number | null;
};

export type HubSupply = {
  readonly variantId: string;
  readonly supplierId: string;
  readonly supplier: string;
  readonly tier: string;
  readonly supplierStatus: string;
  readonly supplierSku: string;
  readonly costMinor: number;
  readonly currency: string;
  readonly leadTimeDays: number | null;
  readonly active: boolean;
  readonly location: string | null;
  readonly onHand: number | null;
  readonly reserved: number | null;
  /** What of it counts at its age. */
  readonly counted: number | null;
  readonly asOf: Date | null;
  readonly confirmedAt: Date | null;
};

export type HubPrice = {
  readonly variantId: string;
  readonly priceListId: string;
  readonly priceList: string;
  readonly kind: string;
  readonly percentOffBasisPoints: number;
  readonly currency: string;
  readonly entryMinor: number | null;
  readonly wholesaleMinor: number | null;
  readonly marginFloorBasisPoints: number;
  readonly leastCostMinor: number | null;
  readonly leastCostCurrency: string | null;
};

export type HubListing = {
  readonly connectionId: string;
  readonly store: string;
  readonly variantId: string;
  readonly status: string;
  readonly toldQuantity: number | null;
  readonly toldPriceMinor: number | null;
  readonly currency: string;
  readonly toldAt: Date | null;
  readonly failure: string | null;
};

const VARIANTS_SHOWN = 250;

/** A product with all that stands behind its offers; undefined for another distributor's as for none. */
export async function readHubProduct(database: Reader, key: Key, now: Instant) {
  const [product] = await database.$queryRaw<ProductRow[]>`
    select p.id, p.title, p.handle, p.vendor, p.product_type as "productType", p.category, p.attributes, p.tags, p.status,
      p.option_names as "optionNames", p.images, d.currency, p.updated_at as "updatedAt"
    from product p join distributor d on d.id = p.distributor_id
    where p.distributor_id = ${key.distributorId}::uuid and p.id = ${key.productId}::uuid`;
  if (!product) return undefined;
  const variants = await database.$queryRaw<HubVariant[]>`
    select id, option_values as "optionValues", sku, gtin, mpn, weight_grams as "weightGrams", active,
      length_mm as "lengthMm", width_mm as "widthMm", height_mm as "heightMm", origin_country as "originCountry", hs_code as "hsCode",
      list_price_minor::float8 as "listPriceMinor", compare_at_minor::float8 as "compareAtMinor"
    from variant where distributor_id = ${key.distributorId}::uuid and product_id = ${key.productId}::uuid
    order by active desc, position, id limit ${VARIANTS_SHOWN}`;
  const ids = variants.map(({ id }) => id);
  const [supplies, prices, listings] = await Promise.all([
    readSupplies(database, key.distributorId, ids, now),
    readPrices(database, key.distributorId, ids, now),
    readListings(database, key.distributorId, ids),
  ]);
  return { product, variants, supplies, prices, listings };
}

async function readSupplies(
  database: Reader,
  distributorId: string,
  variantIds: readonly string[],
  now: Instant,
): Promise<HubSupply[]> {
  return database.$queryRaw<HubSupply[]>`
    select y.variant_id as "variantId", s.id as "supplierId", s.name as supplier, s.tier, s.status as "supplierStatus",
      y.supplier_sku as "supplierSku", y.cost_minor::float8 as "costMinor", y.currency, y.lead_time_days as "leadTimeDays",
      y.active, p.name as location, l.on_hand as "onHand", l.reserved, l.as_of as "asOf",
      greatest(l.confirmed_at, src.confirmed_at) as "confirmedAt",
      case when s.status = 'active' and y.active then counted_units(l.on_hand - l.reserved,
        greatest(l.confirmed_at, src.confirmed_at), s.stale_after_seconds, s.gone_after_seconds, ${now}) else 0 end as counted
    from supply y
    join supplier s on s.distributor_id = y.distributor_id and s.id = y.supplier_id
    left join stock_level l on l.distributor_id = y.distributor_id and l.variant_id = y.variant_id and l.supplier_id = y.supplier_id
    left join supplier_location p on p.distributor_id = l.distributor_id and p.id = l.location_id
    left join stock_source src on src.distributor_id = s.distributor_id and src.supplier_id = s.id
    where y.distributor_id = ${distributorId}::uuid and y.variant_id = any(${[...variantIds]}::uuid[])
    order by y.variant_id, s.name, p.code`;
}

/** Wholesale by the functions that offers use (SQL `list_prices`), beside what it is made from. */
async function readPrices(
  database: Reader,
  distributorId: string,
  variantIds: readonly string[],
  now: Instant,
): Promise<HubPrice[]> {
  return database.$queryRaw<HubPrice[]>`
    select v.id as "variantId", l.id as "priceListId", l.name as "priceList", l.kind,
      l.percent_off_basis_points as "percentOffBasisPoints", l.currency,
      made.entry_minor::float8 as "entryMinor", made.owed_minor::float8 as "wholesaleMinor",
      l.margin_floor_basis_points as "marginFloorBasisPoints",
      made.cost_minor::float8 as "leastCostMinor", l.currency as "leastCostCurrency"
    from variant v
    join price_list l on l.distributor_id = v.distributor_id
    cross join lateral (select * from list_prices(l.distributor_id, l.id, ${now.toISOString()}::timestamptz) prices
      where prices.variant_id = v.id offset 0) made
    where v.distributor_id = ${distributorId}::uuid and v.id = any(${[...variantIds]}::uuid[])
    order by v.id, l.name, l.id limit 2000`;
}

async function readListings(
  database: Reader,
  distributorId: string,
  variantIds: readonly string[],
): Promise<HubListing[]> {
  return database.$queryRaw<HubListing[]>`
    select l.connection_id as "connectionId", s.name as store, l.variant_id as "variantId", l.status,
      l.told_quantity as "toldQuantity", l.told_price_minor::float8 as "toldPriceMinor", s.currency,
      l.told_at as "toldAt", l.failure
    from listing l join store s on s.id = l.store_id
    where l.distributor_id = ${distributorId}::uuid and l.variant_id = any(${[...variantIds]}::uuid[])
    order by s.name, l.variant_id limit 2000`;
}
