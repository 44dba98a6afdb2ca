/** Bulk result: what became of each line of the file, in our words. Pure. */
import type { ImportOutcome } from '../../../modules/stores/channel.ts';
import { outsideProductId, readVariants } from './shopify-mapper.ts';
import type { BulkResultLine } from './shopify-operations/bulk.ts';

/** `number` counts from 0: the line's own number where Shopify tells it, else its place in the result. */
export type NumberedLine = BulkResultLine & { readonly number: number };

/** Undefined where it cannot be told whose line it is. A success names its product itself. */
export function lineOutcome(
  line: NumberedLine,
  keyByNumber: string | undefined,
): ImportOutcome | undefined {
  const { product, userErrors = [] } = line.data?.productSet ?? { product: null };
  const key = product?.key?.value ?? keyByNumber;
  if (key === undefined) return undefined;
  const reasons = [...userErrors, ...(line.errors ?? [])].map(({ message }) => message);
  if (!product)
    return { kind: 'refused', key, why: reasons.join('; ') || 'Shopify gave no reason' };
  const variants = readVariants(product.variants.nodes);
  return {
    kind: 'imported',
    product: { key, outsideProductId: outsideProductId(product.id), variants },
  };
}
