import { createHash } from 'node:crypto';
import type { CatalogContext } from './product.ts';
import { productIdOf, variantIdOf } from './product.ts';
import { keepingVersions, refreshProductSearch } from './product-versions.repository.server.ts';
import type { ChangeCause } from './product-versions.repository.server.ts';
import { upsertProducts, upsertVariants } from './products.repository.server.ts';
import type { ProductRecord, VariantRecord } from './products.repository.server.ts';
import type { ParsedProduct } from './shopify-csv/shopify-csv.ts';

export type SavedProducts = {
  /** Variants that were new, changed, or the same as before. */
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Products or variants whose offer or content may differ now. */
  readonly changedVariantIds: readonly string[];
};

/**
 * Writes one batch of parsed products, each by its identity: new ones are added, known ones updated and the change kept
 * as a version, nothing is removed (an import of a part is not the removal of the rest). Prices are in the
 * distributor's currency.
 */
export async function saveProducts(
  context: CatalogContext,
  input: { distributorId: string; products: readonly ParsedProduct[]; by: ChangeCause },
): Promise<SavedProducts> {
  const { distributorId, by } = input;
  const productIds = [
    ...new Set(input.products.map(({ handle }) => productIdOf(distributorId, handle))),
  ];
  const variants = input.products.flatMap((product) => toVariantRecords(distributorId, product));
  const saved = await keepingVersions(context, { distributorId, productIds }, by, async () => {
    const whole = input.products.filter((product) => product.details);
    await upsertProducts(
      context,
      distributorId,
      whole.map((product) => toProductRecord(distributorId, product)),
    );
    return upsertVariants(context, distributorId, variants);
  });
  await refreshProductSearch(context, { distributorId, productIds });
  const created = saved.filter((row) => row.created).length;
  return {
    created,
    updated: saved.length - created,
    unchanged: variants.length - saved.length,
    changedVariantIds: saved.map((row) => row.id),
  };
}

function toProductRecord(distributorId: string, product: ParsedProduct): ProductRecord {
  const { details, handle, optionNames, images } = product;
  const content = {
    handle,
    title: details?.title ?? handle,
    body_html: details?.descriptionHtml ?? '',
    vendor: details?.vendor ?? '',
    product_type: details?.productType ?? '',
    category: details?.category || null,
    tags: [...(details?.tags ?? [])],
    status: details?.status ?? 'active',
    option_names: [...optionNames],
    images: images.map(({ url, altText }) => ({ url, altText })),
    seo_title: details?.seoTitle || null,
    seo_description: details?.seoDescription || null,
    attributes: { ...details?.attributes },
  };
  return {
    id: productIdOf(distributorId, handle),
    ...content,
    content_hash: createHash('sha256').update(JSON.stringify(content)).digest('base64url'),
  };
}

function toVariantRecords(
  distributorId: string,
  { handle, variants }: ParsedProduct,
): VariantRecord[] {
  return variants.map((variant) => ({
    id: variantIdOf(distributorId, handle, variant.optionValues),
    product_id: productIdOf(distributorId, handle),
    position: variant.line,
    option_values: [...variant.optionValues],
    sku: variant.sku ?? null,
    gtin: variant.gtin ?? null,
    mpn: variant.mpn ?? null,
    weight_grams: variant.weightGrams ?? 0,
    requires_shipping: variant.requiresShipping,
    taxable: variant.taxable,
    image_url: variant.imageUrl ?? null,
    list_price_minor: variant.price?.minor ?? null,
    compare_at_minor: variant.compareAtPrice?.minor ?? null,
    unit_cost_minor: variant.cost?.minor ?? null,
    length_mm: variant.lengthMm ?? null,
    width_mm: variant.widthMm ?? null,
    height_mm: variant.heightMm ?? null,
    origin_country: variant.originCountry ?? null,
    hs_code: variant.hsCode ?? null,
  }));
}
