/**
 * Plan measure: what a plan comes to for people, without the penalties that only steer the choice, so that plans
 * under different rules can be compared. Amounts are minor units of the plan's currency.
 */
import { arrivalOf, chanceLate, daysUntil, meanDay, meanDaysLate } from './arrival-days.ts';
import type { RoutingPlan } from './route-plan.ts';

export type PlanMeasure = {
  readonly units: number;
  readonly shortUnits: number;
  readonly goodsMinor: number;
  /** Parcels and handling. */
  readonly shippingMinor: number;
  /** Wholesale of the units placed. */
  readonly wholesaleMinor: number;
  readonly shipments: number;
  readonly parcels: number;
  /** Mean days until the last parcel is at the door. */
  readonly days: number;
  /** Mean days after the promise, and how likely it is later; 0 without a promise. */
  readonly daysLate: number;
  readonly chanceLate: number;
  /** 1 where no better plan can exist, else 0. */
  readonly exact: number;
};

/** Wholesale that nobody has set stands as this or more in an input (see build-routing-input.ts). */
const UNPRICED_MINOR = 1_000_000_000;

export function measurePlan(plan: RoutingPlan): PlanMeasure {
  const { input, costs } = plan;
  const wholesale = new Map(
    input.lines.map(({ orderLineId, unitWholesale }) => [orderLineId, unitWholesale.minor]),
  );
  const arrival = arrivalOf(plan);
  const allowed = input.promisedBy ? daysUntil(input.now, input.promisedBy) : Infinity;
  const sum = <Row>(rows: readonly Row[], of: (row: Row) => number) =>
    rows.reduce((total, row) => total + of(row), 0);
  return {
    units: sum(plan.allocations, ({ quantity }) => quantity),
    shortUnits: sum(plan.shortages, ({ quantity }) => quantity),
    goodsMinor: costs.goods,
    shippingMinor: costs.parcels + costs.handling,
    wholesaleMinor: sum(plan.allocations, ({ orderLineId, quantity }) => {
      const unit = wholesale.get(orderLineId) ?? 0;
      return unit >= UNPRICED_MINOR ? 0 : unit * quantity;
    }),
    shipments: plan.shipments.length,
    parcels: sum(plan.shipments, ({ parcels }) => parcels),
    days: meanDay(arrival),
    daysLate: allowed === Infinity ? 0 : meanDaysLate(arrival, allowed),
    chanceLate: allowed === Infinity ? 0 : chanceLate(arrival, allowed),
    exact: plan.search.exact ? 1 : 0,
  };
}
