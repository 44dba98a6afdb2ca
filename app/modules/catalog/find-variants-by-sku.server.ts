import type { Tx } from '../../platform/database.server.ts';

/** Which active variants carry each of these SKUs: none, one, or several where a catalogue repeats it. By index. */
export async function findVariantsBySku(
  tx: Tx,
  input: { readonly distributorId: string; readonly skus: readonly string[] },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.$queryRaw<{ sku: string; ids: string[] }[]>`
    select sku, array_agg(id order by id) as ids from variant
    where distributor_id = ${input.distributorId}::uuid and sku = any(${[...input.skus]}::text[]) and active
    group by sku`;
  return new Map(rows.map(({ sku, ids }) => [sku, ids]));
}
