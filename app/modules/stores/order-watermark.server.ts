import type { Tx } from '../../platform/database.server.ts';

/** Until when a store's orders have been read in full; undefined: never. */
export async function readOrderWatermark(
  tx: Tx,
  storeId: string,
): Promise<{ readonly readUntil: Date | null; readonly installedAt: Date } | undefined> {
  const [row] = await tx.$queryRaw<{ readUntil: Date | null; installedAt: Date }[]>`
    select orders_read_until as "readUntil", installed_at as "installedAt" from store
    where id = ${storeId}::uuid and uninstalled_at is null`;
  return row;
}

/** Never back: an older run that ends late does not widen the next one. */
export async function saveOrderWatermark(
  tx: Tx,
  input: { readonly storeId: string; readonly readUntil: Date },
): Promise<void> {
  await tx.$executeRaw`
    update store set orders_read_until = greatest(orders_read_until, ${input.readUntil}::timestamptz)
    where id = ${input.storeId}::uuid`;
}

/** Stores whose orders can be read now: installed, with a distributor that trades with them. */
export async function listStoresToReconcile(tx: Tx): Promise<{ readonly storeId: string }[]> {
  return tx.$queryRaw`
    select s.id as "storeId" from store s
    where s.uninstalled_at is null and s.prepared_at is not null
      and exists (select from connection c where c.store_id = s.id and c.status in ('approved', 'suspended'))
    order by s.id`;
}
