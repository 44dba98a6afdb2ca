/**
 * Listing: an offer published in a store, with the store's own ids and what the store was last told. `in flight`
 * names a write whose answer is still out. The wanted state is computed; the difference to what was told is the work.
 */
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import type { Money } from '../../platform/money.ts';
import type {
  OutsideProductId,
  OutsideStockId,
  OutsideVariantId,
  PriceWrite,
} from '../stores/channel.ts';

export type ListingsContext = { readonly tx: Tx; readonly clock: Clock };
export type StoreId = Id<'Store'>;
export type AttemptId = Id<'PublishAttempt'>;

/**
 * `live`: follows its offer. `broken`: the store no longer takes it (deleted there, refused); a person is told.
 * `ended`: taken out of the store on purpose.
 */
export type ListingStatus = 'live' | 'broken' | 'ended';

/**
 * How long units that a store is seen to have sold are kept off its offer while their order has not been imported.
 * Orders arrive within seconds and are looked for every few minutes; after this it was no order of ours.
 */
export const UNSEEN_SALE_MS = 15 * 60_000;

/** After this it is looked up again whether the store still knows of the sale: it may have been called off at once. */
export const UNSEEN_SALE_DOUBT_MS = 20_000;

/** A listing that shows something else than its offer. */
export type Difference = {
  readonly variantId: Id<'Variant'>;
  readonly productId: Id<'Product'>;
  readonly stockDiffers: boolean;
  readonly priceDiffers: boolean;
  /** What it was last told is not known: read the store before writing. */
  readonly neverTold: boolean;
};

/** A listing whose write has been marked and may now be sent. */
export type MarkedListing = {
  readonly variantId: Id<'Variant'>;
  readonly outsideStockId: OutsideStockId;
  readonly quantity: number;
  /** What we believe the store shows; null: never told. */
  readonly told: number | null;
};

export type MarkedPrice = PriceWrite & { readonly variantId: Id<'Variant'> };

export type FoundListing = {
  readonly distributorId: Id<'Distributor'>;
  readonly connectionId: Id<'Connection'>;
  readonly variantId: Id<'Variant'>;
  readonly productId: Id<'Product'>;
  readonly outsideVariantId: OutsideVariantId;
  readonly status: ListingStatus;
  /** The price that the store was last told. */
  readonly toldPrice: Money | undefined;
};

/** A listing that the store does not take, grouped for the person who is told. */
export type BrokenListing = {
  readonly distributorId: Id<'Distributor'>;
  readonly connectionId: Id<'Connection'>;
  readonly productId: Id<'Product'>;
  readonly outsideProductId: OutsideProductId | undefined;
  readonly title: string;
  readonly why: string;
};
