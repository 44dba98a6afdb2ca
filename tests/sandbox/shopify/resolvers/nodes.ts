/** `node` and `nodes`: anything by its gid. */
import { gidKind } from '../ids.ts';
import type { Context, ResolverTable } from '../resolver-types.ts';
import type { Gid, StoreState } from '../store.ts';

const BY_KIND: Record<string, (store: StoreState) => Map<Gid, unknown>> = {
  Product: (store) => store.products,
  ProductVariant: (store) => store.variants,
  InventoryItem: (store) => store.inventoryItems,
  InventoryLevel: (store) => store.inventoryLevels,
  Location: (store) => store.locations,
  Order: (store) => store.orders,
  FulfillmentOrder: (store) => store.fulfillmentOrders,
  Fulfillment: (store) => store.fulfillments,
  Collection: (store) => store.collections,
  Publication: (store) => store.publications,
  BulkOperation: (store) => store.bulkOperations,
};

export function findNode(store: StoreState, id: Gid): unknown {
  return BY_KIND[gidKind(id)]?.(store).get(id) ?? null;
}

export const nodeResolvers: ResolverTable = {
  QueryRoot: {
    node: (_source: unknown, args: { id: Gid }, { store }: Context) => findNode(store, args.id),
    nodes: (_source: unknown, args: { ids: Gid[] }, { store }: Context) =>
      args.ids.map((id) => findNode(store, id)),
  },
};
