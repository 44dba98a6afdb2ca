/** Makes a new shop: empty catalogue, one location of its own, the Online Store as a publication. */
import type { SandboxCore } from '../core.ts';
import type { StoreInput } from '../control-types.ts';
import type { AddressRecord, LocationRecord, StoreState } from '../store.ts';
import { nextGid } from '../ids.ts';

export const NO_ADDRESS: AddressRecord = {
  firstName: null,
  lastName: null,
  company: null,
  address1: null,
  address2: null,
  city: null,
  province: null,
  provinceCode: null,
  zip: null,
  countryCode: null,
  phone: null,
};

export function createStore(core: SandboxCore, input: StoreInput): StoreState {
  const existing = core.stores.get(input.shop);
  if (existing) return existing;
  const store = emptyStore(core, input);
  core.stores.set(input.shop, store);
  addLocation(core, store, 'Shop location');
  for (const [title, handle] of [
    ['Online Store', 'online_store'],
    ['Point of Sale', 'pos'],
  ] as const) {
    const id = nextGid(store, 'Publication');
    store.publications.set(id, { id, title, handle, autoPublish: false });
  }
  return store;
}

function emptyStore(core: SandboxCore, input: StoreInput): StoreState {
  const number = 1000 + core.stores.size;
  return {
    shop: {
      id: `gid://shopify/Shop/${number}`,
      domain: input.shop,
      name: input.name ?? input.shop.replace('.myshopify.com', ''),
      email: input.email ?? `owner@${input.shop.replace('.myshopify.com', '')}.example`,
      currencyCode: input.currencyCode ?? 'CHF',
      countryCode: input.countryCode ?? 'CH',
      ianaTimezone: 'Europe/Zurich',
      taxesIncluded: true,
      plan: input.plan ?? 'basic',
      maxProductVariants: 2048,
      updatedAt: core.clock.iso(),
    },
    // Numbers of one shop never meet those of another.
    lastNumber: number * 10_000_000,
    lastOrderNumber: 1000,
    locations: new Map(),
    fulfillmentServices: new Map(),
    products: new Map(),
    variants: new Map(),
    inventoryItems: new Map(),
    inventoryLevels: new Map(),
    metafieldDefinitions: new Map(),
    publications: new Map(),
    collections: new Map(),
    orders: new Map(),
    fulfillmentOrders: new Map(),
    fulfillments: new Map(),
    productOperations: new Map(),
    bulkOperations: new Map(),
    stagedUploads: new Map(),
    webhookSubscriptions: new Map(),
    installations: new Map(),
    idempotency: new Map(),
    productHandles: new Map(),
    uniqueMetafields: new Map(),
  };
}

export function addLocation(
  core: SandboxCore,
  store: StoreState,
  name: string,
  fulfillmentServiceId: string | null = null,
): LocationRecord {
  const location: LocationRecord = {
    id: nextGid(store, 'Location'),
    name,
    isActive: true,
    fulfillsOnlineOrders: true,
    fulfillmentServiceId,
    address: {
      ...NO_ADDRESS,
      address1: 'Bahnhofstrasse 1',
      city: 'Bern',
      zip: '3011',
      countryCode: store.shop.countryCode,
    },
    createdAt: core.clock.iso(),
    updatedAt: core.clock.iso(),
  };
  store.locations.set(location.id, location);
  return location;
}

/** Puts a location into use again; what is stocked there can be sold from there. */
export function activateLocation(store: StoreState, id: string): void {
  const location = store.locations.get(id);
  if (!location) throw new Error(`no location ${id}`);
  location.isActive = true;
}

/** Takes a location out of use (or away): what is stocked there can no longer be sold from there. */
export function deactivateLocation(
  core: SandboxCore,
  store: StoreState,
  id: string,
  deleted: boolean,
): void {
  const location = store.locations.get(id);
  if (!location) throw new Error(`no location ${id}`);
  location.isActive = false;
  location.updatedAt = core.clock.iso();
  const number = Number(id.split('/').at(-1));
  const payload = { id: number, name: location.name, active: false, admin_graphql_api_id: id };
  core.webhooks.publish(
    store,
    deleted ? 'locations/delete' : 'locations/deactivate',
    () => payload,
  );
  if (!deleted) return;
  store.locations.delete(id);
  for (const level of store.inventoryLevels.values())
    if (level.locationId === id) level.isActive = false;
}
