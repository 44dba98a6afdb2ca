/** What the API takes for a variant, and how it is written into the record. */
import type { SandboxCore } from '../core.ts';
import { toMinor, formatMinor } from '../order-money.ts';
import type { InventoryItemRecord, StoreState, VariantRecord } from '../store.ts';
import { stock } from './inventory.ts';
import { writeMetafield } from './metafields.ts';
import type { MetafieldInput } from './metafields.ts';

export type OptionValueInput = {
  name?: string | null;
  optionName?: string | null;
  optionId?: string | null;
  id?: string | null;
};
export type InventoryItemInput = {
  sku?: string | null;
  tracked?: boolean | null;
  requiresShipping?: boolean | null;
  cost?: string | null;
  measurement?: { weight?: { value: number; unit: string } | null } | null;
  countryCodeOfOrigin?: string | null;
  harmonizedSystemCode?: string | null;
};
export type VariantInput = {
  id?: string | null;
  sku?: string | null;
  barcode?: string | null;
  price?: string | null;
  compareAtPrice?: string | null;
  inventoryPolicy?: 'DENY' | 'CONTINUE' | null;
  taxable?: boolean | null;
  position?: number | null;
  optionValues?: OptionValueInput[] | null;
  inventoryItem?: InventoryItemInput | null;
  metafields?: MetafieldInput[] | null;
  file?: FileInput | null;
};
export type FileInput = {
  id?: string | null;
  originalSource?: string | null;
  alt?: string | null;
  filename?: string | null;
};

const money = (value: string | null): string | null =>
  value === null ? null : formatMinor(toMinor(value));

/** Writes what was sent; what was left out stays as it is. */
export function writeVariant(
  core: SandboxCore,
  store: StoreState,
  variant: VariantRecord,
  input: VariantInput,
): void {
  if (input.price != null) variant.price = money(input.price) ?? variant.price;
  if (input.compareAtPrice !== undefined) variant.compareAtPrice = money(input.compareAtPrice);
  if (input.barcode !== undefined) variant.barcode = input.barcode;
  if (input.inventoryPolicy != null) variant.inventoryPolicy = input.inventoryPolicy;
  if (input.taxable != null) variant.taxable = input.taxable;
  if (input.position != null) variant.position = input.position;
  variant.updatedAt = core.clock.iso();
  const item = store.inventoryItems.get(variant.inventoryItemId);
  if (!item) return;
  if (input.sku !== undefined) item.sku = input.sku;
  if (input.inventoryItem) writeInventoryItem(core, item, input.inventoryItem);
}

export function writeInventoryItem(
  core: SandboxCore,
  item: InventoryItemRecord,
  input: InventoryItemInput,
): void {
  if (input.sku !== undefined) item.sku = input.sku;
  if (input.tracked != null) item.tracked = input.tracked;
  if (input.requiresShipping != null) item.requiresShipping = input.requiresShipping;
  if (input.cost !== undefined) item.unitCost = money(input.cost);
  if (input.measurement?.weight) item.weight = input.measurement.weight;
  if (input.countryCodeOfOrigin !== undefined) item.countryCodeOfOrigin = input.countryCodeOfOrigin;
  if (input.harmonizedSystemCode !== undefined)
    item.harmonizedSystemCode = input.harmonizedSystemCode;
  item.updatedAt = core.clock.iso();
}

export function writeVariantMetafields(
  core: SandboxCore,
  store: StoreState,
  variant: VariantRecord,
  inputs: readonly MetafieldInput[] | null | undefined,
): void {
  for (const input of inputs ?? []) writeMetafield(core, store, 'PRODUCTVARIANT', variant, input);
}

export function stockVariant(
  core: SandboxCore,
  store: StoreState,
  variant: VariantRecord,
  locationId: string,
  available: number,
): void {
  const item = store.inventoryItems.get(variant.inventoryItemId);
  if (item) stock(core, store, item, locationId, available);
}

/** Why prices cannot be taken; undefined when they can. */
export function whyNotPrice(input: VariantInput): string | undefined {
  const wrong = (value: string | null | undefined) => value != null && !(Number(value) >= 0);
  if (wrong(input.price)) return 'Price must be greater than or equal to 0';
  return wrong(input.compareAtPrice)
    ? 'Compare at price must be greater than or equal to 0'
    : undefined;
}
