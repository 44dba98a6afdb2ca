/** Factories of accounts, valid by default. */
import type { Tx } from '../../app/platform/database.server.ts';
import { newId } from '../../app/platform/ids.ts';
import type { Id } from '../../app/platform/ids.ts';
import { FACTORY_NOW } from './factory-clock.ts';

export type MadeDistributor = { readonly id: Id<'Distributor'>; readonly currency: string };

export async function makeDistributor(
  tx: Tx,
  overrides: { name?: string; currency?: string; timeZone?: string } = {},
): Promise<MadeDistributor> {
  const id = newId<'Distributor'>();
  const { name = 'Alpine Supply', currency = 'CHF', timeZone = 'Europe/Zurich' } = overrides;
  await tx.distributor.create({
    data: { id, name, slug: `alpine-${id}`, currency, timeZone, createdAt: FACTORY_NOW },
  });
  return { id, currency };
}

export async function makeRetailer(tx: Tx, name = 'Corner Shop'): Promise<{ id: Id<'Retailer'> }> {
  const id = newId<'Retailer'>();
  await tx.retailer.create({
    data: { id, name, email: `owner@${id}.example`, createdAt: FACTORY_NOW },
  });
  return { id };
}
