/** Factories of products and variants, valid by default. */
import { refreshProductSearch } from '../../app/modules/catalog/product-versions.repository.server.ts';
import type { Tx } from '../../app/platform/database.server.ts';
import { newId } from '../../app/platform/ids.ts';
import type { Id } from '../../app/platform/ids.ts';
import type { Prisma } from '../../app/platform/prisma/generated/client.ts';
import { FACTORY_NOW } from './factory-clock.ts';

export type MadeVariant = {
  readonly id: Id<'Variant'>;
  readonly productId: Id<'Product'>;
  readonly distributorId: Id<'Distributor'>;
};

export async function makeProduct(
  tx: Tx,
  distributorId: Id<'Distributor'>,
  overrides: Partial<Prisma.ProductUncheckedCreateInput> = {},
): Promise<Id<'Product'>> {
  const id = newId<'Product'>();
  await tx.product.create({
    data: {
      distributorId,
      id,
      handle: `product-${id}`,
      title: 'Wool sock',
      bodyHtml: '<p>Warm.</p>',
      vendor: 'Alpine',
      productType: 'Socks',
      tags: ['winter'],
      status: 'active',
      optionNames: [],
      images: [],
      contentHash: id,
      createdAt: FACTORY_NOW,
      updatedAt: FACTORY_NOW,
      ...overrides,
    },
  });
  await refreshProductSearch({ tx }, { distributorId, productIds: [id] });
  return id;
}

/** A variant (list price 20.00 unless said), with a product of its own unless one is given. */
export async function makeVariant(
  tx: Tx,
  distributorId: Id<'Distributor'>,
  overrides: Partial<Prisma.VariantUncheckedCreateInput> & { productId?: Id<'Product'> } = {},
): Promise<MadeVariant> {
  const id = newId<'Variant'>();
  const productId = overrides.productId ?? (await makeProduct(tx, distributorId));
  await tx.variant.create({
    data: {
      distributorId,
      id,
      position: 1,
      optionValues: [id.slice(-8)],
      sku: `SKU-${id.slice(-8)}`,
      weightGrams: 120,
      requiresShipping: true,
      taxable: true,
      listPriceMinor: 2_000n,
      createdAt: FACTORY_NOW,
      updatedAt: FACTORY_NOW,
      ...overrides,
      productId,
    },
  });
  await refreshProductSearch({ tx }, { distributorId, productIds: [productId] });
  return { id, productId, distributorId };
}
