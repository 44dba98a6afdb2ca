/** Locations and fulfilment services: read, made, changed, taken away. */
import { connect } from '../connections.ts';
import type { PageArguments } from '../connections.ts';
import { gidNumber, nextGid } from '../ids.ts';
import type { Context, Payload, ResolverTable } from '../resolver-types.ts';
import { NO_ERRORS, refused } from '../resolver-types.ts';
import { toHandle } from '../simulator/catalog.ts';
import { levelOf, primaryLocation, stock } from '../simulator/inventory.ts';
import { addLocation, deactivateLocation } from '../simulator/stores.ts';
import type {
  AddressRecord,
  FulfillmentServiceRecord,
  Gid,
  LocationRecord,
  StoreState,
} from '../store.ts';

type LocationsArguments = PageArguments & { includeInactive?: boolean; includeLegacy?: boolean };

function locations(_source: unknown, args: LocationsArguments, context: Context) {
  const shown = [...context.store.locations.values()].filter(
    (each) =>
      (each.isActive || args.includeInactive) &&
      (each.fulfillmentServiceId === null || args.includeLegacy),
  );
  return connect(shown, args, context);
}

type EditInput = {
  name?: string | null;
  fulfillsOnlineOrders?: boolean | null;
  address?: (Partial<AddressRecord> & { countryCode?: string | null }) | null;
};

function locationEdit(
  _source: unknown,
  args: { id: Gid; input: EditInput },
  { core, store }: Context,
): Payload {
  const location = store.locations.get(args.id);
  if (!location) return refused(['id'], 'Location not found.', 'NOT_FOUND');
  const { name, fulfillsOnlineOrders, address } = args.input;
  if (name != null) location.name = name;
  if (fulfillsOnlineOrders != null) location.fulfillsOnlineOrders = fulfillsOnlineOrders;
  if (address) location.address = { ...location.address, ...address };
  location.updatedAt = core.clock.iso();
  return { location, userErrors: NO_ERRORS };
}

type ServiceInput = {
  name: string;
  callbackUrl?: string | null;
  trackingSupport?: boolean | null;
  inventoryManagement?: boolean | null;
  requiresShippingMethod?: boolean | null;
};

const nameTaken = (store: StoreState, name: string, except?: Gid): boolean =>
  [...store.fulfillmentServices.values()].some(
    (each) => each.id !== except && each.serviceName.toLowerCase() === name.toLowerCase(),
  );

function fulfillmentServiceCreate(_source: unknown, args: ServiceInput, context: Context): Payload {
  const { core, store, caller } = context;
  if (args.name.trim() === '') return refused(['name'], "Name can't be blank");
  if (nameTaken(store, args.name)) return refused(['name'], 'Name has already been taken');
  const id = nextGid(store, 'FulfillmentService');
  const service: FulfillmentServiceRecord = {
    id,
    clientId: caller.clientId,
    handle: toHandle(args.name),
    serviceName: args.name,
    callbackUrl: args.callbackUrl ?? null,
    inventoryManagement: args.inventoryManagement ?? false,
    trackingSupport: args.trackingSupport ?? false,
    requiresShippingMethod: args.requiresShippingMethod ?? true,
    locationId: addLocation(core, store, args.name, id).id,
  };
  store.fulfillmentServices.set(id, service);
  return { fulfillmentService: service, userErrors: NO_ERRORS };
}

function fulfillmentServiceUpdate(
  _source: unknown,
  args: Partial<ServiceInput> & { id: Gid },
  { store, caller }: Context,
): Payload {
  const service = store.fulfillmentServices.get(args.id);
  if (!service || service.clientId !== caller.clientId)
    return refused(['id'], 'Fulfillment service could not be found.');
  if (args.name !== undefined && nameTaken(store, args.name, service.id))
    return refused(['name'], 'Name has already been taken');
  service.serviceName = args.name ?? service.serviceName;
  if (args.callbackUrl !== undefined) service.callbackUrl = args.callbackUrl;
  service.inventoryManagement = args.inventoryManagement ?? service.inventoryManagement;
  service.trackingSupport = args.trackingSupport ?? service.trackingSupport;
  const location = store.locations.get(service.locationId);
  if (location && args.name !== undefined) location.name = args.name;
  return { fulfillmentService: service, userErrors: NO_ERRORS };
}

function fulfillmentServiceDelete(
  _source: unknown,
  args: {
    id: Gid;
    inventoryAction: 'KEEP' | 'TRANSFER' | 'DELETE';
    destinationLocationId?: Gid | null;
  },
  { core, store, caller }: Context,
): Payload {
  const service = store.fulfillmentServices.get(args.id);
  if (!service || service.clientId !== caller.clientId)
    return refused(['id'], 'Fulfillment service could not be found.');
  const destination = args.destinationLocationId ?? primaryLocation(store);
  if (!store.locations.get(destination)?.isActive)
    return refused(['destinationLocationId'], 'Destination location not found');
  if (args.inventoryAction === 'TRANSFER')
    for (const item of store.inventoryItems.values()) {
      const level = levelOf(store, item.id, service.locationId);
      if (!level) continue;
      const there = levelOf(store, item.id, destination)?.available ?? 0;
      stock(core, store, item, destination, there + level.available);
    }
  store.fulfillmentServices.delete(service.id);
  const location = store.locations.get(service.locationId);
  if (args.inventoryAction === 'KEEP' && location) location.fulfillmentServiceId = null;
  else deactivateLocation(core, store, service.locationId, true);
  return { deletedId: service.id, userErrors: NO_ERRORS };
}

export const locationResolvers: ResolverTable = {
  QueryRoot: {
    locations,
    location: (_source: unknown, args: { id?: Gid | null }, { store }: Context) =>
      store.locations.get(args.id ?? primaryLocation(store)) ?? null,
    fulfillmentService: (_source: unknown, args: { id: Gid }, { store }: Context) =>
      store.fulfillmentServices.get(args.id) ?? null,
  },
  Mutation: {
    locationEdit,
    fulfillmentServiceCreate,
    fulfillmentServiceUpdate,
    fulfillmentServiceDelete,
  },
  Location: {
    legacyResourceId: (location: LocationRecord) => gidNumber(location.id),
    isFulfillmentService: (location: LocationRecord) => location.fulfillmentServiceId !== null,
    shipsInventory: (location: LocationRecord) => location.isActive,
    fulfillmentService: (location: LocationRecord, _args: unknown, { store }: Context) =>
      store.fulfillmentServices.get(location.fulfillmentServiceId ?? '') ?? null,
    inventoryLevel: (
      location: LocationRecord,
      args: { inventoryItemId: Gid; includeInactive?: boolean },
      { store }: Context,
    ) => {
      const level = levelOf(store, args.inventoryItemId, location.id);
      return level && (level.isActive || args.includeInactive) ? level : null;
    },
    inventoryLevels: (
      location: LocationRecord,
      args: PageArguments & { includeInactive?: boolean },
      context: Context,
    ) => {
      const levels = [...context.store.inventoryLevels.values()].filter(
        (each) => each.locationId === location.id && (each.isActive || args.includeInactive),
      );
      return connect(levels, args, context);
    },
  },
  LocationAddress: { country: (address: AddressRecord) => address.countryCode },
  FulfillmentService: {
    type: () => 'THIRD_PARTY',
    location: (service: FulfillmentServiceRecord, _args: unknown, { store }: Context) =>
      store.locations.get(service.locationId) ?? null,
  },
};
