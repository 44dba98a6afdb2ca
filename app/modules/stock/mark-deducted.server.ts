import type { Instant } from '../../platform/clock.ts';
import { moveReservations } from './move-reservations.server.ts';
import type { ReservationPart } from './reservation.ts';
import type { DistributorId, StockContext } from './stock-level.ts';

/**
 * Notes that the supplier has taken the units off at `deductedAt`. They go on counting against the level until a
 * figure arrives that surely shows it: as of ≥ deductedAt + source lag + clock skew.
 */
export async function markDeducted(
  context: StockContext,
  input: {
    readonly distributorId: DistributorId;
    readonly reservations: readonly ReservationPart[];
    readonly deductedAt: Instant;
  },
): Promise<void> {
  await moveReservations(context, { ...input, to: 'deducted', reference: 'deducted' });
}
