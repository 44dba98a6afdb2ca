/** Stock of a store: levels per item and location. on_hand = available + committed. */
import type { SandboxCore } from '../core.ts';
import { levelGid } from '../ids.ts';
import type { Gid, InventoryItemRecord, InventoryLevelRecord, StoreState } from '../store.ts';
import { levelPayload } from '../webhook-payloads.ts';

export function levelOf(
  store: StoreState,
  itemId: Gid,
  locationId: Gid,
): InventoryLevelRecord | undefined {
  return store.inventoryLevels.get(levelGid(itemId, locationId));
}

/** The level, made or made active when it was not; `available` undefined leaves the old quantity. */
export function stock(
  core: SandboxCore,
  store: StoreState,
  item: InventoryItemRecord,
  locationId: Gid,
  available: number | undefined,
): InventoryLevelRecord {
  const id = levelGid(item.id, locationId);
  const now = core.clock.iso();
  let level = store.inventoryLevels.get(id);
  if (!level) {
    level = {
      id,
      itemId: item.id,
      locationId,
      isActive: true,
      available: 0,
      committed: 0,
      createdAt: now,
      updatedAt: now,
    };
    store.inventoryLevels.set(id, level);
    item.levelIds.push(id);
  }
  level.isActive = true;
  if (available !== undefined) setAvailable(core, store, level, available);
  return level;
}

export function setAvailable(
  core: SandboxCore,
  store: StoreState,
  level: InventoryLevelRecord,
  available: number,
): void {
  level.available = available;
  touchLevel(core, store, level);
}

/** Moves pieces between the states of a level: an order commits, a shipment takes away, a restock gives back. */
export function shift(
  core: SandboxCore,
  store: StoreState,
  place: { itemId: Gid | null; locationId: Gid },
  change: { available?: number; committed?: number },
): void {
  const level = place.itemId === null ? undefined : levelOf(store, place.itemId, place.locationId);
  if (!level) return;
  level.available += change.available ?? 0;
  level.committed = Math.max(0, level.committed + (change.committed ?? 0));
  touchLevel(core, store, level);
}

function touchLevel(core: SandboxCore, store: StoreState, level: InventoryLevelRecord): void {
  level.updatedAt = core.clock.iso();
  core.webhooks.publish(store, 'inventory_levels/update', () => levelPayload(level));
}

export function deactivateLevel(core: SandboxCore, level: InventoryLevelRecord): void {
  level.isActive = false;
  level.updatedAt = core.clock.iso();
}

export function activeLevels(store: StoreState, item: InventoryItemRecord): InventoryLevelRecord[] {
  return item.levelIds.flatMap((id) => {
    const level = store.inventoryLevels.get(id);
    const location = level && store.locations.get(level.locationId);
    return level?.isActive && location?.isActive ? [level] : [];
  });
}

export function totalAvailable(store: StoreState, item: InventoryItemRecord): number {
  return activeLevels(store, item).reduce((sum, level) => sum + level.available, 0);
}

/** The shop's own location, where a new variant is stocked unless told otherwise. */
export function primaryLocation(store: StoreState): Gid {
  for (const location of store.locations.values())
    if (location.isActive && location.fulfillmentServiceId === null) return location.id;
  throw new Error('the store has no location of its own');
}
