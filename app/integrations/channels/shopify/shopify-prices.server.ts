/** Prices: one call for each product, because that is how Shopify takes them; many as one file that it works through. */
import type {
  BulkPrices,
  Channel,
  ChannelAnswer,
  OutsideProductId,
  PriceWrite,
  PriceWriteOutcome,
} from '../../../modules/stores/channel.ts';
import { formatDecimal } from '../../../platform/money.ts';
import { ok } from '../../../platform/result.ts';
import { runBulkFile } from './bulk-file.server.ts';
import { readBulkRunLines } from './bulk-lines.server.ts';
import type { ChannelContext } from './channel-context.ts';
import { SET_VARIANT_PRICES, setVariantPrices } from './shopify-operations/stock.ts';
import type { UserError } from './shopify-schemas.ts';

/** Shopify's limit for entries of an input list. */
const MOST_VARIANTS = 250;

/**
 * From so many products on one file is sooner done: a call costs 10 points, of which the smallest plan restores 100 a
 * second, and they would be missing for stock; a bulk operation costs none but takes its half minute to be started.
 */
export const BULK_PRICES_FROM = 500;

export function createPrices(
  context: ChannelContext,
): Pick<Channel, 'setPrices' | 'startBulkPrices' | 'readBulkPrices'> {
  return {
    setPrices: (writes) => setPrices(context, writes),
    startBulkPrices: (writes) => startBulkPrices(context, writes),
    readBulkPrices: (runId, writes) => readBulkPrices(context, runId, writes),
  };
}

/** Setting a price to what it is has no effect, so repeating all of it after a failure in the middle is safe. */
async function setPrices(
  { client }: ChannelContext,
  writes: readonly PriceWrite[],
): ChannelAnswer<readonly PriceWriteOutcome[]> {
  const outcomes: PriceWriteOutcome[] = [];
  for (const batch of toBatches(writes)) {
    const answer = await client.run(setVariantPrices, variablesOf(batch));
    if (!answer.ok) return answer;
    outcomes.push(...outcomesOf(batch.writes, answer.value.productVariantsBulkUpdate.userErrors));
  }
  return ok(outcomes);
}

async function startBulkPrices(
  context: ChannelContext,
  writes: readonly PriceWrite[],
): ChannelAnswer<{ readonly runId: string }> {
  const lines = toBatches(writes).map((batch) => JSON.stringify(variablesOf(batch)));
  const started = await runBulkFile(context, SET_VARIANT_PRICES, lines);
  return started.ok ? ok({ runId: started.value }) : started;
}

/** Lines that the result does not mention have no outcome: those prices are still unknown. */
async function readBulkPrices(
  context: ChannelContext,
  runId: string,
  writes: readonly PriceWrite[],
): ChannelAnswer<BulkPrices> {
  const run = await readBulkRunLines(context, runId);
  if (!run.ok) return run;
  if (run.value.state !== 'finished') return ok(run.value);
  const batches = toBatches(writes);
  const outcomes = run.value.lines.flatMap(({ number, data, errors = [] }) => {
    const userErrors = data?.productVariantsBulkUpdate?.userErrors ?? [];
    const ofAll = errors.map(({ message }): UserError => ({ field: null, message, code: null }));
    return outcomesOf(batches[number]?.writes ?? [], [...userErrors, ...ofAll]);
  });
  return ok({ state: 'finished', outcomes });
}

type Batch = { readonly productId: OutsideProductId; readonly writes: readonly PriceWrite[] };

/** By product, in the order of the writes; of two writes for one variant the last counts. */
function toBatches(writes: readonly PriceWrite[]): readonly Batch[] {
  const last = new Map(writes.map((write) => [write.outsideVariantId, write]));
  const byProduct = Map.groupBy(last.values(), ({ outsideProductId }) => outsideProductId);
  return [...byProduct].flatMap(([productId, ofProduct]) =>
    Array.from({ length: Math.ceil(ofProduct.length / MOST_VARIANTS) }, (_each, index) => ({
      productId,
      writes: ofProduct.slice(index * MOST_VARIANTS, (index + 1) * MOST_VARIANTS),
    })),
  );
}

function variablesOf({ productId, writes }: Batch) {
  const variants = writes.map(({ outsideVariantId, price, compareAt }) => ({
    id: outsideVariantId,
    price: formatDecimal(price),
    compareAtPrice: compareAt ? formatDecimal(compareAt) : null,
  }));
  return { productId, variants };
}

function outcomesOf(
  writes: readonly PriceWrite[],
  errors: readonly UserError[],
): readonly PriceWriteOutcome[] {
  return writes.map((write, row) => outcomeOf(write, errorOf(errors, row)));
}

/** Rows that no error names were written (`allowPartialUpdates`); an error without a row is about them all. */
function errorOf(errors: readonly UserError[], row: number): UserError | undefined {
  return errors.find((error) => [row, undefined].includes(rowOf(error)));
}

/** ["variants", "3", "price"] → 3. */
function rowOf({ field }: UserError): number | undefined {
  const index = field?.indexOf('variants') ?? -1;
  const row = Number(field?.[index + 1] ?? Number.NaN);
  return index >= 0 && Number.isInteger(row) ? row : undefined;
}

const GONE = new Set(['PRODUCT_DOES_NOT_EXIST', 'PRODUCT_VARIANT_DOES_NOT_EXIST']);

function outcomeOf(
  { outsideVariantId }: PriceWrite,
  error: UserError | undefined,
): PriceWriteOutcome {
  if (!error) return { outsideVariantId, kind: 'set', why: undefined };
  const kind = error.code && GONE.has(error.code) ? 'gone' : 'refused';
  return { outsideVariantId, kind, why: error.message };
}
