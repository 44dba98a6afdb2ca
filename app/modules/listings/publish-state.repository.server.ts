import type { Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import { Prisma } from '../../platform/prisma/generated/client.ts';
import type { ListingsContext } from './listing.ts';

/** Where a store's publisher stands. `cursor` and `snapshot` are PostgreSQL snapshots as text (pg_snapshot). */
export type PublishState = {
  /** Changes of transactions that this snapshot saw have been followed. */
  readonly cursor: string;
  /** What is visible now: the next cursor, once everything found now has been told. */
  readonly snapshot: string;
  readonly sweepsWanted: number;
  readonly sweepsDone: number;
  readonly failures: number;
  readonly blockedUntil: Instant | null;
  readonly paused: boolean;
  /** A sweep is wanted, a write has no answer yet, or something that the store lists has changed since the cursor. */
  readonly hasWork: boolean;
};

/** Changes since a snapshot that concern a product which the store lists. */
function listedChanges(storeId: Prisma.Sql, snapshot: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`select from connection k
    join stock_change c on c.distributor_id = k.distributor_id
    join variant v on v.distributor_id = c.distributor_id and v.id = c.variant_id
    join listed_product l on l.distributor_id = k.distributor_id and l.connection_id = k.id and l.product_id = v.product_id
    where k.store_id = ${storeId} and c.transaction_id >= pg_snapshot_xmin(${snapshot})
      and not pg_visible_in_snapshot(c.transaction_id, ${snapshot})`;
}

/**
 * The state of a connected store, made at first use; undefined for a store that is not (or no longer) connected, or
 * whose merchant has to open the app first: nothing could be written there, and coming back has all of it compared.
 */
export async function readPublishState(
  { tx }: Pick<ListingsContext, 'tx'>,
  storeId: string,
): Promise<PublishState | undefined> {
  const read = () => tx.$queryRaw<PublishState[]>`
    /* planned once */ select p.cursor::text as cursor, pg_current_snapshot()::text as snapshot, p.sweeps_wanted as "sweepsWanted",
      p.sweeps_done as "sweepsDone", p.failures, p.blocked_until as "blockedUntil", p.paused_at is not null as paused,
      p.sweeps_wanted > p.sweeps_done or exists (select from publish_attempt a where a.store_id = p.store_id)
        or exists (${listedChanges(Prisma.sql`p.store_id`, Prisma.sql`p.cursor`)}) as "hasWork"
    from publish_state p join store s on s.id = p.store_id and s.uninstalled_at is null and s.prepared_at is not null
      and s.status <> 'needs-reopen'
    where p.store_id = ${storeId}::uuid`;
  const found = (await read())[0];
  if (found) return found;
  await ensurePublishState({ tx }, storeId);
  return (await read())[0];
}

/** A new store starts at the present of the change log, with one sweep to do. */
export async function ensurePublishState(
  { tx }: Pick<ListingsContext, 'tx'>,
  storeId: string,
): Promise<void> {
  await tx.$executeRaw`
    insert into publish_state (store_id, cursor) select id, pg_current_snapshot() from store where id = ${storeId}::uuid
    on conflict (store_id) do nothing`;
}

/** Asks that every listing of the store be compared: its terms or its assortment have changed. Enqueue a publish after it. */
export async function requestSweep({ tx }: ListingsContext, storeId: string): Promise<void> {
  await ensurePublishState({ tx }, storeId);
  await tx.$executeRaw`update publish_state set sweeps_wanted = sweeps_wanted + 1 where store_id = ${storeId}::uuid`;
}

/** Everything found in this state has been told: go on from its snapshot. */
export async function saveDrained(
  { tx, clock }: ListingsContext,
  storeId: string,
  state: PublishState,
): Promise<void> {
  await tx.$executeRaw`
    /* planned once */ update publish_state set cursor = ${state.snapshot}::pg_snapshot, sweeps_done = ${state.sweepsWanted}, failures = 0,
      blocked_until = null, drained_at = ${clock.now().toISOString()}::timestamptz
    where store_id = ${storeId}::uuid`;
}

/** The store could not be written to: nobody tries before `until`. */
export async function blockPublishing(
  { tx }: ListingsContext,
  storeId: string,
  { until, counts }: { readonly until: Instant; readonly counts: boolean },
): Promise<void> {
  await tx.$executeRaw`
    update publish_state set blocked_until = ${until.toISOString()}::timestamptz, failures = failures + ${counts ? 1 : 0}::integer
    where store_id = ${storeId}::uuid`;
}

/** The store is tried at once, however long it was to rest: a person has mended something. */
export async function unblockPublishing(
  { tx }: Pick<ListingsContext, 'tx'>,
  storeId: string,
): Promise<void> {
  await tx.$executeRaw`update publish_state set blocked_until = null where store_id = ${storeId}::uuid`;
}

/** Stops or resumes publishing to a store; while paused nothing is written there. Resuming compares everything. */
export async function setPaused(
  context: ListingsContext,
  { storeId, paused }: { readonly storeId: string; readonly paused: boolean },
): Promise<void> {
  await requestSweep(context, storeId);
  await context.tx.$executeRaw`
    update publish_state set paused_at = ${paused ? context.clock.now().toISOString() : null}::timestamptz,
      blocked_until = null, failures = 0
    where store_id = ${storeId}::uuid`;
}

/** Whether anything has happened that a drain of this snapshot has not seen. */
export async function hasNews(tx: Tx, storeId: string, snapshot: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ news: boolean }[]>`
    /* planned once */ select p.sweeps_wanted > p.sweeps_done
      or exists (${listedChanges(Prisma.sql`p.store_id`, Prisma.sql`${snapshot}::pg_snapshot`)}) as news
    from publish_state p where p.store_id = ${storeId}::uuid and p.paused_at is null`;
  return rows[0]?.news === true;
}
