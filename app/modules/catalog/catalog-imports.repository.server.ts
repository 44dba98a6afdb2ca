import type { Database } from '../../platform/database.server.ts';
import { newId } from '../../platform/ids.ts';
import type { CatalogContext, CatalogImportId } from './product.ts';
import type { RowReport } from './shopify-csv/shopify-csv.ts';

/** What an import does besides the catalogue: it may also be one supplier's list of supplies and stock. */
export type CatalogImportInput = {
  readonly distributorId: string;
  readonly fileName: string;
  readonly blobSha256: string;
  readonly totalBytes: number;
  readonly supplierId: string | undefined;
  readonly assumedCostBasisPoints: number | undefined;
};

export async function insertCatalogImport(
  { tx, clock }: CatalogContext,
  input: CatalogImportInput,
): Promise<CatalogImportId> {
  const id = newId<'CatalogImport'>();
  await tx.catalogImport.create({
    data: {
      id,
      ...input,
      supplierId: input.supplierId ?? null,
      assumedCostBasisPoints: input.assumedCostBasisPoints ?? null,
      status: 'waiting',
      startedAt: clock.now(),
    },
  });
  return id;
}

export type CatalogImportProgress = {
  readonly savedThroughLine: number;
  readonly readBytes: number;
  readonly rows: number;
  readonly products: number;
  readonly variants: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly warned: number;
  readonly refused: number;
};

export type CatalogImportStatus = 'waiting' | 'running' | 'finished' | 'stopped' | 'refused';

/** Saves how far it is; answers whether a person asked it to stop. */
export async function saveProgress(
  { tx }: CatalogContext,
  key: { readonly distributorId: string; readonly importId: string },
  progress: CatalogImportProgress,
): Promise<{ readonly stopRequested: boolean }> {
  const row = await tx.catalogImport.update({
    where: { distributorId_id: { distributorId: key.distributorId, id: key.importId } },
    data: { ...progress, status: 'running' },
    select: { stopRequested: true },
  });
  return row;
}

export async function endCatalogImport(
  { tx, clock }: CatalogContext,
  key: { readonly distributorId: string; readonly importId: string },
  end: { readonly status: CatalogImportStatus; readonly failure?: string | undefined },
): Promise<void> {
  await tx.catalogImport.update({
    where: { distributorId_id: { distributorId: key.distributorId, id: key.importId } },
    data: { status: end.status, failure: end.failure ?? null, finishedAt: clock.now() },
  });
}

/** Keeps the rows that have a remark; the others are only counted. Repeating a batch replaces it. */
export async function saveRowReports(
  { tx }: CatalogContext,
  key: { readonly distributorId: string; readonly importId: string },
  rows: readonly RowReport[],
): Promise<void> {
  const remarks = rows.flatMap(remarksOf);
  if (remarks.length === 0) return;
  await tx.catalogImportRow.createMany({
    data: remarks.map((remark) => ({ ...remark, ...key })),
    skipDuplicates: true,
  });
}

function remarksOf(row: RowReport) {
  if (row.outcome === 'accepted') return [];
  const remarks = row.outcome === 'warned' ? row.warnings : [row.refusal];
  return remarks.map(({ code, message }, position) => ({
    line: row.line,
    position,
    outcome: row.outcome,
    code,
    handle: row.handle ?? null,
    sku: row.sku ?? null,
    message,
  }));
}

export async function findCatalogImport(
  database: Pick<Database, 'catalogImport'>,
  key: { readonly distributorId: string; readonly importId: string },
) {
  return database.catalogImport.findUnique({
    where: { distributorId_id: { distributorId: key.distributorId, id: key.importId } },
  });
}
