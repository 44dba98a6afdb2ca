/** Small routing inputs of every shape, for property tests against brute force. */
import fc from 'fast-check';
import type { Id } from '../../../app/platform/ids.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';
import type {
  ParcelRate,
  RoutingCandidate,
  RoutingInput,
  RoutingSupplier,
} from '../../../app/modules/routing/routing-input.ts';
import { SUPPLIER_TIERS } from '../../../app/modules/routing/routing-rules.ts';
import type { RoutingRules } from '../../../app/modules/routing/routing-rules.ts';

const EUR = currencyCode('EUR');
const NOW = new Date('2026-03-02T09:00:00Z');
const upTo = (max: number) => fc.nat({ max });
const rarely = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });

const parcelRate: fc.Arbitrary<ParcelRate> = fc
  .record({
    steps: fc.array(
      fc.record({ upToGrams: fc.integer({ min: 100, max: 3_000 }), priceMinor: upTo(40) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    perExtraKilogramMinor: fc.option(upTo(20), { nil: undefined }),
    originCountry: rarely(fc.constant('PL')),
    zone: fc.constantFrom('near', 'near', 'near', 'far'),
  })
  .map(withoutUndefined);

function supplier(index: number): fc.Arbitrary<RoutingSupplier> {
  return fc
    .record({
      supplierId: fc.constant(`s${index}` as Id<'Supplier'>),
      name: fc.constant(`Supplier ${index}`),
      tier: fc.constantFrom(...SUPPLIER_TIERS),
      parcelRates: fc.array(parcelRate, { minLength: 1, maxLength: 2 }),
      maxParcelGrams: fc.integer({ min: 400, max: 3_000 }),
      freeShippingOverMinor: fc.option(upTo(120), { nil: undefined, freq: 2 }),
      handlingFeeMinor: upTo(10),
      minimumOrderMinor: fc.option(upTo(90), { nil: undefined, freq: 2 }),
      dailyCapacityLeft: fc.option(upTo(5), { nil: undefined, freq: 2 }),
      onTimeBasisPoints: upTo(10_000),
      leadTimes: fc.array(
        fc.record({ days: upTo(6), deliveries: fc.integer({ min: 1, max: 9 }) }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      territories: fc.option(fc.constantFrom(['DE'], ['FR']), { nil: undefined, freq: 6 }),
    })
    .map(withoutUndefined);
}

function withoutUndefined<T extends object>(
  record: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

const PLACES = [
  { supplier: 0, name: 'a', country: 'DE' },
  { supplier: 0, name: 'b', country: 'PL' },
  { supplier: 1, name: 'a', country: 'DE' },
  { supplier: 2, name: 'a', country: 'PL' },
] as const;

const candidates: fc.Arbitrary<RoutingCandidate[]> = fc
  .tuple(
    ...PLACES.flatMap((place) =>
      ['v0', 'v1', 'v2'].map((variant) =>
        fc.option(
          fc.record({
            supplierId: fc.constant(`s${place.supplier}` as Id<'Supplier'>),
            locationId: fc.constant(`s${place.supplier}${place.name}` as Id<'SupplierLocation'>),
            variantId: fc.constant(variant as Id<'Variant'>),
            allocatable: upTo(4),
            unitCostMinor: upTo(60),
            handlingDays: upTo(2),
            country: fc.constant(place.country),
          }),
          { nil: undefined, freq: 4 },
        ),
      ),
    ),
  )
  .map((all) => all.filter((candidate) => candidate !== undefined));

const rules: fc.Arbitrary<RoutingRules> = fc.record({
  version: fc.constant('property'),
  currency: fc.constant(EUR),
  splitPenaltyMinor: upTo(30),
  latenessPenaltyMinorPerDay: upTo(12),
  riskPenaltyMinor: upTo(20),
  tierPenaltyMinor: fc.record({ primary: upTo(3), secondary: upTo(8), backup: upTo(15) }),
  marginFloorBasisPoints: fc.constantFrom(0, 1_000, 3_000),
  neverSplit: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
});

/** Up to three lines (also two of one variant), four locations of three suppliers, all constraints. */
export const smallRoutingInput: fc.Arbitrary<RoutingInput> = fc
  .record({
    lines: fc.array(
      fc.record({
        variantId: fc.constantFrom('v0', 'v1', 'v2'),
        quantity: fc.integer({ min: 1, max: 3 }),
        unitWeightGrams: upTo(900),
        wholesale: fc.integer({ min: 40, max: 80 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    candidates,
    suppliers: fc.tuple(supplier(0), supplier(1), supplier(2)),
    rules,
    promisedInDays: fc.option(upTo(5), { nil: undefined, freq: 5 }),
  })
  .map(({ lines, candidates, suppliers, rules, promisedInDays }) => ({
    lines: lines.map((line, index) => ({
      orderLineId: `l${index}` as Id<'OrderLine'>,
      variantId: line.variantId as Id<'Variant'>,
      quantity: line.quantity,
      unitWeightGrams: line.unitWeightGrams,
      unitWholesale: money(line.wholesale, EUR),
    })),
    candidates,
    suppliers,
    rules,
    destination: { country: 'DE', zone: 'near' },
    now: NOW,
    ...(promisedInDays === undefined
      ? {}
      : { promisedBy: new Date(NOW.getTime() + promisedInDays * 86_400_000) }),
  }));
