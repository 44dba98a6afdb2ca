/**
 * Price list: what retailers pay (wholesale). So much off the distributor's list price, so much over the least cost, or
 * only fixed prices; a fixed entry of a variant goes before either. Larger quantities of one order line may cost less
 * (volume tiers), everything may cost less for a while (promotions), and a floor says how much must stay over the cost.
 * One connection or a group of them share a list.
 */
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { Id } from '../../platform/ids.ts';
import { ProductScope } from '../catalog/product-scope.ts';

export type PriceListId = Id<'PriceList'>;
export type PricingContext = { readonly tx: Tx; readonly clock: Clock };
export type PriceListKey = { readonly distributorId: string; readonly priceListId: string };

export const PriceListKind = z.enum(['percent-off', 'fixed', 'cost-plus']);

/** What becomes of an offer whose price is under the margin floor: withheld, or only told. */
export const FloorAct = z.enum(['alert', 'hold']);

export const VolumeTier = z.object({
  minQuantity: z.int().min(2).max(1_000_000),
  basisPointsOff: z.int().min(1).max(10_000),
});
export type VolumeTier = z.infer<typeof VolumeTier>;

/** Tiers of a list: each asks for more units than the one before and gives more off. */
export const VolumeTiers = z
  .array(VolumeTier)
  .max(20)
  .refine(isOrdered, { error: 'Each tier must begin at more units than the one before, and give more off.' }); // prettier-ignore

function isOrdered(tiers: readonly VolumeTier[]): boolean {
  return tiers.every((tier, place) => {
    const before = tiers[place - 1];
    return !before || (tier.minQuantity > before.minQuantity && tier.basisPointsOff > before.basisPointsOff); // prettier-ignore
  });
}

const CURRENCY = z.string().regex(/^[A-Z]{3}$/);

export const PriceListTerms = z.object({
  name: z.string().trim().min(1).max(120),
  kind: PriceListKind,
  /** Off the list price, 1/100 of a percent. */
  percentOffBasisPoints: z.int().min(0).max(10_000).default(0),
  /** Over the least cost of an active supplier, 1/100 of a percent and minor units of the list's currency. */
  costPlusBasisPoints: z.int().min(0).max(1_000_000).default(0),
  costPlusMinor: z.int().min(0).max(1_000_000_000_000).default(0),
  volumeTiers: VolumeTiers.default([]),
  /** ISO 4217. */
  currency: CURRENCY,
  /** Share of the wholesale price that must stay over cost, 1/100 of a percent. */
  marginFloorBasisPoints: z.int().min(0).max(9_999).default(0),
  floorAct: FloorAct.default('alert'),
});
export type PriceListTerms = z.infer<typeof PriceListTerms>;
/** As it is given: what is missing is the default. */
export type PriceListInput = z.input<typeof PriceListTerms>;

/** A promotion: so much off some prices of a list from one moment to another, both as clocks of the distributor show them. */
export const Promotion = z
  .object({
    name: z.string().trim().min(1).max(120),
    percentOffBasisPoints: z.int().min(1).max(10_000),
    scope: ProductScope.refine(({ by, values }) => by === 'all' || values.length > 0, {
      error: 'Say which products it covers.',
    }),
    /** Local date and time in the distributor's time zone: 2026-11-27T00:00. */
    starts: z.iso.datetime({ local: true }),
    ends: z.iso.datetime({ local: true }),
  })
  .refine(({ starts, ends }) => ends > starts, { error: 'It must end after it starts.' });
export type Promotion = z.infer<typeof Promotion>;
