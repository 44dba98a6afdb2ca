/** Factories of stores, valid by default. */
import type { Tx } from '../../app/platform/database.server.ts';
import { newId } from '../../app/platform/ids.ts';
import type { Id } from '../../app/platform/ids.ts';
import type { Prisma } from '../../app/platform/prisma/generated/client.ts';
import { makeRetailer } from './accounts.ts';
import { FACTORY_NOW } from './factory-clock.ts';

/** An installed and prepared Shopify store, with a retailer of its own unless one is given. */
export async function makeStore(
  tx: Tx,
  overrides: Partial<Prisma.StoreUncheckedCreateInput> = {},
): Promise<{ id: Id<'Store'>; retailerId: string; domain: string }> {
  const id = newId<'Store'>();
  const retailerId = overrides.retailerId ?? (await makeRetailer(tx)).id;
  const domain = overrides.domain ?? `shop-${id}.myshopify.com`;
  await tx.store.create({
    data: {
      id,
      channel: 'shopify',
      name: 'Corner Shop',
      currency: 'CHF',
      timeZone: 'Europe/Zurich',
      country: 'CH',
      status: 'active',
      outsideShopId: `gid://shopify/Shop/${id}`,
      outsideServiceId: 'gid://shopify/FulfillmentService/1',
      outsideLocationId: 'gid://shopify/Location/1',
      outsidePublicationId: 'gid://shopify/Publication/1',
      settings: {},
      installedAt: FACTORY_NOW,
      preparedAt: FACTORY_NOW,
      ...overrides,
      retailerId,
      domain,
    },
  });
  return { id, retailerId, domain };
}
