/** Puts together what a plan is made from: the units without a place, where they could come from, and the rules. */
import type { Instant } from '../../platform/clock.ts';
import type { Id } from '../../platform/ids.ts';
import { money } from '../../platform/money.ts';
import type { Exchange } from '../pricing/exchange.ts';
import type { SupplyOption } from '../stock/stock-level.ts';
import type {
  CostTier,
  RetailerWishes,
  RoutingCandidate,
  RoutingInput,
  RoutingLine,
} from './routing-input.ts';
import type { RoutingRules } from './routing-rules.ts';
import { endOfDayIn } from './arrival-days.ts';
import { toRoutingSupplier } from './shipping-terms.ts';
import type { SupplierFacts, TermsOfSupplier } from './shipping-terms.ts';

export type LineToRoute = {
  readonly orderLineId: Id<'OrderLine'>;
  readonly variantId: Id<'Variant'>;
  readonly quantity: number;
  /** Minor units of the rules' currency; undefined: nobody has set a price yet, or there is no rate for it. */
  readonly unitWholesaleMinor: number | undefined;
};

export type RoutingMaterial = {
  readonly lines: readonly LineToRoute[];
  readonly options: readonly SupplyOption[];
  readonly weights: ReadonlyMap<string, number>;
  /** Cubic centimetres of a unit, where they are known. */
  readonly volumes: ReadonlyMap<string, number>;
  readonly suppliers: readonly TermsOfSupplier[];
  /** By supplier id: today's units, and what past dispatches tell. */
  readonly facts: ReadonlyMap<string, SupplierFacts>;
  readonly wishes: RetailerWishes;
  /** When it should be at the door by what was promised before; null or undefined: nothing was. */
  readonly promisedBy: Instant | null | undefined;
  /** Suppliers that have refused units of this order, or want too much for them: they are not asked again for the same variant. */
  readonly refusals: readonly {
    readonly variantId: Id<'Variant'>;
    readonly supplierId: Id<'Supplier'>;
  }[];
  readonly rules: RoutingRules;
  /** Brings costs into the rules' currency. */
  readonly exchange: Exchange;
  readonly country: string;
  readonly now: Instant;
};

/** Stands for a wholesale price that nobody has set: no cost is beyond it, and a hold keeps the order here. */
const UNPRICED_MINOR = 1_000_000_000;

export function buildRoutingInput(material: RoutingMaterial): RoutingInput {
  const { rules, country, now, facts, wishes } = material;
  const promisedBy = material.promisedBy ?? promiseOfRules(rules, now);
  return {
    lines: material.lines.map((line) => toLine(line, material)),
    candidates: material.options.flatMap((option) => toCandidate(option, material) ?? []),
    suppliers: material.suppliers.map((supplier) =>
      toRoutingSupplier(supplier, country, facts.get(supplier.supplierId)),
    ),
    rules,
    ...(Object.keys(wishes).length > 0 ? { wishes } : {}),
    ...(promisedBy ? { promisedBy } : {}),
    destination: { country, zone: country },
    now,
  };
}

function promiseOfRules({ promiseWithinDays: days }: RoutingRules, now: Instant) {
  return days === undefined ? undefined : endOfDayIn(now, days);
}

function toLine(line: LineToRoute, { weights, volumes, rules }: RoutingMaterial): RoutingLine {
  const unitCubicCentimetres = volumes.get(line.variantId);
  return {
    orderLineId: line.orderLineId,
    variantId: line.variantId,
    quantity: line.quantity,
    unitWeightGrams: weights.get(line.variantId) ?? 0,
    ...(unitCubicCentimetres === undefined ? {} : { unitCubicCentimetres }),
    unitWholesale: money(line.unitWholesaleMinor ?? UNPRICED_MINOR, rules.currency),
  };
}

/** Currencies of supplies that cannot be compared, because there is no rate: they wait until there is one. */
export function currenciesWithoutRate({
  options,
  exchange,
}: Pick<RoutingMaterial, 'options' | 'exchange'>): readonly string[] {
  const unknown = options.filter(({ cost }) => exchange(cost) === undefined);
  return [...new Set(unknown.map(({ cost }) => cost.currency))].sort();
}

function toCandidate(
  option: SupplyOption,
  { refusals, exchange }: RoutingMaterial,
): RoutingCandidate | undefined {
  const { supplierId, locationId, variantId, allocatable, country } = option;
  const refused = refusals.some(
    (each) => each.variantId === variantId && each.supplierId === supplierId,
  );
  const unitCostMinor = exchange(option.cost);
  if (refused || unitCostMinor === undefined) return undefined;
  const handlingDays = option.leadTimeDays ?? 0;
  const costTiers = tiersOf(option, exchange);
  return {
    supplierId,
    locationId,
    variantId,
    allocatable,
    unitCostMinor,
    ...(costTiers.length > 0 ? { costTiers } : {}),
    handlingDays,
    country,
  };
}

function tiersOf({ cost, costTiers = [] }: SupplyOption, exchange: Exchange): CostTier[] {
  return costTiers.flatMap(({ minQuantity, costMinor }) => {
    const unitCostMinor = exchange({ ...cost, minor: costMinor });
    return unitCostMinor === undefined ? [] : [{ minQuantity, unitCostMinor }];
  });
}

/** The same without units that somebody else took meanwhile. */
export function withoutTaken(
  input: RoutingInput,
  taken: readonly {
    readonly variantId: Id<'Variant'>;
    readonly locationId: Id<'SupplierLocation'>;
    readonly missing: number;
  }[],
): RoutingInput {
  const candidates = input.candidates.map((candidate) => {
    const lost = taken.find(
      ({ variantId, locationId }) =>
        variantId === candidate.variantId && locationId === candidate.locationId,
    );
    const allocatable = Math.max(0, candidate.allocatable - (lost?.missing ?? 0));
    return lost ? { ...candidate, allocatable } : candidate;
  });
  return { ...input, candidates };
}
