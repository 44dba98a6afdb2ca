/** Drops: what a theme sees of products and variants. Prices are minor units, ids are numbers, as in Shopify's Liquid. */
import type { MetafieldRecord, ProductRecord, StoreState, VariantRecord } from '../../store.ts';
import { minorUnits } from '../money.ts';
import { numberOf } from '../screen.ts';
import { variantsOf, variantStock } from '../stock.ts';

type MetafieldDrop = { type: string; value: unknown };
export type MetafieldsDrop = Record<string, Record<string, MetafieldDrop>>;

function metafieldValue({ type, value }: MetafieldRecord): unknown {
  if (type === 'json' || type.startsWith('number') || type === 'boolean') {
    try {
      return JSON.parse(value);
    } catch {
      return null;
    }
  }
  return value;
}

/** The app's own namespace is also reached as `$app`, as from a block of the app. */
function metafieldsDrop(records: readonly MetafieldRecord[], appNamespace: string): MetafieldsDrop {
  const drop: MetafieldsDrop = {};
  for (const record of records) {
    const namespace = record.namespace === appNamespace ? '$app' : record.namespace;
    (drop[namespace] ??= {})[record.key] = { type: record.type, value: metafieldValue(record) };
  }
  return drop;
}

export type VariantDrop = ReturnType<typeof variantDrop>;

export function variantDrop(store: StoreState, variant: VariantRecord, appNamespace: string) {
  const stock = variantStock(store, variant);
  return {
    id: Number(numberOf(variant.id)),
    title: variant.selectedOptions.map(({ value }) => value).join(' / '),
    options: variant.selectedOptions.map(({ value }) => value),
    sku: store.inventoryItems.get(variant.inventoryItemId)?.sku ?? null,
    price: minorUnits(variant.price),
    compare_at_price: variant.compareAtPrice === null ? null : minorUnits(variant.compareAtPrice),
    available: stock.available,
    inventory_quantity: stock.quantity,
    inventory_management: stock.tracked ? 'shopify' : null,
    inventory_policy: variant.inventoryPolicy.toLowerCase(),
    metafields: metafieldsDrop(variant.metafields, appNamespace),
  };
}

export type ProductDrop = ReturnType<typeof productDrop>;

export function productDrop(
  store: StoreState,
  product: ProductRecord,
  { appNamespace, variantId }: { appNamespace: string; variantId?: string | null },
) {
  const variants = variantsOf(store, product).map((each) => variantDrop(store, each, appNamespace));
  const selected =
    variants.find(({ id }) => String(id) === variantId) ??
    variants.find(({ available }) => available) ??
    variants[0] ??
    null;
  const prices = variants.map(({ price }) => price);
  const options = product.options.map((option, index) => ({
    name: option.name,
    position: index + 1,
    selected_value: selected?.options[index] ?? null,
    values: [...new Set(variants.flatMap(({ options }) => options[index] ?? []))],
  }));
  return {
    id: Number(numberOf(product.id)),
    title: product.title,
    handle: product.handle,
    vendor: product.vendor,
    type: product.productType,
    description: product.descriptionHtml,
    available: variants.some(({ available }) => available),
    price_min: prices.length > 0 ? Math.min(...prices) : 0,
    price_varies: new Set(prices).size > 1,
    featured_image: product.media[0]
      ? { src: product.media[0].source, alt: product.media[0].alt }
      : null,
    has_only_default_variant: variants.length === 1 && variants[0]?.title === 'Default Title',
    options_with_values: options,
    variants,
    selected_or_first_available_variant: selected,
    metafields: metafieldsDrop(product.metafields, appNamespace),
  };
}
