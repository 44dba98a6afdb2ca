import type { Database } from '../../platform/database.server.ts';

export type OpenException = {
  readonly kind: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly dedupeKey: string;
  readonly remedies: readonly string[];
};

/** One open exception of a distributor; undefined when it is settled, unknown or another's. */
export async function findOpenException(
  database: Pick<Database, '$queryRaw'>,
  input: { readonly distributorId: string; readonly exceptionId: string },
): Promise<OpenException | undefined> {
  const rows = await database.$queryRaw<OpenException[]>`
    select kind, subject_kind as "subjectKind", subject_id as "subjectId", dedupe_key as "dedupeKey", remedies
    from exception_case
    where id = ${input.exceptionId}::uuid and distributor_id = ${input.distributorId}::uuid and resolved_at is null`;
  return rows[0];
}
