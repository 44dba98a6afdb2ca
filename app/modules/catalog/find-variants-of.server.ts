import type { Tx } from '../../platform/database.server.ts';

/** All variants of these products. */
export async function findVariantsOf(
  tx: Tx,
  input: { readonly distributorId: string; readonly productIds: readonly string[] },
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id from variant where distributor_id = ${input.distributorId}::uuid
      and product_id = any(${[...input.productIds]}::uuid[])`;
  return rows.map(({ id }) => id);
}
