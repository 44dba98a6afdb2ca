/**
 * Competitor price: what another shop asks a shopper for a variant, as seen on a day. It changes nothing by itself: it
 * makes a recommendation, with its reason, that a person takes or leaves.
 */
import { leastOverFloor } from './price-arithmetic.ts';

/** What a recommendation rests on; all amounts in minor units of the list's currency. */
export type Comparison = {
  readonly wholesaleMinor: number;
  /** What shops are told to ask (the distributor's list price). */
  readonly shelfMinor: number;
  readonly competitorMinor: number;
  readonly costMinor: number | undefined;
  readonly floorBasisPoints: number;
};

export type Recommendation = {
  readonly kind: 'lower' | 'raise';
  readonly wholesaleMinor: number;
  /** What holds it: the margin floor stops a lower price, or nothing does. */
  readonly heldBy: 'margin-floor' | undefined;
  /** Of the list price, 1/100 of a percent: how far away the competitor is; negative when it is cheaper. */
  readonly gapBasisPoints: number;
};

/** A gap smaller than this is none: nobody changes shop for it. */
const NOTICED = 100;
/** Raising is suggested only when there is clearly room. */
const ROOM = 500;
const BASIS = 10_000;

/**
 * Moves wholesale in the proportion in which the competitor's price differs from the list price, so that a retailer who
 * meets the competitor keeps its share; never under the margin floor. Undefined: nothing to do, or nothing gained.
 */
export function recommendPrice(comparison: Comparison): Recommendation | undefined {
  const { wholesaleMinor, shelfMinor, competitorMinor, costMinor, floorBasisPoints } = comparison;
  if (shelfMinor <= 0 || wholesaleMinor <= 0) return undefined;
  const gap = Math.round(((competitorMinor - shelfMinor) * BASIS) / shelfMinor);
  const wanted = Math.round((wholesaleMinor * competitorMinor) / shelfMinor);
  if (gap >= ROOM)
    return { kind: 'raise', wholesaleMinor: wanted, heldBy: undefined, gapBasisPoints: gap };
  if (gap > -NOTICED) return undefined;
  const least = costMinor === undefined ? 1 : leastOverFloor(costMinor, floorBasisPoints);
  const lower = Math.max(wanted, least, 1);
  if (lower >= wholesaleMinor) return undefined;
  const heldBy = lower > wanted ? 'margin-floor' : undefined;
  return { kind: 'lower', wholesaleMinor: lower, heldBy, gapBasisPoints: gap };
}
