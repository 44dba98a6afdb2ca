import type { Money } from '../../platform/money.ts';
import { makeWholesale } from './make-price.ts';
import type { PriceStep } from './price-step.ts';
import { readPriceFacts, readPriceTerms } from './price-facts.repository.server.ts';
import type { PricingContext } from './price-list.ts';

/** What a retailer owes for one unit of a line, in the list's currency, with the rules that made it. */
export type OwedPrice = { readonly owed: Money; readonly steps: readonly PriceStep[] };

/**
 * What a retailer owes for a unit of each variant when it orders this many of it at once: the price of the list with its
 * volume tiers and the promotions that run now. A variant without a price is not in the answer. Three statements.
 */
export async function wholesaleFor(
  { tx, clock }: PricingContext,
  input: {
    readonly distributorId: string;
    readonly connectionId: string;
    readonly lines: readonly { readonly variantId: string; readonly quantity: number }[];
  },
): Promise<ReadonlyMap<string, OwedPrice>> {
  const terms = await readPriceTerms(tx, input, clock.now());
  if (!terms) return new Map();
  const quantities = new Map<string, number>();
  for (const { variantId, quantity } of input.lines)
    quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity);
  const key = { distributorId: input.distributorId, priceListId: terms.priceListId };
  const facts = await readPriceFacts(tx, key, [...quantities.keys()]);
  return new Map(
    facts.flatMap((one) => {
      const quantity = Math.max(1, quantities.get(one.variantId) ?? 1);
      const made = makeWholesale(terms.list, one, terms.home, terms.rateOf, quantity);
      return made.owed ? [[one.variantId, { owed: made.owed, steps: made.steps }]] : [];
    }),
  );
}
