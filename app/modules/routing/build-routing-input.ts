/** Puts together what a plan is made from: the units without a place, where they could come from, and the rules. */
import type { Instant } from '../../platform/clock.ts';
import type { Id } from '../../platform/ids.ts';
import { currencyCode, money } from '../../platform/money.ts';
import type { SupplyOption } from '../stock/stock-level.ts';
import type { RoutingCandidate, RoutingInput, RoutingLine } from './routing-input.ts';
import type { RoutingRules } from './routing-rules.ts';
import { toRoutingSupplier } from './shipping-terms.ts';
import type { TermsOfSupplier } from './shipping-terms.ts';

export type LineToRoute = {
  readonly orderLineId: Id<'OrderLine'>;
  readonly variantId: Id<'Variant'>;
  readonly quantity: number;
  /** Minor units of the rules' currency; undefined: nobody has set a price yet. */
  readonly unitWholesaleMinor: number | undefined;
};

export type RoutingMaterial = {
  readonly lines: readonly LineToRoute[];
  readonly options: readonly SupplyOption[];
  readonly weights: ReadonlyMap<string, number>;
  readonly suppliers: readonly TermsOfSupplier[];
  /** Suppliers that have refused units of this order: they are not asked again for the same variant. */
  readonly refusals: readonly {
    readonly variantId: Id<'Variant'>;
    readonly supplierId: Id<'Supplier'>;
  }[];
  readonly rules: RoutingRules;
  readonly country: string;
  readonly now: Instant;
};

/** Stands for a wholesale price that nobody has set: no cost is beyond it, and a hold keeps the order here. */
const UNPRICED_MINOR = 1_000_000_000;

export function buildRoutingInput(material: RoutingMaterial): RoutingInput {
  const { rules, country, now } = material;
  return {
    lines: material.lines.map((line) => toLine(line, material)),
    candidates: material.options.filter((option) => isUsable(option, material)).map(toCandidate),
    suppliers: material.suppliers.map((supplier) => toRoutingSupplier(supplier, country)),
    rules,
    destination: { country, zone: country },
    now,
  };
}

function toLine(line: LineToRoute, { weights, rules }: RoutingMaterial): RoutingLine {
  return {
    orderLineId: line.orderLineId,
    variantId: line.variantId,
    quantity: line.quantity,
    unitWeightGrams: weights.get(line.variantId) ?? 0,
    unitWholesale: money(line.unitWholesaleMinor ?? UNPRICED_MINOR, rules.currency),
  };
}

/** A cost in another currency cannot be compared without a rate; such a supply waits until there is one. */
function isUsable(option: SupplyOption, { refusals, rules }: RoutingMaterial): boolean {
  const refused = refusals.some(
    ({ variantId, supplierId }) =>
      variantId === option.variantId && supplierId === option.supplierId,
  );
  return !refused && option.cost.currency === currencyCode(rules.currency);
}

function toCandidate(option: SupplyOption): RoutingCandidate {
  return {
    supplierId: option.supplierId,
    locationId: option.locationId,
    variantId: option.variantId,
    allocatable: option.allocatable,
    unitCostMinor: option.cost.minor,
    handlingDays: option.leadTimeDays ?? 0,
    country: option.country,
  };
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
