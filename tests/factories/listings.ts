/** Factories of listings, valid by default. */
import type { Tx } from '../../app/platform/database.server.ts';
import type { MadeVariant } from './catalog.ts';
import type { MadeConnection } from './connections.ts';
import { FACTORY_NOW } from './factory-clock.ts';

export type MadeListing = {
  readonly outsideProductId: string;
  readonly outsideVariantId: string;
  readonly outsideStockId: string;
};

/** A live listing; the store was told 10 units at 20.00 unless said. */
export async function makeListing(
  tx: Tx,
  connection: MadeConnection,
  variant: MadeVariant,
  overrides: {
    toldQuantity?: number | null;
    toldPriceMinor?: number | null;
    status?: string;
  } & Partial<MadeListing> = {},
): Promise<MadeListing> {
  const { id: connectionId, distributorId, storeId } = connection;
  const number = BigInt(`0x${variant.id.slice(-12)}`);
  const {
    outsideProductId = `gid://shopify/Product/${number}`,
    outsideVariantId = `gid://shopify/ProductVariant/${number}`,
    outsideStockId = `gid://shopify/InventoryItem/${number}`,
    toldQuantity = 10,
    toldPriceMinor = 2_000,
    status = 'live',
  } = overrides;
  const key = { distributorId, connectionId, productId: variant.productId };
  await tx.listedProduct.upsert({
    where: { distributorId_connectionId_productId: key },
    create: {
      ...key,
      storeId,
      status: 'listed',
      outsideProductId,
      pickedAt: FACTORY_NOW,
      listedAt: FACTORY_NOW,
    },
    update: {},
  });
  await tx.listing.create({
    data: {
      ...key,
      variantId: variant.id,
      storeId,
      outsideVariantId,
      outsideStockId,
      status,
      toldQuantity,
      toldPriceMinor: toldPriceMinor === null ? null : BigInt(toldPriceMinor),
      toldAt: FACTORY_NOW,
      confirmedAt: FACTORY_NOW,
    },
  });
  return { outsideProductId, outsideVariantId, outsideStockId };
}
