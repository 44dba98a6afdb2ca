import { Prisma } from '../platform/prisma/generated/client.ts';
import { toPage } from '../platform/page.ts';
import type { Page, PageRequest } from '../platform/page.ts';
import type { Reader } from './reader.server.ts';

type Key = { readonly distributorId: string; readonly importId: string };

export type HubImport = {
  readonly id: string;
  readonly fileName: string;
  readonly status: string;
  readonly supplier: string | null;
  readonly assumedCostBasisPoints: number | null;
  readonly totalBytes: number;
  readonly readBytes: number;
  readonly rows: number;
  readonly products: number;
  readonly variants: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly warned: number;
  readonly refused: number;
  readonly stopRequested: boolean;
  readonly failure: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
};

export type ImportRemark = {
  readonly line: number;
  readonly position: number;
  readonly outcome: string;
  readonly code: string;
  readonly handle: string | null;
  readonly sku: string | null;
  readonly message: string;
};

function selectImports(condition: Prisma.Sql, limit: number): Prisma.Sql {
  return Prisma.sql`
    select i.id, i.file_name as "fileName", i.status, s.name as supplier,
      i.assumed_cost_basis_points as "assumedCostBasisPoints", i.total_bytes::float8 as "totalBytes",
      i.read_bytes::float8 as "readBytes", i.rows, i.products, i.variants, i.created, i.updated, i.unchanged, i.warned,
      i.refused, i.stop_requested as "stopRequested", i.failure, i.started_at as "startedAt", i.finished_at as "finishedAt"
    from catalog_import i
    left join supplier s on s.distributor_id = i.distributor_id and s.id = i.supplier_id
    where ${condition} order by i.started_at desc, i.id desc limit ${limit}`;
}

/** The newest imports of a distributor. */
export async function readHubImports(database: Reader, distributorId: string) {
  return database.$queryRaw<HubImport[]>(
    selectImports(Prisma.sql`i.distributor_id = ${distributorId}::uuid`, 25),
  );
}

/** One import; undefined for another distributor's as for none. */
export async function readHubImport(database: Reader, key: Key): Promise<HubImport | undefined> {
  const [row] = await database.$queryRaw<HubImport[]>(
    selectImports(
      Prisma.sql`i.distributor_id = ${key.distributorId}::uuid and i.id = ${key.importId}::uuid`,
      1,
    ),
  );
  return row;
}

/** What was remarked about its rows, in order of the file; the cursor is "line.position". */
export async function readImportRemarks(
  database: Reader,
  key: Key,
  filter: { readonly outcome: string; readonly code: string },
  page: PageRequest,
): Promise<Page<ImportRemark>> {
  const [line = -1, position = -1] = cursorOf(page.after);
  const rows = await database.$queryRaw<ImportRemark[]>`
    select line, position, outcome, code, handle, sku, message from catalog_import_row
    where distributor_id = ${key.distributorId}::uuid and import_id = ${key.importId}::uuid
      and (line, position) > (${line}::int, ${position}::int)
      and (${filter.outcome} = '' or outcome = ${filter.outcome}) and (${filter.code} = '' or code = ${filter.code})
    order by line, position limit ${page.size + 1}::int`;
  return toPage(rows, page.size, (row) => `${row.line}.${row.position}`);
}

function cursorOf(after: string | undefined): number[] {
  const match = /^(\d{1,9})\.(\d{1,9})$/.exec(after ?? '');
  return match ? [Number(match[1]), Number(match[2])] : [];
}

/** Which remarks there are, and how often each. */
export async function readRemarkCounts(database: Reader, key: Key) {
  return database.$queryRaw<{ code: string; outcome: string; count: number }[]>`
    select code, outcome, count(*)::int as count from catalog_import_row
    where distributor_id = ${key.distributorId}::uuid and import_id = ${key.importId}::uuid
    group by 1, 2 order by 3 desc, 1 limit 40`;
}

const EXPORTED_AT_ONCE = 1_000;

/** The whole report, read page by page so that its length does not matter. */
export async function* exportImportRemarks(
  database: Reader,
  key: Key,
): AsyncGenerator<readonly (string | number | null)[]> {
  let after: string | undefined;
  do {
    const page = await readImportRemarks(
      database,
      key,
      { outcome: '', code: '' },
      { after, size: EXPORTED_AT_ONCE },
    );
    for (const { line, outcome, code, handle, sku, message } of page.rows)
      yield [line, outcome, code, handle, sku, message];
    after = page.next;
  } while (after);
}
