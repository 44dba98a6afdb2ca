/**
 * Account: a business that uses Stockbridge. A distributor runs a hub and is the tenant; a retailer sells its
 * goods in one or more stores. People hold seats at accounts; how they sign in is the library's matter.
 */
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';

export type DistributorId = Id<'Distributor'>;
export type RetailerId = Id<'Retailer'>;
export type AccountsContext = { readonly tx: Tx; readonly clock: Clock };

export type Role = 'owner' | 'member';

/** A person's place at one account. */
export type Seat =
  | { readonly kind: 'distributor'; readonly distributorId: DistributorId; readonly name: string }
  | { readonly kind: 'retailer'; readonly retailerId: RetailerId; readonly name: string };

export type Person = { readonly userId: string; readonly name: string; readonly email: string };
