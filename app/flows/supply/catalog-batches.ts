import type { CatalogueStep } from '../../modules/catalog/shopify-csv/shopify-csv.ts';

const MAX_VARIANTS = 1_000;
const MAX_STEPS = 500;

/**
 * Gathers steps into batches that one statement can write: few enough for short locks, many enough to be fast,
 * and never the same product twice (a row cannot be changed twice in one upsert).
 */
export async function* inBatches(
  steps: AsyncIterable<CatalogueStep>,
): AsyncGenerator<readonly CatalogueStep[]> {
  let batch: CatalogueStep[] = [];
  let handles = new Set<string>();
  let variants = 0;
  for await (const step of steps) {
    const handle = step.product?.handle;
    const isFull = variants >= MAX_VARIANTS || batch.length >= MAX_STEPS;
    if (batch.length > 0 && (isFull || (handle !== undefined && handles.has(handle)))) {
      yield batch;
      batch = [];
      handles = new Set();
      variants = 0;
    }
    batch.push(step);
    if (handle !== undefined) handles.add(handle);
    variants += step.product?.variants.length ?? 0;
  }
  if (batch.length > 0) yield batch;
}

/** The last line of the file that a batch accounts for. */
export function lastLineOf(steps: readonly CatalogueStep[]): number {
  return steps.reduce(
    (last, { rows }) => rows.reduce((latest, { line }) => Math.max(latest, line), last),
    0,
  );
}
