/**
 * Plans a whole order: as many units as possible, then the least expected landed cost (goods, parcels,
 * handling, split, lateness, risk, tier). Pure: the same input gives the same plan, in whatever order its
 * lines, candidates and suppliers stand. Throws only for input that is a bug: a line in another currency
 * than the rules', or one location's candidate for a variant given twice.
 */
import {
  bestPlacement,
  growGreedily,
  searchLargerSets,
  searchSingles,
} from './choose-locations.ts';
import type { SinglePlacement } from './choose-locations.ts';
import { totalCost } from './cost-parts.ts';
import { dealPlacement } from './explain-candidates.ts';
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
  return {
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
