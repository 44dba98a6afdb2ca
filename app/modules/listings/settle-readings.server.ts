import { z } from 'zod';
import type { Id } from '../../platform/ids.ts';
import type { OutsideStockId, StockReading, StockWrite } from '../stores/channel.ts';
import type { AttemptId, BrokenListing, ListingsContext } from './listing.ts';
import { breakListings } from './record-stock-outcomes.server.ts';
import type { AttemptKey } from './record-stock-outcomes.server.ts';

/** A listing whose write has no (good) answer: look in the store what it shows. */
export type OpenWrite = {
  readonly attempt: AttemptId;
  readonly variantId: Id<'Variant'>;
  readonly outsideStockId: OutsideStockId;
  readonly told: number | null;
  /** False: the write surely had no effect. */
  readonly mayHaveApplied: boolean;
};

/** What of a store is in flight and cannot be repeated, oldest attempt first; found through the few open attempts. */
export async function findOpenWrites(
  { tx }: Pick<ListingsContext, 'tx'>,
  storeId: string,
  limit: number,
): Promise<readonly OpenWrite[]> {
  return tx.$queryRaw<OpenWrite[]>`
    select a.id as attempt, l.variant_id as "variantId", l.outside_stock_id as "outsideStockId", l.told_quantity as told, a.kind = 'unknown' as "mayHaveApplied"
    from publish_attempt a
    join listing l on l.store_id = a.store_id and l.variant_id = any(a.variant_ids) and l.in_flight = a.id
    where a.store_id = ${storeId}::uuid and a.kind <> 'write' order by a.id, l.variant_id limit ${limit}::integer`;
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
      unseen_sold = case when r.sold > 0 then l.unseen_sold + r.sold else greatest(l.unseen_sold + least(coalesce(r.missing, 0), 0), 0) end,
      unseen_since = case when r.sold > 0 then ${now}::timestamptz else l.unseen_since end
    from (
      select w.variant_id, r.available, w.told_quantity - r.available as missing, sale.units as sold
      from listing w
      join unnest(${present.map(({ variantId }) => variantId)}::uuid[], ${present.map(({ available }) => available)}::integer[],
        ${present.map(({ committed }) => committed ?? null)}::integer[], ${present.map(({ told }) => told)}::integer[],
        ${present.map(({ mayHaveApplied }) => mayHaveApplied)}::boolean[])
        as r(variant_id, available, committed, told, may_have_applied) on r.variant_id = w.variant_id
      -- Units missing from what was told before, or from the write if that may have had its effect; as many must be committed.
      cross join lateral (
        select coalesce(max(units), 0) as units
        from (values (w.told_quantity - r.available, true), (w.in_flight_quantity - r.available, r.may_have_applied)) as c(units, possible)
        where possible and units > 0 and (r.committed is null or r.committed >= units)
          and not (r.may_have_applied and r.available in (w.told_quantity, w.in_flight_quantity))
      ) sale
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

/** A call whose answer never came, as it was sent. */
export type OpenCall = {
  readonly attempt: AttemptId;
  readonly writes: readonly StockWrite[];
};

const Writes = z.array(
  z.object({
    outsideStockId: z.string().transform((id) => id as OutsideStockId),
    quantity: z.int(),
    expected: z.int().optional(),
  }),
);

/** Calls to be made again under their own key, oldest first; those from before `since` can no longer be and become unknown. */
export async function findOpenCalls(
  { tx }: Pick<ListingsContext, 'tx'>,
  storeId: string,
  since: Date,
): Promise<readonly OpenCall[]> {
  await tx.$executeRaw`
    update publish_attempt set kind = 'unknown', writes = null
    where store_id = ${storeId}::uuid and kind = 'write' and started_at < ${since.toISOString()}::timestamptz`;
  const rows = await tx.$queryRaw<{ attempt: AttemptId; writes: unknown }[]>`
    select id as attempt, writes from publish_attempt
    where store_id = ${storeId}::uuid and kind = 'write' order by id`;
  return rows.map(({ attempt, writes }) => ({
    attempt,
    writes: Writes.parse(writes).map(({ expected, ...write }) => ({ ...write, expected })),
  }));
}

/** What is left of an answered call is to be looked up in the store. */
export async function lookUpRest(
  { tx }: Pick<ListingsContext, 'tx'>,
  { storeId, attempt }: AttemptKey,
  kind: 'stale' | 'unknown',
): Promise<void> {
  await tx.$executeRaw`
    update publish_attempt set kind = ${kind}, writes = null where store_id = ${storeId}::uuid and id = ${attempt}::uuid`;
}
