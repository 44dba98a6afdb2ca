/** What a store can sell now, as its storefront and its merchant see it. */
import type { Gid, ProductRecord, StoreState, VariantRecord } from '../store.ts';

export type VariantStock = { tracked: boolean; quantity: number; available: boolean };

/** Units over all active locations that fulfil online orders; untracked or back-ordered variants are always available. */
export function variantStock(store: StoreState, variant: VariantRecord): VariantStock {
  const item = store.inventoryItems.get(variant.inventoryItemId);
  const tracked = item?.tracked ?? false;
  let quantity = 0;
  for (const id of item?.levelIds ?? []) {
    const level = store.inventoryLevels.get(id);
    const location = level && store.locations.get(level.locationId);
    if (level?.isActive && location?.isActive && location.fulfillsOnlineOrders)
      quantity += level.available;
  }
  return {
    tracked,
    quantity,
    available: !tracked || variant.inventoryPolicy === 'CONTINUE' || quantity > 0,
  };
}

export function variantsOf(store: StoreState, product: ProductRecord): VariantRecord[] {
  return product.variantIds
    .flatMap((id) => store.variants.get(id) ?? [])
    .sort((one, other) => one.position - other.position);
}

export function onlineStoreId(store: StoreState): Gid | undefined {
  const publications = [...store.publications.values()];
  return publications.find(({ title, handle }) => /online.?store/i.test(`${title} ${handle}`))?.id;
}

/** Products that the storefront shows: active and published to the Online Store. */
export function* publishedProducts(store: StoreState): Generator<ProductRecord> {
  const onlineStore = onlineStoreId(store);
  for (const product of store.products.values()) {
    const published = onlineStore !== undefined && product.publicationIds.includes(onlineStore);
    if (published && product.status === 'ACTIVE') yield product;
  }
}
