/**
 * Bulk import: many products as one file that Shopify works through by itself, without spending our query points.
 * Two runs in a row: the first writes the products, the second shows those that are to be seen.
 */
import type {
  BulkImport,
  Channel,
  ChannelAnswer,
  ChannelProduct,
  ImportOutcome,
} from '../../../modules/stores/channel.ts';
import { err, ok } from '../../../platform/result.ts';
import { lineOutcome } from './bulk-result.ts';
import type { NumberedLine } from './bulk-result.ts';
import { isRunning, readBulkRunLines } from './bulk-lines.server.ts';
import { joinRunId, splitRunId } from './bulk-run-id.ts';
import { runBulkFile } from './bulk-file.server.ts';
import type { ChannelContext } from './channel-context.ts';
import {
  newProductInput,
  PRODUCT_KEY,
  productIdentifier,
  repeatedProductInput,
  VARIANT_KEY,
} from './product-input.ts';
import { BULK_SET_PRODUCT, bulkShowProduct, listBulkRuns } from './shopify-operations/bulk.ts';
import { findManyProducts } from './shopify-operations/products.ts';
import { readExisting } from './shopify-products.server.ts';
import type { ExistingProduct } from './shopify-products.server.ts';

/**
 * From here on one file is sooner done than a call for each: a product costs some 55 points, of which the smallest
 * plan restores 100 a second; a bulk operation costs none.
 */
export const BULK_FROM = 100;

export function createBulkImport(
  context: ChannelContext,
): Pick<Channel, 'startBulkImport' | 'readBulkImport'> {
  return {
    startBulkImport: (products) => startBulkImport(context, products),
    readBulkImport: (runId) => readBulkImport(context, runId),
  };
}

async function startBulkImport(
  context: ChannelContext,
  products: readonly ChannelProduct[],
): ChannelAnswer<{ readonly runId: string }> {
  const known = await keysInStore(context, products);
  if (!known.ok) return known;
  const lines: string[] = [];
  for (const product of products) {
    const existing = known.value.has(product.key)
      ? await readExisting(context, product.key)
      : ok(undefined);
    if (!existing.ok) return existing;
    lines.push(toLine(context, product, existing.value));
  }
  const started = await runBulkFile(context, BULK_SET_PRODUCT, lines);
  if (!started.ok) return started;
  const keys = products.map(({ key, published }) => ({ key, published }));
  return ok({ runId: joinRunId(started.value, keys) });
}

const KEYS_PER_CALL = 50;

/** Most products of a bulk import are new to the store; only the others are read before they are written. */
async function keysInStore(
  { client }: ChannelContext,
  products: readonly ChannelProduct[],
): ChannelAnswer<ReadonlySet<string>> {
  const known = new Set<string>();
  for (let start = 0; start < products.length; start += KEYS_PER_CALL) {
    const some = products.slice(start, start + KEYS_PER_CALL);
    const variables: Record<string, unknown> = {};
    some.forEach(({ key }, index) => (variables[`identifier${index}`] = productIdentifier(key)));
    const answer = await client.run(findManyProducts(some.length), variables);
    if (!answer.ok) return answer;
    some.forEach(({ key }, index) => answer.value[`product${index}`] && known.add(key));
  }
  return ok(known);
}

function toLine(
  { store }: ChannelContext,
  product: ChannelProduct,
  existing: ExistingProduct | undefined,
): string {
  const input = existing
    ? repeatedProductInput(store, product, existing)
    : newProductInput(store, product);
  return JSON.stringify({
    identifier: productIdentifier(product.key),
    input,
    productKey: PRODUCT_KEY,
    variantKey: VARIANT_KEY,
    first: input.variants.length,
  });
}

async function readBulkImport(context: ChannelContext, runId: string): ChannelAnswer<BulkImport> {
  const run = splitRunId(runId);
  if (!run) return err({ kind: 'refused', why: 'Not a bulk import of ours' });
  const answer = await readBulkRunLines(context, run.operationId);
  if (!answer.ok) return answer;
  if (answer.value.state !== 'finished') return ok(answer.value);
  const { lines, done } = answer.value;
  const outcomes = toOutcomes(run.products, lines);
  const shown = await showImported(context, run, outcomes);
  if (!shown.ok) return shown;
  return ok(
    shown.value === 'running' ? { state: 'running', done } : { state: 'finished', outcomes },
  );
}

type Products = readonly { readonly key: string; readonly published: boolean }[];

/** One outcome for each product that was sent; a line that is missing from the result is a refusal that says so. */
function toOutcomes(products: Products, lines: readonly NumberedLine[]): readonly ImportOutcome[] {
  const byKey = new Map<string, ImportOutcome>();
  for (const line of lines) {
    const outcome = lineOutcome(line, products[line.number]?.key);
    if (outcome)
      byKey.set(outcome.kind === 'imported' ? outcome.product.key : outcome.key, outcome);
  }
  const why = 'The result of the import does not mention this product';
  return products.map(({ key }) => byKey.get(key) ?? { kind: 'refused', key, why });
}

/** The second run is named after the first, so whoever asks again finds it instead of starting another. */
async function showImported(
  context: ChannelContext,
  run: { readonly operationId: string; readonly products: Products },
  outcomes: readonly ImportOutcome[],
): ChannelAnswer<'running' | 'done'> {
  const { client, store } = context;
  const publicationId = store.places.outsidePublicationId;
  const wanted = new Set(run.products.filter(({ published }) => published).map(({ key }) => key));
  const ids = outcomes.flatMap((outcome) =>
    outcome.kind === 'imported' && wanted.has(outcome.product.key)
      ? outcome.product.outsideProductId
      : [],
  );
  if (!publicationId || ids.length === 0) return ok('done');
  const name = `ShowImported_${run.operationId.replace(/\D/g, '')}`;
  const runs = await client.run(listBulkRuns, {});
  if (!runs.ok) return runs;
  const second = runs.value.bulkOperations.nodes.find(({ query }) => query.includes(`${name}(`));
  if (second && isRunning(second.status)) return ok('running');
  if (second?.status === 'COMPLETED') return ok('done');
  const lines = ids.map((id) => JSON.stringify({ id, publicationId }));
  const started = await runBulkFile(context, bulkShowProduct(name), lines);
  return started.ok ? ok('running') : started;
}
