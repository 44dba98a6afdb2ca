import { newId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import type { StockWrite } from '../stores/channel.ts';
import { UNSEEN_SALE_DOUBT_MS } from './listing.ts';
import type { AttemptId, ListingsContext, MarkedListing } from './listing.ts';
import { lockDivisions } from './wait-for-units.server.ts';

export type MarkedStock = { readonly attempt: AttemptId; readonly writes: readonly StockWrite[] };

/**
 * Marks the writes of one call before it is made: computes again what these listings should show now, and notes on
 * each that differs what is being told. Commit before calling the store: after a crash the marks say what to look for.
 * No store is told more than what all others leave of the showable units by what they were told: units go from one to
 * another only by way of nobody. What a listing does not get yet it waits for.
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
  await lockDivisions({ tx }, storeId, input.variantIds);
  const listings = await tx.$queryRaw<MarkedListing[]>`
    with wanted as materialized (
      select w.*, case when w.wanted_quantity <= coalesce(w.told_quantity, 0) then w.wanted_quantity
        else least(w.wanted_quantity, greatest(w.told_quantity, units_untold(w.distributor_id, w.variant_id, w.connection_id, w.showable), 0)) end as granted
      from wanted_listings(${storeId}::uuid, ${now.toISOString()}::timestamptz) w
      where w.variant_id = any(${[...input.variantIds]}::uuid[]) and w.in_flight is null and w.told_quantity is distinct from w.wanted_quantity
    ), marked as (
      update listing l set waits_for_units = w.granted < w.wanted_quantity,
        in_flight = case when w.granted is distinct from w.told_quantity then ${attempt}::uuid end,
        in_flight_quantity = case when w.granted is distinct from w.told_quantity then w.granted end
      from wanted w where l.distributor_id = w.distributor_id and l.connection_id = w.connection_id and l.variant_id = w.variant_id
        and l.in_flight is null and l.status = 'live'
      returning l.variant_id, l.outside_stock_id, l.in_flight_quantity, l.told_quantity
    )
    select variant_id as "variantId", outside_stock_id as "outsideStockId", in_flight_quantity as quantity, told_quantity as told
    from marked where in_flight_quantity is not null`;
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

/**
 * Marks for reading what stores were seen to sell a while ago and whose orders have not come: most orders come within
 * seconds. Where the sale was none, or was called off before we heard of it, its units are free again with the reading.
 */
export async function markDoubtfulSales(context: ListingsContext): Promise<void> {
  const before = new Date(context.clock.now().getTime() - UNSEEN_SALE_DOUBT_MS).toISOString();
  const doubtful = await context.tx.$queryRaw<
    { storeId: string; variantIds: readonly Id<'Variant'>[] }[]
  >`
    select l.store_id as "storeId", array_agg(l.variant_id order by l.variant_id) as "variantIds" from listing l
    join publish_state p on p.store_id = l.store_id and p.paused_at is null
    join store s on s.id = l.store_id and s.uninstalled_at is null
    where l.unseen_sold > 0 and l.unseen_since <= ${before}::timestamptz and l.told_at <= ${before}::timestamptz
      and l.in_flight is null and l.status = 'live'
    group by l.store_id order by l.store_id`;
  for (const { storeId, variantIds } of doubtful)
    await markForReading(context, storeId, variantIds);
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
