/** Control verbs of the merchant's catalogue: products, variants, locations, stock. */
import type { ShopifyControl, SeedProduct } from '../control.ts';
import type { SandboxCore } from '../core.ts';
import { deleteProduct, deleteVariant, touchProduct } from '../simulator/catalog.ts';
import { primaryLocation, stock } from '../simulator/inventory.ts';
import { setProduct } from '../simulator/product-set.ts';
import { activateLocation, addLocation, deactivateLocation } from '../simulator/stores.ts';
import { writeVariant } from '../simulator/variant-input.ts';
import type {
  LocationRecord,
  ProductRecord,
  ProductStatus,
  StoreState,
  VariantRecord,
} from '../store.ts';
import { storeOf, viewProduct } from './views.ts';

const STATUSES: readonly ProductStatus[] = ['ACTIVE', 'DRAFT', 'ARCHIVED', 'UNLISTED'];
const toStatus = (status: string | undefined): ProductStatus | null =>
  STATUSES.find((each) => each === status) ?? null;

function productOf(store: StoreState, id: string): ProductRecord {
  const product = store.products.get(id);
  if (!product) throw new Error(`no product ${id}`);
  return product;
}

function variantOf(store: StoreState, id: string): VariantRecord {
  const variant = store.variants.get(id);
  if (!variant) throw new Error(`no variant ${id}`);
  return variant;
}

const viewLocation = ({ id, name, isActive, fulfillmentServiceId }: LocationRecord) => ({
  id,
  name,
  isActive,
  fulfillmentServiceId,
});

function seed(core: SandboxCore, store: StoreState, input: SeedProduct): ProductRecord {
  const options = input.options ?? ['Title'];
  const valuesOf = (variant: SeedProduct['variants'][number]) =>
    variant.optionValues ?? ['Default Title'];
  const { product, userErrors } = setProduct(core, store, null, {
    title: input.title,
    vendor: input.vendor ?? null,
    productType: input.productType ?? null,
    descriptionHtml: input.descriptionHtml ?? null,
    status: toStatus(input.status),
    productOptions: options.map((name, index) => ({
      name,
      values: [...new Set(input.variants.map((each) => valuesOf(each)[index]))].map((value) => ({
        name: value ?? '',
      })),
    })),
    variants: input.variants.map((variant) => ({
      price: variant.price,
      optionValues: options.map((optionName, index) => ({
        optionName,
        name: valuesOf(variant)[index] ?? '',
      })),
      inventoryItem: { sku: variant.sku ?? null, tracked: variant.tracked ?? true },
      inventoryQuantities: [
        { locationId: primaryLocation(store), name: 'available', quantity: variant.available ?? 0 },
      ],
    })),
  });
  if (!product) throw new Error(userErrors.map((each) => each.message).join('; '));
  if (input.published) product.publicationIds = [...store.publications.keys()];
  return product;
}

type Names =
  | 'seedProducts'
  | 'products'
  | 'productBySku'
  | 'counts'
  | 'editProduct'
  | 'editVariant'
  | 'deleteProduct'
  | 'deleteVariant'
  | 'locations'
  | 'addLocation'
  | 'setInventory'
  | 'activateLocation'
  | 'deactivateLocation'
  | 'deleteLocation';

export function catalogVerbs(core: SandboxCore): Pick<ShopifyControl, Names> {
  return {
    seedProducts: async ({ shop, products }) => {
      const store = storeOf(core, shop);
      const made = products.map((each) => seed(core, store, each));
      return {
        products: made.map(({ id, handle, variantIds }) => ({
          id,
          handle,
          variantIds: [...variantIds],
        })),
      };
    },
    products: async ({ shop }) => {
      const store = storeOf(core, shop);
      return [...store.products.values()].map((product) => viewProduct(store, product));
    },
    productBySku: async ({ shop, sku }) => {
      const store = storeOf(core, shop);
      const item = [...store.inventoryItems.values()].find((each) => each.sku === sku);
      const variant = store.variants.get(item?.variantId ?? '');
      const product = store.products.get(variant?.productId ?? '');
      return product ? viewProduct(store, product) : null;
    },
    counts: async ({ shop }) => {
      const { products, variants, orders, fulfillments } = storeOf(core, shop);
      return {
        products: products.size,
        variants: variants.size,
        orders: orders.size,
        fulfillments: fulfillments.size,
      };
    },
    editProduct: async ({ shop, id, title, status, tags }) => {
      const store = storeOf(core, shop);
      const product = productOf(store, id);
      product.title = title ?? product.title;
      product.status = toStatus(status) ?? product.status;
      product.tags = tags ?? product.tags;
      touchProduct(core, store, product);
    },
    editVariant: async ({ shop, id, sku, price, tracked }) => {
      const store = storeOf(core, shop);
      const variant = variantOf(store, id);
      const inventoryItem = {
        ...(sku === undefined ? {} : { sku }),
        ...(tracked === undefined ? {} : { tracked }),
      };
      writeVariant(core, store, variant, { price: price ?? null, inventoryItem });
      touchProduct(core, store, productOf(store, variant.productId));
    },
    deleteProduct: async ({ shop, id }) => {
      const store = storeOf(core, shop);
      deleteProduct(core, store, productOf(store, id));
    },
    deleteVariant: async ({ shop, id }) => {
      const store = storeOf(core, shop);
      const variant = variantOf(store, id);
      deleteVariant(store, variant);
      touchProduct(core, store, productOf(store, variant.productId));
    },
    locations: async ({ shop }) => [...storeOf(core, shop).locations.values()].map(viewLocation),
    addLocation: async ({ shop, name }) =>
      viewLocation(addLocation(core, storeOf(core, shop), name)),
    setInventory: async ({ shop, inventoryItemId, locationId, available }) => {
      const store = storeOf(core, shop);
      const item = store.inventoryItems.get(inventoryItemId);
      if (!item) throw new Error(`no inventory item ${inventoryItemId}`);
      stock(core, store, item, locationId, available);
    },
    activateLocation: async ({ shop, id }) => activateLocation(storeOf(core, shop), id),
    deactivateLocation: async ({ shop, id }) =>
      deactivateLocation(core, storeOf(core, shop), id, false),
    deleteLocation: async ({ shop, id }) => deactivateLocation(core, storeOf(core, shop), id, true),
  };
}
