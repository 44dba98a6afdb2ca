import type { OrderKey } from '../../modules/orders/order.ts';
import type { PurchaseOrderLine } from '../../modules/purchasing/purchase-order.ts';
import type { PurchaseOrderWithLines } from '../../modules/purchasing/purchase-orders.repository.server.ts';
import { releaseReservations } from '../../modules/stock/release-reservations.server.ts';
import { reservationsOf } from '../../modules/stock/reservations-of.server.ts';
import type { Reservation, ReservationPart } from '../../modules/stock/reservation.ts';
import type { ReservationState } from '../../modules/stock/reservation-status.ts';
import type { OrderStep } from './order-step.ts';

export type UnitsOfLine = { readonly line: PurchaseOrderLine; readonly quantity: number };

/** Which reservations stand for units of a purchase order's lines, in the states asked for, in that order. */
export function reservationsBehind(
  reservations: readonly Reservation[],
  purchaseOrder: PurchaseOrderWithLines,
  input: { readonly units: readonly UnitsOfLine[]; readonly states: readonly ReservationState[] },
): ReservationPart[] {
  const all = reservations.filter((each) => each.purchaseOrderId === purchaseOrder.id);
  return input.units.flatMap(({ line, quantity }) => {
    const own = input.states.flatMap((state) =>
      all.filter((each) => each.orderLineId === line.orderLineId && each.state === state),
    );
    return takeUnits(own, quantity);
  });
}

function takeUnits(reservations: readonly Reservation[], wanted: number): ReservationPart[] {
  let left = wanted;
  return reservations.flatMap(({ reservationId, quantity }) => {
    const part = Math.min(quantity, left);
    left -= part;
    return part > 0 ? [{ reservationId, quantity: part }] : [];
  });
}

/** Gives back the stock behind units that a supplier will not ship; what its own figure took comes back with it. */
export async function giveBackUnits(
  step: OrderStep,
  key: OrderKey,
  purchaseOrder: PurchaseOrderWithLines,
  units: readonly UnitsOfLine[],
): Promise<void> {
  const states = ['held', 'deducted', 'inside'] as const;
  const now = await reservationsOf(step, key);
  const reservations = reservationsBehind(now, purchaseOrder, { units, states });
  const reference = `purchase-order:${purchaseOrder.number}`;
  await releaseReservations(step, { distributorId: key.distributorId, reservations, reference });
}
