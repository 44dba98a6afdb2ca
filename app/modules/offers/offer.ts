/**
 * Offer: variant × connection, with the quantity and the price that this store may show now. It is computed, never
 * stored: the SQL function `offers_of` is the one place where it is made.
 */
import type { Clock, Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { CurrencyCode, Money } from '../../platform/money.ts';

export type OffersContext = { readonly tx: Tx; readonly clock: Clock };

/** Why a variant may not be sold by this store now; its quantity is then 0 and it has no prices. */
export type WithheldReason =
  | 'connection-inactive'
  | 'not-in-assortment'
  | 'withdrawn'
  | 'no-price-list'
  /** Prices would have to be converted, and no rate is known, or only one that is too old. */
  | 'no-rate'
  | 'stale-rate'
  | 'no-price'
  /** Too little would stay over the cost, and the price list says to hold such offers. */
  | 'under-margin-floor';

export type Offer = {
  readonly variantId: Id<'Variant'>;
  readonly productId: Id<'Product'>;
  /** Units that the store may show now. */
  readonly quantity: number;
  /** Units that orders may still draw on, of the figures as they stand. */
  readonly allocatable: number;
  /** The store's. */
  readonly currency: CurrencyCode;
  /** What the retailer pays for one unit, in the store's currency. */
  readonly wholesale: Money | undefined;
  /** The same as it is owed: in the currency of the price list. */
  readonly owed: Money | undefined;
  /** What the shop asks for one unit. */
  readonly retail: Money | undefined;
  readonly compareAt: Money | undefined;
  /** The oldest moment at which one of the suppliers behind it confirmed its figure; undefined: nobody stocks it. */
  readonly confirmedAt: Instant | undefined;
  /** Others list the variant and this store does not yet: the quantity is what it might be given beside them. */
  readonly isNewcomer: boolean;
  readonly reason: WithheldReason | undefined;
};
