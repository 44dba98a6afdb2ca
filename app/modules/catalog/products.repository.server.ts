import type { CatalogContext } from './product.ts';

/** Rows in the columns' own names: they travel to PostgreSQL as one JSON parameter. */
export type ProductRecord = {
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  readonly body_html: string;
  readonly vendor: string;
  readonly product_type: string;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly status: string;
  readonly option_names: readonly string[];
  readonly images: readonly { readonly url: string; readonly altText: string }[];
  readonly seo_title: string | null;
  readonly seo_description: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content_hash: string;
};

export type VariantRecord = {
  readonly id: string;
  readonly product_id: string;
  readonly position: number;
  readonly option_values: readonly string[];
  readonly sku: string | null;
  readonly gtin: string | null;
  readonly mpn: string | null;
  readonly weight_grams: number;
  readonly requires_shipping: boolean;
  readonly taxable: boolean;
  readonly image_url: string | null;
  readonly list_price_minor: number | null;
  readonly compare_at_minor: number | null;
  readonly unit_cost_minor: number | null;
  readonly length_mm: number | null;
  readonly width_mm: number | null;
  readonly height_mm: number | null;
  readonly origin_country: string | null;
  readonly hs_code: string | null;
};

/** One statement for a whole batch; rows that are already so are not written again (no dead tuples on re-import). */
export async function upsertProducts(
  { tx, clock }: CatalogContext,
  distributorId: string,
  records: readonly ProductRecord[],
): Promise<number> {
  if (records.length === 0) return 0;
  const now = clock.now();
  return tx.$executeRaw`
    insert into product (distributor_id, id, handle, title, body_html, vendor, product_type, category, tags, status,
      option_names, images, seo_title, seo_description, attributes, content_hash, created_at, updated_at)
    select ${distributorId}::uuid, r.id, r.handle, r.title, r.body_html, r.vendor, r.product_type, r.category, r.tags,
      r.status, r.option_names, r.images, r.seo_title, r.seo_description, r.attributes, r.content_hash, ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r(id uuid, handle text, title text, body_html text,
      vendor text, product_type text, category text, tags text[], status text, option_names text[], images jsonb,
      seo_title text, seo_description text, attributes jsonb, content_hash text)
    order by r.id
    on conflict (distributor_id, id) do update set
      handle = excluded.handle, title = excluded.title, body_html = excluded.body_html, vendor = excluded.vendor,
      product_type = excluded.product_type, category = excluded.category, tags = excluded.tags,
      status = excluded.status, option_names = excluded.option_names, images = excluded.images,
      seo_title = excluded.seo_title, seo_description = excluded.seo_description,
      attributes = product.attributes || excluded.attributes, content_hash = excluded.content_hash, updated_at = excluded.updated_at
    where product.content_hash <> excluded.content_hash`;
}

export type SavedVariant = { readonly id: string; readonly created: boolean };

/**
 * As `upsertProducts`; answers only the variants that were new or differed. Codes, sizes and customs that the rows leave
 * out stay as they are: many files do not know them.
 */
export async function upsertVariants(
  { tx, clock }: CatalogContext,
  distributorId: string,
  records: readonly VariantRecord[],
): Promise<readonly SavedVariant[]> {
  if (records.length === 0) return [];
  const now = clock.now();
  return tx.$queryRaw<SavedVariant[]>`
    insert into variant (distributor_id, id, product_id, position, option_values, sku, gtin, mpn, weight_grams,
      requires_shipping, taxable, image_url, list_price_minor, compare_at_minor, unit_cost_minor,
      length_mm, width_mm, height_mm, origin_country, hs_code, created_at, updated_at)
    select ${distributorId}::uuid, r.id, r.product_id, r.position, r.option_values, r.sku, r.gtin, r.mpn, r.weight_grams,
      r.requires_shipping, r.taxable, r.image_url, r.list_price_minor, r.compare_at_minor,
      r.unit_cost_minor, r.length_mm, r.width_mm, r.height_mm, r.origin_country, r.hs_code, ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r(id uuid, product_id uuid, position int,
      option_values text[], sku text, gtin text, mpn text, weight_grams int, requires_shipping bool, taxable bool,
      image_url text, list_price_minor bigint, compare_at_minor bigint, unit_cost_minor bigint, length_mm int, width_mm int,
      height_mm int, origin_country text, hs_code text)
    order by r.id
    on conflict (distributor_id, id) do update set
      sku = excluded.sku, gtin = coalesce(excluded.gtin, variant.gtin), mpn = coalesce(excluded.mpn, variant.mpn),
      weight_grams = excluded.weight_grams, requires_shipping = excluded.requires_shipping, taxable = excluded.taxable,
      image_url = excluded.image_url, list_price_minor = excluded.list_price_minor,
      compare_at_minor = excluded.compare_at_minor, unit_cost_minor = coalesce(excluded.unit_cost_minor, variant.unit_cost_minor),
      length_mm = coalesce(excluded.length_mm, variant.length_mm), width_mm = coalesce(excluded.width_mm, variant.width_mm),
      height_mm = coalesce(excluded.height_mm, variant.height_mm),
      origin_country = coalesce(excluded.origin_country, variant.origin_country),
      hs_code = coalesce(excluded.hs_code, variant.hs_code), position = excluded.position, updated_at = excluded.updated_at
    where (variant.sku, variant.weight_grams, variant.requires_shipping, variant.taxable, variant.image_url,
           variant.list_price_minor, variant.compare_at_minor)
      is distinct from (excluded.sku, excluded.weight_grams, excluded.requires_shipping, excluded.taxable,
           excluded.image_url, excluded.list_price_minor, excluded.compare_at_minor)
      or excluded.gtin <> coalesce(variant.gtin, '') or excluded.mpn <> coalesce(variant.mpn, '')
      or excluded.unit_cost_minor <> coalesce(variant.unit_cost_minor, -1)
      or excluded.length_mm <> coalesce(variant.length_mm, 0) or excluded.width_mm <> coalesce(variant.width_mm, 0)
      or excluded.height_mm <> coalesce(variant.height_mm, 0)
      or excluded.origin_country <> coalesce(variant.origin_country, '') or excluded.hs_code <> coalesce(variant.hs_code, '')
    returning id, (xmax = 0) as created`;
}
