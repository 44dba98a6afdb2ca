import type { Instant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database.server.ts';
import type { SupplierKey, SuppliersContext } from './supplier.ts';

/** Suppliers whose stock is to be fetched now, the longest waiting first. */
export async function findDueCollections(
  { tx, clock }: SuppliersContext,
  limit: number,
): Promise<readonly SupplierKey[]> {
  return tx.$queryRaw<SupplierKey[]>`
    select distributor_id as "distributorId", id as "supplierId" from supplier
    where feed_due_at <= ${clock.now().toISOString()}::timestamptz and status = 'active'
    order by feed_due_at limit ${limit}::integer for update skip locked`;
}

/** Puts the next collection one interval from now. */
export async function scheduleCollections(
  { tx, clock }: SuppliersContext,
  keys: readonly SupplierKey[],
): Promise<void> {
  await tx.$executeRaw`
    update supplier set feed_due_at = ${clock.now().toISOString()}::timestamptz + make_interval(secs => feed_interval_seconds)
    where (distributor_id, id) in (select d, s from unnest(${keys.map(({ distributorId }) => distributorId)}::uuid[],
      ${keys.map(({ supplierId }) => supplierId)}::uuid[]) as t(d, s))`;
}

/** Keeps the cursor that the supplier is given back at the next collection. */
export async function saveFeedCursor(
  tx: Tx,
  { distributorId, supplierId }: SupplierKey,
  cursor: string | undefined,
): Promise<void> {
  await tx.$executeRaw`
    update supplier set feed_cursor = ${cursor ?? null}
    where distributor_id = ${distributorId}::uuid and id = ${supplierId}::uuid`;
}

export type FeedTerms = {
  readonly feedCursor: string | undefined;
  readonly settings: unknown;
  /** The code of its only location; undefined when it has several or none. */
  readonly onlyLocation: string | undefined;
  readonly name: string;
  readonly active: boolean;
  readonly feedDueAt: Instant | undefined;
};

/** What collecting and reading a supplier's feeds needs to know of it. */
export async function readFeedTerms(
  tx: Tx,
  { distributorId, supplierId }: SupplierKey,
): Promise<FeedTerms | undefined> {
  const supplier = await tx.supplier.findUnique({
    where: { distributorId_id: { distributorId, id: supplierId } },
    include: { supplierLocations: { select: { code: true }, take: 2 } },
  });
  if (!supplier) return undefined;
  const [first, second] = supplier.supplierLocations;
  return {
    feedCursor: supplier.feedCursor ?? undefined,
    settings: supplier.settings,
    onlyLocation: second ? undefined : first?.code,
    name: supplier.name,
    active: supplier.status === 'active',
    feedDueAt: supplier.feedDueAt ?? undefined,
  };
}
