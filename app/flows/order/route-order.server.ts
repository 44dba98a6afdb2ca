import { openException } from '../../modules/activity/open-exception.server.ts';
import { openHold, isWaived } from '../../modules/orders/order-holds.server.ts';
import type { OrderHold } from '../../modules/orders/order-holds.server.ts';
import type { OrderLine, OrderLineId } from '../../modules/orders/order.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { readOrderTerms } from '../../modules/orders/read-order-terms.server.ts';
import { readRefusals } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { buildRoutingInput, withoutTaken } from '../../modules/routing/build-routing-input.ts';
import type { LineToRoute } from '../../modules/routing/build-routing-input.ts';
import { planRoute } from '../../modules/routing/plan-route.ts';
import type { RoutingPlan } from '../../modules/routing/route-plan.ts';
import type { RoutingInput } from '../../modules/routing/routing-input.ts';
import {
  readRoutingRules,
  readSupplierTerms,
  readVariantWeights,
  saveRoutePlan,
} from '../../modules/routing/routing.repository.server.ts';
import { NO_MARGIN_FLOOR } from '../../modules/routing/stored-rules.ts';
import { readSupplyOptions } from '../../modules/stock/read-supply-options.server.ts';
import type { ReservationItem } from '../../modules/stock/reservation.ts';
import { reserveStock } from '../../modules/stock/reserve-stock.server.ts';
import { holdException } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';

export type MissingUnits = ReadonlyMap<OrderLineId, number>;

/** Races lost in one transaction before the rest counts as missing and is looked for again later. */
const MOST_TRIES = 5;

/**
 * Finds places for units that have none and reserves them at once, in the caller's transaction and under the
 * order's lock. Where another order was faster the plan is made again without those units. Returns what
 * still has no place.
 */
export async function routeOrder(
  step: OrderStep,
  order: OrderWithLines,
  missing: MissingUnits,
  holds: readonly OrderHold[],
): Promise<MissingUnits> {
  let input = await readRoutingInput(step, order, missing, holds);
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const plan = planRoute(input);
    if (plan.allocations.length === 0) return keepShortPlan(step, order, plan, missing);
    const reserved = await reserveStock(step, {
      distributorId: order.distributorId,
      orderId: order.id,
      commitment: order.releasedAt ? 'firm' : 'tentative',
      items: itemsOf(plan, order.lines),
    });
    if (reserved.ok) return keepPlan(step, order, plan);
    input = withoutTaken(input, reserved.error.shortages);
  }
  return missing;
}

async function readRoutingInput(
  { tx, clock }: OrderStep,
  order: OrderWithLines,
  missing: MissingUnits,
  holds: readonly OrderHold[],
): Promise<RoutingInput> {
  const { distributorId, connectionId } = order;
  const lines = linesToRoute(order, missing, holds);
  const variantIds = [...new Set(lines.map((line) => line.variantId))];
  const terms = await readOrderTerms(tx, order);
  const rules = await readRoutingRules(tx, { distributorId, currency: terms.currency });
  const floor = isWaived(holds, 'margin-floor') ? NO_MARGIN_FLOOR : rules.marginFloorBasisPoints;
  const options = await readSupplyOptions(
    { tx, clock },
    { distributorId, connectionId, variantIds },
  );
  const supplierIds = [...new Set(options.map((option) => option.supplierId))];
  const variantOf = new Map(order.lines.map((line) => [line.id, line.variantId]));
  const refused = await readRefusals(tx, { distributorId, orderId: order.id });
  return buildRoutingInput({
    lines,
    options,
    weights: await readVariantWeights(tx, { distributorId, variantIds }),
    suppliers: await readSupplierTerms(tx, { distributorId, supplierIds }),
    refusals: refused.flatMap(({ orderLineId, supplierId }) => {
      const variantId = variantOf.get(orderLineId);
      return variantId ? [{ variantId, supplierId }] : [];
    }),
    rules: { ...rules, marginFloorBasisPoints: floor },
    country: order.destinationCountry,
    now: clock.now(),
  });
}

/** Lines that nobody has priced are reserved all the same: their hold keeps them from being sent. */
function linesToRoute(
  order: OrderWithLines,
  missing: MissingUnits,
  holds: readonly OrderHold[],
): LineToRoute[] {
  const unpriced = holds.some((hold) => hold.kind === 'no-price');
  return order.lines.flatMap((line) => {
    const quantity = missing.get(line.id) ?? 0;
    if (quantity === 0) return [];
    const hasPrice = line.unitWholesaleMinor > 0 || !unpriced;
    const unitWholesaleMinor = hasPrice ? line.unitWholesaleMinor : undefined;
    return [{ orderLineId: line.id, variantId: line.variantId, quantity, unitWholesaleMinor }];
  });
}

function itemsOf(plan: RoutingPlan, lines: readonly OrderLine[]): ReservationItem[] {
  const variantOf = new Map(lines.map((line) => [line.id, line.variantId]));
  return plan.allocations.map(({ orderLineId, supplierId, locationId, quantity }) => {
    const variantId = variantOf.get(orderLineId);
    if (!variantId)
      throw new Error(`The plan names a line that the order does not have: ${orderLineId}`);
    return { orderLineId, supplierId, locationId, variantId, quantity };
  });
}

async function keepPlan(
  step: OrderStep,
  order: OrderWithLines,
  plan: RoutingPlan,
): Promise<MissingUnits> {
  await saveRoutePlan(step, { distributorId: order.distributorId, orderId: order.id, plan });
  await holdForMargin(step, order, plan);
  return new Map(plan.shortages.map(({ orderLineId, quantity }) => [orderLineId, quantity]));
}

/** A plan that places nothing is kept once, to explain why; the look-ups that follow would only repeat it. */
async function keepShortPlan(
  step: OrderStep,
  order: OrderWithLines,
  plan: RoutingPlan,
  missing: MissingUnits,
): Promise<MissingUnits> {
  if (order.rerouteAt === null) await keepPlan(step, order, plan);
  return missing;
}

async function holdForMargin(
  step: OrderStep,
  order: OrderWithLines,
  plan: RoutingPlan,
): Promise<void> {
  const isBelow = plan.shortages.some(({ reasons }) =>
    reasons.some(({ verdict }) => verdict === 'below-margin-floor'),
  );
  if (!isBelow) return;
  const reason = 'What is missing could only be bought below the margin floor.';
  const check = { kind: 'margin-floor', reason } as const;
  await openHold(step, { distributorId: order.distributorId, orderId: order.id }, check);
  await openException(step, holdException(order, check));
}
