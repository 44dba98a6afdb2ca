/**
 * Resealing: after a new key has been put first in the ring, what is sealed under older ones is sealed again, so that
 * these can be taken out. In batches by key, each in its own transaction: it can be stopped and begun again at any
 * time, while everything runs.
 */
import { inTransaction } from './database.server.ts';
import type { Database, Tx } from './database.server.ts';
import type { SecretsBox } from './secrets.server.ts';

/** A column that holds sealed texts. The names are ours and constant; they become part of statements. */
export type SealedColumn = {
  readonly table: string;
  readonly column: string;
  /** Of the primary key, with its types. */
  readonly keys: readonly { readonly name: string; readonly type: 'uuid' | 'text' }[];
  /** What the row's text is sealed for, by the values of its key. */
  readonly purposeOf: (key: readonly string[]) => string;
};

export type Resealed = {
  readonly resealed: number;
  /** Texts that none of the ring's keys opens; they are left as they are. */
  readonly unopened: number;
};

type SealedRow = { key: string[]; sealed: string };

const BATCH = 500;

/** Seals again what is not under the ring's first key. */
export async function reseal(
  database: Database,
  secrets: SecretsBox,
  column: SealedColumn,
): Promise<Resealed> {
  let [resealed, unopened] = [0, 0];
  for (let after: readonly string[] | undefined; ; ) {
    const batch = await inTransaction(database, async (tx) => {
      const rows = await readBatch(tx, secrets, column, after);
      const renewed = rows.flatMap((row) => renew(secrets, column, row) ?? []);
      await writeBatch(tx, column, renewed);
      return { rows, renewed: renewed.length };
    });
    resealed += batch.renewed;
    unopened += batch.rows.length - batch.renewed;
    after = batch.rows.at(-1)?.key;
    if (batch.rows.length < BATCH) return { resealed, unopened };
  }
}

function renew(
  secrets: SecretsBox,
  { purposeOf }: SealedColumn,
  { key, sealed }: SealedRow,
): SealedRow | undefined {
  const purpose = purposeOf(key);
  try {
    return { key, sealed: secrets.seal(secrets.open(sealed, purpose), purpose) };
  } catch {
    return undefined;
  }
}

/** The next rows in the order of the key, locked until they are written. */
function readBatch(
  tx: Tx,
  { currentPrefix }: SecretsBox,
  { table, column, keys }: SealedColumn,
  after: readonly string[] | undefined,
): Promise<SealedRow[]> {
  const names = keys.map(({ name }) => name).join(', ');
  const begun = keys.map(({ type }, index) => `$${index + 2}::text::${type}`).join(', ');
  return tx.$queryRawUnsafe<SealedRow[]>(
    `select array[${keys.map(({ name }) => `${name}::text`).join(', ')}] as key, ${column} as sealed
     from ${table} where ${column} is not null and not starts_with(${column}, $1)
       ${after ? `and (${names}) > (${begun})` : ''}
     order by ${names} limit ${BATCH} for update`,
    currentPrefix,
    ...(after ?? []),
  );
}

async function writeBatch(
  tx: Tx,
  { table, column, keys }: SealedColumn,
  rows: readonly SealedRow[],
): Promise<void> {
  const columns = keys.map(({ type }, index) => `$${index + 2}::${type}[]`);
  const names = keys.map(({ name }) => name);
  await tx.$executeRawUnsafe(
    `update ${table} as t set ${column} = renewed.sealed
     from unnest($1::text[], ${columns.join(', ')}) as renewed(sealed, ${names.join(', ')})
     where ${names.map((name) => `t.${name} = renewed.${name}`).join(' and ')}`,
    rows.map(({ sealed }) => sealed),
    ...keys.map((_, index) => rows.map(({ key }) => key[index])),
  );
}
