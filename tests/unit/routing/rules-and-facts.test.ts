import { describe, expect, it } from 'vitest';
import { arrivalOf, chanceLate, dayBy, meanDay, meanDaysLate, promiseOf } from '../../../app/modules/routing/arrival-days.ts'; // prettier-ignore
import { compareRules } from '../../../app/modules/routing/compare-rules.ts';
import { leadTimesWith } from '../../../app/modules/routing/learned-lead-times.ts';
import { planRoute } from '../../../app/modules/routing/plan-route.ts';
import type { RoutingInput } from '../../../app/modules/routing/routing-input.ts';
import { FIRST_RULES, toRoutingRules } from '../../../app/modules/routing/stored-rules.ts';
import { currencyCode } from '../../../app/platform/money.ts';
import { routingOrder } from '../../bench/routing-orders.ts';
import { seededRandom } from '../../bench/seeded-random.ts';
import { bruteForceTiers } from './brute-force-tiers.ts';

const EUR = currencyCode('EUR');

describe('rules for a connection', () => {
  const stored = {
    ...FIRST_RULES,
    connections: { k1: { splitPenaltyMinor: 0, neverSplit: true } },
  };

  it('are those for all, but for what it has of its own', () => {
    const forAll = toRoutingRules(3, stored, EUR);
    const own = toRoutingRules(3, stored, EUR, 'k1');
    expect([forAll.splitPenaltyMinor, forAll.neverSplit]).toEqual([500, undefined]);
    expect(own).toEqual({ ...forAll, splitPenaltyMinor: 0, neverSplit: true });
    expect(toRoutingRules(3, stored, EUR, 'k2')).toEqual(forAll);
  });
});

describe('what changed between two versions', () => {
  it('names each field with what it was and is, of suppliers and retailers too', () => {
    const before = { ...FIRST_RULES, limits: { s1: { dailyUnits: 5, territories: ['CH'] } } };
    const after = {
      ...FIRST_RULES,
      tierPenaltyMinor: { ...FIRST_RULES.tierPenaltyMinor, backup: 900 },
      limits: { s1: { territories: ['CH', 'LI'] } },
      connections: { k1: { neverSplit: true } },
    };
    expect(compareRules(before, after)).toEqual([
      { field: 'backupMinor', before: 600, after: 900 },
      { field: 'dailyUnits', of: { kind: 'supplier', id: 's1' }, before: 5, after: undefined },
      { field: 'territories', of: { kind: 'supplier', id: 's1' }, before: 'CH', after: 'CH, LI' },
      { field: 'neverSplit', of: { kind: 'connection', id: 'k1' }, before: undefined, after: true },
    ]);
    expect(compareRules(after, after)).toEqual([]);
  });
});

/** Two suppliers that both could ship all of one line; the second is dearer. */
function twoSuppliers(changes: Partial<RoutingInput> = {}): RoutingInput {
  const order = routingOrder(1, { lines: [1, 1], suppliers: [2, 2], mostUnits: 1 });
  const [line] = order.lines;
  if (!line) throw new Error('An order without lines');
  const suppliers = ['a', 'b'].map((id) => ({
    supplierId: id as RoutingInput['suppliers'][number]['supplierId'],
    name: id,
    tier: 'primary' as const,
    parcelRates: [{ zone: 'domestic', steps: [{ upToGrams: 50_000, priceMinor: 400 }] }],
    maxParcelGrams: 50_000,
    handlingFeeMinor: 0,
    onTimeBasisPoints: 10_000,
    leadTimes: [
      { days: 1, deliveries: 8 },
      { days: 3, deliveries: 2 },
    ],
  }));
  const candidates = suppliers.map(({ supplierId }, index) => ({
    supplierId,
    locationId: `${supplierId}-1` as RoutingInput['candidates'][number]['locationId'],
    variantId: line.variantId,
    allocatable: 20,
    unitCostMinor: 100 + index,
    handlingDays: 1,
    country: 'DE',
  }));
  const lines = [{ ...line, quantity: 4, unitWeightGrams: 100 }];
  const { rules, destination, now } = order;
  return { rules, destination, now, lines, suppliers, candidates, ...changes };
}

const shippers = (input: RoutingInput) => planRoute(input).shipments.map((s) => s.supplierId);

describe('limits of single suppliers', () => {
  it.each([
    [{ territories: ['FR'] }, 'outside-territory'],
    [{ dailyUnits: 4, minimumOrderMinor: 500 }, 'minimum-order'],
  ])('keep an order from it: %j', (limit, verdict) => {
    const { rules, ...input } = twoSuppliers();
    const plan = planRoute({ ...input, rules: { ...rules, limits: { a: limit } } });
    expect(plan.candidates.map((each) => each.verdict)).toEqual([verdict, 'chosen']);
  });

  it('count what it was asked for today, and the narrower of rules and terms holds', () => {
    const { rules, ...input } = twoSuppliers();
    const [a, b] = input.suppliers;
    if (!a || !b) throw new Error('Two suppliers');
    const under = (dailyUnits: number | undefined, dailyCapacity: number, unitsToday: number) =>
      shippers({
        ...input,
        suppliers: [{ ...a, dailyCapacity, unitsToday }, b],
        rules: { ...rules, limits: dailyUnits ? { a: { dailyUnits } } : {} },
      });
    expect(under(undefined, 10, 6)).toEqual(['a']);
    expect(under(undefined, 10, 10)).toEqual(['b']);
    expect(under(6, 10, 6)).toEqual(['b']);
    expect(under(50, 10, 6)).toEqual(['a']);
  });
});

describe('arrival of a plan', () => {
  it('comes from lead times and handling, as a distribution over days', () => {
    const arrival = arrivalOf(planRoute(twoSuppliers()));
    expect([dayBy(arrival, 8_000), dayBy(arrival, 8_001)]).toEqual([2, 4]);
    expect(meanDay(arrival)).toBeCloseTo(2 * 0.8 + 4 * 0.2, 9);
    expect([chanceLate(arrival, 1), chanceLate(arrival, 2), chanceLate(arrival, 4)].map((x) => Math.round(x * 10))).toEqual([10, 2, 0]); // prettier-ignore
    expect(meanDaysLate(arrival, 2)).toBeCloseTo(0.4, 9);
  });

  it('waits for the last of two parcels', () => {
    const both = twoSuppliers();
    const few = both.candidates.map((candidate) => ({ ...candidate, allocatable: 2 }));
    const arrival = arrivalOf(planRoute({ ...both, candidates: few }));
    expect(chanceLate(arrival, 2)).toBeCloseTo(1 - 0.8 * 0.8, 9);
  });

  it('promises what the plan reaches so surely, or what the rules say, at the end of a day', () => {
    const promised = (rules: Partial<RoutingInput['rules']>) => {
      const input = twoSuppliers();
      return promiseOf(planRoute({ ...input, rules: { ...input.rules, ...rules } }))?.toISOString();
    };
    expect(promised({})).toBe('2026-03-06T23:59:59.999Z');
    expect(promised({ promiseBasisPoints: 8_000 })).toBe('2026-03-04T23:59:59.999Z');
    expect(promised({ promiseWithinDays: 7 })).toBe('2026-03-09T23:59:59.999Z');
  });

  it('promises nothing while units are missing', () => {
    const input = twoSuppliers();
    const few = input.candidates.map((candidate) => ({ ...candidate, allocatable: 1 }));
    expect(promiseOf(planRoute({ ...input, candidates: few }))).toBeUndefined();
  });
});

describe('learned lead times', () => {
  it('add the days of slipping to those on the way', () => {
    const learned = { slip: [0.5, 0.25, 0.25], dispatches: 9 };
    const stated = [
      { days: 1, deliveries: 1 },
      { days: 2, deliveries: 1 },
    ];
    expect(leadTimesWith(learned, stated)).toEqual([
      { days: 1, deliveries: 250 },
      { days: 2, deliveries: 375 },
      { days: 3, deliveries: 250 },
      { days: 4, deliveries: 125 },
    ]);
  });
});

describe('costs by quantity', () => {
  it('never cost less than said, and where a plan is called the best no other costs less', () => {
    let exact = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const input = withTiers(seed);
      const plan = planRoute(input);
      const best = bruteForceTiers(input);
      const placed = plan.allocations.reduce((sum, { quantity }) => sum + quantity, 0);
      expect({ seed, placed }).toEqual({ seed, placed: best.placed });
      expect(plan.totalMinor).toBeGreaterThanOrEqual(best.costMinor);
      expect(plan.search.lowerBoundMinor).toBeLessThanOrEqual(best.costMinor);
      if (!plan.search.exact) continue;
      exact++;
      expect({ seed, cost: plan.totalMinor }).toEqual({ seed, cost: best.costMinor });
    }
    expect(exact).toBeGreaterThan(45);
  });
});

function withTiers(seed: number): RoutingInput {
  const random = seededRandom(seed);
  const order = routingOrder(seed, { lines: [1, 2], suppliers: [2, 2], mostUnits: 4 });
  const { rules } = order;
  const candidates = order.candidates.map((candidate) => ({
    ...candidate,
    costTiers: [
      { minQuantity: 2, unitCostMinor: Math.round(candidate.unitCostMinor * 0.95) },
      { minQuantity: 4, unitCostMinor: Math.round(candidate.unitCostMinor * (random.chance(0.5) ? 0.8 : 0.9)) }, // prettier-ignore
    ],
  }));
  return { ...order, candidates, rules: { ...rules, marginFloorBasisPoints: -1_000_000 } };
}
