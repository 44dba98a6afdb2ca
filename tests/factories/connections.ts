/** Factories of connections, valid by default. */
import type { Tx } from '../../app/platform/database.server.ts';
import { newId } from '../../app/platform/ids.ts';
import type { Id } from '../../app/platform/ids.ts';
import type { Prisma } from '../../app/platform/prisma/generated/client.ts';
import { FACTORY_NOW } from './factory-clock.ts';
import { makePriceList } from './pricing.ts';
import { makeStore } from './stores.ts';

export type MadeConnection = {
  readonly id: Id<'Connection'>;
  readonly distributorId: Id<'Distributor'>;
  readonly storeId: Id<'Store'>;
};

/** An approved connection to a store of its own: all products, 40 % off, the shop asks the list price. */
export async function makeConnection(
  tx: Tx,
  distributorId: Id<'Distributor'>,
  overrides: Partial<Prisma.ConnectionUncheckedCreateInput> & { storeId?: Id<'Store'> } = {},
): Promise<MadeConnection> {
  const id = newId<'Connection'>();
  const storeId = overrides.storeId ?? (await makeStore(tx)).id;
  const priceListId =
    overrides.priceListId === undefined
      ? await makePriceList(tx, distributorId)
      : overrides.priceListId;
  await tx.connection.create({
    data: {
      distributorId,
      id,
      status: 'approved',
      message: 'May we sell your goods?',
      assortment: { kind: 'all' },
      retailRule: { kind: 'list', basisPoints: 0, rounding: 'none' },
      releaseOn: 'paid',
      territories: [],
      requestedAt: FACTORY_NOW,
      decidedAt: FACTORY_NOW,
      ...overrides,
      storeId,
      priceListId,
    },
  });
  return { id, distributorId, storeId };
}
