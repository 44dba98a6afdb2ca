import type { DistributorId } from '../../modules/accounts/account.ts';
import { resolveExceptions } from '../../modules/activity/resolve-exceptions.server.ts';
import { readProducts } from '../../modules/catalog/read-products.server.ts';
import type { ConnectionId } from '../../modules/connections/connection.ts';
import type { ProductImportKey } from '../../modules/listings/product-import.ts';
import {
  findProductImport,
  saveImportState,
  settleItem,
  waitingItems,
} from '../../modules/listings/product-imports.repository.server.ts';
import type { ProductImportRow } from '../../modules/listings/product-imports.repository.server.ts';
import {
  recordImportedProduct,
  recordRefusedProduct,
} from '../../modules/listings/record-imported-product.server.ts';
import { readOffers } from '../../modules/offers/read-offers.server.ts';
import type { Channel, ChannelProduct, ImportOutcome } from '../../modules/stores/channel.ts';
import { markChanged } from '../../modules/stock/mark-changed.server.ts';
import type { VariantId } from '../../modules/stock/stock-level.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import { inTransaction } from '../../platform/database.server.ts';
import type { JobVerdict, RunningJob } from '../../platform/job-catalog.ts';
import { verdictFor } from '../../platform/retry-policy.ts';
import { refreshStatistics } from '../../platform/statistics.server.ts';
import type { FlowContext } from '../flow-context.ts';
import { listingMatter } from '../supply/listing-exceptions.ts';
import { toChannelProduct } from './to-channel-product.ts';

/** One at a time takes some 300 ms at a shop; this many together stay far below its limits. */
const AT_A_TIME = 4;
const BULK_POLL_MS = 2_000;
const FILLED = ['listed_product', 'listing', 'product_import_item', 'stock_change'];

/**
 * Puts the picked products of one run into the store: one by one, or as one bulk run where the channel finds that
 * cheaper. Progress is kept per product, so a repeated job goes on where the last one stopped.
 */
export async function importProducts(
  context: FlowContext,
  key: ProductImportKey,
  job: Pick<RunningJob, 'attempt'>,
): Promise<JobVerdict> {
  const run = await findProductImport(context.db, key);
  if (!run || isOver(run)) return { kind: 'done' };
  if (run.stopRequested) return end(context, key, 'stopped');
  if (run.pauseRequested) return rest(context, key);
  const channel = await context.channelOf(run.storeId);
  const inBulk = run.outsideRunId !== null || run.total >= channel.capabilities.bulkImportFrom;
  const failure = inBulk
    ? await importInBulk(context, key, run, channel)
    : await importOneByOne(context, key, run, channel);
  if (failure === 'running') return retryIn(context, BULK_POLL_MS);
  if (!failure) return endOrRest(context, key);
  const verdict = verdictFor(failure, {
    attempt: job.attempt,
    now: context.clock.now(),
    random: context.random,
  });
  if (verdict.kind === 'park') await end(context, key, 'failed', verdict.why);
  return verdict;
}

function isOver({ status }: ProductImportRow): boolean {
  return status === 'finished' || status === 'stopped' || status === 'failed';
}

async function importOneByOne(
  context: FlowContext,
  key: ProductImportKey,
  run: ProductImportRow,
  channel: Channel,
): Promise<AdapterFailure | undefined> {
  for (;;) {
    await refreshStatistics(context.db, FILLED);
    const ids = await waitingItems(context.db, key, AT_A_TIME);
    if (ids.length === 0 || (await shouldHalt(context, key))) return undefined;
    const products = await prepare(context, key, run, ids);
    const answers = await Promise.all(
      products.map(async (ready) => {
        const answer = await channel.importProduct(ready.product);
        if (answer.ok) await record(context, key, run, ready, answer.value);
        return answer;
      }),
    );
    const failed = answers.find((answer) => !answer.ok);
    if (failed) return failed.error;
  }
}

async function importInBulk(
  context: FlowContext,
  key: ProductImportKey,
  run: ProductImportRow,
  channel: Channel,
): Promise<AdapterFailure | 'running' | undefined> {
  if (run.outsideRunId === null) return startBulk(context, key, run, channel);
  const answer = await channel.readBulkImport(run.outsideRunId);
  if (!answer.ok) return answer.error;
  if (answer.value.state === 'running') return 'running';
  if (answer.value.state === 'finished') await recordAll(context, key, run, answer.value.outcomes);
  // What the bulk run did not answer for, or a run that failed as a whole, goes one by one.
  await saveState(context, key, { status: 'running', outsideRunId: null });
  return importOneByOne(context, key, run, channel);
}

async function startBulk(
  context: FlowContext,
  key: ProductImportKey,
  run: ProductImportRow,
  channel: Channel,
): Promise<AdapterFailure | 'running' | undefined> {
  const ids = await waitingItems(context.db, key, run.total);
  const products = await prepare(context, key, run, ids);
  if (products.length === 0) return undefined;
  const started = await channel.startBulkImport(products.map(({ product }) => product));
  if (!started.ok) return started.error;
  await saveState(context, key, { status: 'running', outsideRunId: started.value.runId });
  return 'running';
}

/** What the store is sent of a product, and which state of the catalogue that is. */
type ReadyProduct = { readonly product: ChannelProduct; readonly contentHash: string };

/** Builds what the store is sent; products that cannot stand there are settled as refused. */
async function prepare(
  context: FlowContext,
  key: ProductImportKey,
  run: ProductImportRow,
  productIds: readonly string[],
): Promise<readonly ReadyProduct[]> {
  const products = await readProducts(context.db, { ...key, productIds });
  const offers = await readOffers(
    { tx: context.db, clock: context.clock },
    {
      distributorId: key.distributorId as DistributorId,
      connectionId: run.connectionId as ConnectionId,
      variantIds: products.flatMap(({ variants }) => variants.map(({ id }) => id)),
    },
  );
  const byVariant = new Map(offers.map((offer) => [offer.variantId as string, offer]));
  const ready: ReadyProduct[] = [];
  for (const product of products) {
    const built = toChannelProduct(product, byVariant);
    if (built.ok) ready.push({ product: built.value, contentHash: product.contentHash });
    else await refuse(context, key, run, product.id, built.error);
  }
  return ready;
}

async function recordAll(
  context: FlowContext,
  key: ProductImportKey,
  run: ProductImportRow,
  outcomes: readonly ImportOutcome[],
): Promise<void> {
  const ids = outcomes.map((outcome) =>
    outcome.kind === 'imported' ? outcome.product.key : outcome.key,
  );
  for (let start = 0; start < ids.length; start += 100) {
    await refreshStatistics(context.db, FILLED);
    const products = await prepare(context, key, run, ids.slice(start, start + 100));
    const byKey = new Map(products.map((each) => [each.product.key, each]));
    for (const outcome of outcomes.slice(start, start + 100)) {
      const ready = byKey.get(outcome.kind === 'imported' ? outcome.product.key : outcome.key);
      // The store was sent what stood then, not what stands now: the publisher compares it anew.
      if (ready) await record(context, key, run, ready, outcome, { remembersSent: false });
    }
  }
}

async function record(
  context: FlowContext,
  key: ProductImportKey,
  run: ProductImportRow,
  { product, contentHash }: ReadyProduct,
  outcome: ImportOutcome,
  { remembersSent } = { remembersSent: true },
): Promise<void> {
  if (outcome.kind === 'refused') return refuse(context, key, run, product.key, outcome.why);
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    await recordImportedProduct(verb, {
      distributorId: key.distributorId,
      connectionId: run.connectionId,
      storeId: run.storeId,
      imported: outcome.product,
      sent: remembersSent
        ? product.variants.map(({ key: variantId, quantity, price }) => ({
            variantId,
            quantity,
            priceMinor: price.minor,
          }))
        : [],
      contentHash,
      published: product.published,
    });
    await settleItem(verb, key, { productId: product.key, status: 'listed' });
    await resolveExceptions(verb, {
      dedupeKey: listingMatter({ connectionId: run.connectionId, productId: product.key }),
      by: 'system',
      resolution: 'It was imported again.',
    });
    // A change between reading the offer and this commit found no listing to publish to: look once more.
    const variantIds = outcome.product.variants.map((variant) => variant.key as VariantId);
    await markChanged(verb, key.distributorId as DistributorId, variantIds);
  });
}

async function refuse(
  context: FlowContext,
  key: ProductImportKey,
  run: ProductImportRow,
  productId: string,
  why: string,
): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const verb = { tx, clock: context.clock };
    const { connectionId } = run;
    await recordRefusedProduct(verb, {
      distributorId: key.distributorId,
      connectionId,
      productId,
      why,
    });
    await settleItem(verb, key, { productId, status: 'refused', message: why });
  });
}

async function shouldHalt(context: FlowContext, key: ProductImportKey): Promise<boolean> {
  const run = await findProductImport(context.db, key);
  return run?.stopRequested === true || run?.pauseRequested === true;
}

/** Nothing is left to do, or somebody asked to halt. */
async function endOrRest(context: FlowContext, key: ProductImportKey): Promise<JobVerdict> {
  const run = await findProductImport(context.db, key);
  if (run?.stopRequested) return end(context, key, 'stopped');
  const [left] = await waitingItems(context.db, key, 1);
  return run?.pauseRequested && left ? rest(context, key) : end(context, key, 'finished');
}

async function rest(context: FlowContext, key: ProductImportKey): Promise<JobVerdict> {
  await saveState(context, key, { status: 'paused' });
  return { kind: 'done' };
}

async function saveState(
  context: FlowContext,
  key: ProductImportKey,
  state: Parameters<typeof saveImportState>[2],
): Promise<void> {
  await inTransaction(context.db, (tx) =>
    saveImportState({ tx, clock: context.clock }, key, state),
  );
}

async function end(
  context: FlowContext,
  key: ProductImportKey,
  status: 'finished' | 'stopped' | 'failed',
  failure?: string,
): Promise<JobVerdict> {
  await saveState(context, key, { status, ...(failure ? { failure } : {}) });
  return { kind: 'done' };
}

function retryIn({ clock }: FlowContext, milliseconds: number): JobVerdict {
  const at = new Date(clock.now().getTime() + milliseconds);
  return { kind: 'retry', at, why: 'The store is still at it', counts: false };
}
