import type { SupplierKey, SuppliersContext } from './supplier.ts';

/** Merges settings of a supplier's feeds (format, guards, source, …) into those that stand; whole values are replaced. */
export async function saveFeedSettings(
  { tx }: Pick<SuppliersContext, 'tx'>,
  { distributorId, supplierId }: SupplierKey,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  await tx.$executeRaw`
    update supplier set settings = settings || ${JSON.stringify(settings)}::jsonb
    where distributor_id = ${distributorId}::uuid and id = ${supplierId}::uuid`;
}

/** Another source knows nothing of what was fetched from the last one: it is asked anew, and at once. */
export async function restartCollection(
  { tx, clock }: SuppliersContext,
  { distributorId, supplierId }: SupplierKey,
): Promise<void> {
  await tx.$executeRaw`
    update supplier set feed_cursor = null, feed_due_at = case when connector = 'none' then null else ${clock.now()}::timestamptz end
    where distributor_id = ${distributorId}::uuid and id = ${supplierId}::uuid`;
}

/** A new source epoch: from now on the supplier's next word counts, whatever moment it speaks of. Answers its number. */
export async function openEpoch(
  { tx }: Pick<SuppliersContext, 'tx'>,
  { distributorId, supplierId }: SupplierKey,
): Promise<number> {
  const rows = await tx.$queryRaw<{ epoch: number }[]>`
    update supplier set epoch = epoch + 1
    where distributor_id = ${distributorId}::uuid and id = ${supplierId}::uuid returning epoch`;
  return rows[0]?.epoch ?? 0;
}
