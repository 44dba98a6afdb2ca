import { productIdOf, variantIdOf } from './product.ts';
import type { CatalogContext, VariantId } from './product.ts';
import { refreshProductSearch } from './product-versions.repository.server.ts';
import { upsertProducts, upsertVariants } from './products.repository.server.ts';

type NewProduct = {
  readonly distributorId: string;
  readonly title: string;
  /** What is known of its one variant. */
  readonly item: {
    readonly id: string;
    readonly brand: string | null;
    readonly gtin: string | null;
    readonly mpn: string | null;
  };
};

/**
 * Adds a product of one variant from what a supplier says of it, as a draft without a price. Its handle ends in part
 * of the item's id, so that it meets no other product's.
 */
export async function createProduct(
  context: CatalogContext,
  { distributorId, title, item }: NewProduct,
): Promise<VariantId> {
  const words = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  const handle = `${words.slice(0, 200)}-${item.id.slice(-8)}`;
  const productId = productIdOf(distributorId, handle);
  const variantId = variantIdOf(distributorId, handle, []);
  await upsertProducts(context, distributorId, [
    {
      id: productId, handle, title, body_html: '', vendor: item.brand ?? '', product_type: '', category: null, tags: [],
      status: 'draft', option_names: [], images: [], seo_title: null, seo_description: null, attributes: {},
      content_hash: item.id,
    },
  ]); // prettier-ignore
  await upsertVariants(context, distributorId, [
    {
      id: variantId, product_id: productId, position: 1, option_values: [], sku: null, gtin: item.gtin, mpn: item.mpn,
      weight_grams: 0, requires_shipping: true, taxable: true, image_url: null, list_price_minor: null,
      compare_at_minor: null, unit_cost_minor: null, length_mm: null, width_mm: null, height_mm: null,
      origin_country: null, hs_code: null,
    },
  ]); // prettier-ignore
  await refreshProductSearch(context, { distributorId, productIds: [productId] });
  return variantId;
}
