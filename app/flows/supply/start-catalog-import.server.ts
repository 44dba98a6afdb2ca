import { insertCatalogImport } from '../../modules/catalog/catalog-imports.repository.server.ts';
import type { CatalogImportId } from '../../modules/catalog/product.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { BlobTooLarge } from '../../platform/blobs.server.ts';
import { ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';

export type CatalogFile = {
  readonly distributorId: string;
  readonly fileName: string;
  readonly content: AsyncIterable<Uint8Array>;
  /** The supplier whose supplies and stock the file lists too, if it does. */
  readonly supplierId?: string | undefined;
  /** Cost as a share of the price where the file states none. */
  readonly assumedCostBasisPoints?: number | undefined;
};

/** Keeps a catalogue file whole and starts its import; the import itself is a job with progress. */
export async function startCatalogImport(
  context: FlowContext,
  file: CatalogFile,
): Promise<Result<CatalogImportId, BlobTooLarge>> {
  const kept = await context.blobs.put(file.content, 'text/csv');
  if (!kept.ok) return kept;
  const { distributorId, fileName, supplierId, assumedCostBasisPoints } = file;
  const { sha256: blobSha256, size: totalBytes } = kept.value;
  return inTransaction(context.db, async (tx) => {
    const importId = await insertCatalogImport(
      { tx, clock: context.clock },
      { distributorId, fileName, supplierId, assumedCostBasisPoints, blobSha256, totalBytes },
    );
    await enqueue(tx, { name: 'import-catalog', payload: { distributorId, importId } });
    return ok(importId);
  });
}
