import type { Tx } from '../../platform/database.server.ts';

const FOLLOWER = 'product-search';
/** Variants in one statement: its rows are locked only shortly. */
const AT_ONCE = 2_000;

export type ChangedVariants = {
  readonly distributorId: string;
  readonly variantIds: readonly string[];
};

/**
 * What the change log says since this was last asked, in pieces of one distributor, and the snapshot to be remembered
 * once they are done. The first call ever remembers where the log stands: what was there before is in the search by
 * the migration that made it.
 */
export async function findSearchChanges(
  tx: Tx,
): Promise<{ readonly changes: readonly ChangedVariants[]; readonly snapshot: string }> {
  const rows = await tx.$queryRaw<
    { snapshot: string; distributorId: string | null; variantIds: string[] | null }[]
  >`
    with follower as materialized (
      select coalesce((select snapshot from search_cursor where name = ${FOLLOWER}), pg_current_snapshot()) as since
    ), changed as (
      select distinct d.id as distributor_id, c.variant_id from follower f, distributor d
      join stock_change c on c.distributor_id = d.id
      where c.transaction_id >= pg_snapshot_xmin(f.since) and not pg_visible_in_snapshot(c.transaction_id, f.since)
    ), numbered as (
      select distributor_id, variant_id, row_number() over (partition by distributor_id order by variant_id) / ${AT_ONCE} as piece
      from changed
    ), pieces as (
      select distributor_id, array_agg(variant_id) as variants from numbered group by distributor_id, piece
    )
    select pg_current_snapshot()::text as snapshot, p.distributor_id as "distributorId", p.variants as "variantIds"
    from (select) one left join pieces p on true`;
  const changes = rows.flatMap(({ distributorId, variantIds }) =>
    distributorId && variantIds ? [{ distributorId, variantIds }] : [],
  );
  return { changes, snapshot: rows[0]?.snapshot ?? '' };
}

export async function rememberSearchChanges(tx: Tx, snapshot: string): Promise<void> {
  await tx.$executeRaw`
    insert into search_cursor (name, snapshot) values (${FOLLOWER}, ${snapshot}::pg_snapshot)
    on conflict (name) do update set snapshot = excluded.snapshot`;
}

/** Has the search know who supplies the products of these variants, and whether any unit is free. */
export async function refreshSearchSupply(
  tx: Tx,
  distributorId: string,
  variantIds: readonly string[],
): Promise<void> {
  await tx.$executeRaw`select refresh_search_supply(${distributorId}::uuid, ${[...variantIds]}::uuid[])`;
}
