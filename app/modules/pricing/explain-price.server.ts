import type { Id } from '../../platform/ids.ts';
import { makePrice } from './make-price.ts';
import type { MadePrice } from './make-price.ts';
import { readPriceFacts, readPriceTerms } from './price-facts.repository.server.ts';
import type { PricingContext } from './price-list.ts';

/**
 * Why a variant has its price for one connection: the chain of rules from cost or list price to what the shop asks, by
 * the arithmetic that makes the offers. Undefined when the connection has no price list or the variant is not the
 * distributor's.
 */
export async function explainPrice(
  { tx, clock }: PricingContext,
  input: {
    readonly distributorId: Id<'Distributor'>;
    readonly connectionId: Id<'Connection'>;
    readonly variantId: Id<'Variant'>;
  },
): Promise<MadePrice | undefined> {
  const terms = await readPriceTerms(tx, input, clock.now());
  if (!terms) return undefined;
  const key = { distributorId: input.distributorId, priceListId: terms.priceListId };
  const [facts] = await readPriceFacts(tx, key, [input.variantId]);
  return facts && makePrice(terms, facts);
}
