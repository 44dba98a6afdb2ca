import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { Difference, ListingsContext } from './listing.ts';
import { findUnitDifferences } from './find-unit-differences.server.ts';
import type { UnitDifference } from './find-unit-differences.server.ts';
import type { PublishState } from './publish-state.repository.server.ts';

/** From so many changes of units on, one pass over the store's listings is cheaper than a look-up for each. */
const MANY = 2_000;

/**
 * The listings of a store that show something else than their offer: of the variants that the change log names since
 * the cursor, or of all where a sweep is wanted. Stock before prices; to zero first, then decreases by how fast
 * the store sells what it shows too many of (SQL `told_urgency`), then the longest untold.
 * One look-up by keys for each listing that may differ; the change log is read from the cursor on by its index. Where a
 * feed has changed very many units and no price, those are compared in one pass. Call it in a transaction.
 */
export async function findDifferences(
  context: ListingsContext,
  storeId: string,
  state: PublishState,
  limit: number,
): Promise<readonly Difference[]> {
  const changed = changedSince(storeId, state.cursor);
  if (state.sweepsWanted > state.sweepsDone)
    return findByOffer(context, storeId, Prisma.empty, limit);
  if (!(await areMany(context, storeId, state))) {
    const asked = Prisma.sql`and w.variant_id = any(array(${changed}))`;
    return findByOffer(context, storeId, asked, limit);
  }
  const inUnits = await findUnitDifferences(context, storeId, changed, limit);
  const doubtful = inUnits.filter(({ sure }) => !sure).map(({ variantId }) => variantId);
  const asked = Prisma.sql`and w.variant_id = any(array(${changed} and not c.units_only) || ${doubtful}::uuid[])`;
  const byOffer = await findByOffer(context, storeId, asked, limit);
  const known = new Set(byOffer.map(({ variantId }) => variantId));
  const sure = inUnits.filter((each) => each.sure && !known.has(each.variantId));
  return [...sure.map(toDifference), ...byOffer].slice(0, limit);
}

const toDifference = ({ variantId, productId }: UnitDifference): Difference => ({
  variantId,
  productId,
  stockDiffers: true,
  priceDiffers: false,
  neverTold: false,
});

async function areMany(
  { tx }: ListingsContext,
  storeId: string,
  { cursor }: PublishState,
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ changes: number }[]>(Prisma.sql`
    /* planned once */ select count(*)::integer as changes from (${changedSince(storeId, cursor)} and c.units_only limit ${MANY}) t`);
  return rows[0]?.changes === MANY;
}

async function findByOffer(
  { tx, clock }: ListingsContext,
  storeId: string,
  asked: Prisma.Sql,
  limit: number,
): Promise<readonly Difference[]> {
  const now = clock.now().toISOString();
  return tx.$queryRaw<Difference[]>(Prisma.sql`
    /* planned once */ select d."variantId", d."productId", d."stockDiffers", d."priceDiffers", d."neverTold" from (
      select w.distributor_id, w.connection_id, w.variant_id as "variantId", w.product_id as "productId", w.told_quantity is distinct from w.wanted_quantity as "stockDiffers",
        w.wanted_price_minor is not null and (w.price_unknown or w.told_price_minor is distinct from w.wanted_price_minor) as "priceDiffers",
        w.told_quantity is null as "neverTold", w.wanted_quantity, w.told_quantity, w.told_at
      from wanted_listings(${storeId}::uuid, ${now}::timestamptz) w
      where w.in_flight is null ${asked}
    ) d
    left join sales_pace p on p.distributor_id = d.distributor_id and p.variant_id = d."variantId" and p.connection_id = d.connection_id
    where d."stockDiffers" or d."priceDiffers"
    order by d."stockDiffers" desc, d."stockDiffers" and d.wanted_quantity = 0 desc,
      told_urgency(d.told_quantity, d.wanted_quantity, p.units_per_day, p.at, ${now}::timestamptz) desc, d.told_at, d."variantId"
    limit ${limit}::integer`);
}

/** The variants that the change log names for a store since a cursor. */
export function changedSince(storeId: string, cursor: string): Prisma.Sql {
  return Prisma.sql`
    select distinct c.variant_id from connection k
    join stock_change c on c.distributor_id = k.distributor_id
    where k.store_id = ${storeId}::uuid and c.transaction_id >= pg_snapshot_xmin(${cursor}::pg_snapshot)
      and not pg_visible_in_snapshot(c.transaction_id, ${cursor}::pg_snapshot)`;
}
