/** Stock written by the app: activate, deactivate, set and adjust quantities, items. */
import type { Context, Payload, ResolverTable } from '../resolver-types.ts';
import { NO_ERRORS, refused, userError } from '../resolver-types.ts';
import { activeLevels, deactivateLevel, levelOf, stock } from '../simulator/inventory.ts';
import { writeInventoryItem } from '../simulator/variant-input.ts';
import type { InventoryItemInput } from '../simulator/variant-input.ts';
import type { Gid } from '../store.ts';
import { adjustQuantities, setQuantities } from './inventory-quantities.ts';
import type { AdjustInput, SetInput } from './inventory-quantities.ts';

type ActivateArguments = {
  inventoryItemId: Gid;
  locationId: Gid;
  available?: number | null;
  onHand?: number | null;
};

function inventoryActivate(_source: unknown, args: ActivateArguments, context: Context): Payload {
  const { core, store } = context;
  const item = store.inventoryItems.get(args.inventoryItemId);
  if (!item) return refused(['inventoryItemId'], 'Inventory item not found');
  if (!store.locations.get(args.locationId)?.isActive)
    return refused(['locationId'], 'Location not found');
  const level = levelOf(store, item.id, args.locationId);
  const asked =
    args.available ?? (args.onHand == null ? null : args.onHand - (level?.committed ?? 0));
  if (level?.isActive && asked !== null)
    return refused(
      ['available'],
      'Not allowed to set available quantity when the item is already active at the location.',
    );
  const old = core.switches.activateKeepsOldQuantities || level?.isActive ? undefined : 0;
  return {
    inventoryLevel: stock(core, store, item, args.locationId, asked ?? old),
    userErrors: NO_ERRORS,
  };
}

function inventoryDeactivate(
  _source: unknown,
  args: { inventoryLevelId: Gid },
  { core, store }: Context,
): Payload {
  const level = store.inventoryLevels.get(args.inventoryLevelId);
  const item = store.inventoryItems.get(level?.itemId ?? '');
  if (!level || !item)
    return refused(
      ['inventoryLevelId'],
      "The product couldn't be unstocked because it isn't stocked.",
    );
  if (activeLevels(store, item).every((each) => each === level))
    return refused(['inventoryLevelId'], 'The product must be stocked at one location at least.');
  if (level.committed > 0)
    return refused(['inventoryLevelId'], 'There is committed inventory at the location.');
  deactivateLevel(core, level);
  return { userErrors: NO_ERRORS };
}

type Toggle = { locationId: Gid; activate: boolean };

function inventoryBulkToggleActivation(
  _source: unknown,
  args: { inventoryItemId: Gid; inventoryItemUpdates: Toggle[] },
  context: Context,
): Payload {
  const { core, store } = context;
  const item = store.inventoryItems.get(args.inventoryItemId);
  if (!item)
    return refused(['inventoryItemId'], 'Inventory item not found', 'INVENTORY_ITEM_NOT_FOUND');
  const userErrors = args.inventoryItemUpdates.flatMap((update, index) => {
    const wrong = whyNotToggle(context, item.id, args.inventoryItemUpdates, update);
    return wrong
      ? [userError(['inventoryItemUpdates', index, 'locationId'], wrong.message, wrong.code)]
      : [];
  });
  if (userErrors.length > 0) return { inventoryItem: item, inventoryLevels: [], userErrors };
  const inventoryLevels = args.inventoryItemUpdates.flatMap(({ locationId, activate }) => {
    if (activate) {
      const keeps =
        core.switches.activateKeepsOldQuantities || levelOf(store, item.id, locationId)?.isActive;
      return [stock(core, store, item, locationId, keeps ? undefined : 0)];
    }
    const level = levelOf(store, item.id, locationId);
    if (level) deactivateLevel(core, level);
    return [];
  });
  return { inventoryItem: item, inventoryLevels, userErrors };
}

function whyNotToggle(
  { store }: Context,
  itemId: Gid,
  all: readonly Toggle[],
  update: Toggle,
): { message: string; code: string } | undefined {
  if (!store.locations.get(update.locationId)?.isActive)
    return { message: 'The location was not found', code: 'LOCATION_NOT_FOUND' };
  if (update.activate) return undefined;
  const item = store.inventoryItems.get(itemId);
  const level = levelOf(store, itemId, update.locationId);
  if (level && level.committed > 0)
    return {
      message: 'Committed inventory at the location',
      code: 'COMMITTED_INVENTORY_AT_LOCATION',
    };
  const staying = item && activeLevels(store, item).some((each) => !leaves(all, each.locationId));
  return staying || all.some((each) => each.activate)
    ? undefined
    : {
        message: 'Cannot deactivate the only location',
        code: 'CANNOT_DEACTIVATE_FROM_ONLY_LOCATION',
      };
}

const leaves = (all: readonly Toggle[], locationId: Gid): boolean =>
  all.some((each) => !each.activate && each.locationId === locationId);

function inventoryItemUpdate(
  _source: unknown,
  args: { id: Gid; input: InventoryItemInput },
  { core, store }: Context,
): Payload {
  const item = store.inventoryItems.get(args.id);
  if (!item) return refused(['id'], 'Inventory item does not exist');
  writeInventoryItem(core, item, args.input);
  return { inventoryItem: item, userErrors: NO_ERRORS };
}

export const inventoryMutations: ResolverTable = {
  Mutation: {
    inventoryActivate,
    inventoryDeactivate,
    inventoryBulkToggleActivation,
    inventoryItemUpdate,
    inventorySetQuantities: (_source: unknown, args: { input: SetInput }, context: Context) =>
      setQuantities(context, args.input),
    inventoryAdjustQuantities: (_source: unknown, args: { input: AdjustInput }, context: Context) =>
      adjustQuantities(context, args.input),
  },
};
