/**
 * Store: one connected shop on a channel. It belongs to a retailer, has one place in the shop for our stock, and
 * keeps its row through uninstallation and reinstallation, so that its history stays with it.
 */
import type { Clock, Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { CurrencyCode } from '../../platform/money.ts';
import { currencyCode } from '../../platform/money.ts';
import type { ChannelStore, StorePlaces } from './channel.ts';
import type { StoreStatus } from './store-status.ts';

export type StoreId = Id<'Store'>;
export type StoresContext = { readonly tx: Tx; readonly clock: Clock };

export type Store = {
  readonly id: StoreId;
  readonly retailerId: string;
  readonly channel: string;
  /** The channel's own address of the shop, for example x.myshopify.com. */
  readonly domain: string;
  readonly name: string;
  /** ISO 4217; XXX until the store has been described. */
  readonly currency: CurrencyCode;
  readonly timeZone: string;
  /** ISO 3166-1 alpha-2; ZZ while unknown. */
  readonly country: string;
  readonly status: StoreStatus;
  readonly outsideShopId: string | undefined;
  readonly places: StorePlaces;
  readonly installedAt: Instant;
  readonly preparedAt: Instant | undefined;
  readonly uninstalledAt: Instant | undefined;
};

/** What the row holds before the store has told who it is. */
export const NOT_DESCRIBED = { currency: currencyCode('XXX'), timeZone: 'Etc/UTC', country: 'ZZ' };

/** What an adapter needs to know of a store. */
export function toChannelStore(store: Store): ChannelStore {
  const { id: storeId, domain, currency, places } = store;
  return { storeId, domain, currency, places };
}

/** "my-shop.myshopify.com" → "my-shop": a name until the store tells its own. */
export function nameFromDomain(domain: string): string {
  return domain.split('.')[0] ?? domain;
}
