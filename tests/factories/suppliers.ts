/** Factories of suppliers, their locations and what they supply, valid by default. */
import { refreshSearchSupply } from '../../app/modules/stock/follow-search.server.ts';
import type { Tx } from '../../app/platform/database.server.ts';
import { newId } from '../../app/platform/ids.ts';
import type { Id } from '../../app/platform/ids.ts';
import type { Prisma } from '../../app/platform/prisma/generated/client.ts';
import { FACTORY_NOW } from './factory-clock.ts';

export type MadeSupplier = {
  readonly id: Id<'Supplier'>;
  readonly distributorId: Id<'Distributor'>;
  /** Its first location, code "MAIN". */
  readonly locationId: Id<'SupplierLocation'>;
};

/** A supplier with one location, whose figures never go stale unless the test says so. */
export async function makeSupplier(
  tx: Tx,
  distributorId: Id<'Distributor'>,
  overrides: Partial<Prisma.SupplierUncheckedCreateInput> = {},
): Promise<MadeSupplier> {
  const id = newId<'Supplier'>();
  await tx.supplier.create({
    data: {
      distributorId,
      id,
      code: `S-${id.slice(-8)}`,
      name: 'North Warehouse',
      connector: 'api',
      settings: {},
      tier: 'primary',
      status: 'active',
      currency: 'CHF',
      deductsAt: 'acknowledgement',
      clockSkewSeconds: 0,
      shippingTerms: {},
      createdAt: FACTORY_NOW,
      ...overrides,
    },
  });
  const locationId = await makeSupplierLocation(tx, { distributorId, supplierId: id });
  return { id, distributorId, locationId };
}

export async function makeSupplierLocation(
  tx: Tx,
  input: { distributorId: Id<'Distributor'>; supplierId: Id<'Supplier'>; code?: string },
): Promise<Id<'SupplierLocation'>> {
  const id = newId<'SupplierLocation'>();
  const { code = 'MAIN', ...owner } = input;
  await tx.supplierLocation.create({
    data: { ...owner, id, code, name: `Warehouse ${code}`, country: 'CH' },
  });
  return id;
}

/** Says that the supplier supplies the variant. Cost in minor units of CHF. */
export async function makeSupply(
  tx: Tx,
  input: {
    distributorId: Id<'Distributor'>;
    supplierId: Id<'Supplier'>;
    variantId: Id<'Variant'>;
    supplierSku?: string;
    costMinor?: number;
    currency?: string;
    leadTimeDays?: number;
    active?: boolean;
  },
): Promise<{ supplierSku: string }> {
  const { supplierSku = `SKU-${input.variantId.slice(-8)}`, costMinor = 500, ...rest } = input;
  await tx.supply.create({
    data: {
      currency: 'CHF',
      ...rest,
      supplierSku,
      costMinor: BigInt(costMinor),
      updatedAt: FACTORY_NOW,
    },
  });
  await refreshSearchSupply(tx, input.distributorId, [input.variantId]);
  return { supplierSku };
}
