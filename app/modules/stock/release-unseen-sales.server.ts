import type { Id } from '../../platform/ids.ts';
import { releaseReservations } from './release-reservations.server.ts';
import type { ReservationId, UnseenSale } from './reservation.ts';
import type { DistributorId, StockContext } from './stock-level.ts';

type Held = {
  readonly reservationId: ReservationId;
  readonly variantId: string;
  readonly quantity: number;
};

/**
 * Gives back what was promised to these sales while their order was on its way. Call it in the transaction that
 * reserves for the order, before that: the levels stay locked, so nobody else can have the units in between.
 */
export async function releaseUnseenSales(
  context: StockContext,
  input: {
    readonly distributorId: DistributorId;
    readonly connectionId: Id<'Connection'>;
    readonly sales: readonly UnseenSale[];
    /** What the ledger says of it; default: their order has come. */
    readonly reference?: string;
  },
): Promise<void> {
  const { distributorId, connectionId, sales, reference = 'order-came' } = input;
  const held = await context.tx.$queryRaw<Held[]>`
    select id as "reservationId", variant_id as "variantId", quantity from reservation
    where distributor_id = ${distributorId}::uuid and connection_id = ${connectionId}::uuid and state = 'held'
      and variant_id = any(${sales.map(({ variantId }) => variantId)}::uuid[])
    order by created_at, id`;
  const reservations = sales.flatMap((sale) => partsOf(sale, held));
  await releaseReservations(context, { distributorId, reservations, reference });
}

function partsOf({ variantId, quantity }: UnseenSale, held: readonly Held[]) {
  let left = quantity;
  return held.flatMap((each) => {
    const part = each.variantId === variantId ? Math.min(each.quantity, left) : 0;
    left -= part;
    return part > 0 ? [{ reservationId: each.reservationId, quantity: part }] : [];
  });
}
