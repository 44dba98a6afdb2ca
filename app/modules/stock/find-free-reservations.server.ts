import type { Id } from '../../platform/ids.ts';
import type { ReservationId } from './reservation.ts';
import type { DistributorId, LevelKey, StockContext } from './stock-level.ts';

export type FreeReservation = {
  readonly orderId: Id<'Order'>;
  readonly reservationId: ReservationId;
  readonly quantity: number;
};

/** What is reserved at a level and not yet asked of its supplier; the newest first, which give way first. */
export async function findFreeReservations(
  { tx }: Pick<StockContext, 'tx'>,
  distributorId: DistributorId,
  { variantId, locationId }: LevelKey,
): Promise<readonly FreeReservation[]> {
  return tx.$queryRaw<FreeReservation[]>`
    select order_id as "orderId", id as "reservationId", quantity from reservation
    where distributor_id = ${distributorId}::uuid and variant_id = ${variantId}::uuid
      and location_id = ${locationId}::uuid and reservation_counts(state) and purchase_order_id is null
      and order_id is not null
    order by created_at desc, id desc limit 500`;
}

/** Units promised at a level beyond what it has; 0 when it has them all. */
export async function countMissingUnits(
  { tx }: Pick<StockContext, 'tx'>,
  distributorId: DistributorId,
  { variantId, locationId }: LevelKey,
): Promise<number> {
  const rows = await tx.$queryRaw<{ missing: number }[]>`
    select greatest(reserved - on_hand, 0) as missing from stock_level
    where distributor_id = ${distributorId}::uuid and variant_id = ${variantId}::uuid
      and location_id = ${locationId}::uuid`;
  return rows[0]?.missing ?? 0;
}
