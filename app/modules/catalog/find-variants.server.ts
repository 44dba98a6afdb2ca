import type { Tx } from '../../platform/database.server.ts';

/** Those of the ids that are active variants of the distributor. */
export async function findVariants(
  tx: Tx,
  input: { readonly distributorId: string; readonly variantIds: readonly string[] },
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id from variant where distributor_id = ${input.distributorId}::uuid
      and id = any(${[...input.variantIds]}::uuid[]) and active`;
  return rows.map(({ id }) => id);
}
