import loadHighs from 'highs';
import { describe, expect, it } from 'vitest';
import { planRoute } from '../../../app/modules/routing/plan-route.ts';
import { routingOrder } from '../../bench/routing-orders.ts';
import { solveExactly } from '../../bench/routing-milp.ts';

const MEDIUM = { lines: [3, 8], suppliers: [3, 6], mostUnits: 4 } as const;

describe('planning the route of a middling order', () => {
  it('places as many units for exactly the cost that HiGHS proves least', async () => {
    const highs = await loadHighs();
    const solve = (programme: string) =>
      highs.solve(programme, { mip_rel_gap: 0, mip_abs_gap: 0, output_flag: false });
    for (let seed = 9_001; seed <= 9_025; seed++) {
      const input = routingOrder(seed, MEDIUM);
      const plan = planRoute(input);
      const placed = plan.allocations.reduce((sum, { quantity }) => sum + quantity, 0);
      expect({ seed, placed, costMinor: plan.totalMinor }).toEqual({
        seed,
        ...solveExactly(input, solve),
      });
    }
  }, 120_000);
});
