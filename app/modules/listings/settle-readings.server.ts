import type { Id } from '../../platform/ids.ts';
import type { OutsideStockId, StockReading } from '../stores/channel.ts';
import type { AttemptId, BrokenListing, ListingsContext } from './listing.ts';
import { breakListings } from './record-stock-outcomes.server.ts';
import type { AttemptKey } from './record-stock-outcomes.server.ts';

/** A listing whose write has no (good) answer: look in the store what it shows. */
export type OpenWrite = {
  readonly attempt: AttemptId;
  readonly variantId: Id<'Variant'>;
  readonly outsideStockId: OutsideStockId;
  readonly told: number | null;
};

/** Everything of a store that is in flight, oldest attempt first; found through the few open attempts. */
export async function findOpenWrites(
  { tx }: Pick<ListingsContext, 'tx'>,
  storeId: string,
  limit: number,
): Promise<readonly OpenWrite[]> {
  return tx.$queryRaw<OpenWrite[]>`
    select a.id as attempt, l.variant_id as "variantId", l.outside_stock_id as "outsideStockId", l.told_quantity as told
    from publish_attempt a
    join listing l on l.store_id = a.store_id and l.variant_id = any(a.variant_ids) and l.in_flight = a.id
    where a.store_id = ${storeId}::uuid order by a.id, l.variant_id limit ${limit}::integer`;
}

/** Attempts that a crash left behind with nothing in flight. */
export async function forgetClosedAttempts(
  { tx }: Pick<ListingsContext, 'tx'>,
  storeId: string,
): Promise<void> {
  await tx.$executeRaw`
    delete from publish_attempt a where a.store_id = ${storeId}::uuid and not exists (
      select from listing l where l.store_id = a.store_id and l.variant_id = any(a.variant_ids) and l.in_flight = a.id)`;
}

/**
 * Takes what the store shows as what it was told. Fewer units than it was told, with at least as many committed to
 * orders, are a sale whose order is on its way: these units stay off the offer until it comes (issue: they become a
 * tentative reservation). Anything else is an edit by somebody else: the next round writes the offer over what was read,
 * compared and swapped. A listing whose told quantity has changed since `told` was read (its order came in between)
 * stays in flight and is read again.
 */
export async function settleReadings(
  { tx, clock }: ListingsContext,
  { storeId, attempt }: AttemptKey,
  open: readonly OpenWrite[],
  readings: readonly StockReading[],
  { mayHaveApplied }: { readonly mayHaveApplied: boolean },
): Promise<readonly BrokenListing[]> {
  const found = new Map(readings.map((reading) => [reading.outsideStockId, reading]));
  const present = open.flatMap((write) => {
    const reading = found.get(write.outsideStockId);
    return reading?.active ? [{ ...write, ...reading }] : [];
  });
  const now = clock.now().toISOString();
  await tx.$executeRaw`
    update listing l set told_quantity = r.available, told_at = ${now}::timestamptz, confirmed_at = ${now}::timestamptz,
      in_flight = null, in_flight_quantity = null,
      unseen_sold = case when r.sold > 0 then l.unseen_sold + r.sold else greatest(l.unseen_sold + least(r.missing, 0), 0) end,
      unseen_since = case when r.sold > 0 then ${now}::timestamptz else l.unseen_since end
    from (
      select w.variant_id, r.available, m.missing,
        case when m.missing > 0 and (r.committed is null or r.committed >= m.missing) then m.missing else 0 end as sold
      from listing w
      join unnest(${present.map(({ variantId }) => variantId)}::uuid[], ${present.map(({ available }) => available)}::integer[],
        ${present.map(({ committed }) => committed ?? null)}::integer[], ${present.map(({ told }) => told)}::integer[])
        as r(variant_id, available, committed, told) on r.variant_id = w.variant_id
      -- A write that raised the figure and had its effect shows in more than was told before; then units miss from its own.
      cross join lateral (select case when r.available in (w.told_quantity, w.in_flight_quantity) or w.told_quantity is null then 0
        when ${mayHaveApplied} and r.available > w.told_quantity then w.in_flight_quantity - r.available
        else w.told_quantity - r.available end as missing) m
      where w.store_id = ${storeId}::uuid and w.in_flight = ${attempt}::uuid and w.told_quantity is not distinct from r.told
    ) r
    where l.store_id = ${storeId}::uuid and l.variant_id = r.variant_id and l.in_flight = ${attempt}::uuid`;
  const gone = open.flatMap(({ outsideStockId }) => {
    const reading = found.get(outsideStockId);
    if (reading?.active) return [];
    const why = reading
      ? 'It is no longer stocked at our location.'
      : 'It no longer exists in the store.';
    return [{ outsideStockId, why }];
  });
  return breakListings({ tx }, { storeId, attempt }, gone);
}
