import { openException } from '../../modules/activity/open-exception.server.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { openHolds, readHolds } from '../../modules/orders/order-holds.server.ts';
import type { OrderHold } from '../../modules/orders/order-holds.server.ts';
import { orderStatusOf } from '../../modules/orders/order-status.ts';
import { surplusUnits, unitsToForward } from '../../modules/orders/order-units.ts';
import type { OrderKey, OrderLineId } from '../../modules/orders/order.ts';
import { lockOrder, saveProgress } from '../../modules/orders/orders.repository.server.ts';
import type { OrderWithLines } from '../../modules/orders/orders.repository.server.ts';
import { isAllReported } from '../../modules/shipments/shipments.repository.server.ts';
import { releaseReservations } from '../../modules/stock/release-reservations.server.ts';
import { reservationsOf } from '../../modules/stock/reservations-of.server.ts';
import type { Reservation, ReservationPart } from '../../modules/stock/reservation.ts';
import { enqueue } from '../job-catalog.ts';
import { callOffSurplus } from './call-off-surplus.server.ts';
import { shortException, shortKey } from './order-exceptions.ts';
import type { OrderStep } from './order-step.ts';
import { routeOrder } from './route-order.server.ts';
import type { MissingUnits } from './route-order.server.ts';

/**
 * Brings an order's reservations, purchase orders and status in line with the units that are wanted now,
 * whatever happened before: called after everything that changes units, in the same transaction. Doing it
 * again changes nothing. Units too many are called off, units without a place are routed, and what is ready
 * is put on its way.
 */
export async function rebalanceOrder(step: OrderStep, key: OrderKey): Promise<void> {
  const found = await lockOrder(step.tx, key);
  if (!found) return;
  const order = await withoutSurplus(step, found);
  const holds = await readHolds(step.tx, key);
  const free = (await reservationsOf(step, key)).filter(
    (each) => each.purchaseOrderId === undefined,
  );
  await releaseReservations(step, {
    distributorId: key.distributorId,
    reservations: tooMany(order, free),
    reference: `order:${order.id}`,
  });
  const missing = unitsMissing(order, free);
  const short = missing.size > 0 ? await routeOrder(step, order, missing, holds) : missing;
  await settle(step, order, short);
  await sendWhenDue(step, order, holds, short);
}

async function withoutSurplus(step: OrderStep, order: OrderWithLines): Promise<OrderWithLines> {
  if (!order.lines.some((line) => surplusUnits(line) > 0)) return order;
  await callOffSurplus(step, order);
  const key = { distributorId: order.distributorId, orderId: order.id };
  return (await lockOrder(step.tx, key)) ?? order;
}

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

function unitsMissing(order: OrderWithLines, free: readonly Reservation[]): MissingUnits {
  const missing = new Map<OrderLineId, number>();
  for (const line of order.lines) {
    const own = free.filter((each) => each.orderLineId === line.id);
    const quantity = unitsToForward(line) - unitsOf(own);
    if (quantity > 0) missing.set(line.id, quantity);
  }
  return missing;
}

async function settle(step: OrderStep, order: OrderWithLines, short: MissingUnits): Promise<void> {
  const missingUnits = [...short.values()].reduce((sum, units) => sum + units, 0);
  const allReported = await isAllReported(step.tx, {
    distributorId: order.distributorId,
    orderId: order.id,
  });
  const status = orderStatusOf({ lines: order.lines, missingUnits, allReported });
  const rerouteAt = missingUnits > 0 ? nextLook(order, step.clock.now()) : null;
  await saveProgress(step, order, { status, rerouteAt });
  if (missingUnits > 0) await openException(step, shortException(order, missingUnits));
  else if (order.rerouteAt) {
    const resolution = 'Every unit has a place, or is not wanted any more.';
    await resolveExceptions(step, { dedupeKey: shortKey(order.id), by: 'system', resolution });
  }
}

const MINUTE = 60_000;

/** Again after a tenth of the time that the order has waited: within 1 to 15 minutes. */
function nextLook(order: OrderWithLines, now: Date): Date {
  const tenth = (now.getTime() - order.placedAt.getTime()) / 10;
  return new Date(now.getTime() + Math.min(15 * MINUTE, Math.max(MINUTE, tenth)));
}

/** The release itself looks at everything again under the lock; here only the moment is set. */
async function sendWhenDue(
  step: OrderStep,
  order: OrderWithLines,
  holds: readonly OrderHold[],
  short: MissingUnits,
): Promise<void> {
  const hasUnits = order.lines.some((line) => unitsToForward(line) > (short.get(line.id) ?? 0));
  if (!hasUnits || order.releaseAt === null || openHolds(holds).length > 0) return;
  const { distributorId, id: orderId } = order;
  const isDue = order.releaseAt <= step.clock.now();
  await enqueue(step.tx, {
    name: 'release-order',
    payload: { distributorId, orderId },
    runAt: isDue ? undefined : order.releaseAt,
  });
}

function unitsOf(reservations: readonly Reservation[]): number {
  return reservations.reduce((sum, { quantity }) => sum + quantity, 0);
}
