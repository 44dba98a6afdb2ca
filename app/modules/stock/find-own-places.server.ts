import type { Tx } from '../../platform/database.server.ts';
import type { DistributorId } from './stock-level.ts';

/** The locations whose figures we keep ourselves: their suppliers never deduct our orders. */
export async function findOwnPlaces(
  tx: Pick<Tx, '$queryRaw'>,
  distributorId: DistributorId,
): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select l.id from supplier s join supplier_location l on l.distributor_id = s.distributor_id and l.supplier_id = s.id
    where s.distributor_id = ${distributorId}::uuid and s.deducts_at = 'never'`;
  return new Set(rows.map(({ id }) => id));
}
