import type { Instant } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import { err, ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { Commitment, Reservation, ReservationItem } from './reservation.ts';
import type { StockShort, StockShortage } from './stock-errors.ts';
import type { DistributorId, StockContext } from './stock-level.ts';

/**
 * Promises units to the lines of an order: all of them or none, never beyond allocatable (on hand − reserved).
 * One round trip; levels are locked in the order (variant, location), which every writer of levels keeps.
 */
export async function reserveStock(
  { tx, clock }: StockContext,
  input: {
    readonly distributorId: DistributorId;
    readonly orderId: Id<'Order'>;
    readonly commitment: Commitment;
    readonly items: readonly ReservationItem[];
    readonly expiresAt?: Instant | undefined;
  },
): Promise<Result<readonly Reservation[], StockShort>> {
  const { distributorId, orderId, commitment, expiresAt } = input;
  const reservations = input.items.map((item) => asReservation(item, commitment));
  const column = <Key extends keyof Reservation>(key: Key) => reservations.map((row) => row[key]);
  const shortages = await tx.$queryRaw<StockShortage[]>`
    /* planned once */ select short_variant as "variantId", short_location as "locationId", missing
    from reserve_stock(${distributorId}::uuid, ${orderId}::uuid, ${commitment}, ${clock.now().toISOString()}::timestamptz,
      ${expiresAt?.toISOString() ?? null}::timestamptz, ${column('reservationId')}::uuid[], ${column('orderLineId')}::uuid[],
      ${column('variantId')}::uuid[], ${column('locationId')}::uuid[], ${column('quantity')}::integer[])`;
  return shortages.length > 0 ? err({ kind: 'stock-short', shortages }) : ok(reservations);
}

function asReservation(item: ReservationItem, commitment: Commitment): Reservation {
  if (!Number.isInteger(item.quantity) || item.quantity <= 0) {
    throw new Error(`Not a number of units to reserve: ${item.quantity}`);
  }
  return {
    ...item,
    reservationId: newId<'Reservation'>(),
    commitment,
    state: 'held',
    purchaseOrderId: undefined,
    deductedAt: undefined,
  };
}
