import { describe, expect, it } from 'vitest';
import type { Id } from '../../../app/platform/ids.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';
import { describePlan } from '../../../app/modules/routing/explain-plan.ts';
import { planRoute } from '../../../app/modules/routing/plan-route.ts';
import type {
  RoutingCandidate,
  RoutingInput,
  RoutingSupplier,
} from '../../../app/modules/routing/routing-input.ts';

const EUR = currencyCode('EUR');

function supplier(id: string, changes: Partial<RoutingSupplier> = {}): RoutingSupplier {
  return {
    supplierId: id as Id<'Supplier'>,
    name: id.toUpperCase(),
    tier: 'primary',
    parcelRates: [{ zone: 'near', steps: [{ upToGrams: 5_000, priceMinor: 400 }] }],
    maxParcelGrams: 5_000,
    handlingFeeMinor: 0,
    onTimeBasisPoints: 10_000,
    leadTimes: [{ days: 1, deliveries: 1 }],
    ...changes,
  };
}

function candidate(id: string, changes: Partial<RoutingCandidate> = {}): RoutingCandidate {
  return {
    supplierId: id as Id<'Supplier'>,
    locationId: `${id}-1` as Id<'SupplierLocation'>,
    variantId: 'mug' as Id<'Variant'>,
    allocatable: 10,
    unitCostMinor: 500,
    handlingDays: 0,
    country: 'DE',
    ...changes,
  };
}

function order(suppliers: RoutingSupplier[], candidates: RoutingCandidate[]): RoutingInput {
  return {
    lines: [
      {
        orderLineId: 'line' as Id<'OrderLine'>,
        variantId: 'mug' as Id<'Variant'>,
        quantity: 4,
        unitWeightGrams: 300,
        unitWholesale: money(1_000, EUR),
      },
    ],
    suppliers,
    candidates,
    rules: {
      version: 'rules-7',
      currency: EUR,
      splitPenaltyMinor: 100,
      latenessPenaltyMinorPerDay: 0,
      riskPenaltyMinor: 0,
      tierPenaltyMinor: { primary: 0, secondary: 0, backup: 0 },
      marginFloorBasisPoints: 1_000,
    },
    destination: { country: 'DE', zone: 'near' },
    now: new Date('2026-03-02T09:00:00Z'),
  };
}

function verdictOf(changed: Partial<RoutingSupplier>, stock: Partial<RoutingCandidate> = {}) {
  const input = order(
    [supplier('a'), supplier('b', changed)],
    [candidate('a'), candidate('b', stock)],
  );
  return planRoute(input).candidates.find(({ supplierId }) => supplierId === 'b')?.verdict;
}

describe('explaining a plan', () => {
  it.each([
    ['out-of-stock', {}, { allocatable: 0 }],
    ['outside-territory', { territories: ['FR'] }, {}],
    ['outside-territory', {}, { territories: ['FR'] }],
    ['below-margin-floor', {}, { unitCostMinor: 901 }],
    ['no-parcel-rate', { parcelRates: [] }, {}],
    ['over-parcel-weight', { maxParcelGrams: 299 }, {}],
    ['capacity', { dailyCapacityLeft: 0 }, {}],
    ['minimum-order', { minimumOrderMinor: 2_001 }, {}],
    ['costlier', {}, { unitCostMinor: 900 }],
    ['chosen', {}, { unitCostMinor: 499 }],
  ] as const)('gives each candidate its verdict: %s', (verdict, changed, stock) => {
    expect(verdictOf(changed, stock)).toBe(verdict);
  });

  it('chooses the lower supplier id between two that cost the same', () => {
    const input = order([supplier('b'), supplier('a')], [candidate('b'), candidate('a')]);
    expect(planRoute(input).allocations.map(({ supplierId }) => supplierId)).toEqual(['a']);
  });

  it('tells for a line that is short what held each candidate', () => {
    const input = order(
      [
        supplier('a'),
        supplier('b', { territories: ['FR'] }),
        supplier('c', { dailyCapacityLeft: 1 }),
      ],
      [candidate('a', { allocatable: 2 }), candidate('b'), candidate('c')],
    );
    const [shortage] = planRoute(input).shortages;
    expect(shortage?.quantity).toBe(1);
    expect(shortage?.reasons.map(({ verdict }) => verdict)).toEqual([
      'chosen',
      'outside-territory',
      'chosen',
    ]);
  });

  it('leaves the rest short rather than split an order that must not be split', () => {
    const input = order(
      [supplier('a'), supplier('b')],
      [candidate('a', { allocatable: 3 }), candidate('b', { allocatable: 2 })],
    );
    const plan = planRoute({ ...input, rules: { ...input.rules, neverSplit: true } });
    expect(plan.shortages.map(({ quantity }) => quantity)).toEqual([1]);
    expect(plan.candidates.map(({ verdict }) => verdict)).toEqual(['chosen', 'split-forbidden']);
  });

  it('names the version of the rules and what the next best location alone would cost more', () => {
    const plan = planRoute(
      order(
        [supplier('a'), supplier('b')],
        [candidate('a'), candidate('b', { unitCostMinor: 550 })],
      ),
    );
    expect(plan.ruleVersion).toBe('rules-7');
    expect(describePlan(plan)).toEqual([
      'A ships 4 units in 1 parcel for EUR 24.00.',
      'B alone would cost EUR 2.00 more.',
      'Expected at the door after 1 day.',
      'No other plan costs less.',
    ]);
  });

  it('adds an expected day late to a slow location, by how often it was that slow', () => {
    const input = order(
      [
        supplier('a', {
          leadTimes: [
            { days: 1, deliveries: 3 },
            { days: 4, deliveries: 1 },
          ],
        }),
      ],
      [candidate('a')],
    );
    const late = {
      ...input,
      rules: { ...input.rules, latenessPenaltyMinorPerDay: 101 },
      promisedBy: new Date('2026-03-04T09:00:00Z'),
    };
    expect(planRoute(late).costs.lateness).toBe(51);
  });
});
