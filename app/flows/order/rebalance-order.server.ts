import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { orderStatusOf } from '../../modules/orders/order-status.ts';
import { surplusUnits, unitsToForward } from '../../modules/orders/order-units.ts';
import type { OrderKey, OrderLine, OrderLineId } from '../../modules/orders/order.ts';
import { saveProgress } from '../../modules/orders/orders.repository.server.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { lockOrderState } from '../../modules/shipments/order-state.server.ts';
import type { OrderState } from '../../modules/shipments/order-state.server.ts';
import { releaseReservations } from '../../modules/stock/release-reservations.server.ts';
import type { Reservation, ReservationPart } from '../../modules/stock/reservation.ts';
import { tellOrderCancelled } from '../messages/tell-of-order.server.ts';
import { callOffSurplus } from './call-off-surplus.server.ts';
import { shortException, shortKey } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { NOTHING_TO_ROUTE, routeOrder } from './route-order.server.ts';
import type { MissingUnits, Routed } from './route-order.server.ts';
import { sendWhenDue } from './send-order.server.ts';

/**
 * Brings an order's reservations, purchase orders and status in line with the units that are wanted now,
 * whatever happened before: called after everything that changes units, in the same transaction. Doing it
 * again changes nothing. Units too many are called off, units without a place are routed, and what is due
 * is put on its way to the suppliers.
 */
export async function rebalanceOrder(step: OrderStep, key: OrderKey): Promise<void> {
  const state = await lockOrderState(step.tx, key);
  if (state) await rebalance(step, state);
}

/** The same from a state that was read under the lock, after the last change of this transaction. */
export async function rebalance(step: OrderStep, state: OrderState): Promise<void> {
  const { key, order } = state;
  if (order.lines.some((line) => surplusUnits(line) > 0)) {
    await callOffSurplus(step, state);
    const after = await lockOrderState(step.tx, key);
    if (after) await placeRest(step, after);
  } else await placeRest(step, state);
}

async function placeRest(step: OrderStep, state: OrderState): Promise<void> {
  const { key, order } = state;
  const free = state.reservations.filter((each) => each.purchaseOrderId === undefined);
  const surplus = tooMany(order, free);
  await releaseReservations(step, {
    distributorId: key.distributorId,
    reservations: surplus,
    reference: `order:${order.id}`,
  });
  const kept = without(free, surplus);
  const missing = unitsMissing(order, kept);
  const routed = missing.size > 0 ? await routeOrder(step, state, missing) : NOTHING_TO_ROUTE;
  const reserved = [...kept, ...routed.reserved];
  const sent = await sendWhenDue(step, state, { ...routed, reserved });
  if (sent.kind === 'withdrawn') return rebalanceOrder(step, key);
  const forwarded = sent.kind === 'sent' ? sent.units : NONE;
  await settle(step, state, routed, forwarded);
}

const NONE: ReadonlyMap<OrderLineId, number> = new Map();

/** Reserved and not asked for: the last ones reserved are given back first. */
function tooMany(order: OrderWithLines, free: readonly Reservation[]): ReservationPart[] {
  return order.lines.flatMap((line) => {
    const own = free.filter((each) => each.orderLineId === line.id).reverse();
    let surplus = unitsOf(own) - unitsToForward(line);
    return own.flatMap(({ reservationId, quantity }) => {
      const part = Math.min(quantity, Math.max(0, surplus));
      surplus -= part;
      return part > 0 ? [{ reservationId, quantity: part }] : [];
    });
  });
}

function without(
  free: readonly Reservation[],
  released: readonly ReservationPart[],
): readonly Reservation[] {
  const gone = new Map(released.map((part) => [part.reservationId, part.quantity]));
  return free
    .map((each) => ({ ...each, quantity: each.quantity - (gone.get(each.reservationId) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}

function unitsMissing(order: OrderWithLines, free: readonly Reservation[]): MissingUnits {
  const missing = new Map<OrderLineId, number>();
  for (const line of order.lines) {
    const own = free.filter((each) => each.orderLineId === line.id);
    const quantity = unitsToForward(line) - unitsOf(own);
    if (quantity > 0) missing.set(line.id, quantity);
  }
  return missing;
}

async function settle(
  step: OrderStep,
  { order, terms, allReported }: OrderState,
  { short, withoutRate }: Pick<Routed, 'short' | 'withoutRate'>,
  forwarded: ReadonlyMap<OrderLineId, number>,
): Promise<void> {
  const missingUnits = [...short.values()].reduce((sum, units) => sum + units, 0);
  const lines = order.lines.map((line) => withForwarded(line, forwarded));
  const status = orderStatusOf({ lines, missingUnits, allReported });
  const now = step.clock.now();
  const rerouteAt = missingUnits > 0 ? nextLook(order, now) : null;
  const releasedAt = forwarded.size > 0 ? (order.releasedAt ?? now) : undefined;
  await saveProgress(step, order, { status, rerouteAt, releasedAt });
  if (status === 'cancelled' && order.status !== status) await tellOrderCancelled(step, order);
  const lack = { units: missingUnits, withoutRate, currency: terms.currency };
  if (missingUnits > 0) await openException(step, shortException(order, lack));
  else if (order.rerouteAt) {
    const resolution = 'Every unit has a place, or is not wanted any more.';
    await resolveExceptions(step, { dedupeKey: shortKey(order.id), by: 'system', resolution });
  }
}

function withForwarded(line: OrderLine, forwarded: ReadonlyMap<OrderLineId, number>): OrderLine {
  const forwardedQuantity = line.forwardedQuantity + (forwarded.get(line.id) ?? 0);
  return { ...line, forwardedQuantity };
}

const MINUTE = 60_000;

/** Again after a tenth of the time that the order has waited: within 1 to 15 minutes. */
function nextLook(order: OrderWithLines, now: Date): Date {
  const tenth = (now.getTime() - order.placedAt.getTime()) / 10;
  return new Date(now.getTime() + Math.min(15 * MINUTE, Math.max(MINUTE, tenth)));
}

function unitsOf(reservations: readonly Reservation[]): number {
  return reservations.reduce((sum, { quantity }) => sum + quantity, 0);
}
