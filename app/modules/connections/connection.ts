/**
 * Connection: store × distributor. Asked for by the retailer, decided by the distributor; carries the
 * assortment (which products the store may see), the price list, limits and the retailer's own price rule.
 */
import { z } from 'zod';
import type { DistributorId } from '../accounts/account.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';

export type ConnectionId = Id<'Connection'>;
export type ConnectionsContext = { readonly tx: Tx; readonly clock: Clock };
export type ConnectionKey = {
  readonly distributorId: DistributorId;
  readonly connectionId: ConnectionId;
};

/** Which products the connection may see. Within a rule each list is alternatives; an empty list does not restrict. */
export const Assortment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({
    kind: z.literal('rule'),
    types: z.array(z.string()),
    tags: z.array(z.string()),
    vendors: z.array(z.string()),
  }),
  /** Exactly the products named one by one (connection_product). */
  z.object({ kind: z.literal('by-hand') }),
]);
export type Assortment = z.infer<typeof Assortment>;

/** How a retail price ends: as it comes, on .00, .95 or .99 of the currency's main unit (always rounding up). */
export const Rounding = z.enum(['none', '00', '95', '99']);

/** The retailer's rule: the distributor's list price, or a markup (basis points) over wholesale. */
export const RetailRule = z.object({
  kind: z.enum(['list', 'markup']),
  basisPoints: z.int().min(0).max(1_000_000),
  rounding: Rounding,
});
export type RetailRule = z.infer<typeof RetailRule>;

export const DEFAULT_RETAIL_RULE: RetailRule = { kind: 'list', basisPoints: 0, rounding: 'none' };

/** When an order of this connection may go on: paid, at least authorised, or on terms (at once). */
export const ReleaseOn = z.enum(['paid', 'authorised', 'terms']);
export type ReleaseOn = z.infer<typeof ReleaseOn>;

export const RELEASE_DELAY_SECONDS = 120;
