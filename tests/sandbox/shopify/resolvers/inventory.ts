/** Inventory items and levels as the API shows them. */
import { connect } from '../connections.ts';
import type { PageArguments } from '../connections.ts';
import { gidNumber } from '../ids.ts';
import type { Context, ResolverTable } from '../resolver-types.ts';
import { filterBy, sameId, sameText } from '../search-query.ts';
import { levelOf } from '../simulator/inventory.ts';
import type { Gid, InventoryItemRecord, InventoryLevelRecord, StoreState } from '../store.ts';

type LevelArguments = PageArguments & { includeInactive?: boolean };

const QUANTITIES: Record<string, (level: InventoryLevelRecord) => number> = {
  available: (level) => level.available,
  committed: (level) => level.committed,
  on_hand: (level) => level.available + level.committed,
  incoming: () => 0,
  reserved: () => 0,
  damaged: () => 0,
  safety_stock: () => 0,
  quality_control: () => 0,
};

function levelsOf(store: StoreState, item: InventoryItemRecord, includeInactive: boolean) {
  return item.levelIds.flatMap((id) => {
    const level = store.inventoryLevels.get(id);
    return level && (level.isActive || includeInactive) ? [level] : [];
  });
}

function shownLevel(
  store: StoreState,
  itemId: Gid,
  locationId: Gid,
  includeInactive: boolean | undefined,
) {
  const level = levelOf(store, itemId, locationId);
  return level && (level.isActive || includeInactive) ? level : null;
}

export const inventoryResolvers: ResolverTable = {
  QueryRoot: {
    inventoryItem: (_source: unknown, args: { id: Gid }, { store }: Context) =>
      store.inventoryItems.get(args.id) ?? null,
    inventoryLevel: (_source: unknown, args: { id: Gid }, { store }: Context) =>
      store.inventoryLevels.get(args.id) ?? null,
    inventoryItems: (
      _source: unknown,
      args: PageArguments & { query?: string },
      context: Context,
    ) => {
      const found = filterBy([...context.store.inventoryItems.values()], args.query, {
        id: (item, value) => sameId(item.id, value),
        sku: (item, value) => sameText(item.sku, value),
      });
      return connect(found, args, context);
    },
  },
  InventoryItem: {
    legacyResourceId: (item: InventoryItemRecord) => gidNumber(item.id),
    unitCost: (item: InventoryItemRecord, _args: unknown, { store }: Context) =>
      item.unitCost === null
        ? null
        : { amount: item.unitCost, currencyCode: store.shop.currencyCode },
    measurement: (item: InventoryItemRecord) => ({ id: item.id, weight: item.weight }),
    variant: (item: InventoryItemRecord, _args: unknown, { store }: Context) =>
      store.variants.get(item.variantId),
    variants: (item: InventoryItemRecord, args: PageArguments, context: Context) =>
      connect(
        [context.store.variants.get(item.variantId)].flatMap((each) => each ?? []),
        args,
        context,
      ),
    inventoryLevel: (
      item: InventoryItemRecord,
      args: { locationId: Gid; includeInactive?: boolean },
      { store }: Context,
    ) => shownLevel(store, item.id, args.locationId, args.includeInactive),
    inventoryLevels: (item: InventoryItemRecord, args: LevelArguments, context: Context) =>
      connect(levelsOf(context.store, item, args.includeInactive ?? false), args, context),
  },
  InventoryLevel: {
    item: (level: InventoryLevelRecord, _args: unknown, { store }: Context) =>
      store.inventoryItems.get(level.itemId),
    location: (level: InventoryLevelRecord, _args: unknown, { store }: Context) =>
      store.locations.get(level.locationId),
    isActive: (level: InventoryLevelRecord) => level.isActive,
    canDeactivate: (level: InventoryLevelRecord) => level.committed === 0,
    quantities: (level: InventoryLevelRecord, args: { names: string[] }) =>
      args.names.flatMap((name) => {
        const quantity = QUANTITIES[name];
        if (!quantity) return [];
        const id = `gid://shopify/InventoryQuantity/${gidNumber(level.id)}?name=${name}`;
        return [{ id, name, quantity: quantity(level), updatedAt: level.updatedAt }];
      }),
  },
};
