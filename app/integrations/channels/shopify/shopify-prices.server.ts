/** Prices: one call for each product, because that is how Shopify takes them. */
import type {
  Channel,
  ChannelAnswer,
  OutsideProductId,
  PriceWrite,
  PriceWriteOutcome,
} from '../../../modules/stores/channel.ts';
import { formatDecimal } from '../../../platform/money.ts';
import { ok } from '../../../platform/result.ts';
import type { ChannelContext } from './channel-context.ts';
import { setVariantPrices } from './shopify-operations/stock.ts';
import type { UserError } from './shopify-schemas.ts';

/** Shopify's limit for entries of an input list. */
const MOST_VARIANTS = 250;

export function createPrices(context: ChannelContext): Pick<Channel, 'setPrices'> {
  return { setPrices: (writes) => setPrices(context, writes) };
}

/**
 * Setting a price to what it is has no effect, so repeating all of it after a failure in the middle is safe.
 * Of two writes for one variant the last counts.
 */
async function setPrices(
  context: ChannelContext,
  writes: readonly PriceWrite[],
): ChannelAnswer<readonly PriceWriteOutcome[]> {
  const outcomes: PriceWriteOutcome[] = [];
  for (const [productId, ofProduct] of byProduct(writes)) {
    for (let start = 0; start < ofProduct.length; start += MOST_VARIANTS) {
      const batch = ofProduct.slice(start, start + MOST_VARIANTS);
      const answer = await setBatch(context, productId, batch);
      if (!answer.ok) return answer;
      outcomes.push(...answer.value);
    }
  }
  return ok(outcomes);
}

function byProduct(
  writes: readonly PriceWrite[],
): ReadonlyMap<OutsideProductId, readonly PriceWrite[]> {
  const last = new Map(writes.map((write) => [write.outsideVariantId, write]));
  return Map.groupBy(last.values(), ({ outsideProductId }) => outsideProductId);
}

async function setBatch(
  { client }: ChannelContext,
  productId: OutsideProductId,
  writes: readonly PriceWrite[],
): ChannelAnswer<readonly PriceWriteOutcome[]> {
  const variants = writes.map(({ outsideVariantId, price, compareAt }) => ({
    id: outsideVariantId,
    price: formatDecimal(price),
    compareAtPrice: compareAt ? formatDecimal(compareAt) : null,
  }));
  const answer = await client.run(setVariantPrices, { productId, variants });
  if (!answer.ok) return answer;
  const { userErrors } = answer.value.productVariantsBulkUpdate;
  return ok(writes.map((write, row) => outcomeOf(write, errorOf(userErrors, row))));
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
