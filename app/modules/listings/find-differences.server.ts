import type { Instant } from '../../platform/clock.ts';
import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { Difference, ListingsContext } from './listing.ts';
import { UNSEEN_SALE_MS } from './listing.ts';
import type { PublishState } from './publish-state.repository.server.ts';

export const unseenAfter = (now: Instant): string =>
  new Date(now.getTime() - UNSEEN_SALE_MS).toISOString();

/**
 * The listings of a store that show something else than their offer: of the variants that the change log names since
 * the cursor, or of all where a sweep is wanted. To zero first, then the largest decreases, then the longest untold.
 * One look-up by keys for each listing that may differ; the change log is read from the cursor on by its index.
 */
export async function findDifferences(
  { tx, clock }: ListingsContext,
  storeId: string,
  state: PublishState,
  limit: number,
): Promise<readonly Difference[]> {
  const now = clock.now();
  const asked =
    state.sweepsWanted > state.sweepsDone
      ? Prisma.empty
      : Prisma.sql`and w.variant_id = any(array(
          select distinct c.variant_id from connection k
          join stock_change c on c.distributor_id = k.distributor_id
          where k.store_id = ${storeId}::uuid and c.transaction_id >= pg_snapshot_xmin(${state.cursor}::pg_snapshot)
            and not pg_visible_in_snapshot(c.transaction_id, ${state.cursor}::pg_snapshot)))`;
  return tx.$queryRaw<Difference[]>(Prisma.sql`
    select * from (
      select w.variant_id as "variantId", w.told_quantity is distinct from w.wanted_quantity as "stockDiffers",
        w.wanted_price_minor is not null and (w.price_unknown or w.told_price_minor is distinct from w.wanted_price_minor) as "priceDiffers",
        w.told_quantity is null as "neverTold", w.wanted_quantity, w.told_quantity, w.told_at
      from wanted_listings(${storeId}::uuid, ${now.toISOString()}::timestamptz, ${unseenAfter(now)}::timestamptz) w
      where w.in_flight is null ${asked}
    ) d
    where d."stockDiffers" or d."priceDiffers"
    order by d."stockDiffers" and d.wanted_quantity = 0 desc, greatest(d.told_quantity - d.wanted_quantity, 0) desc, d.told_at, d."variantId"
    limit ${limit}::integer`);
}
