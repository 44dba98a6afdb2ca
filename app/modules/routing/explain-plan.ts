/** Explains a plan in short sentences, for a screen that shows the figures beside them. English; money plain decimal. */
import { formatDecimal, money } from '../../platform/money.ts';
import type { RoutingPlan, Verdict } from './route-plan.ts';

const VERDICTS: Readonly<Record<Verdict, string>> = {
  chosen: 'ships part of this line',
  costlier: 'could ship, but the whole order would cost more',
  'out-of-stock': 'has none to allocate',
  'outside-contract': 'is not in the contract with this retailer',
  'outside-territory': 'may not ship to this country',
  'below-margin-floor': 'costs too much to keep the least margin',
  'no-parcel-rate': 'has no parcel rate for this zone',
  'other-carrier': 'does not ship with the carrier that the retailer asks for',
  'over-parcel-weight': 'ships no parcel this heavy',
  capacity: 'has no capacity left today',
  'minimum-order': 'takes no order this small',
  'stock-taken': 'already gives all it has',
  'split-forbidden': 'would split an order that must not be split',
};

export function describeVerdict(verdict: Verdict): string {
  return VERDICTS[verdict];
}

/** One sentence per shipment, per shortage and per better-known alternative, and one on how sure the plan is. */
export function describePlan(plan: RoutingPlan): string[] {
  const names = new Map(plan.input.suppliers.map(({ supplierId, name }) => [supplierId, name]));
  const nameOf = (id: (typeof plan.suppliers)[number]['supplierId']): string => names.get(id) ?? id;
  const amount = (minor: number): string =>
    `${plan.currency} ${formatDecimal(money(minor, plan.currency))}`;
  return [
    ...plan.shipments.map(
      ({ supplierId, units, parcels, totalMinor }) =>
        `${nameOf(supplierId)} ships ${count(units, 'unit')} in ${count(parcels, 'parcel')} for ${amount(totalMinor)}.`,
    ),
    ...plan.shortages.map(
      ({ orderLineId, quantity }) =>
        `${count(quantity, 'unit')} of line ${orderLineId} could not be placed.`,
    ),
    ...cheapestOther(plan).map(
      ({ supplierId, extraMinor }) =>
        `${nameOf(supplierId)} alone would cost ${amount(extraMinor)} more.`,
    ),
    plan.search.exact
      ? 'No other plan costs less.'
      : `The search was cut short; a plan may cost up to ${amount(plan.search.gapMinor)} less.`,
  ];
}

/** The cheapest location that could have shipped as much alone, where it is not the plan itself. */
function cheapestOther(plan: RoutingPlan): RoutingPlan['alternatives'] {
  const short = plan.shortages.reduce((sum, { quantity }) => sum + quantity, 0);
  const only = plan.shipments.length === 1 ? plan.shipments[0]?.locationId : undefined;
  return plan.alternatives
    .filter(({ shortUnits, locationId }) => shortUnits === short && locationId !== only)
    .toSorted((a, b) => a.totalMinor - b.totalMinor)
    .slice(0, 1);
}

function count(quantity: number, noun: string): string {
  return `${quantity} ${noun}${quantity === 1 ? '' : 's'}`;
}
