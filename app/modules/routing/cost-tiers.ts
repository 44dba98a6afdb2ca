/**
 * Cost tiers: a unit costs less where more of its variant are bought from one location. The search knows one cost
 * for a candidate, so an order with tiers is planned at the costs that its quantities could reach, and again at
 * higher ones as long as the plan takes too few units for a cost that it counted on.
 */
import type { Id } from '../../platform/ids.ts';
import type { Allocation } from './route-plan.ts';
import type { RoutingCandidate, RoutingInput } from './routing-input.ts';

export function hasTiers({ candidates }: RoutingInput): boolean {
  return candidates.some(({ costTiers }) => costTiers !== undefined && costTiers.length > 0);
}

/** What a unit costs where so many are bought. Tiers rise in quantity. */
export function costAt({ unitCostMinor, costTiers = [] }: RoutingCandidate, units: number): number {
  let cost = unitCostMinor;
  for (const tier of costTiers) if (units >= tier.minQuantity) cost = tier.unitCostMinor;
  return cost;
}

/** Each candidate at the cost of all units that it could give this order: no plan buys cheaper. */
export function atBestCosts(input: RoutingInput): RoutingInput {
  const wanted = new Map<string, number>();
  for (const { variantId, quantity } of input.lines) {
    wanted.set(variantId, (wanted.get(variantId) ?? 0) + quantity);
  }
  return atCosts(input, (candidate) => {
    const most = Math.min(candidate.allocatable, wanted.get(candidate.variantId) ?? 0);
    return leastCostUpTo(candidate, most);
  });
}

function leastCostUpTo({ unitCostMinor, costTiers = [] }: RoutingCandidate, most: number): number {
  let cost = unitCostMinor;
  for (const tier of costTiers) {
    if (most >= tier.minQuantity) cost = Math.min(cost, tier.unitCostMinor);
  }
  return cost;
}

/** Units taken of each candidate; those of several lines of a variant are bought together. */
export type UnitsTaken = (candidate: RoutingCandidate) => number;

export function unitsTaken(input: RoutingInput, allocations: readonly Allocation[]): UnitsTaken {
  const variantOf = new Map(input.lines.map((line) => [line.orderLineId, line.variantId]));
  const units = new Map<string, number>();
  for (const { orderLineId, locationId, quantity } of allocations) {
    const key = keyOf({ locationId, variantId: variantOf.get(orderLineId) });
    units.set(key, (units.get(key) ?? 0) + quantity);
  }
  return (candidate) => units.get(keyOf(candidate)) ?? 0;
}

function keyOf(one: {
  readonly locationId: Id<'SupplierLocation'>;
  readonly variantId: Id<'Variant'> | undefined;
}): string {
  return `${one.locationId} ${one.variantId ?? ''}`;
}

/** Costs as they are for what is taken; candidates that nothing is taken from keep what they were planned at. */
export function atCostsOf(given: RoutingInput, planned: RoutingInput, taken: UnitsTaken) {
  return atCosts(given, (candidate, index) => {
    const units = taken(candidate);
    return units > 0
      ? costAt(candidate, units)
      : (planned.candidates[index]?.unitCostMinor ?? candidate.unitCostMinor);
  });
}

function atCosts(
  input: RoutingInput,
  cost: (candidate: RoutingCandidate, index: number) => number,
): RoutingInput {
  const candidates = input.candidates.map((candidate, index) => ({
    ...candidate,
    unitCostMinor: cost(candidate, index),
  }));
  return { ...input, candidates };
}

/** Whether the plan counted on a cost that its quantities do not reach. */
export function countsTooLow(planned: RoutingInput, real: RoutingInput): boolean {
  return planned.candidates.some(
    ({ unitCostMinor }, index) => unitCostMinor < (real.candidates[index]?.unitCostMinor ?? 0),
  );
}

/** The higher of both costs for each candidate. */
export function raised(planned: RoutingInput, real: RoutingInput): RoutingInput {
  return atCosts(planned, ({ unitCostMinor }, index) =>
    Math.max(unitCostMinor, real.candidates[index]?.unitCostMinor ?? 0),
  );
}
