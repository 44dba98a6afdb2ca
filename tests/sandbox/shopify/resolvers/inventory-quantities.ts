/** Quantities set (compare-and-swap) and adjusted. `changeFromQuantity` must be said: a number, or null for "whatever". */
import { GraphQLError } from 'graphql';
import { nextGid } from '../ids.ts';
import type { Context, Payload } from '../resolver-types.ts';
import { NO_ERRORS, userError } from '../resolver-types.ts';
import { levelOf, setAvailable, stock } from '../simulator/inventory.ts';
import type { Gid, InventoryLevelRecord } from '../store.ts';
import type { UserErrorRecord } from '../store-app.ts';

type Row = { inventoryItemId: Gid; locationId: Gid; changeFromQuantity?: number | null };
type SetRow = Row & { quantity: number };
type AdjustRow = Row & { delta: number; ledgerDocumentUri?: string | null };
type Common = { name: string; reason: string; referenceDocumentUri?: string | null };
export type SetInput = Common & { quantities: SetRow[] };
export type AdjustInput = Common & { changes: AdjustRow[] };

const REASONS = new Set([
  'correction',
  'cycle_count_available',
  'damaged',
  'movement_canceled',
  'movement_created',
  'movement_received',
  'movement_updated',
  'other',
  'promotion',
  'quality_control',
  'received',
  'reservation_created',
  'reservation_deleted',
  'reservation_updated',
  'restock',
  'safety_stock',
  'shrinkage',
]);
const HIGHEST = 1_000_000_000;

type Wrong = { field: (string | number)[]; message: string; code: string };

export function setQuantities(context: Context, input: SetInput): Payload {
  checkPresent(input.quantities, 'inventorySetQuantities');
  const whole = checkCommon(context, input, ['available', 'on_hand'], 'INVALID_NAME');
  if (whole.length > 0) return { inventoryAdjustmentGroup: null, userErrors: whole };
  const seen = new Set<string>();
  const rows = input.quantities.map((row, index) => {
    const wrong = duplicate(seen, row) ?? checkSetRow(context, input.name, row);
    return { row, error: wrong && at('quantities', index, wrong) };
  });
  const userErrors = rows.flatMap(({ error }) => error ?? []);
  const partly = context.core.switches.setQuantitiesAtomicity === 'partial';
  if (userErrors.length > 0 && !partly) return { inventoryAdjustmentGroup: null, userErrors };
  const changes = rows.flatMap(({ row, error }) =>
    error ? [] : [applySet(context, input.name, row)],
  );
  return { inventoryAdjustmentGroup: group(context, input, changes), userErrors };
}

function checkPresent(rows: readonly Row[], mutation: string): void {
  if (rows.every((row) => row.changeFromQuantity !== undefined)) return;
  throw new GraphQLError(
    `${mutation}: changeFromQuantity must be given; pass null to opt out of the comparison.`,
    { extensions: { code: 'INVALID_FIELD_ARGUMENTS' } },
  );
}

function checkCommon(
  context: Context,
  input: Common,
  names: readonly string[],
  nameCode: string,
): UserErrorRecord[] {
  const errors: UserErrorRecord[] = [];
  if (!names.includes(input.name))
    errors.push(
      userError(
        ['input', 'name'],
        `The quantity name must be one of ${names.join(', ')}`,
        nameCode,
      ),
    );
  const documented = context.core.switches.inventoryReasons === 'documented';
  if (!(documented ? REASONS.has(input.reason) : input.reason === 'correction'))
    errors.push(
      userError(['input', 'reason'], 'The specified reason is invalid', 'INVALID_REASON'),
    );
  if (
    input.referenceDocumentUri != null &&
    !/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(input.referenceDocumentUri)
  )
    errors.push(
      userError(
        ['input', 'referenceDocumentUri'],
        'The document URI is invalid',
        'INVALID_REFERENCE_DOCUMENT',
      ),
    );
  return errors;
}

function duplicate(seen: Set<string>, row: Row): Wrong | undefined {
  const key = `${row.inventoryItemId}|${row.locationId}`;
  if (seen.has(key))
    return {
      field: [],
      message: 'The combination of inventoryItemId and locationId must be unique',
      code: 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
    };
  seen.add(key);
  return undefined;
}

function checkPlace({ core, store }: Context, row: Row): Wrong | undefined {
  const item = store.inventoryItems.get(row.inventoryItemId);
  if (!item)
    return {
      field: ['inventoryItemId'],
      message: 'The specified inventory item could not be found.',
      code: 'INVALID_INVENTORY_ITEM',
    };
  const location = store.locations.get(row.locationId);
  if (!location?.isActive)
    return {
      field: ['locationId'],
      message: 'The specified location could not be found.',
      code: 'INVALID_LOCATION',
    };
  const service = store.fulfillmentServices.get(location.fulfillmentServiceId ?? '');
  if (service?.inventoryManagement && core.switches.pushToManagedInventory === 'refused')
    return {
      field: ['locationId'],
      message: 'Inventory is managed by the service',
      code: 'INVALID_LOCATION',
    };
  return undefined;
}

function checkSetRow(context: Context, name: string, row: SetRow): Wrong | undefined {
  const place = checkPlace(context, row);
  if (place) return place;
  if (row.quantity < 0)
    return {
      field: ['quantity'],
      message: "The quantity can't be negative.",
      code: 'INVALID_QUANTITY_NEGATIVE',
    };
  if (row.quantity > HIGHEST)
    return {
      field: ['quantity'],
      message: 'The quantity is too high.',
      code: 'INVALID_QUANTITY_TOO_HIGH',
    };
  const level = levelOf(context.store, row.inventoryItemId, row.locationId);
  if (!level?.isActive && context.core.switches.setOnUnstockedLevel === 'refused')
    return {
      field: ['locationId'],
      message: 'The item is not stocked at the location.',
      code: 'INVALID_LOCATION',
    };
  return stale(level, name, row);
}

function stale(level: InventoryLevelRecord | undefined, name: string, row: Row): Wrong | undefined {
  if (row.changeFromQuantity === null || row.changeFromQuantity === undefined) return undefined;
  if (row.changeFromQuantity === quantityOf(level, name)) return undefined;
  return {
    field: ['changeFromQuantity'],
    message: 'The changeFromQuantity argument no longer matches the persisted quantity.',
    code: 'CHANGE_FROM_QUANTITY_STALE',
  };
}

function quantityOf(level: InventoryLevelRecord | undefined, name: string): number {
  if (!level) return 0;
  return name === 'on_hand' ? level.available + level.committed : level.available;
}

type Change = {
  name: string;
  delta: number;
  quantityAfterChange: number;
  itemId: Gid;
  locationId: Gid;
};

function applySet(context: Context, name: string, row: SetRow): Change {
  const { core, store } = context;
  const item = store.inventoryItems.get(row.inventoryItemId);
  if (!item) throw new Error(`no item ${row.inventoryItemId}`);
  const old = levelOf(store, item.id, row.locationId);
  const before = quantityOf(old, name);
  const addsUp =
    core.switches.setOnUnstockedLevel === 'adds-up' && old !== undefined && !old.isActive;
  const target = addsUp ? before + row.quantity : row.quantity;
  const available = name === 'on_hand' ? target - (old?.committed ?? 0) : target;
  if (addsUp) old.available = available;
  else stock(core, store, item, row.locationId, available);
  const { locationId } = row;
  return { name, delta: target - before, quantityAfterChange: target, itemId: item.id, locationId };
}

export function adjustQuantities(context: Context, input: AdjustInput): Payload {
  checkPresent(input.changes, 'inventoryAdjustQuantities');
  const whole = checkCommon(context, input, ['available'], 'INVALID_QUANTITY_NAME');
  if (whole.length > 0) return { inventoryAdjustmentGroup: null, userErrors: whole };
  const userErrors = input.changes.flatMap((row, index) => {
    const level = levelOf(context.store, row.inventoryItemId, row.locationId);
    const wrong = checkPlace(context, row) ?? stale(level, input.name, row);
    return wrong ? [at('changes', index, wrong)] : [];
  });
  if (userErrors.length > 0) return { inventoryAdjustmentGroup: null, userErrors };
  const changes = input.changes.map((row) => applyDelta(context, input.name, row));
  return { inventoryAdjustmentGroup: group(context, input, changes), userErrors: NO_ERRORS };
}

function applyDelta({ core, store }: Context, name: string, row: AdjustRow): Change {
  const item = store.inventoryItems.get(row.inventoryItemId);
  if (!item) throw new Error(`no item ${row.inventoryItemId}`);
  const level =
    levelOf(store, item.id, row.locationId) ?? stock(core, store, item, row.locationId, 0);
  setAvailable(core, store, level, level.available + row.delta);
  const { locationId } = row;
  return {
    name,
    delta: row.delta,
    quantityAfterChange: level.available,
    itemId: item.id,
    locationId,
  };
}

const at = (list: string, index: number, wrong: Wrong): UserErrorRecord =>
  userError(['input', list, index, ...wrong.field], wrong.message, wrong.code);

function group({ core, store }: Context, input: Common, changes: Change[]) {
  if (changes.length === 0) return null;
  return {
    id: nextGid(store, 'InventoryAdjustmentGroup'),
    createdAt: core.clock.iso(),
    reason: input.reason,
    referenceDocumentUri: input.referenceDocumentUri ?? null,
    changes: changes.map(({ itemId, locationId, ...change }) => ({
      ...change,
      ledgerDocumentUri: null,
      item: store.inventoryItems.get(itemId),
      location: store.locations.get(locationId),
    })),
  };
}
