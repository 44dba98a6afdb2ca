import { currencyCode } from '../../platform/money.ts';
import { newId } from '../../platform/ids.ts';
import { parseState } from '../../platform/state-machine.ts';
import type { Database, Tx } from '../../platform/database.server.ts';
import type { ChannelStore, StoreDescription, StorePlaces } from './channel.ts';
import { nameFromDomain, NOT_DESCRIBED } from './store.ts';
import type { Store, StoreId, StoresContext } from './store.ts';
import { storeMachine } from './store-status.ts';
import type { StoreStatus } from './store-status.ts';

type Reader = Pick<Database, 'store'> | Tx;
type Row = NonNullable<Awaited<ReturnType<Tx['store']['findUnique']>>>;

/** Undefined when there is none. Whose it is the caller must have checked. */
export async function findStore(
  { tx }: { readonly tx: Reader },
  input: { readonly storeId: string },
): Promise<Store | undefined> {
  const row = await tx.store.findUnique({ where: { id: input.storeId } });
  return row ? toStore(row) : undefined;
}

type ChannelRow = {
  readonly channel: string;
  readonly domain: string;
  readonly currency: string;
  readonly outsideServiceId: string | null;
  readonly outsideLocationId: string | null;
  readonly outsidePublicationId: string | null;
};

/** What an adapter needs to know of a store, and which channel's it is: asked before every conversation with a store. */
export async function findChannelStore(
  tx: Tx,
  storeId: string,
): Promise<{ readonly channel: string; readonly store: ChannelStore } | undefined> {
  const [row] = await tx.$queryRaw<ChannelRow[]>`
    /* planned once */ select channel, domain, currency, outside_service_id as "outsideServiceId", outside_location_id as "outsideLocationId",
      outside_publication_id as "outsidePublicationId"
    from store where id = ${storeId}::uuid`;
  if (!row) return undefined;
  const { channel, domain, currency } = row;
  const places = {
    outsideServiceId: row.outsideServiceId ?? undefined,
    outsideLocationId: row.outsideLocationId ?? undefined,
    outsidePublicationId: row.outsidePublicationId ?? undefined,
  };
  return { channel, store: { storeId, domain, currency: currencyCode(currency), places } };
}

async function findStoreByDomain(
  { tx }: { readonly tx: Reader },
  { channel, domain }: { readonly channel: string; readonly domain: string },
): Promise<Store | undefined> {
  const row = await tx.store.findUnique({ where: { channel_domain: { channel, domain } } });
  return row ? toStore(row) : undefined;
}

/** The retailer's stores by name, those that it has uninstalled too. */
export async function findStoresOfRetailer(
  { tx }: { readonly tx: Reader },
  { retailerId }: { readonly retailerId: string },
): Promise<readonly Store[]> {
  const rows = await tx.store.findMany({
    where: { retailerId },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return rows.map(toStore);
}

/** The same with the row locked until the transaction ends, for changes of its status. */
export async function lockStoreByDomain(
  { tx }: StoresContext,
  { channel, domain }: { readonly channel: string; readonly domain: string },
): Promise<Store | undefined> {
  await tx.$queryRaw`
    select id from store where channel = ${channel} and domain = ${domain} for update`;
  return findStoreByDomain({ tx }, { channel, domain });
}

/** A store as it is before it has told anything about itself; undefined when another was quicker. */
export async function insertStore(
  { tx, clock }: StoresContext,
  input: { readonly retailerId: string; readonly channel: string; readonly domain: string },
): Promise<StoreId | undefined> {
  const id = newId<'Store'>();
  const { count } = await tx.store.createMany({
    data: {
      id,
      ...input,
      ...NOT_DESCRIBED,
      name: nameFromDomain(input.domain),
      status: 'connecting',
      settings: {},
      installedAt: clock.now(),
    },
    skipDuplicates: true,
  });
  return count > 0 ? id : undefined;
}

export async function updateStoreStatus(
  { tx }: StoresContext,
  input: {
    readonly storeId: StoreId;
    readonly status: StoreStatus;
    readonly installedAt?: Date;
    readonly uninstalledAt?: Date | null;
    readonly preparedAt?: null;
  },
): Promise<void> {
  const { storeId, ...columns } = input;
  await tx.store.update({ where: { id: storeId }, data: columns });
}

/** What the store told of itself and what we set up in it; whatever stood there before is superseded. */
export async function updateStoreAsPrepared(
  { tx, clock }: StoresContext,
  input: {
    readonly storeId: StoreId;
    readonly status: StoreStatus;
    readonly description: StoreDescription;
    readonly places: StorePlaces;
  },
): Promise<void> {
  const { storeId, status, description, places } = input;
  const { name, currency, timeZone, country, outsideShopId } = description;
  const data = {
    status,
    name,
    currency,
    timeZone,
    country,
    outsideShopId,
    outsideServiceId: places.outsideServiceId ?? null,
    outsideLocationId: places.outsideLocationId ?? null,
    outsidePublicationId: places.outsidePublicationId ?? null,
    preparedAt: clock.now(),
  };
  await tx.store.update({ where: { id: storeId }, data });
}

function toStore(row: Row): Store {
  return {
    id: row.id as StoreId,
    retailerId: row.retailerId,
    channel: row.channel,
    domain: row.domain,
    name: row.name,
    currency: currencyCode(row.currency),
    timeZone: row.timeZone,
    country: row.country,
    status: parseState(storeMachine, row.status),
    outsideShopId: row.outsideShopId ?? undefined,
    places: {
      outsideServiceId: row.outsideServiceId ?? undefined,
      outsideLocationId: row.outsideLocationId ?? undefined,
      outsidePublicationId: row.outsidePublicationId ?? undefined,
    },
    installedAt: row.installedAt,
    preparedAt: row.preparedAt ?? undefined,
    uninstalledAt: row.uninstalledAt ?? undefined,
  };
}
