/**
 * Routing orders: the fixed generator behind the `routing` bench and the seeded tests. Orders of a shop
 * with mixed goods (50 g to 6 kg), suppliers in three tiers and two countries with weight steps by zone,
 * some with a second location, free shipping, a minimum order, a capacity or a closed territory.
 */
import { currencyCode, money } from '../../app/platform/money.ts';
import type { Id } from '../../app/platform/ids.ts';
import type {
  ParcelRate,
  RoutingCandidate,
  RoutingInput,
  RoutingLine,
  RoutingSupplier,
} from '../../app/modules/routing/routing-input.ts';
import { SUPPLIER_TIERS } from '../../app/modules/routing/routing-rules.ts';
import type { RoutingRules } from '../../app/modules/routing/routing-rules.ts';
import { seededRandom } from './seeded-random.ts';
import type { SeededRandom } from './seeded-random.ts';

export type OrderSize = {
  readonly lines: readonly [number, number];
  readonly suppliers: readonly [number, number];
  readonly mostUnits: number;
};

/** DESIGN §10: 1–10 lines × 2–8 suppliers. */
export const BENCH_SIZE: OrderSize = { lines: [1, 10], suppliers: [2, 8], mostUnits: 4 };

const EUR = currencyCode('EUR');
const NOW = new Date('2026-03-02T09:00:00Z');

const RULES: RoutingRules = {
  version: 'bench-1',
  currency: EUR,
  splitPenaltyMinor: 250,
  latenessPenaltyMinorPerDay: 120,
  riskPenaltyMinor: 900,
  tierPenaltyMinor: { primary: 0, secondary: 80, backup: 300 },
  marginFloorBasisPoints: 500,
};

/** An order for each seed, for ever the same. */
export function routingOrder(seed: number, size: OrderSize = BENCH_SIZE): RoutingInput {
  const random = seededRandom(seed);
  const lines = Array.from({ length: random.whole(...size.lines) }, (_, index) =>
    line(random, index, size.mostUnits),
  );
  const suppliers = Array.from({ length: random.whole(...size.suppliers) }, (_, index) =>
    supplier(random, index),
  );
  return {
    lines,
    suppliers,
    candidates: suppliers.flatMap((of) => candidatesOf(random, of, lines)),
    rules: RULES,
    destination: { country: 'DE', zone: 'domestic' },
    now: NOW,
    promisedBy: new Date(NOW.getTime() + random.whole(2, 6) * 86_400_000),
  };
}

function line(random: SeededRandom, index: number, mostUnits: number): RoutingLine {
  return {
    orderLineId: `line-${String(index).padStart(2, '0')}` as Id<'OrderLine'>,
    variantId: `variant-${index}` as Id<'Variant'>,
    quantity: random.whole(1, mostUnits),
    unitWeightGrams: random.chance(0.7) ? random.whole(50, 900) : random.whole(900, 6_000),
    unitWholesale: money(random.whole(500, 12_000), EUR),
  };
}

function supplier(random: SeededRandom, index: number): RoutingSupplier {
  const slowest = random.whole(3, 7);
  return {
    supplierId: `supplier-${index}` as Id<'Supplier'>,
    name: `Supplier ${index}`,
    tier: SUPPLIER_TIERS[random.whole(0, 2)] ?? 'primary',
    parcelRates: [parcelRate(random), { ...parcelRate(random), originCountry: 'PL' }],
    maxParcelGrams: random.chance(0.5) ? 31_500 : 20_000,
    ...(random.chance(0.15) ? { freeShippingOverMinor: random.whole(8_000, 40_000) } : {}),
    handlingFeeMinor: random.whole(0, 150),
    ...(random.chance(0.15) ? { minimumOrderMinor: random.whole(1_000, 8_000) } : {}),
    ...(random.chance(0.1) ? { dailyCapacityLeft: random.whole(3, 20) } : {}),
    onTimeBasisPoints: random.whole(8_000, 9_950),
    leadTimes: [
      { days: 1, deliveries: random.whole(5, 60) },
      { days: 2, deliveries: random.whole(10, 80) },
      { days: slowest, deliveries: random.whole(1, 20) },
    ],
    ...(random.chance(0.05) ? { territories: ['FR'] } : {}),
  };
}

function parcelRate(random: SeededRandom): ParcelRate {
  let priceMinor = random.whole(280, 520);
  const steps = [1_000, 2_000, 5_000, 10_000, 20_000].map((upToGrams) => {
    const step = { upToGrams, priceMinor };
    priceMinor += random.whole(60, 320);
    return step;
  });
  return { zone: 'domestic', steps, perExtraKilogramMinor: random.whole(20, 60) };
}

function candidatesOf(
  random: SeededRandom,
  { supplierId }: RoutingSupplier,
  lines: readonly RoutingLine[],
): RoutingCandidate[] {
  const locations = random.chance(0.25) ? ['north', 'south'] : ['north'];
  const level = 0.55 + random.next() * 0.2;
  return locations.flatMap((name) => {
    const country = random.chance(0.7) ? 'DE' : 'PL';
    const handlingDays = random.whole(0, 2);
    return lines
      .filter(() => random.chance(0.8))
      .map(({ variantId, quantity, unitWholesale }) => ({
        supplierId,
        locationId: `${supplierId}-${name}` as Id<'SupplierLocation'>,
        variantId,
        allocatable: random.chance(0.2)
          ? random.whole(0, quantity)
          : quantity + random.whole(0, 50),
        unitCostMinor: Math.round(unitWholesale.minor * (level + random.next() * 0.15)),
        handlingDays: handlingDays + (random.chance(0.1) ? 2 : 0),
        country,
      }));
  });
}
