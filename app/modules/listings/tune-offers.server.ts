import type { Id } from '../../platform/ids.ts';
import type { ListingsContext } from './listing.ts';

/** Buffers fade with the pace: whoever has sold nothing lately is looked at this often all the same. */
const AT_LEAST_EVERY_MS = 10 * 60_000;

/** Distributors of whom something was sold since the last tuning, or whose last one is a while ago. */
export async function findDistributorsToTune({
  tx,
  clock,
}: ListingsContext): Promise<readonly Id<'Distributor'>[]> {
  const before = new Date(clock.now().getTime() - AT_LEAST_EVERY_MS).toISOString();
  const rows = await tx.$queryRaw<{ id: Id<'Distributor'> }[]>`
    select d.id from distributor d left join tuning t on t.distributor_id = d.id
    where coalesce(t.tuned_at, '-infinity') <= ${before}::timestamptz or exists (
      select from sales_pace p where p.distributor_id = d.id and p.at > coalesce(t.tuned_at, '-infinity'))
    order by d.id`;
  return rows.map(({ id }) => id);
}

/**
 * Tunes one distributor's offers (the SQL function `tune_offers` says how): a buffer is the units that a connection
 * would sell of a figure that has fallen until its store is told, within the bounds of its terms; a connection that
 * sells a variant faster than the others weighs up to eight times more in its division. What changes is told to the
 * publishers.
 */
export async function tuneOffersOf(
  { tx, clock }: ListingsContext,
  distributorId: Id<'Distributor'>,
): Promise<void> {
  await tx.$executeRaw`select tune_offers(${distributorId}::uuid, ${clock.now().toISOString()}::timestamptz)`;
}
