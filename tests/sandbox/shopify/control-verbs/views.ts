/** What the control door shows of a store: copies, so that nobody changes the sandbox by holding one. */
import type { OrderView, ProductView, VariantView } from '../control.ts';
import type { SandboxCore } from '../core.ts';
import { fulfillmentOrdersOf } from '../simulator/order-changes.ts';
import { financialStatus, fulfillmentStatus } from '../simulator/order-figures.ts';
import type { ProductRecord, StoreState, VariantRecord } from '../store.ts';
import type { OrderRecord } from '../store-orders.ts';

export function storeOf(core: SandboxCore, shop: string): StoreState {
  const store = core.stores.get(shop);
  if (!store) throw new Error(`no store ${shop}`);
  return store;
}

export function orderOf(core: SandboxCore, shop: string, id: string): OrderRecord {
  const order = storeOf(core, shop).orders.get(id);
  if (!order) throw new Error(`no order ${id}`);
  return order;
}

export function viewOrder(store: StoreState, order: OrderRecord): OrderView {
  return structuredClone({
    ...order,
    financialStatus: financialStatus(store, order),
    fulfillmentStatus: fulfillmentStatus(store, order),
    fulfillmentOrders: fulfillmentOrdersOf(store, order),
    fulfillments: order.fulfillmentIds.flatMap((id) => store.fulfillments.get(id) ?? []),
  });
}

export function viewProduct(store: StoreState, product: ProductRecord): ProductView {
  const variants = product.variantIds.flatMap((id) => {
    const variant = store.variants.get(id);
    return variant ? [viewVariant(store, variant)] : [];
  });
  return structuredClone({ ...product, variants });
}

function viewVariant(store: StoreState, variant: VariantRecord): VariantView {
  const item = store.inventoryItems.get(variant.inventoryItemId);
  const levels = (item?.levelIds ?? []).flatMap((id) => store.inventoryLevels.get(id) ?? []);
  return {
    ...variant,
    sku: item?.sku ?? null,
    tracked: item?.tracked ?? false,
    levels: levels.map(({ locationId, isActive, available, committed }) => ({
      locationId,
      isActive,
      available,
      committed,
      onHand: available + committed,
    })),
  };
}
