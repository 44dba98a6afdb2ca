/** The naive policies of the oversell bench: every store is shown everything, less a fixed buffer. */
import type { Market } from './oversell-demand.ts';

export type Sales = { readonly sold: number; readonly oversold: number };

export const FEED_EVERY_S = 900;

/** A store shows what the books said `lag` seconds ago; the books know of a sale when its order has come. */
export function sellNaively(market: Market, buffer: number): Sales {
  let sold = 0;
  let oversold = 0;
  for (const [sku, article] of market.articles.entries()) {
    const sales: { readonly at: number; readonly knownAt: number; readonly store: number }[] = [];
    let mine = 0;
    for (const { at, store } of market.shoppers.filter((shopper) => shopper.sku === sku)) {
      const seenAt = at - (market.lag[store] ?? 0);
      const told =
        article.onHand -
        knownLoss(article.elsewhere, seenAt) -
        sales.filter(({ knownAt }) => knownAt <= seenAt).length;
      // Its own sales that the books did not know of then have lowered what the shop shows by itself.
      const own = sales.filter((sale) => sale.store === store && sale.knownAt > seenAt).length;
      if (told - buffer - own <= 0) continue;
      sales.push({ at, knownAt: at + (market.orderLag[store] ?? 0), store });
      const there = article.onHand - article.elsewhere.filter((moment) => moment <= at).length;
      mine += 1;
      if (mine > there) oversold += 1;
      sold += 1;
    }
  }
  return { sold, oversold };
}

/** What the supplier had sold elsewhere by its last figure. */
export function knownLoss(elsewhere: readonly number[], at: number): number {
  const figure = Math.floor(at / FEED_EVERY_S) * FEED_EVERY_S;
  return elsewhere.filter((moment) => moment <= figure).length;
}
