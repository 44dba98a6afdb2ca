import type { Instant } from '../../platform/clock.ts';
import type { Id } from '../../platform/ids.ts';
import type { UnseenSale } from './reservation.ts';
import type { DistributorId, StockContext } from './stock-level.ts';

/**
 * Promises the units of sales that a store has betrayed before their orders came: tentatively, wherever they are, as
 * many as there are. No other retailer is offered them. They become the order's own (`releaseUnseenSales`) or expire.
 */
export async function reserveUnseenSales(
  { tx, clock }: StockContext,
  input: {
    readonly distributorId: DistributorId;
    readonly connectionId: Id<'Connection'>;
    readonly sales: readonly UnseenSale[];
    readonly expiresAt: Instant;
  },
): Promise<number> {
  const rows = await tx.$queryRaw<{ found: number }[]>`
    select reserve_unseen_sales(${input.distributorId}::uuid, ${input.connectionId}::uuid, ${clock.now().toISOString()}::timestamptz,
      ${input.expiresAt.toISOString()}::timestamptz, ${input.sales.map(({ variantId }) => variantId)}::uuid[],
      ${input.sales.map(({ quantity }) => quantity)}::integer[]) as found`;
  return rows[0]?.found ?? 0;
}
