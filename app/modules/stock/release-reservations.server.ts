import { moveReservations } from './move-reservations.server.ts';
import type { ReservationPart } from './reservation.ts';
import type { DistributorId, StockContext } from './stock-level.ts';

/**
 * Gives units back, whole reservations or a part of each. What the supplier had already taken off its own figure
 * comes back with the supplier's next figure, not here.
 */
export async function releaseReservations(
  context: StockContext,
  input: {
    readonly distributorId: DistributorId;
    readonly reservations: readonly ReservationPart[];
    readonly reference?: string;
  },
): Promise<void> {
  await moveReservations(context, { reference: 'released', ...input, to: 'released' });
}
