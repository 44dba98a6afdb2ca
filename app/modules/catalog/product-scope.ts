/**
 * Product scope: which products a rule speaks of. All of them, or those of a type, vendor, category, with a tag or of
 * some SKUs; the values are alternatives. The SQL function `scope_covers` says the same.
 */
import { z } from 'zod';

export const SCOPE_KINDS = ['all', 'type', 'tag', 'vendor', 'category', 'sku'] as const;

export const ProductScope = z.object({
  by: z.enum(SCOPE_KINDS),
  values: z.array(z.string().min(1).max(255)).max(500),
});
export type ProductScope = z.infer<typeof ProductScope>;

/** What a scope looks at. */
export type ScopedProduct = {
  readonly productType: string;
  readonly tags: readonly string[];
  readonly vendor: string;
  readonly category: string | null;
  readonly sku: string | null;
};

const HAS: Readonly<
  Record<ProductScope['by'], (product: ScopedProduct, values: readonly string[]) => boolean>
> = {
  all: () => true,
  type: ({ productType }, values) => values.includes(productType),
  tag: ({ tags }, values) => tags.some((tag) => values.includes(tag)),
  vendor: ({ vendor }, values) => values.includes(vendor),
  category: ({ category }, values) => category !== null && values.includes(category),
  sku: ({ sku }, values) => sku !== null && values.includes(sku),
};

export function scopeCovers(scope: ProductScope, product: ScopedProduct): boolean {
  return HAS[scope.by](product, scope.values);
}
