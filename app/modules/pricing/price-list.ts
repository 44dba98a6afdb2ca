/**
 * Price list: what retailers pay (wholesale). Either so much off the distributor's own list price, or fixed prices
 * by variant; a fixed entry goes before the percentage. Several connections may share one list.
 */
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';

export type PriceListId = Id<'PriceList'>;
export type PricingContext = { readonly tx: Tx; readonly clock: Clock };
export type PriceListKey = { readonly distributorId: string; readonly priceListId: string };

export const PriceListKind = z.enum(['percent-off', 'fixed']);

export type PriceListTerms = {
  readonly name: string;
  readonly kind: z.infer<typeof PriceListKind>;
  /** Off the list price, 1/100 of a percent. */
  readonly percentOffBasisPoints: number;
  /** ISO 4217. */
  readonly currency: string;
  /** Share of the wholesale price that must stay over cost, 1/100 of a percent. */
  readonly marginFloorBasisPoints: number;
};
