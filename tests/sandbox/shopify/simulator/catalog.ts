/** Products and variants as records: made, changed, taken away. */
import type { SandboxCore } from '../core.ts';
import { gidNumber, nextGid } from '../ids.ts';
import type {
  Gid,
  InventoryItemRecord,
  ProductOption,
  ProductRecord,
  StoreState,
  VariantRecord,
} from '../store.ts';
import { productPayload } from '../webhook-payloads.ts';
import { forgetMetafields } from './metafields.ts';

export function createProduct(
  core: SandboxCore,
  store: StoreState,
  title: string,
  handle: string | null | undefined,
): ProductRecord {
  const now = core.clock.iso();
  const product: ProductRecord = {
    id: nextGid(store, 'Product'),
    title,
    handle: '',
    status: 'ACTIVE',
    vendor: store.shop.name,
    productType: '',
    descriptionHtml: '',
    templateSuffix: null,
    seo: { title: null, description: null },
    tags: [],
    options: [],
    variantIds: [],
    media: [],
    metafields: [],
    publicationIds: [],
    collectionIds: [],
    createdAt: now,
    updatedAt: now,
  };
  store.products.set(product.id, product);
  takeHandle(store, product, handle ?? freeHandle(store, title));
  return product;
}

export function takeHandle(store: StoreState, product: ProductRecord, handle: string): void {
  store.productHandles.delete(product.handle);
  product.handle = handle;
  store.productHandles.set(handle, product.id);
}

function freeHandle(store: StoreState, title: string): string {
  const base = toHandle(title);
  if (!store.productHandles.has(base)) return base;
  let number = 1;
  while (store.productHandles.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

export function toHandle(title: string): string {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'product';
}

export function createVariant(
  core: SandboxCore,
  store: StoreState,
  product: ProductRecord,
  selectedOptions: VariantRecord['selectedOptions'],
): VariantRecord {
  const now = core.clock.iso();
  const variantId = nextGid(store, 'ProductVariant');
  const item: InventoryItemRecord = {
    id: nextGid(store, 'InventoryItem'),
    variantId,
    sku: null,
    tracked: false,
    requiresShipping: true,
    unitCost: null,
    weight: null,
    countryCodeOfOrigin: null,
    harmonizedSystemCode: null,
    levelIds: [],
    createdAt: now,
    updatedAt: now,
  };
  const variant: VariantRecord = {
    id: variantId,
    productId: product.id,
    inventoryItemId: item.id,
    position: product.variantIds.length + 1,
    price: '0.00',
    compareAtPrice: null,
    barcode: null,
    inventoryPolicy: 'DENY',
    taxable: true,
    selectedOptions,
    mediaId: null,
    metafields: [],
    createdAt: now,
    updatedAt: now,
  };
  store.inventoryItems.set(item.id, item);
  store.variants.set(variant.id, variant);
  product.variantIds.push(variant.id);
  return variant;
}

export function deleteVariant(store: StoreState, variant: VariantRecord): void {
  forgetMetafields(store, 'PRODUCTVARIANT', variant);
  const item = store.inventoryItems.get(variant.inventoryItemId);
  for (const id of item?.levelIds ?? []) store.inventoryLevels.delete(id);
  store.inventoryItems.delete(variant.inventoryItemId);
  store.variants.delete(variant.id);
  const product = store.products.get(variant.productId);
  if (!product) return;
  product.variantIds = product.variantIds.filter((id) => id !== variant.id);
}

export function deleteProduct(core: SandboxCore, store: StoreState, product: ProductRecord): void {
  for (const id of product.variantIds) {
    const variant = store.variants.get(id);
    if (variant) deleteVariant(store, variant);
  }
  forgetMetafields(store, 'PRODUCT', product);
  store.productHandles.delete(product.handle);
  store.products.delete(product.id);
  core.webhooks.publish(store, 'products/delete', () => ({
    id: gidNumber(product.id),
    admin_graphql_api_id: product.id,
  }));
}

export function touchProduct(
  core: SandboxCore,
  store: StoreState,
  product: ProductRecord,
  topic: 'products/update' | 'products/create' = 'products/update',
): void {
  product.updatedAt = core.clock.iso();
  core.webhooks.publish(store, topic, () => productPayload(store, product));
}

export const DEFAULT_OPTION = 'Title';
export const DEFAULT_VALUE = 'Default Title';

export function setOptions(
  store: StoreState,
  product: ProductRecord,
  wanted: readonly { name: string; values: readonly string[] }[],
): void {
  product.options = wanted.map((option, index): ProductOption => {
    const old = product.options.find((each) => each.name === option.name);
    return {
      id: old?.id ?? nextGid(store, 'ProductOption'),
      name: option.name,
      position: index + 1,
      values: option.values.map((name) => ({
        id:
          old?.values.find((each) => each.name === name)?.id ??
          nextGid(store, 'ProductOptionValue'),
        name,
      })),
    };
  });
}

/** Puts a value on an option that a new variant brings along. */
export function ensureOptionValue(
  store: StoreState,
  product: ProductRecord,
  name: string,
  value: string,
): void {
  const option = product.options.find((each) => each.name === name);
  if (option && !option.values.some((each) => each.name === value))
    option.values.push({ id: nextGid(store, 'ProductOptionValue'), name: value });
}

export const sameOptions = (
  left: VariantRecord['selectedOptions'],
  right: VariantRecord['selectedOptions'],
): boolean =>
  left.length === right.length &&
  left.every((one) => right.some((other) => other.name === one.name && other.value === one.value));

export function findVariantByOptions(
  store: StoreState,
  product: ProductRecord,
  selectedOptions: VariantRecord['selectedOptions'],
): VariantRecord | undefined {
  return product.variantIds
    .flatMap((id: Gid) => store.variants.get(id) ?? [])
    .find((variant) => sameOptions(variant.selectedOptions, selectedOptions));
}
