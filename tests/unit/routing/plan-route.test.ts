import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { totalCost } from '../../../app/modules/routing/cost-parts.ts';
import { planRoute } from '../../../app/modules/routing/plan-route.ts';
import type { RoutingPlan } from '../../../app/modules/routing/route-plan.ts';
import type { RoutingInput } from '../../../app/modules/routing/routing-input.ts';
import { routingOrder } from '../../bench/routing-orders.ts';
import { bruteForceRoute, priceIfAllowed } from './brute-force-route.ts';
import type { Dealt } from './brute-force-route.ts';
import { smallRoutingInput } from './routing-arbitraries.ts';

const SEED = 20_260_302;

function dealtOf(input: RoutingInput, plan: RoutingPlan): Dealt[] {
  return plan.allocations.map((allocation) => {
    const line = input.lines.find((l) => l.orderLineId === allocation.orderLineId);
    const candidate = input.candidates.find(
      (c) =>
        c.supplierId === allocation.supplierId &&
        c.locationId === allocation.locationId &&
        c.variantId === line?.variantId,
    );
    if (!line || !candidate) throw new Error('Allocation without line or candidate');
    return { line, candidate, quantity: allocation.quantity };
  });
}

function placedUnits(plan: RoutingPlan): number {
  return plan.allocations.reduce((sum, { quantity }) => sum + quantity, 0);
}

function reversed(input: RoutingInput): RoutingInput {
  return {
    ...input,
    lines: input.lines.toReversed(),
    candidates: input.candidates.toReversed(),
    suppliers: input.suppliers.toReversed(),
  };
}

describe('planning the route of an order', () => {
  it('places as many units as any plan could, at the least cost that any such plan has', () => {
    fc.assert(
      fc.property(smallRoutingInput, (input) => {
        const plan = planRoute(input);
        const { placed, costMinor } = bruteForceRoute(input);
        expect([placedUnits(plan), plan.totalMinor]).toEqual([placed, costMinor]);
        expect(plan.search.exact).toBe(true);
      }),
      { numRuns: 2_000, seed: SEED },
    );
  });

  it('gives allocations that break no constraint and cost what the plan says', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const input = routingOrder(seed);
      const plan = planRoute(input);
      expect(priceIfAllowed(input, dealtOf(input, plan))).toBe(plan.totalMinor);
    }
  });

  it('accounts for every unit of every line, as placed or as short', () => {
    fc.assert(
      fc.property(smallRoutingInput, (input) => {
        const plan = planRoute(input);
        for (const { orderLineId, quantity } of input.lines) {
          const parts = [...plan.allocations, ...plan.shortages];
          const units = parts.filter((part) => part.orderLineId === orderLineId);
          expect(units.reduce((sum, part) => sum + part.quantity, 0)).toBe(quantity);
        }
      }),
      { numRuns: 300, seed: SEED },
    );
  });

  it('adds the parts by shipment and by supplier up to the total', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const plan = planRoute(routingOrder(seed));
      const sum = (totals: readonly { totalMinor: number }[]) =>
        totals.reduce((all, { totalMinor }) => all + totalMinor, 0);
      expect([sum(plan.shipments), sum(plan.suppliers), totalCost(plan.costs)]).toEqual(
        Array(3).fill(plan.totalMinor),
      );
    }
  });

  it('gives the same plan whatever order the input stands in', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const input = routingOrder(seed);
      const plan = planRoute(input);
      const again = planRoute(reversed(input));
      expect({ ...again, input: plan.input }).toEqual(plan);
    }
  });

  it('gives the same plan when the stored input is replayed', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const plan = planRoute(routingOrder(seed));
      expect(planRoute(plan.input)).toEqual(plan);
    }
  });

  it('never beats the lower bound it reports when the budget ends early', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const input = routingOrder(seed);
      const full = planRoute(input);
      const hurried = planRoute({ ...input, nodeBudget: 5 });
      expect(hurried.search.gapMinor).toBe(hurried.totalMinor - hurried.search.lowerBoundMinor);
      if (placedUnits(hurried) === placedUnits(full)) {
        expect(hurried.search.lowerBoundMinor).toBeLessThanOrEqual(full.totalMinor);
        expect(hurried.totalMinor).toBeGreaterThanOrEqual(full.totalMinor);
      } else {
        expect(hurried.search.gapUnits).toBeGreaterThanOrEqual(
          placedUnits(full) - placedUnits(hurried),
        );
      }
    }
  });
});
