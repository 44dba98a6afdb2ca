/** Explains a plan in short sentences, for a screen that shows the figures beside them. English; money plain decimal. */
import { formatDecimal, money } from '../../platform/money.ts';
import { arrivalOf, chanceLate, daysUntil, meanDay } from './arrival-days.ts';
import type { RoutingPlan, Verdict } from './route-plan.ts';
import { ONE_PARCEL_FACTOR } from './routing-problem.ts';

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
    ...describeTerms(plan, amount),
    plan.search.exact
      ? 'No other plan costs less.'
      : `The search was cut short; a plan may cost up to ${amount(plan.search.gapMinor)} less.`,
  ];
}

/** What the plan was held to beside costs: the retailer's wishes, promises, and what past dispatches tell. */
function describeTerms(plan: RoutingPlan, amount: (minor: number) => string): string[] {
  const { rules, wishes = {}, promisedBy, now } = plan.input;
  const { splitPenaltyMinor: split, oneParcelPenaltyMinor: one } = rules;
  const shown: string[] = [];
  if (wishes.neverSplit) shown.push('The retailer never wants an order split.');
  else if (rules.neverSplit) shown.push('The rules never split an order.');
  if (wishes.preferOneParcel)
    shown.push(
      `The retailer wishes for one parcel: each further one counts ${amount(one ?? ONE_PARCEL_FACTOR * split)}.`,
    );
  if (wishes.carrier)
    shown.push(
      `The retailer wishes for ${wishes.carrier}${wishes.carrierOnly ? ' and no other carrier' : ''}.`,
    );
  const arrival = arrivalOf(plan);
  if (plan.shipments.length > 0)
    shown.push(`Expected at the door after ${days(meanDay(arrival))}.`);
  if (promisedBy && plan.shipments.length > 0) {
    const allowed = daysUntil(now, promisedBy);
    const late = Math.round(100 * chanceLate(arrival, allowed));
    shown.push(`Promised within ${days(allowed)}; ${late} % of such orders come later.`);
  }
  return [...shown, ...describeLearned(plan)];
}

function describeLearned({ input, shipments }: RoutingPlan): string[] {
  const shipping = new Set(shipments.map(({ supplierId }) => supplierId));
  return input.suppliers
    .filter(({ supplierId, learnedFrom }) => shipping.has(supplierId) && learnedFrom !== undefined)
    .map(
      ({ name, learnedFrom = 0, onTimeBasisPoints }) =>
        `${name} leaves on the day in ${Math.round(onTimeBasisPoints / 100)} % of cases, as learned from ${count(learnedFrom, 'dispatch', 'dispatches')}.`,
    );
}

function days(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return `${rounded} ${rounded === 1 ? 'day' : 'days'}`;
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

function count(quantity: number, noun: string, nouns = `${noun}s`): string {
  return `${quantity} ${quantity === 1 ? noun : nouns}`;
}
