/**
 * Replays: a stored input, planned again under the live rules and under a draft. Only the rules differ: stock,
 * costs and times are as they were when the order was routed.
 */
import { endOfDayIn } from './arrival-days.ts';
import { measurePlan } from './plan-measure.ts';
import type { PlanMeasure } from './plan-measure.ts';
import { planRoute } from './plan-route.ts';
import type { RoutingPlan } from './route-plan.ts';
import type { RoutingInput } from './routing-input.ts';
import type { RoutingRules } from './routing-rules.ts';
import { fromStored } from './stored-input.ts';
import type { StoredInput } from './stored-input.ts';

export type Replay = {
  readonly before: PlanMeasure;
  readonly after: PlanMeasure;
  /** Whether anything ships from elsewhere, or something else ships at all. */
  readonly isChanged: boolean;
};

/** So that one odd order does not hold up a preview of thousands. */
const NODE_BUDGET = 100_000;

export function replayPlan(stored: StoredInput, live: RoutingRules, draft: RoutingRules): Replay {
  const [before, after] = [live, draft].map((rules) => planRoute(inputUnder(stored, rules)));
  if (!before || !after) throw new Error('A replay has two plans');
  return {
    before: measurePlan(before),
    after: measurePlan(after),
    isChanged: placesOf(before) !== placesOf(after),
  };
}

/** Amounts of the rules are of the same currency as those of the input: the distributor's. */
function inputUnder(stored: StoredInput, rules: RoutingRules): RoutingInput {
  const input = { ...fromStored(stored), rules, nodeBudget: NODE_BUDGET };
  const days = rules.promiseWithinDays;
  return days === undefined ? input : { ...input, promisedBy: endOfDayIn(input.now, days) };
}

function placesOf({ allocations }: RoutingPlan): string {
  return allocations
    .map(({ orderLineId, locationId, quantity }) => `${orderLineId} ${locationId} ${quantity}`)
    .sort()
    .join(';');
}
