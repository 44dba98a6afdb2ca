/** Factories of price lists, valid by default. */
import type { Tx } from '../../app/platform/database.server.ts';
import { newId } from '../../app/platform/ids.ts';
import type { Id } from '../../app/platform/ids.ts';
import type { Prisma } from '../../app/platform/prisma/generated/client.ts';
import { FACTORY_NOW } from './factory-clock.ts';

/** A price list; 40 % off the list price unless said. `fixed` gives wholesale prices in minor units. */
export async function makePriceList(
  tx: Tx,
  distributorId: Id<'Distributor'>,
  {
    fixed = [],
    ...overrides
  }: Partial<Prisma.PriceListUncheckedCreateInput> & {
    fixed?: readonly { variantId: string; wholesaleMinor: number }[];
  } = {},
): Promise<Id<'PriceList'>> {
  const id = newId<'PriceList'>();
  await tx.priceList.create({
    data: {
      distributorId,
      id,
      name: 'Standard',
      kind: 'percent-off',
      percentOffBasisPoints: 4_000,
      currency: 'CHF',
      createdAt: FACTORY_NOW,
      ...overrides,
    },
  });
  await tx.priceListEntry.createMany({
    data: fixed.map(({ variantId, wholesaleMinor }) => ({
      distributorId,
      priceListId: id,
      variantId,
      wholesaleMinor: BigInt(wholesaleMinor),
    })),
  });
  return id;
}
