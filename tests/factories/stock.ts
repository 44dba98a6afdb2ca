/** Factories of stock levels, valid by default and with their line in the ledger. */
import type { Instant } from '../../app/platform/clock.ts';
import { refreshSearchSupply } from '../../app/modules/stock/follow-search.server.ts';
import type { Tx } from '../../app/platform/database.server.ts';
import type { Id } from '../../app/platform/ids.ts';
import { makeVariant } from './catalog.ts';
import type { MadeVariant } from './catalog.ts';
import { FACTORY_NOW } from './factory-clock.ts';
import { makeSupply } from './suppliers.ts';
import type { MadeSupplier } from './suppliers.ts';

export type MadeStock = MadeVariant & {
  readonly variantId: Id<'Variant'>;
  readonly locationId: Id<'SupplierLocation'>;
  readonly supplierId: Id<'Supplier'>;
  readonly supplierSku: string;
};

export async function makeStockLevel(
  tx: Tx,
  input: {
    distributorId: Id<'Distributor'>;
    variantId: Id<'Variant'>;
    supplierId: Id<'Supplier'>;
    locationId: Id<'SupplierLocation'>;
    onHand?: number;
    asOf?: Instant;
  },
): Promise<void> {
  const { onHand = 10, asOf = FACTORY_NOW, supplierId, ...key } = input;
  await tx.stockLevel.create({
    data: { ...key, supplierId, onHand, asOf, confirmedAt: asOf, epoch: 1 },
  });
  await tx.stockEntry.create({
    data: {
      ...key,
      kind: 'feed',
      onHandDelta: onHand,
      reservedDelta: 0,
      reference: 'factory',
      at: asOf,
    },
  });
  await refreshSearchSupply(tx, key.distributorId, [key.variantId]);
}

/** A new variant that the supplier has on hand (10 units unless said). */
export async function makeStock(
  tx: Tx,
  supplier: MadeSupplier,
  {
    onHand,
    asOf,
    costMinor,
    supplierSku,
    variant: variantOverrides = {},
  }: {
    onHand?: number;
    asOf?: Instant;
    costMinor?: number;
    supplierSku?: string;
    variant?: Parameters<typeof makeVariant>[2];
  } = {},
): Promise<MadeStock> {
  const { distributorId, id: supplierId, locationId } = supplier;
  const variant = await makeVariant(tx, distributorId, variantOverrides);
  const supply = await makeSupply(tx, {
    distributorId,
    supplierId,
    variantId: variant.id,
    ...(costMinor === undefined ? {} : { costMinor }),
    ...(supplierSku === undefined ? {} : { supplierSku }),
  });
  await makeStockLevel(tx, {
    distributorId,
    variantId: variant.id,
    supplierId,
    locationId,
    ...(onHand === undefined ? {} : { onHand }),
    ...(asOf === undefined ? {} : { asOf }),
  });
  return {
    ...variant,
    variantId: variant.id,
    locationId,
    supplierId,
    supplierSku: supply.supplierSku,
  };
}
