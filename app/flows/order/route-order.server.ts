import { openException } from '../../modules/activity/open-exception.server.ts';
import { openHold, isWaived } from '../../modules/orders/order-holds.server.ts';
import type { OrderHold } from '../../modules/orders/order-holds.server.ts';
import type { OrderLine, OrderLineId } from '../../modules/orders/order.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { readExchange } from '../../modules/pricing/exchange.server.ts';
import type { Exchange } from '../../modules/pricing/exchange.ts';
import {
  buildRoutingInput,
  currenciesWithoutRate,
  withoutTaken,
} from '../../modules/routing/build-routing-input.ts';
import type { LineToRoute } from '../../modules/routing/build-routing-input.ts';
import { promiseOf } from '../../modules/routing/arrival-days.ts';
import { planRoute } from '../../modules/routing/plan-route.ts';
import type { RoutingPlan } from '../../modules/routing/route-plan.ts';
import type { RoutingInput } from '../../modules/routing/routing-input.ts';
import {
  readRoutingMaterial,
  saveRoutePlan,
} from '../../modules/routing/routing.repository.server.ts';
import type { RoutingRules } from '../../modules/routing/routing-rules.ts';
import { NO_MARGIN_FLOOR } from '../../modules/routing/stored-rules.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import { readSupplyOptions } from '../../modules/stock/read-supply-options.server.ts';
import type { Reservation, ReservationItem } from '../../modules/stock/reservation.ts';
import { promiseDelivery } from '../../modules/orders/promise-delivery.server.ts';
import { reserveStock } from '../../modules/stock/reserve-stock.server.ts';
import { holdException } from './order-exceptions.ts';
import { readSupplierFacts } from './read-supplier-facts.server.ts';
import type { OrderStep } from './order-step.ts';

export type MissingUnits = ReadonlyMap<OrderLineId, number>;

export type Routed = {
  /** What still has no place. */
  readonly short: MissingUnits;
  readonly reserved: readonly Reservation[];
  /** The order's holds, with one that the plan has made necessary; undefined: as before. */
  readonly holds: readonly OrderHold[] | undefined;
  readonly rules: RoutingRules | undefined;
  /** Currencies of supplies that were left out for want of a rate. */
  readonly withoutRate: readonly string[];
};

export const NOTHING_TO_ROUTE: Routed = {
  short: new Map(),
  reserved: [],
  holds: undefined,
  rules: undefined,
  withoutRate: [],
};

/** Races lost in one transaction before the rest counts as missing and is looked for again later. */
const MOST_TRIES = 5;

/**
 * Finds places for units that have none and reserves them at once, in the caller's transaction and under the
 * order's lock. Where another order was faster the plan is made again without those units.
 */
export async function routeOrder(
  step: OrderStep,
  state: OrderState,
  missing: MissingUnits,
): Promise<Routed> {
  const { order } = state;
  const material = await readRoutingInput(step, state, missing);
  const { rules, withoutRate } = material;
  let { input } = material;
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const plan = planRoute(input);
    if (plan.allocations.length === 0) {
      // A plan that places nothing is kept once, to explain why; the look-ups that follow would only repeat it.
      const holds = order.rerouteAt === null ? await keepPlan(step, state, plan) : undefined;
      return { short: missing, reserved: [], holds, rules, withoutRate };
    }
    const reserved = await reserveStock(step, {
      distributorId: order.distributorId,
      orderId: order.id,
      commitment: order.releasedAt ? 'firm' : 'tentative',
      items: itemsOf(plan, order.lines),
    });
    if (reserved.ok) {
      const holds = await keepPlan(step, state, plan);
      return { short: shortOf(plan), reserved: reserved.value, holds, rules, withoutRate };
    }
    input = withoutTaken(input, reserved.error.shortages);
  }
  return { short: missing, reserved: [], holds: undefined, rules, withoutRate };
}

async function readRoutingInput(
  { tx, clock }: OrderStep,
  { order, terms, holds, purchaseOrders }: OrderState,
  missing: MissingUnits,
): Promise<Pick<Routed, 'withoutRate'> & { input: RoutingInput; rules: RoutingRules }> {
  const { distributorId, connectionId } = order;
  const asked = order.lines.filter((line) => missing.has(line.id));
  const variantIds = [...new Set(asked.map((line) => line.variantId))];
  const options = await readSupplyOptions(
    { tx, clock },
    { distributorId, connectionId, variantIds },
  );
  const supplierIds = [...new Set(options.map((option) => option.supplierId))];
  const { currency } = terms;
  const wanted = { distributorId, currency, connectionId, variantIds, supplierIds };
  const { rules, suppliers, ...material } = await readRoutingMaterial(tx, wanted);
  const facts = await readSupplierFacts({ tx, clock }, order, suppliers, rules);
  const exchange = await readExchange(
    { tx, clock },
    {
      distributorId,
      to: currency,
      from: [
        ...options.map(({ cost }) => cost.currency),
        ...asked.map((line) => line.wholesaleCurrency),
      ],
    },
  );
  const floor = isWaived(holds, 'margin-floor') ? NO_MARGIN_FLOOR : rules.marginFloorBasisPoints;
  const input = buildRoutingInput({
    lines: linesToRoute(order, missing, holds, exchange),
    options,
    exchange,
    ...material,
    suppliers,
    facts,
    promisedBy: order.promisedBy,
    refusals: purchaseOrders.flatMap(({ supplierId, lines: ofSupplier }) =>
      ofSupplier
        .filter(
          (line) =>
            line.rejectedQuantity > 0 || line.proposedCostMinor !== null || line.avoidedAt !== null,
        )
        .map(({ variantId }) => ({ variantId, supplierId })),
    ),
    rules: { ...rules, marginFloorBasisPoints: floor },
    country: order.destinationCountry,
    now: clock.now(),
  });
  return { input, rules, withoutRate: currenciesWithoutRate({ options, exchange }) };
}

/** Lines that nobody has priced, or whose price has no rate, are reserved all the same: their hold keeps them from being sent. */
function linesToRoute(
  order: OrderWithLines,
  missing: MissingUnits,
  holds: readonly OrderHold[],
  exchange: Exchange,
): LineToRoute[] {
  const unpriced = holds.some((hold) => hold.kind === 'no-price');
  return order.lines.flatMap((line) => {
    const quantity = missing.get(line.id) ?? 0;
    if (quantity === 0) return [];
    const hasPrice = line.unitWholesaleMinor > 0 || !unpriced;
    const wholesale = { minor: line.unitWholesaleMinor, currency: line.wholesaleCurrency };
    const unitWholesaleMinor = hasPrice ? exchange(wholesale) : undefined;
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

function shortOf(plan: RoutingPlan): MissingUnits {
  return new Map(plan.shortages.map(({ orderLineId, quantity }) => [orderLineId, quantity]));
}

/** Returns the order's holds where the plan has made one necessary. */
async function keepPlan(
  step: OrderStep,
  { order, key, holds }: OrderState,
  plan: RoutingPlan,
): Promise<readonly OrderHold[] | undefined> {
  await saveRoutePlan(step, { ...key, plan });
  const promise = order.promisedBy === null ? promiseOf(plan) : undefined;
  if (promise) await promiseDelivery(step, key, promise);
  const isBelow = plan.shortages.some(({ reasons }) =>
    reasons.some(({ verdict }) => verdict === 'below-margin-floor'),
  );
  if (!isBelow) return undefined;
  const reason = 'What is missing could only be bought below the margin floor.';
  const check = { kind: 'margin-floor', reason } as const;
  const hold = await openHold(step, key, check);
  await openException(step, holdException(order, check));
  return [...holds.filter(({ kind, resolvedAt }) => kind !== hold.kind || resolvedAt), hold];
}
