/**
 * Product: what a distributor offers; its variants are what is stocked and sold. Identity is ours (handle, and
 * option values for a variant); SKU, GTIN and MPN are attributes that may repeat or be missing.
 */
import { stableId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import { productIdentity, variantIdentity } from './shopify-csv/shopify-csv.ts';

export type ProductId = Id<'Product'>;
export type VariantId = Id<'Variant'>;
export type CatalogImportId = Id<'CatalogImport'>;
export type CatalogContext = { readonly tx: Tx; readonly clock: Clock };

export function productIdOf(distributorId: string, handle: string): ProductId {
  return stableId(distributorId, ...productIdentity(handle));
}

export function variantIdOf(
  distributorId: string,
  handle: string,
  optionValues: readonly string[],
): VariantId {
  return stableId(distributorId, ...variantIdentity(handle, optionValues));
}
