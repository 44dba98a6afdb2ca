import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { StockWrite } from '../stores/channel.ts';
import { unseenAfter } from './find-differences.server.ts';
import type { AttemptId, ListingsContext, MarkedListing } from './listing.ts';

export type MarkedStock = { readonly attempt: AttemptId; readonly writes: readonly StockWrite[] };

/**
 * Marks the writes of one call before it is made: computes again what these listings should show now, and notes on
 * each that differs what is being told. Commit before calling the store: after a crash the marks say what to look for.
 */
export async function markStockWrites(
  { tx, clock }: ListingsContext,
  storeId: string,
  input: {
    readonly variantIds: readonly Id<'Variant'>[];
    /** Whether the store is to compare what it shows with what it was told. */
    readonly compare: boolean;
  },
): Promise<MarkedStock> {
  const attempt = newId<'PublishAttempt'>();
  const now = clock.now();
  const listings = await tx.$queryRaw<MarkedListing[]>`
    with wanted as materialized (
      select * from wanted_listings(${storeId}::uuid, ${now.toISOString()}::timestamptz, ${unseenAfter(now)}::timestamptz) w
      where w.variant_id = any(${[...input.variantIds]}::uuid[]) and w.in_flight is null and w.told_quantity is distinct from w.wanted_quantity
    )
    update listing l set in_flight = ${attempt}::uuid, in_flight_quantity = w.wanted_quantity
    from wanted w where l.distributor_id = w.distributor_id and l.connection_id = w.connection_id and l.variant_id = w.variant_id
      and l.in_flight is null and l.status = 'live'
    returning l.variant_id as "variantId", l.outside_stock_id as "outsideStockId", l.in_flight_quantity as quantity, l.told_quantity as told`;
  const writes = listings.map(({ outsideStockId, quantity, told }) => ({
    outsideStockId,
    quantity,
    expected: input.compare ? (told ?? undefined) : undefined,
  }));
  if (writes.length > 0) {
    const variantIds = listings.map(({ variantId }) => variantId);
    await noteAttempt({ tx, clock }, storeId, { attempt, kind: 'write', variantIds, writes });
  }
  return { attempt, writes };
}

/** Marks listings as being looked at in the store, whatever they were told; their quantity in flight is what they show. */
export async function markForReading(
  context: ListingsContext,
  storeId: string,
  variantIds: readonly Id<'Variant'>[],
): Promise<AttemptId> {
  const attempt = newId<'PublishAttempt'>();
  await context.tx.$executeRaw`
    update listing set in_flight = ${attempt}::uuid, in_flight_quantity = coalesce(told_quantity, 0)
    where store_id = ${storeId}::uuid and variant_id = any(${[...variantIds]}::uuid[]) and in_flight is null`;
  await noteAttempt(context, storeId, { attempt, kind: 'stale', variantIds, writes: undefined });
  return attempt;
}

type NewAttempt = {
  readonly attempt: AttemptId;
  readonly kind: 'write' | 'stale';
  readonly variantIds: readonly Id<'Variant'>[];
  readonly writes: readonly StockWrite[] | undefined;
};

async function noteAttempt(
  { tx, clock }: ListingsContext,
  storeId: string,
  { attempt, kind, variantIds, writes }: NewAttempt,
): Promise<void> {
  await tx.$executeRaw`
    insert into publish_attempt (store_id, id, kind, variant_ids, writes, started_at)
    values (${storeId}::uuid, ${attempt}::uuid, ${kind}, ${[...variantIds]}::uuid[], ${writes ? JSON.stringify(writes) : null}::jsonb,
      ${clock.now().toISOString()}::timestamptz)`;
}
