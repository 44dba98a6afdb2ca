import { releaseReservations } from './release-reservations.server.ts';
import type { ReservationId } from './reservation.ts';
import type { DistributorId, StockContext } from './stock-level.ts';

const AT_A_TIME = 500;

type Expired = {
  readonly distributorId: DistributorId;
  readonly reservationId: ReservationId;
  readonly quantity: number;
};

/** Gives tentative units back whose time is over. Found by an index of those that can expire. */
export async function expireReservations(context: StockContext): Promise<void> {
  const expired = await context.tx.$queryRaw<Expired[]>`
    select distributor_id as "distributorId", id as "reservationId", quantity from reservation
    where expires_at <= ${context.clock.now().toISOString()}::timestamptz and expires_at is not null and state = 'held'
    order by expires_at limit ${AT_A_TIME}::integer`;
  for (const distributorId of new Set(expired.map((each) => each.distributorId))) {
    const reservations = expired.filter((each) => each.distributorId === distributorId);
    await releaseReservations(context, { distributorId, reservations, reference: 'expired' });
  }
}
