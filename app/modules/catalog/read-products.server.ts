import type { Database } from '../../platform/database.server.ts';
import type { ProductId, VariantId } from './product.ts';

export type CatalogVariant = {
  readonly id: VariantId;
  readonly optionValues: readonly string[];
  readonly sku: string | null;
  readonly gtin: string | null;
  readonly weightGrams: number;
  readonly requiresShipping: boolean;
  readonly taxable: boolean;
  readonly imageUrl: string | null;
};

export type CatalogProduct = {
  readonly id: ProductId;
  readonly handle: string;
  readonly title: string;
  readonly bodyHtml: string;
  readonly vendor: string;
  readonly productType: string;
  readonly tags: readonly string[];
  /** Changes with anything that a shop can be told of it. */
  readonly contentHash: string;
  readonly optionNames: readonly string[];
  readonly images: readonly { readonly url: string; readonly altText: string }[];
  readonly variants: readonly CatalogVariant[];
};

/** Whole products with their active variants in catalogue order; what another distributor owns is left out. */
export async function readProducts(
  database: Pick<Database, 'product'>,
  input: { readonly distributorId: string; readonly productIds: readonly string[] },
): Promise<readonly CatalogProduct[]> {
  const products = await database.product.findMany({
    where: { distributorId: input.distributorId, id: { in: [...input.productIds] } },
    include: { variants: { where: { active: true }, orderBy: { position: 'asc' } } },
    orderBy: { id: 'asc' },
  });
  // Prisma knows neither our branded ids nor the shape of `images`; this repository wrote both.
  return products as unknown as readonly CatalogProduct[];
}
