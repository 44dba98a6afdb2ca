import type { DistributorId, StockContext, VariantId } from './stock-level.ts';

/**
 * Says that the offers of these variants may have changed: appends to the change log that the publishers follow
 * and wakes them at the commit. Call it in the transaction that made the change.
 */
export async function markChanged(
  { tx, clock }: StockContext,
  distributorId: DistributorId,
  variantIds: readonly VariantId[],
): Promise<void> {
  if (variantIds.length === 0) return;
  await tx.$executeRaw`
    select mark_stock_changed(${distributorId}::uuid, ${[...variantIds]}::uuid[], ${clock.now().toISOString()}::timestamptz)`;
}
