import type { Database, Tx } from '../../platform/database.server.ts';

export type OpenException = {
  readonly kind: string;
  readonly distributorId: string | null;
  readonly connectionId: string | null;
  readonly storeId: string | null;
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
    select kind, distributor_id as "distributorId", connection_id as "connectionId", store_id as "storeId", subject_kind as "subjectKind", subject_id as "subjectId", dedupe_key as "dedupeKey", remedies
    from exception_case
    where id = ${input.exceptionId}::uuid and resolved_at is null and (distributor_id = ${distributorId}::uuid
      or store_id = ${storeId}::uuid and (owner = 'retailer' or first_owner = 'retailer'))`;
  return rows[0];
}

/** The keys of a connection's open exceptions of the kinds with a prefix, the oldest first. */
export async function openMattersOf(
  tx: Tx,
  input: {
    readonly distributorId: string;
    readonly connectionId: string;
    readonly kindPrefix: string;
    readonly limit: number;
  },
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ key: string }[]>`
    select dedupe_key as key from exception_case
    where distributor_id = ${input.distributorId}::uuid and connection_id = ${input.connectionId}::uuid
      and resolved_at is null and starts_with(kind, ${input.kindPrefix}) order by id limit ${input.limit}`;
  return rows.map(({ key }) => key);
}
