/**
 * Plans a whole order: as many units as possible, then the least expected landed cost (goods, parcels,
 * handling, split, lateness, risk, tier). Pure: the same input gives the same plan, in whatever order its
 * lines, candidates and suppliers stand. Throws only for input that is a bug: a line in another currency
 * than the rules, or one location's candidate for a variant given twice.
 */
import {
  bestPlacement,
  growGreedily,
  searchLargerSets,
  searchSingles,
} from './choose-locations.ts';
import type { SinglePlacement } from './choose-locations.ts';
import { totalCost } from './cost-parts.ts';
import {
  atBestCosts,
  atCostsOf,
  countsTooLow,
  hasTiers,
  raised,
  unitsTaken,
} from './cost-tiers.ts';
import { dealPlacement } from './explain-candidates.ts';
import type { NumberRow } from './number-row.ts';
import { planShipments, planSingleShipment, sumBySupplier, sumCosts } from './plan-shipments.ts';
import type { RouteAlternative, RoutingPlan, SearchReport } from './route-plan.ts';
import { createSearch } from './route-search.ts';
import type { RouteSearch } from './route-search.ts';
import { DEFAULT_NODE_BUDGET } from './routing-input.ts';
import { isNeverSplit } from './routing-input.ts';
import type { RoutingInput } from './routing-input.ts';
import { buildProblem } from './routing-problem.ts';
import type { RoutingProblem } from './routing-problem.ts';

export function planRoute(input: RoutingInput): RoutingPlan {
  return hasTiers(input) ? planWithTiers(input) : planAtCosts(input).plan;
}

type Planned = { readonly plan: RoutingPlan; readonly placement: NumberRow };

/**
 * The first plan, at the lowest costs in reach, bounds all others from below: a plan that its own quantities pay
 * for at that bound is the best. Costs only rise from one round to the next, so the rounds come to an end.
 */
function planWithTiers(input: RoutingInput): RoutingPlan {
  let planned = atBestCosts(input);
  let first: RoutingPlan | undefined;
  let best: RoutingPlan | undefined;
  for (;;) {
    const { plan, placement } = planAtCosts(planned);
    first ??= plan;
    const real = atCostsOf(input, planned, unitsTaken(input, plan.allocations));
    const priced = repriced(plan, real, placement);
    const isLast = !countsTooLow(planned, real);
    if (isBetter(priced, best) && (isLast || isAllowed(priced))) best = priced;
    if (isLast) return boundedBy(first, best ?? priced, input);
    planned = raised(planned, real);
  }
}

function isBetter(plan: RoutingPlan, than: RoutingPlan | undefined): boolean {
  if (!than) return true;
  const [short, shorter] = [plan, than].map(({ shortages }) =>
    shortages.reduce((sum, { quantity }) => sum + quantity, 0),
  );
  return short === shorter ? plan.totalMinor < than.totalMinor : (short ?? 0) < (shorter ?? 0);
}

/** A cost that was counted on may have let something pass under the margin floor. */
function isAllowed({ candidates }: RoutingPlan): boolean {
  return candidates.every(({ quantity, verdict }) => quantity === 0 || verdict === 'chosen');
}

/** The same placement at what its quantities really cost. */
function repriced(plan: RoutingPlan, real: RoutingInput, placement: NumberRow): RoutingPlan {
  const problem = buildProblem(real);
  const shipments = planShipments(problem, placement);
  const costs = sumCosts(shipments);
  const totalMinor = totalCost(costs);
  return {
    ...plan,
    ...dealPlacement(problem, placement),
    shipments,
    suppliers: sumBySupplier(shipments),
    costs,
    totalMinor,
    alternatives: plan.alternatives.map((other) => ({
      ...other,
      extraMinor: other.totalMinor - totalMinor,
    })),
  };
}

function boundedBy(first: RoutingPlan, best: RoutingPlan, input: RoutingInput): RoutingPlan {
  const { gapUnits, lowerBoundMinor: bound, nodes } = first.search;
  const lowerBoundMinor = Math.min(bound, best.totalMinor);
  const gapMinor = best.totalMinor - lowerBoundMinor;
  const exact = gapUnits === 0 && gapMinor === 0;
  return { ...best, search: { exact, nodes, lowerBoundMinor, gapMinor, gapUnits }, input };
}

function planAtCosts(input: RoutingInput): Planned {
  const problem = buildProblem(input);
  const search = createSearch(problem, input.nodeBudget ?? DEFAULT_NODE_BUDGET);
  const singles = searchSingles(search);
  if (!isNeverSplit(input)) {
    growGreedily(search);
    searchLargerSets(search);
  }
  const placement = bestPlacement(search);
  const shipments = planShipments(problem, placement);
  const costs = sumCosts(shipments);
  const totalMinor = totalCost(costs);
  const plan = {
    ruleVersion: input.rules.version,
    currency: input.rules.currency,
    ...dealPlacement(problem, placement),
    shipments,
    suppliers: sumBySupplier(shipments),
    costs,
    totalMinor,
    alternatives: singles.map((single) => toAlternative(problem, single, totalMinor)),
    search: report(search, totalMinor),
    input,
  };
  return { plan, placement };
}

function toAlternative(
  problem: RoutingProblem,
  { location, short, taken }: SinglePlacement,
  planMinor: number,
): RouteAlternative {
  const { supplierId, locationId, units, costs, totalMinor } = planSingleShipment(
    problem,
    taken,
    location,
  );
  const extraMinor = totalMinor - planMinor;
  return { supplierId, locationId, units, shortUnits: short, costs, totalMinor, extraMinor };
}

function report(search: RouteSearch, totalMinor: number): SearchReport {
  const gapUnits = Math.max(0, search.bestShort - search.openShort);
  const isOpen = search.openShort <= search.bestShort && search.openCost < totalMinor;
  const lowerBoundMinor = isOpen ? search.openCost : totalMinor;
  return {
    exact: gapUnits === 0 && !isOpen,
    nodes: search.nodes,
    lowerBoundMinor,
    gapMinor: totalMinor - lowerBoundMinor,
    gapUnits,
  };
}
