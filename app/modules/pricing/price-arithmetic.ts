/**
 * Price arithmetic: every step from a cost or a list price to what a shop asks, in integers of minor units. Offers are
 * made by the SQL functions of the same names (prisma/migrations/20261121210500_pricing); explanations, previews and
 * orders by these. A property test holds the two against each other.
 */
import { currencyCode, minorDigits, money, shareOf } from '../../platform/money.ts';
import type { Rounding, RetailRule } from '../connections/connection.ts';
import { scopeCovers } from '../catalog/product-scope.ts';
import type { ProductScope, ScopedProduct } from '../catalog/product-scope.ts';

const BASIS = 10_000n;
/** Rates are decimals with at most this many digits after the point. */
export const RATE_DIGITS = 15;

/** A share in basis points of an amount of minor units, rounded half up. */
export function shareOfMinor(minor: number, basisPoints: number): number {
  return shareOf(money(minor, currencyCode('XXX')), basisPoints).minor;
}

/** An amount in another currency at a decimal rate ("0.9512"), rounded half up to its minor unit (ISO 4217). */
export function convertMinor(minor: number, from: string, to: string, rate: string): number {
  if (from === to) return minor;
  const [whole = '0', fraction = ''] = rate.split('.');
  const scaled = BigInt(whole + fraction.slice(0, RATE_DIGITS).padEnd(RATE_DIGITS, '0'));
  const top = BigInt(minor) * scaled * 10n ** BigInt(minorDigits(currencyCode(to)));
  const bottom = 10n ** BigInt(RATE_DIGITS + minorDigits(currencyCode(from)));
  return Number((2n * top + bottom) / (2n * bottom));
}

/** The least price that leaves the retailer its fees and what it pays: ceil((wholesale + fixed) ÷ (1 − share)). */
export function leastWithFees(
  wholesaleMinor: number,
  { feeBasisPoints, feeMinor }: Pick<RetailRule, 'feeBasisPoints' | 'feeMinor'>,
): number {
  const kept = BASIS - BigInt(feeBasisPoints);
  return Number((BigInt(wholesaleMinor + feeMinor) * BASIS + kept - 1n) / kept);
}

/** True when less than the floor's share of the price stays over the cost. */
export function isUnderFloor(
  wholesaleMinor: number,
  costMinor: number,
  floorBasisPoints: number,
): boolean {
  if (costMinor <= 0) return false;
  return (
    BigInt(wholesaleMinor - costMinor) * BASIS < BigInt(wholesaleMinor) * BigInt(floorBasisPoints)
  );
}

/** The least price that keeps a margin floor: ceil(cost ÷ (1 − floor)). */
export function leastOverFloor(costMinor: number, floorBasisPoints: number): number {
  const kept = BASIS - BigInt(floorBasisPoints);
  return Number((BigInt(costMinor) * BASIS + kept - 1n) / kept);
}

export type RunningPromotion = {
  readonly name: string;
  readonly percentOffBasisPoints: number;
  readonly scope: ProductScope;
};

/** Of several promotions that cover a product the one that takes most off counts; they do not add up. */
export function bestPromotion<Promotion extends RunningPromotion>(
  running: readonly Promotion[],
  product: ScopedProduct,
): Promotion | undefined {
  return running
    .filter(({ scope }) => scopeCovers(scope, product))
    .toSorted((a, b) => b.percentOffBasisPoints - a.percentOffBasisPoints)[0];
}

/** The rule's formula for one product: the first case that covers it, else the rule's own. */
export function retailTermsOf(rule: RetailRule, product: ScopedProduct): RetailRule {
  const unlisted = { ...product, sku: null };
  const found = rule.cases.find(({ scope }) => scopeCovers(scope, unlisted));
  return found ? { ...rule, ...found } : rule;
}

type Step = { readonly step: number; readonly ending: number; readonly nearest: boolean };

function stepOf(rounding: Rounding, unit: number): Step | undefined {
  const ending = (cents: number) => Math.floor(unit / 100) * cents;
  const steps: Readonly<Record<Rounding, readonly [step: number, ending: number] | undefined>> = {
    none: undefined,
    '00': [unit, 0],
    '95': [unit, ending(95)],
    '99': [unit, ending(99)],
    'near-00': [unit, 0],
    'near-95': [unit, ending(95)],
    'near-99': [unit, ending(99)],
    'near-005': [Math.floor(unit / 20), 0],
    'near-5': [unit * 5, 0],
    'near-10': [unit * 10, 0],
  };
  const found = steps[rounding];
  if (!found || found[0] <= 1) return undefined;
  return { step: found[0], ending: found[1], nearest: rounding.startsWith('near-') };
}

/** Rounds to what the rule asks for; downwards only where it asks for the nearest, and never under the floor. */
export function roundPrice(
  minor: number,
  rounding: Rounding,
  currency: string,
  floorMinor: number,
): number {
  const found = stepOf(rounding, 10 ** minorDigits(currencyCode(currency)));
  if (!found) return minor;
  const { step, ending, nearest } = found;
  const lower = minor - ((minor - ending + step) % step);
  if (lower === minor) return minor;
  const upper = lower + step;
  return nearest && minor - lower < upper - minor && lower >= floorMinor ? lower : upper;
}
