/**
 * Goods restriction: articles that must not be sent to some countries, or to no others. What it covers is a scope of
 * the catalogue; a line that breaks one holds its order.
 */
import { z } from 'zod';
import { ProductScope, scopeCovers } from '../catalog/product-scope.ts';
import type { ScopedProduct } from '../catalog/product-scope.ts';

export const GoodsRestriction = z.object({
  scope: ProductScope,
  mode: z.enum(['never-to', 'only-to']),
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .min(1)
    .max(250),
  /** Why, in the distributor's words; shown to the retailer. */
  reason: z.string().trim().min(1).max(200),
});
export type GoodsRestriction = z.infer<typeof GoodsRestriction>;

export type RestrictedLine = { readonly title: string; readonly reason: string };

/** Lines that may not go to this country, each with the first reason; without a country nothing is said. */
export function restrictedLines(
  lines: readonly (ScopedProduct & { readonly title: string })[],
  restrictions: readonly GoodsRestriction[],
  country: string | undefined,
): readonly RestrictedLine[] {
  if (!country) return [];
  return lines.flatMap((line) => {
    const broken = restrictions.find(
      ({ scope, mode, countries }) =>
        countries.includes(country) === (mode === 'never-to') && scopeCovers(scope, line),
    );
    return broken ? [{ title: line.title, reason: broken.reason }] : [];
  });
}
