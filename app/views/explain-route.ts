/** A stored plan in the shape of a screen: names in place of ids, and a sentence for each decision. */
import { describePlan, describeVerdict } from '../modules/routing/explain-plan.ts';
import type { CostParts } from '../modules/routing/cost-parts.ts';
import { totalCost } from '../modules/routing/cost-parts.ts';
import type { RoutingPlan } from '../modules/routing/route-plan.ts';

export type ExplainedRoute = {
  readonly revision: number;
  readonly at: Date;
  readonly rulesVersion: string;
  readonly currency: string;
  readonly exact: boolean;
  readonly sentences: readonly string[];
  readonly totalMinor: number;
  readonly costs: CostParts;
  readonly shipments: readonly {
    readonly key: string;
    readonly place: string;
    readonly units: number;
    readonly parcels: number;
    readonly weightGrams: number;
    readonly costs: CostParts;
    readonly totalMinor: number;
  }[];
  readonly alternatives: readonly {
    readonly key: string;
    readonly place: string;
    readonly units: number;
    readonly shortUnits: number;
    readonly totalMinor: number;
    readonly extraMinor: number;
    readonly isPlan: boolean;
  }[];
  readonly candidates: readonly {
    readonly key: string;
    readonly orderLineId: string;
    readonly place: string;
    readonly allocatable: number;
    readonly unitCostMinor: number;
    readonly quantity: number;
    readonly isChosen: boolean;
    readonly why: string;
    readonly aloneMinor: number | null;
  }[];
};

/** `locations` and `titles`: names by the ids of locations and order lines. */
export function explainRoute(
  stored: { readonly revision: number; readonly at: Date; readonly plan: RoutingPlan },
  locations: ReadonlyMap<string, string>,
  titles: ReadonlyMap<string, string>,
): ExplainedRoute {
  const { plan, revision, at } = stored;
  const suppliers = new Map(plan.input.suppliers.map(({ supplierId, name }) => [supplierId, name]));
  const placeOf = (one: { readonly supplierId: string; readonly locationId: string }): string => {
    const supplier = suppliers.get(one.supplierId as never) ?? 'A former supplier';
    const location = locations.get(one.locationId);
    return placeName(supplier, location);
  };
  const only = plan.shipments.length === 1 ? plan.shipments[0]?.locationId : undefined;
  return {
    revision,
    at,
    rulesVersion: plan.ruleVersion,
    currency: plan.currency,
    exact: plan.search.exact,
    sentences: describePlan(plan).map((sentence) => withTitles(sentence, titles)),
    totalMinor: plan.totalMinor,
    costs: plan.costs,
    shipments: plan.shipments.map((shipment) => ({
      key: shipment.locationId,
      place: placeOf(shipment),
      units: shipment.units,
      parcels: shipment.parcels,
      weightGrams: shipment.weightGrams,
      costs: shipment.costs,
      totalMinor: shipment.totalMinor,
    })),
    alternatives: plan.alternatives.map((other) => ({
      key: other.locationId,
      place: placeOf(other),
      units: other.units,
      shortUnits: other.shortUnits,
      totalMinor: other.totalMinor,
      extraMinor: other.extraMinor,
      isPlan: other.locationId === only,
    })),
    candidates: plan.candidates.map((candidate) => ({
      key: `${candidate.orderLineId}_${candidate.locationId}`,
      orderLineId: candidate.orderLineId,
      place: placeOf(candidate),
      allocatable: candidate.allocatable,
      unitCostMinor: candidate.unitCostMinor,
      quantity: candidate.quantity,
      isChosen: candidate.verdict === 'chosen',
      why: describeVerdict(candidate.verdict),
      aloneMinor: candidate.alone ? totalCost(candidate.alone) : null,
    })),
  };
}

/** A location that is called after its supplier needs no second name. */
export function placeName(supplier: string, location: string | undefined): string {
  if (!location || location === supplier) return supplier;
  return location.startsWith(supplier) ? location : `${supplier} · ${location}`;
}

function withTitles(sentence: string, titles: ReadonlyMap<string, string>): string {
  return sentence.replace(
    /of line ([0-9a-f-]{36})/,
    (_, id: string) => `of “${titles.get(id) ?? 'a line'}”`,
  );
}
