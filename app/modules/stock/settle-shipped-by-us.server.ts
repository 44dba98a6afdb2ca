import type { Instant } from '../../platform/clock.ts';
import { moveReservations } from './move-reservations.server.ts';
import type { ReservationPart } from './reservation.ts';
import type { DistributorId, StockContext } from './stock-level.ts';

/**
 * For suppliers whose figure never sees our orders (deducts at: never): at shipment we take the units off ourselves,
 * on hand and reserved alike. A figure from before `shippedAt` that arrives later has them taken off again.
 */
export async function settleShippedByUs(
  context: StockContext,
  input: {
    readonly distributorId: DistributorId;
    readonly reservations: readonly ReservationPart[];
    readonly shippedAt: Instant;
  },
): Promise<void> {
  const { shippedAt: deductedAt, ...rest } = input;
  await moveReservations(context, { ...rest, deductedAt, to: 'settled', reference: 'shipped' });
}
