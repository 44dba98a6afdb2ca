import type { Instant } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import type { ReservationPart } from './reservation.ts';
import type { ReservationState } from './reservation-status.ts';
import { resolveShortages } from './stock-shortage.server.ts';
import type { DistributorId, LevelKey, StockContext } from './stock-level.ts';

export type ReservationMove = {
  readonly distributorId: DistributorId;
  readonly reservations: readonly ReservationPart[];
  readonly to: ReservationState;
  readonly deductedAt?: Instant | undefined;
  /** What the ledger names as the cause. */
  readonly reference: string;
};

/**
 * Moves reservations, or parts of them, to another state, with the ledger and the level in the same statement.
 * A part leaves under a new id; the given one keeps what remains in its old state.
 */
export async function moveReservations(
  context: StockContext,
  move: ReservationMove,
): Promise<void> {
  if (move.reservations.length === 0) return;
  const ids = move.reservations.map(({ reservationId }) => reservationId);
  const quantities = move.reservations.map(({ quantity }) => quantity);
  const newIds = ids.map(() => newId());
  const recovered = await context.tx.$queryRaw<LevelKey[]>`
    select recovered_variant as "variantId", recovered_location as "locationId"
    from move_reservations(${move.distributorId}::uuid, ${ids}::uuid[], ${quantities}::integer[], ${newIds}::uuid[], ${move.to},
      ${context.clock.now().toISOString()}::timestamptz, ${move.deductedAt?.toISOString() ?? null}::timestamptz, ${move.reference})`;
  await resolveShortages(context, move.distributorId, recovered);
}
