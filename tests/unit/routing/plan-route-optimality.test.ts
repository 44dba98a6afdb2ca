import loadHighs from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { planRoute } from '../../../app/modules/routing/plan-route.ts';
import type { RoutingInput } from '../../../app/modules/routing/routing-input.ts';
import type { RoutingPlan } from '../../../app/modules/routing/route-plan.ts';
import { solveExactly } from '../../bench/routing-milp.ts';
import { shapedOrder } from './routing-shapes.ts';

/** `ROUTING_CASES=2000` compares all that the promise of exactness names; the rest is a sample of them. */
const CASES = Number(process.env['ROUTING_CASES'] ?? 150);
const FIRST_SEED = 9_001;
const PER_TEST = 50;
/** None may run out of nodes, not even where capacity and free shipping bind at every supplier. */
const MOST_INEXACT = 0;

type Optimum = { placed: number; costMinor: number };
let optimum: (input: RoutingInput) => Optimum;

beforeAll(async () => {
  const highs = await loadHighs();
  const options = { mip_rel_gap: 0, mip_abs_gap: 0, output_flag: false };
  optimum = (input) => solveExactly(input, (programme) => highs.solve(programme, options));
});

function outcome(plan: RoutingPlan): Optimum {
  const placed = plan.allocations.reduce((sum, { quantity }) => sum + quantity, 0);
  return { placed, costMinor: plan.totalMinor };
}

describe('planning the route of orders of all shapes', () => {
  const starts = Array.from({ length: Math.ceil(CASES / PER_TEST) }, (_, i) => i * PER_TEST);
  it.each(starts)(
    'places as many units for exactly the cost that HiGHS proves least (from case %i)',
    (start) => {
      let inexact = 0;
      for (let at = start; at < Math.min(CASES, start + PER_TEST); at++) {
        const seed = FIRST_SEED + at;
        const input = shapedOrder(seed);
        const plan = planRoute(input);
        const best = optimum(input);
        if (plan.search.exact) expect({ seed, ...outcome(plan) }).toEqual({ seed, ...best });
        else {
          inexact++;
          expect(plan.search.lowerBoundMinor).toBeLessThanOrEqual(best.costMinor);
        }
      }
      expect(inexact).toBeLessThanOrEqual(MOST_INEXACT);
    },
    300_000,
  );

  it('reports no bound above what HiGHS proves least when the budget ends early', () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + 40; seed++) {
      const input = shapedOrder(seed);
      const best = optimum(input);
      for (const nodeBudget of [3, 60, 400]) {
        const plan = planRoute({ ...input, nodeBudget });
        const { placed, costMinor } = outcome(plan);
        expect(plan.search.gapUnits).toBeGreaterThanOrEqual(best.placed - placed);
        expect(plan.search.exact).toBe(plan.search.gapUnits === 0 && plan.search.gapMinor === 0);
        if (placed < best.placed) continue;
        expect(plan.search.lowerBoundMinor).toBeLessThanOrEqual(best.costMinor);
        expect(costMinor).toBeGreaterThanOrEqual(best.costMinor);
      }
    }
  }, 120_000);
});
