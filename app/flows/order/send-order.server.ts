import { openException } from '../../modules/activity/open-exception.server.ts';
import { recordAct } from '../../modules/activity/record-act.server.ts';
import { isWaived, openHold, openHolds } from '../../modules/orders/order-holds.server.ts';
import type { OrderHold } from '../../modules/orders/order-holds.server.ts';
import type { HoldKind } from '../../modules/orders/order-checks.ts';
import { unitsToForward } from '../../modules/orders/order-units.ts';
import type { OrderLineId } from '../../modules/orders/order.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { paymentReleases } from '../../modules/orders/release-gate.ts';
import { readExchange } from '../../modules/pricing/exchange.server.ts';
import { costOfUnits, readSuppliedItems } from '../../modules/purchasing/purchase-terms.server.ts';
import { readRoutingMaterial } from '../../modules/routing/routing.repository.server.ts';
import type { RoutingRules } from '../../modules/routing/routing-rules.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import { releaseReservations } from '../../modules/stock/release-reservations.server.ts';
import type { Reservation } from '../../modules/stock/reservation.ts';
import { enqueue } from '../job-catalog.ts';
import { tellOrderReleased } from '../messages/tell-of-order.server.ts';
import { forwardUnits } from './forward-units.server.ts';
import type { UnitsToForward } from './forward-units.server.ts';
import { holdException } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';

export type Sendable = {
  /** Held for the order and not yet asked of a supplier. */
  readonly reserved: readonly Reservation[];
  readonly holds: readonly OrderHold[] | undefined;
  /** Undefined where nothing had to be routed. */
  readonly rules: RoutingRules | undefined;
};

export type Sending =
  | { readonly kind: 'waits' }
  /** A supplier has stopped to carry what was reserved: that stock is given back, and the rest must be routed anew. */
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'sent'; readonly units: ReadonlyMap<OrderLineId, number> };

const WAITS: Sending = { kind: 'waits' };

/**
 * Sends what is reserved of an order to its suppliers, if it may go now: firm reservations, ledger entries and
 * purchase orders in the caller's transaction and under the order's lock, once for every unit. What keeps it here asks
 * again when it is lifted; a moment that has not come asks by a job.
 */
export async function sendWhenDue(
  step: OrderStep,
  state: OrderState,
  sendable: Sendable,
): Promise<Sending> {
  const { reserved, holds = state.holds } = sendable;
  if (reserved.length === 0 || !mayGo(state, holds)) return WAITS;
  const { order, key } = state;
  if (order.releaseAt && order.releaseAt > step.clock.now()) {
    await enqueue(step.tx, { name: 'release-order', payload: key, runAt: order.releaseAt });
    return WAITS;
  }
  // The first sending waits until every unit has a place, unless a person said otherwise.
  if (order.releasedAt === null && !order.partAllowed && !isComplete(order, reserved)) return WAITS;
  const ready = await findReady(step, state, reserved);
  if (!ready) return { kind: 'withdrawn' };
  if (await isBelowMargin(step, state, { ...sendable, holds }, ready)) return WAITS;
  await forward(step, state, ready);
  return { kind: 'sent', units: unitsByLine(ready) };
}

function mayGo({ order, terms }: OrderState, holds: readonly OrderHold[]): boolean {
  return (
    order.releaseAt !== null &&
    paymentReleases(terms.releaseRule, order.payment) &&
    order.cancellation !== 'requested' &&
    order.cancellation !== 'accepted' &&
    openHolds(holds).length === 0
  );
}

function isComplete(order: OrderWithLines, reserved: readonly Reservation[]): boolean {
  const wanted = order.lines.reduce((sum, line) => sum + unitsToForward(line), 0);
  return reserved.reduce((sum, { quantity }) => sum + quantity, 0) === wanted;
}

/** Reservations with what their supplier calls and charges the goods; undefined when one of them has lost its supply. */
async function findReady(
  step: OrderStep,
  { key: { distributorId } }: OrderState,
  reserved: readonly Reservation[],
): Promise<readonly UnitsToForward[] | undefined> {
  const items = await readSuppliedItems(step, { distributorId, items: reserved });
  const itemOf = ({ supplierId, variantId }: Reservation) =>
    items.find((each) => each.supplierId === supplierId && each.variantId === variantId);
  const withdrawn = reserved.filter((each) => itemOf(each) === undefined);
  if (withdrawn.length > 0) {
    const reservations = withdrawn;
    await releaseReservations(step, { distributorId, reservations, reference: 'supply-withdrawn' });
    return undefined;
  }
  return reserved.flatMap((reservation) => {
    const item = itemOf(reservation);
    if (!item) return [];
    const costMinor = costOfUnits(item, unitsTogether(reserved, reservation));
    return [{ reservation, item: { ...item, costMinor } }];
  });
}

/** Units of a variant that are asked of one location at once, on which its cost may depend. */
function unitsTogether(reserved: readonly Reservation[], of: Reservation): number {
  return reserved
    .filter((each) => each.variantId === of.variantId && each.locationId === of.locationId)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

/** The cost may have risen since the plan was made: no line goes out under the margin floor without a hold. */
async function isBelowMargin(
  step: OrderStep,
  state: OrderState,
  { holds = [], rules }: Sendable,
  ready: readonly UnitsToForward[],
): Promise<boolean> {
  if (isWaived(holds, 'margin-floor')) return false;
  const { distributorId } = state.key;
  const { connectionId } = state.order;
  const { currency } = state.terms;
  const { marginFloorBasisPoints } =
    rules ?? (await readRoutingMaterial(step.tx, { distributorId, currency, connectionId })).rules;
  const compared = await compareMargins(step, state, ready);
  const isBelow = compared.some(
    ({ price, cost }) =>
      price !== undefined &&
      cost !== undefined &&
      price > 0 &&
      cost * 10_000 > price * (10_000 - marginFloorBasisPoints),
  );
  const lacksRate = compared.some(({ price, cost }) => price === undefined || cost === undefined);
  if (isBelow) await hold(step, state, 'margin-floor', COST_RISEN);
  else if (lacksRate && !isWaived(holds, 'no-rate')) await hold(step, state, 'no-rate', RATE_LOST);
  else return false;
  return true;
}

const COST_RISEN =
  'A supplier has raised its cost beyond the margin floor since the order was routed.';
const RATE_LOST = 'An exchange rate by which the order is checked is not known any more.';

/** What is owed and paid for a unit of each line, minor units of the distributor's currency; undefined without a rate. */
async function compareMargins(
  step: OrderStep,
  { order, terms }: OrderState,
  ready: readonly UnitsToForward[],
): Promise<readonly { readonly price: number | undefined; readonly cost: number | undefined }[]> {
  const lines = new Map(order.lines.map((line) => [line.id, line]));
  const amounts = ready.map(({ reservation, item }) => {
    const line = lines.get(reservation.orderLineId);
    return {
      price: {
        minor: line?.unitWholesaleMinor ?? 0,
        currency: line?.wholesaleCurrency ?? terms.currency,
      },
      cost: { minor: item.costMinor, currency: item.currency },
    };
  });
  const exchange = await readExchange(step, {
    distributorId: order.distributorId,
    to: terms.currency,
    from: amounts.flatMap(({ price, cost }) => [price.currency, cost.currency]),
  });
  return amounts.map(({ price, cost }) => ({ price: exchange(price), cost: exchange(cost) }));
}

async function hold(
  step: OrderStep,
  { order, key }: OrderState,
  kind: HoldKind,
  reason: string,
): Promise<void> {
  await openHold(step, key, { kind, reason });
  await openException(step, holdException(order, { kind, reason }));
}

async function forward(
  step: OrderStep,
  { order, key }: OrderState,
  ready: readonly UnitsToForward[],
): Promise<void> {
  const made = await forwardUnits(step, order, ready);
  await recordAct(step, {
    distributorId: order.distributorId,
    storeId: order.storeId,
    actor: { kind: 'system' },
    act: 'order-released',
    subject: { kind: 'order', id: order.id },
    detail: { purchaseOrders: made.map(({ number }) => number) },
  });
  const numbers = made.map(({ number }) => number);
  await tellOrderReleased(step, order, numbers);
  await enqueue(
    step.tx,
    ...made.map(({ id: purchaseOrderId }) => ({
      name: 'place-purchase-order' as const,
      payload: { distributorId: order.distributorId, purchaseOrderId },
    })),
    { name: 'accept-store-order', payload: key },
  );
}

function unitsByLine(ready: readonly UnitsToForward[]): ReadonlyMap<OrderLineId, number> {
  const units = new Map<OrderLineId, number>();
  for (const { reservation } of ready) {
    const { orderLineId, quantity } = reservation;
    units.set(orderLineId, (units.get(orderLineId) ?? 0) + quantity);
  }
  return units;
}
