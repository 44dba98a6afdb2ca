/** All resolvers of the stand-in Admin API; what stands in no table is answered "not emulated". */
import type { ResolverTable } from '../resolver-types.ts';
import { bulkResolvers } from './bulk.ts';
import { catalogResolvers } from './catalog.ts';
import { collectionResolvers } from './collections.ts';
import { fulfillmentOrderResolvers } from './fulfillment-orders.ts';
import { fulfillmentOrderMutations } from './fulfillment-order-mutations.ts';
import { fulfillmentResolvers } from './fulfillments.ts';
import { inventoryMutations } from './inventory-mutations.ts';
import { inventoryResolvers } from './inventory.ts';
import { locationResolvers } from './locations.ts';
import { metafieldResolvers } from './metafields.ts';
import { nodeResolvers } from './nodes.ts';
import { orderMutations } from './order-mutations.ts';
import { orderResolvers } from './orders.ts';
import { productMutations } from './product-mutations.ts';
import { publicationResolvers } from './publications.ts';
import { shopResolvers } from './shop.ts';
import { variantMutations } from './variant-mutations.ts';
import { webhookResolvers } from './webhooks.ts';

export const resolverTable: ResolverTable = merge([
  bulkResolvers,
  catalogResolvers,
  collectionResolvers,
  fulfillmentOrderResolvers,
  fulfillmentOrderMutations,
  fulfillmentResolvers,
  inventoryMutations,
  inventoryResolvers,
  locationResolvers,
  metafieldResolvers,
  nodeResolvers,
  orderMutations,
  orderResolvers,
  productMutations,
  publicationResolvers,
  shopResolvers,
  variantMutations,
  webhookResolvers,
]);

function merge(tables: readonly ResolverTable[]): ResolverTable {
  const merged: ResolverTable = {};
  for (const table of tables)
    for (const [type, fields] of Object.entries(table))
      merged[type] = { ...merged[type], ...fields };
  return merged;
}
