import type { Id } from '../../platform/ids.ts';
import type { StockWriteOutcome } from '../stores/channel.ts';
import type { AttemptId, BrokenListing, ListingsContext } from './listing.ts';
import { lockDivisions, wakeWaiting } from './wait-for-units.server.ts';

export type AttemptKey = { readonly storeId: string; readonly attempt: AttemptId };

/**
 * Notes what the store answered to a call: what was set has been told; what it does not take is broken. Rows that the
 * store called stale, or said nothing of, stay in flight until the store has been read. What was told is the marked
 * quantity as it stands on the row: a sale imported meanwhile has lowered it.
 */
export async function recordStockOutcomes(
  { tx, clock }: ListingsContext,
  { storeId, attempt }: AttemptKey,
  outcomes: readonly StockWriteOutcome[],
): Promise<readonly BrokenListing[]> {
  const now = clock.now().toISOString();
  const set = outcomes.flatMap((outcome) =>
    outcome.kind === 'set' ? [outcome.outsideStockId] : [],
  );
  const lowered = await findLowered({ tx }, { storeId, attempt });
  await lockDivisions({ tx }, storeId, lowered);
  await tx.$executeRaw`
    update listing set told_quantity = in_flight_quantity, told_at = ${now}::timestamptz, confirmed_at = ${now}::timestamptz,
      in_flight = null, in_flight_quantity = null, failure = null
    where store_id = ${storeId}::uuid and in_flight = ${attempt}::uuid and outside_stock_id = any(${set}::text[])
      and variant_id = any((select variant_ids from publish_attempt where store_id = ${storeId}::uuid and id = ${attempt}::uuid)::uuid[])`;
  await wakeWaiting({ tx, clock }, storeId, lowered);
  const failed = outcomes.flatMap((outcome) =>
    outcome.kind === 'gone' || outcome.kind === 'refused'
      ? [{ outsideStockId: outcome.outsideStockId, why: outcome.why }]
      : [],
  );
  return breakListings({ tx }, { storeId, attempt }, failed);
}

/** What a call tells the store less of than before: others may be waiting for it. */
async function findLowered(
  { tx }: Pick<ListingsContext, 'tx'>,
  { storeId, attempt }: AttemptKey,
): Promise<readonly Id<'Variant'>[]> {
  const rows = await tx.$queryRaw<{ variantId: Id<'Variant'> }[]>`
    select l.variant_id as "variantId" from publish_attempt a
    join listing l on l.store_id = a.store_id and l.variant_id = any(a.variant_ids) and l.in_flight = a.id
    where a.store_id = ${storeId}::uuid and a.id = ${attempt}::uuid and l.in_flight_quantity < l.told_quantity`;
  return rows.map(({ variantId }) => variantId);
}

/** Marks listings as broken, with the store's reason, and answers them as a person will be told of them. */
export async function breakListings(
  { tx }: Pick<ListingsContext, 'tx'>,
  { storeId, attempt }: AttemptKey,
  failed: readonly { readonly outsideStockId: string; readonly why: string }[],
): Promise<readonly BrokenListing[]> {
  if (failed.length === 0) return [];
  return tx.$queryRaw<BrokenListing[]>`
    update listing l set status = 'broken', failure = f.why, in_flight = null, in_flight_quantity = null
    from unnest(${failed.map(({ outsideStockId }) => outsideStockId)}::text[], ${failed.map(({ why }) => why)}::text[]) as f(stock, why), product p
    where l.store_id = ${storeId}::uuid and l.outside_stock_id = f.stock and l.in_flight = ${attempt}::uuid
      and l.variant_id = any((select variant_ids from publish_attempt where store_id = ${storeId}::uuid and id = ${attempt}::uuid)::uuid[])
      and p.distributor_id = l.distributor_id and p.id = l.product_id
    returning l.distributor_id as "distributorId", l.connection_id as "connectionId", l.product_id as "productId", p.title, f.why`;
}

/** The call surely had no effect: what it carried is not in flight, and is found as a difference again. */
export async function withdrawAttempt(
  { tx }: Pick<ListingsContext, 'tx'>,
  { storeId, attempt }: AttemptKey,
): Promise<void> {
  await tx.$executeRaw`
    update listing set in_flight = null, in_flight_quantity = null
    where store_id = ${storeId}::uuid and in_flight = ${attempt}::uuid
      and variant_id = any((select variant_ids from publish_attempt where store_id = ${storeId}::uuid and id = ${attempt}::uuid)::uuid[])`;
  await closeAttempt({ tx }, { storeId, attempt });
}

/** Forgets an attempt of which nothing is in flight any more; one that has something left is kept. */
export async function closeAttempt(
  { tx }: Pick<ListingsContext, 'tx'>,
  { storeId, attempt }: AttemptKey,
): Promise<void> {
  await tx.$executeRaw`
    delete from publish_attempt a where a.store_id = ${storeId}::uuid and a.id = ${attempt}::uuid and not exists (
      select from listing l where l.store_id = a.store_id and l.variant_id = any(a.variant_ids) and l.in_flight = a.id)`;
}
