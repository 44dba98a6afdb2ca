import type { Database } from '../../platform/database.server.ts';

export type OpenException = {
  readonly kind: string;
  readonly distributorId: string | null;
  readonly connectionId: string | null;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly dedupeKey: string;
  readonly remedies: readonly string[];
};

type Owner = { readonly distributorId: string } | { readonly storeId: string };

/**
 * One open exception of a distributor, or of the retailer of a store; undefined when it is settled, unknown or
 * another's.
 */
export async function findOpenException(
  database: Pick<Database, '$queryRaw'>,
  input: Owner & { readonly exceptionId: string },
): Promise<OpenException | undefined> {
  const distributorId = 'distributorId' in input ? input.distributorId : null;
  const storeId = 'storeId' in input ? input.storeId : null;
  const rows = await database.$queryRaw<OpenException[]>`
    select kind, distributor_id as "distributorId", connection_id as "connectionId", subject_kind as "subjectKind", subject_id as "subjectId", dedupe_key as "dedupeKey", remedies
    from exception_case
    where id = ${input.exceptionId}::uuid and resolved_at is null and (distributor_id = ${distributorId}::uuid
      or store_id = ${storeId}::uuid and owner = 'retailer')`;
  return rows[0];
}
