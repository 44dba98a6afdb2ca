import {
  endCatalogImport,
  findCatalogImport,
  saveProgress,
  saveRowReports,
} from '../../modules/catalog/catalog-imports.repository.server.ts';
import type { CatalogImportStatus } from '../../modules/catalog/catalog-imports.repository.server.ts';
import { saveProducts } from '../../modules/catalog/save-products.server.ts';
import { readShopifyCsv } from '../../modules/catalog/shopify-csv/read-shopify-csv.ts';
import type { ShopifyCsvReading } from '../../modules/catalog/shopify-csv/read-shopify-csv.ts';
import type { CatalogueStep } from '../../modules/catalog/shopify-csv/shopify-csv.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { refreshStatistics } from '../../platform/statistics.server.ts';
import { currencyCode } from '../../platform/money.ts';
import type { FlowContext } from '../flow-context.ts';
import { inBatches, lastLineOf } from './catalog-batches.ts';
import { saveSuppliedVariants } from './save-supplied-variants.server.ts';

const FILLED = [
  'product',
  'variant',
  'product_search',
  'supply',
  'stock_level',
  'stock_entry',
  'stock_change',
];

type Import = NonNullable<Awaited<ReturnType<typeof findCatalogImport>>>;
type Tally = { created: number; updated: number; unchanged: number; savedThroughLine: number };

/**
 * Imports a kept catalogue file in a stream: batch by batch, each with its rows' report and the progress in one
 * transaction, so that after a fault it goes on behind the last saved line. Products that the file does not
 * name stay as they are.
 */
export async function importCatalog(
  context: FlowContext,
  key: { distributorId: string; importId: string },
): Promise<void> {
  const found = await findCatalogImport(context.db, key);
  if (!found || found.finishedAt) return;
  const distributor = await context.db.distributor.findUniqueOrThrow({
    where: { id: key.distributorId },
  });
  const blob = await context.blobs.open(found.blobSha256);
  if (!blob) throw new Error(`The file of import ${key.importId} is not kept any more`);
  const bytes = countBytes(blob.body);
  const reading = await readShopifyCsv(bytes.body, {
    currency: currencyCode(distributor.currency),
  });
  if (!reading.ok) return end(context, key, 'refused', reading.error.message);
  const stopped = await saveBatches(context, found, reading.value, bytes.count);
  await end(context, key, stopped ? 'stopped' : 'finished');
}

async function saveBatches(
  context: FlowContext,
  found: Import,
  reading: ShopifyCsvReading,
  readBytes: () => number,
): Promise<boolean> {
  const { created, updated, unchanged, savedThroughLine } = found;
  let tally: Tally = { created, updated, unchanged, savedThroughLine };
  for await (const steps of inBatches(reading.steps)) {
    const lastLine = lastLineOf(steps);
    if (lastLine <= tally.savedThroughLine) continue;
    const saved = await saveBatch(context, found, steps, tally, {
      ...reading.counts(),
      readBytes: readBytes(),
    });
    if (saved.stopRequested) return true;
    tally = saved.tally;
    await refreshStatistics(context.db, FILLED);
  }
  return false;
}

async function saveBatch(
  context: FlowContext,
  found: Import,
  steps: readonly CatalogueStep[],
  before: Tally,
  counts: ReturnType<ShopifyCsvReading['counts']> & { readBytes: number },
): Promise<{ tally: Tally; stopRequested: boolean }> {
  const { distributorId, id: importId } = found;
  const products = steps.flatMap(({ product }) => product ?? []);
  return inTransaction(
    context.db,
    async (tx) => {
      const verb = { tx, clock: context.clock };
      const saved = await saveProducts(verb, {
        distributorId,
        products,
        by: { actor: { kind: 'system' }, cause: 'import', reference: importId },
      });
      await saveSuppliedVariants(verb, found, products);
      await saveRowReports(
        verb,
        { distributorId, importId },
        steps.flatMap(({ rows }) => rows),
      );
      const tally: Tally = {
        created: before.created + saved.created,
        updated: before.updated + saved.updated,
        unchanged: before.unchanged + saved.unchanged,
        savedThroughLine: lastLineOf(steps),
      };
      const { stopRequested } = await saveProgress(
        verb,
        { distributorId, importId },
        { ...counts, ...tally },
      );
      return { tally, stopRequested };
    },
    { timeout: 60_000 },
  );
}

async function end(
  context: FlowContext,
  key: { distributorId: string; importId: string },
  status: CatalogImportStatus,
  failure?: string,
): Promise<void> {
  await inTransaction(context.db, (tx) =>
    endCatalogImport({ tx, clock: context.clock }, key, { status, failure }),
  );
}

/** Passes bytes on and counts them, for the progress bar. */
function countBytes(source: AsyncIterable<Uint8Array>) {
  let counted = 0;
  async function* body(): AsyncGenerator<Uint8Array> {
    for await (const bytes of source) {
      counted += bytes.length;
      yield bytes;
    }
  }
  return { body: body(), count: () => counted };
}
