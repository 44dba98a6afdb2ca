/**
 * Product state: all that people and files say of a product and its variants, field by field. The difference of two
 * states is what a version keeps; setting fields back to what they were is how one is restored.
 */
import type { VariantId } from './product.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A field's name in our types and its column; the column is also what a change is written to. */
export const PRODUCT_FIELDS = {
  title: 'title',
  bodyHtml: 'body_html',
  vendor: 'vendor',
  productType: 'product_type',
  category: 'category',
  tags: 'tags',
  status: 'status',
  images: 'images',
  attributes: 'attributes',
  seoTitle: 'seo_title',
  seoDescription: 'seo_description',
} as const;

export const VARIANT_FIELDS = {
  sku: 'sku',
  gtin: 'gtin',
  mpn: 'mpn',
  weightGrams: 'weight_grams',
  lengthMm: 'length_mm',
  widthMm: 'width_mm',
  heightMm: 'height_mm',
  originCountry: 'origin_country',
  hsCode: 'hs_code',
  listPriceMinor: 'list_price_minor',
  compareAtMinor: 'compare_at_minor',
  unitCostMinor: 'unit_cost_minor',
  requiresShipping: 'requires_shipping',
  taxable: 'taxable',
  imageUrl: 'image_url',
  active: 'active',
} as const;

export type ProductField = keyof typeof PRODUCT_FIELDS;
export type VariantField = keyof typeof VARIANT_FIELDS;
type Values<Field extends string> = Readonly<Partial<Record<Field, Json>>>;

export type ProductState = {
  readonly product: Values<ProductField>;
  readonly variants: Readonly<Record<VariantId, Values<VariantField>>>;
};

/** One field before and after; without a variant it is the product's own. */
export type FieldChange = {
  readonly variantId: string | null;
  readonly field: string;
  readonly before: Json;
  readonly after: Json;
};

/** What differs, the product's own fields first. A variant that was not there before is not a change of one. */
export function changesBetween(before: ProductState, after: ProductState): readonly FieldChange[] {
  const own = differing(null, before.product, after.product);
  const variants = Object.entries(after.variants).flatMap(([id, values]) => {
    const was = before.variants[id as VariantId]; // the keys of a state's variants are their ids
    return was ? differing(id, was, values) : [];
  });
  return [...own, ...variants];
}

function differing(
  variantId: string | null,
  before: Values<string>,
  after: Values<string>,
): FieldChange[] {
  return Object.entries(after).flatMap(([field, value = null]) => {
    const was = before[field] ?? null;
    return isSame(was, value) ? [] : [{ variantId, field, before: was, after: value }];
  });
}

/** Both come from `jsonb`, whose keys have one order, or were made from such a value. */
export function isSame(one: Json, other: Json): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** What some fields of a product and its variants shall become. */
export type FieldsToSet = {
  readonly productId: string;
  readonly product: Values<ProductField>;
  readonly variants: Readonly<Record<string, Values<VariantField>>>;
};

/** Takes changes back: each field to what it was before, of several changes of one field to the oldest. */
export function takenBack(productId: string, newestFirst: readonly FieldChange[]): FieldsToSet {
  const product: Record<string, Json> = {};
  const variants: Record<string, Record<string, Json>> = {};
  for (const { variantId, field, before } of newestFirst) {
    const values = variantId === null ? product : (variants[variantId] ??= {});
    values[field] = before;
  }
  return { productId, product, variants };
}

/** The changes that still stand: whose field has what they gave it. The others have been changed again since. */
export function stillStanding(
  state: ProductState,
  changes: readonly FieldChange[],
): readonly FieldChange[] {
  return changes.filter(({ variantId, field, after }) => {
    const values: Values<string> | undefined =
      variantId === null ? state.product : state.variants[variantId as VariantId];
    return values !== undefined && isSame(values[field] ?? null, after);
  });
}
